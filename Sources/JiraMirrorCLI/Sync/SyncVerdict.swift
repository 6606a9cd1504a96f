import SyncCore

/// What a run's report comes to: the exit status, and what a person is told.
struct SyncVerdict: Equatable {
    var status: ExitStatus
    var outcome: RunRecord.Outcome
    /// Nil where nobody needs to be told.
    var message: String?

    /// - Parameter redact: takes the secrets out of the message, which may quote an answer: it is stored, exported and
    ///   shown by commands that do not know them.
    init(_ report: RunReport, program: String, redact: (String) -> String) {
        var told: [FailureReport] = []
        if let failure = report.failure { told.append(Self.told(failure, program: program)) }
        told += report.guardStops.map { FailureReport(guardStop: $0, program: program) }
        if report.newlyQuarantined > 0 {
            told.append(FailureReport(newlyQuarantined: report.newlyQuarantined, program: program))
        }
        if report.failure == nil, report.guardStops.isEmpty, report.countsDiffer {
            told.append(
                FailureReport(
                    expected: report.expectedTotal ?? 0, held: report.mirrorTotal ?? 0, program: program))
        }
        status = .worst(told.map(\.status))
        outcome = Self.outcome(report, status)
        message = told.isEmpty ? nil : redact(told.map(\.text).joined(separator: "\n"))
    }

    static func told(_ failure: SyncFailure, program: String) -> FailureReport {
        switch failure {
        case .source(let error): FailureReport(error, program: program)
        case .store(let error): FailureReport(error, program: program)
        case .interrupted(let why): FailureReport(CommandError.interrupted(why), program: program)
        case .nothingToVerify:
            FailureReport(
                CommandError.usage(
                    "the mirror is not complete yet: there is nothing to compare",
                    hint: "run: \(program) sync"), program: program)
        case .unselectedProjects(let keys):
            FailureReport(
                CommandError.usage(
                    "the configuration leaves project \(keys.joined(separator: ", ")) out",
                    hint: "see sync.projects and sync.exclude_projects in: \(program) config show"),
                program: program)
        case .unknownSelection(let keys, let visible):
            FailureReport(unknownSelection: keys, visible: visible, program: program)
        case .unknownFields(let words, let known):
            FailureReport(unknownFields: words, known: known, program: program)
        case .indispensableFields(let ids):
            FailureReport(
                "privacy.deny_fields names what no mirror can do without or does not store: "
                    + ids.joined(separator: ", "),
                kept: "nothing was read or changed",
                hints: ["leave it out of the list; see: \(program) config show"], status: .configuration)
        case .scopeRefused(let messages):
            FailureReport(scopeRefused: messages, program: program)
        case .selectionChanged:
            FailureReport(
                CommandError.usage(
                    "the configuration selects, or keeps out, something else than the last run did",
                    hint: "run: \(program) sync"), program: program)
        case .unknownProjects(let keys):
            FailureReport(
                CommandError.usage(
                    "no project \(keys.joined(separator: ", ")) is visible to this account",
                    hint: "the projects it sees: \(program) query \"SELECT key, name FROM projects\""),
                program: program)
        }
    }

    /// `complete` is a mirror that is current; `partial` kept what it got, or what the guard did not let go;
    /// `failed` got nothing new.
    private static func outcome(_ report: RunReport, _ status: ExitStatus) -> RunRecord.Outcome {
        guard report.failure != nil else {
            return report.guardStops.isEmpty && !report.countsDiffer ? .complete : .partial
        }
        return status == .tryLater || report.issuesRead > 0 ? .partial : .failed
    }
}
