/// The brake against deleting a mirror because Jira, for one moment, showed less than it has.
package enum DeletionGuard {
    /// Share of a project that may vanish in one run without anybody's word.
    static let share = 0.05
    static let always = 20

    /// Whether this many issues of a project may be removed.
    package static func permits(vanishing: Int, of stored: Int) -> Bool {
        vanishing <= max(always, Int(Double(stored) * share))
    }

    /// A project where the guard stopped the deletion.
    package struct Stop: Sendable, Equatable {
        package var project: String
        package var vanishing: Int
        package var stored: Int
    }
}
