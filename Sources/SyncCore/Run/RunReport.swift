/// What a run did and how it ended: the CLI turns it into `sync_runs`, a message and an exit status.
package struct RunReport: Sendable {
    package var issuesRead = 0
    package var inserted = 0
    package var updated = 0
    package var unchanged = 0
    package var deleted = 0
    package var newlyQuarantined = 0
    /// Issues that came with fewer comments or changes than Jira counts, and there is no other way to them.
    package var cutIssues = 0
    /// Projects where the deletion guard stopped the removal.
    package var guardStops: [DeletionGuard.Stop] = []
    /// What Jira counts and what the mirror holds at the end; nil where the run did not get that far.
    package var expectedTotal: Int64?
    package var mirrorTotal: Int64?
    /// The server's clock when the run began.
    package var serverStart: Instant?
    package var identity: Identity?
    /// Things worth a line that did not stop the run.
    package var warnings: [String] = []
    /// What the run did on the configuration's word that a person should know of, success or not.
    package var notices: [String] = []
    /// Nil where the run came to its end.
    package var failure: SyncFailure?

    package init() {}

    package var issuesWritten: Int { inserted + updated }

    /// Jira's count and the mirror's differ after reconciling.
    package var countsDiffer: Bool {
        guard let expectedTotal, let mirrorTotal else { return false }
        return expectedTotal != mirrorTotal
    }
}

/// Why a run ended before its end. What was committed stays, the next run goes on from there.
package enum SyncFailure: Error, Sendable, Equatable {
    case source(SourceError)
    case store(StoreError)
    /// `--max-duration` or a signal.
    case interrupted(String)
    /// `--project` named a project that does not exist or is not visible.
    case unknownProjects([String])
    /// `--project` named a project that the selection leaves out.
    case unselectedProjects([String])
    /// The selection names keys that never meant a project; with the keys of the visible ones.
    case unknownSelection([String], visible: [String])
    /// Jira does not take the selection's JQL; its own messages.
    case scopeRefused([String])
    /// `privacy.deny_fields` names what is no field; with the names and ids of all.
    case unknownFields([String], known: [String])
    /// `privacy.deny_fields` names what cannot be left out, or is not stored anyway.
    case indispensableFields([String])
    /// `verify` after the selection or what is kept out was changed and before a run followed it.
    case selectionChanged
    /// `verify` before the first complete run.
    case nothingToVerify

    /// Why an answer could not be had or read, where a smaller one may do; nil for all else.
    var unreadable: String? {
        switch self {
        case .source(.pageTooHeavy(let why)), .source(.undecodable(let why)): why
        default: nil
        }
    }
}

/// What a long run shows on a terminal.
package struct SyncProgress: Sendable, Equatable {
    package enum Phase: String, Sendable {
        case identity, reference, fill, incremental, worklogs, reconcile, indexes, verify
    }

    package var phase: Phase
    /// Issues done and expected in this phase; expected is nil where nobody can know.
    package var done: Int
    package var expected: Int?

    package init(phase: Phase, done: Int, expected: Int?) {
        self.phase = phase
        self.done = done
        self.expected = expected
    }
}
