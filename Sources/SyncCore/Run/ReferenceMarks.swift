/// When the lists were read last: the states of checkpoints of stream `reference`.
struct ReferenceMarks: Sendable {
    struct Mark: Codable, Sendable {
        /// Local clock, milliseconds.
        var readAt: Int64
        /// Boards of the site; nil elsewhere, and where there is no Jira Software.
        var boards: Int?
        /// Ids of the projects that were visible then: other projects show other boards.
        var projects: [Int64]?
    }

    private let states: [String: String]
    private let options: SyncOptions
    private let now: Instant

    init(_ states: [String: String], options: SyncOptions, now: Instant) {
        self.states = states
        self.options = options
        self.now = now
    }

    func mark(_ scope: String) -> Mark? {
        states[scope].flatMap { CheckpointCoding.decode(Mark.self, from: $0) }
    }

    /// Whether the day of a list is over. A full run reads everything whatever its age.
    func isDue(_ scope: String) -> Bool {
        guard !options.full, let mark = mark(scope) else { return true }
        let age = now - Instant(milliseconds: mark.readAt)
        // A mark of the future is of a clock that was set back.
        return age >= options.referenceEverySeconds || age < 0
    }
}
