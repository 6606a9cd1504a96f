import SyncCore

/// What a run's report comes to: the exit status, and what a person is told.
struct SyncVerdict: Equatable {
    var status: ExitStatus
    var outcome: RunRecord.Outcome
    /// Nil where nobody needs to be told.
    var message: String?

    init(_ report: RunReport, program: String) {
        var causes: [ExitStatus] = []
        var lines: [String] = []
        if let failure = report.failure {
            let told = Self.told(failure, program: program)
            causes.append(told.status)
            lines.append(told.text)
        }
        for stop in report.guardStops {
            causes.append(.dataError)
            lines.append(
                """
                jira-mirror: project \(stop.project): \(stop.vanishing) of \(stop.stored) issues are no longer \
                visible, which is more than one run may remove
                    they are kept; did the account lose a permission?
                    if they are really gone, run: \(program) sync --allow-mass-deletion
                """)
        }
        if report.newlyQuarantined > 0 {
            causes.append(.dataError)
            lines.append(
                """
                jira-mirror: \(report.newlyQuarantined) issues could not be read and were put aside
                    the rest of the mirror is up to date; each run tries them again
                    see which and why: \(program) status
                """)
        }
        if report.failure == nil, report.guardStops.isEmpty, report.countsDiffer {
            causes.append(.dataError)
            lines.append(
                """
                jira-mirror: Jira counts \(report.expectedTotal ?? 0) issues, the mirror holds \
                \(report.mirrorTotal ?? 0)
                    the next run compares again; if it stays so, run: \(program) sync --full
                """)
        }
        status = .worst(causes)
        outcome = Self.outcome(report, status)
        message = lines.isEmpty ? nil : lines.joined(separator: "\n")
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
