import SyncCore

/// When a grant ends, and what people are told ahead of it.
struct GrantEnding: Sendable, Equatable {
    var method: SignInMethod
    /// Nil where it does not end, or nobody knows.
    var at: Instant?
    /// Whether it is renewed without anybody's help: then nobody is warned.
    var renewsItself: Bool

    /// How long ahead people are warned, in seconds: 30 days.
    static let noticeSeconds = 30 * 86_400.0

    /// Whether the end is over, and only a person can mend it.
    func isOver(_ now: Instant) -> Bool {
        guard !renewsItself, let at else { return false }
        return now >= at
    }

    /// What is said in the last 30 days, in one line; nil before and after them.
    func notice(_ now: Instant) -> String? {
        guard !renewsItself, let at, now < at, at - now < Self.noticeSeconds else { return nil }
        let days = Int((at - now) / 86_400)
        let when = days == 0 ? "today" : days == 1 ? "tomorrow" : "in \(days) days"
        return "the grant (\(method.rawValue)) ends \(when), on \(at.text.prefix(10))"
    }

    /// The notice with the way out, as a run says it.
    ///
    /// - Parameter program: how the program is called in hints.
    func warning(_ now: Instant, program: String) -> String? {
        notice(now).map { "jira-mirror: \($0)\n    to go on after that, run: \(program) authorize" }
    }
}
