/// The program's exit statuses, those of `sysexits.h`: a contract that cron jobs and monitors script against.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    /// Done; for `sync`: the mirror is current.
    case done = 0
    /// The command line is wrong, the SQL has an error, the report is unknown.
    case usage = 64
    /// Damaged vault or mirror, a stopped deletion step, newly quarantined records, counts that do not add up.
    case dataError = 65
    /// `init`: the site does not exist or refuses us for good.
    case unavailable = 69
    /// A bug of ours.
    case software = 70
    /// A file or directory cannot be created.
    case cannotCreate = 73
    /// Disk full or I/O error.
    case inputOutput = 74
    /// Try later: network, 429, 5xx, another run is active, stopped by a signal or by `--max-duration`.
    case tryLater = 75
    /// The server answered something that is not Jira's API.
    case protocolError = 76
    /// No grant, token revoked or expired, denied, anonymous, CAPTCHA, TLS refused.
    case notAuthorized = 77
    /// Configuration, not initialised, wrong vault key, unsafe file modes, database of a newer version.
    case configuration = 78

    /// The order in which causes win when a run has several: a bug before everything, "try later" last.
    package static let precedence: [ExitStatus] = [
        .software, .configuration, .notAuthorized, .protocolError, .inputOutput, .cannotCreate,
        .unavailable, .dataError, .tryLater, .usage, .done,
    ]

    /// The one status for several causes; `done` when there is none.
    package static func worst(_ causes: some Sequence<ExitStatus>) -> ExitStatus {
        let present = Set(causes)
        return precedence.first(where: present.contains) ?? .done
    }

    /// What the status says to an operator: the line of the table in `--help`.
    package var meaning: String {
        switch self {
        case .done: "done; after sync: the mirror is current"
        case .usage: "usage: wrong command line, error in the SQL, unknown report"
        case .dataError: "data: damaged vault or mirror, deletion guard, new quarantined records"
        case .unavailable: "the site does not exist or refuses us for good (init)"
        case .software: "a bug of ours"
        case .cannotCreate: "a file or directory cannot be created"
        case .inputOutput: "disk full or I/O error"
        case .tryLater: "try later: network, 429, 5xx, another run is active, stopped by a signal"
        case .protocolError: "the server answered something that is not Jira's API"
        case .notAuthorized: "not authorized: no grant, token revoked or expired, denied, TLS refused"
        case .configuration: "configuration, not initialised, wrong vault key, unsafe file modes"
        }
    }

    /// The table as the root command's help shows it.
    package static var table: String {
        (["EXIT STATUS:"] + allCases.map { "  \(pad($0.rawValue))  \($0.meaning)" }).joined(separator: "\n")
    }

    private static func pad(_ code: Int32) -> String {
        let digits = String(code)
        return String(repeating: " ", count: max(0, 2 - digits.count)) + digits
    }
}
