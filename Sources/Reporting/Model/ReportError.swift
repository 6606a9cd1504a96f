package import SyncCore

/// Why a report was not made.
package enum ReportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No report has this name.
    case unknownReport(name: String, nearest: String?)
    /// Parameters that the report does not have, or values that it cannot take: all of them at once.
    case parameters(report: String, [ParameterProblem])
    /// The header of a `.sql` report cannot be read.
    case header(report: String, line: Int, problem: String)
    /// SQLite refuses the SQL: what it says.
    case sql(String)
    /// The statement was stopped: by a signal or because it took too long.
    case stopped(String)
    /// The program was built without this format.
    case formatNotBuilt(OutputFormat)
    /// A spreadsheet file cannot hold it: why.
    case workbook(String)
    /// The mirror could not be read.
    case store(StoreError)

    package var description: String {
        switch self {
        case .unknownReport(let name, let nearest):
            "there is no report '\(name)'"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "; 'export --list' shows all")
        case .parameters(let report, let problems):
            "report '\(report)': " + problems.map(\.description).joined(separator: "; ")
        case .header(let report, let line, let problem):
            "report '\(report)', line \(line): \(problem)"
        case .sql(let message):
            "SQL error: \(message)"
        case .stopped(let why):
            "the report was stopped: \(why)"
        case .formatNotBuilt(let format):
            "this jira-mirror was built without \(format.rawValue)"
        case .workbook(let problem):
            "it does not fit into an XLSX file: \(problem)"
        case .store(let error):
            "the mirror cannot be read: \(error)"
        }
    }
}

/// What is wrong with one parameter.
package enum ParameterProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case unknown(name: String, nearest: String?, known: [String])
    /// `expected` says what the value may be.
    case invalid(name: String, value: String, expected: String)
    case repeated(name: String)
    case missing(name: String)
    /// A project, type … that the mirror does not hold.
    case notInMirror(name: String, value: String, nearest: String?)

    package var description: String {
        switch self {
        case .unknown(let name, let nearest, let known):
            "unknown parameter '\(name)'"
                + (nearest.map { "; did you mean '\($0)'?" }
                    ?? (known.isEmpty
                        ? "; it has none" : "; it has: \(known.joined(separator: ", "))"))
        case .invalid(let name, let value, let expected):
            "'\(name)' cannot be '\(value)'; give \(expected)"
        case .repeated(let name):
            "'\(name)' is given more than once"
        case .missing(let name):
            "'\(name)' must be given"
        case .notInMirror(let name, let value, let nearest):
            "the mirror holds no \(name) '\(value)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        }
    }
}
