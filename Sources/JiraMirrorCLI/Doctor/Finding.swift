/// One thing that `doctor` looked at, and what it found.
struct Finding: Equatable, Encodable {
    enum Grade: String, Encodable {
        case good = "ok"
        /// Good to know.
        case note
        /// Works today; somebody should look at it.
        case warning
        case failure
        /// Not looked at, because of what failed before.
        case skipped
    }

    /// What was looked at: `vault`, `clock`.
    var check: String
    var grade: Grade
    /// One line, in lower case and without a final period.
    var text: String
    /// How to mend it, a line each.
    var remedy: [String] = []
    /// The status that `doctor` ends with if this is the worst; only failures have one.
    var status: ExitStatus = .done

    enum CodingKeys: String, CodingKey {
        case check, grade, text, remedy
        case status = "exit_status"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(check, forKey: .check)
        try container.encode(grade, forKey: .grade)
        try container.encode(text, forKey: .text)
        try container.encode(remedy, forKey: .remedy)
        try container.encode(status.rawValue, forKey: .status)
    }

    static func good(_ check: String, _ text: String) -> Finding {
        Finding(check: check, grade: .good, text: text)
    }

    static func note(_ check: String, _ text: String) -> Finding {
        Finding(check: check, grade: .note, text: text)
    }

    static func skipped(_ check: String, _ why: String) -> Finding {
        Finding(check: check, grade: .skipped, text: why)
    }

    static func warning(_ check: String, _ text: String, _ remedy: String...) -> Finding {
        Finding(check: check, grade: .warning, text: text, remedy: remedy)
    }

    static func failure(_ check: String, _ text: String, _ status: ExitStatus, _ remedy: String...) -> Finding
    {
        Finding(check: check, grade: .failure, text: text, remedy: remedy, status: status)
    }

    /// What a command would say of the same error.
    static func failure(_ check: String, _ error: any Error, program: String) -> Finding {
        let report = FailureReport(error, program: program)
        return Finding(
            check: check, grade: .failure, text: report.what,
            remedy: ([report.kept].compactMap { $0 } + report.hints).flatMap {
                $0.split(separator: "\n").map { $0.trimmingSpaces() }
            }, status: report.status)
    }
}
