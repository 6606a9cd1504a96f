import JiraAPI
import SyncCore

/// One run from the grant's state to the journal, the exports and the exit status. The lock is held by the
/// caller.
struct SyncService: Sendable {
    let options: SyncOptions
    let source: any RecordSource
    let store: any RecordStore
    let grants: any GrantKeeper
    /// What the client has cost so far.
    let statistics: @Sendable () async -> ClientStatistics
    /// Writes the configured exports; the banner tells of a failed run. Gives what went wrong.
    let export: @Sendable (_ banner: String?) async -> [FailureReport]
    let progress: @Sendable (SyncProgress) -> Void
    let now: @Sendable () -> Instant
    /// How often a rejected grant is tried again.
    let reprobeSeconds: Double
    let alerts: AlertPolicy
    /// What is to be said of the grant's near end; nil while it is far.
    let warning: String?
    /// Whether a person watches: then everything is said.
    let isWatched: Bool
    /// How the program is called in hints.
    let program: String
    let redact: @Sendable (String) -> String

    static let alertStream = "alerts"
    /// What was last told, in ``alertStream``: of failures, and of the grant's end.
    private static let failures = "last"
    private static let ending = "ending"
    static let probeStream = "auth"

    struct Result: Equatable, Sendable {
        var status: ExitStatus
        /// What to say on standard error; nil is silence.
        var message: String?
        var report: RunReport?

        static func == (a: Self, b: Self) -> Bool { a.status == b.status && a.message == b.message }
    }

    /// - Throws: `StoreError` where the journal itself cannot be written, `VaultError` where the grant's
    ///   state cannot be read.
    func run() async throws -> Result {
        let began = now()
        let lastSuccess = try store.site()?.lastSyncedAt
        let run = try store.beginRun(kind: kind, at: began, serverStartedAt: nil)
        try expire(at: began)
        var report = RunReport()
        if let rejection = try grants.rejection(), try !isProbeDue(began) {
            report.failure = .source(.grantRejected(problem: rejection.reason))
        } else {
            let run = SyncRun(source: source, store: store, options: options, now: now, progress: progress)
            // Not the exports: they are written also after a run that was out of time.
            report = await Deadline.bound(options.deadline.map { $0 - began }) { await run.run() }
            try settleGrant(report)
        }
        var verdict = SyncVerdict(report, program: program, redact: redact)
        try await finish(run, report, verdict)

        let banner = verdict.outcome == .complete ? nil : bannerText(verdict, lastSuccess)
        let failures = await export(banner)
        if !failures.isEmpty {
            verdict.status = .worst([verdict.status] + failures.map(\.status))
            verdict.message = ([verdict.message] + failures.map(\.text)).compactMap { $0 }
                .joined(separator: "\n")
        }
        let message = try [told(verdict, lastSuccess: lastSuccess), reminder()].compactMap { $0 }
        return Result(
            status: verdict.status, message: message.isEmpty ? nil : message.joined(separator: "\n"),
            report: report)
    }

    /// Whether or not Jira can be reached: what is to go, goes.
    private func expire(at now: Instant) throws {
        guard let seconds = options.retainDeletedSeconds,
            try store.expireDeletedIssues(before: now + -seconds) > 0
        else { return }
        try store.checkpointWAL()
    }

    private var kind: String {
        if options.full { return "full" }
        if options.reconcile { return "reconcile" }
        return (try? store.site())??.lastSyncedAt == nil ? "fill" : "incremental"
    }

    // MARK: Grant

    /// A rejected grant gets one probe in a while: accounts are reactivated.
    private func isProbeDue(_ at: Instant) throws -> Bool {
        let last = try store.checkpoints(stream: Self.probeStream)["probe"].flatMap(Int64.init)
        if let last, case let age = at - Instant(milliseconds: last), age >= 0, age < reprobeSeconds {
            return false
        }
        try store.saveCheckpoints([
            CheckpointChange(
                stream: Self.probeStream, scope: "probe", state: String(at.milliseconds))
        ])
        return true
    }

    private func settleGrant(_ report: RunReport) throws {
        if case .source(.grantRejected(let problem)) = report.failure {
            let at = now()
            try grants.markRejected(reason: problem, at: at)
            // The refusal was the day's probe.
            try store.saveCheckpoints([
                CheckpointChange(
                    stream: Self.probeStream, scope: "probe", state: String(at.milliseconds))
            ])
        } else if report.identity != nil, try grants.rejection() != nil {
            try grants.markActive(at: now())
        }
    }

    // MARK: Journal

    private func finish(_ run: Int64, _ report: RunReport, _ verdict: SyncVerdict) async throws {
        let cost = await statistics()
        var record = RunRecord(
            finishedAt: now(), outcome: verdict.outcome, exitStatus: verdict.status.rawValue)
        let told = [verdict.message].compactMap { $0 } + report.notices.map(redact)
        record.message = told.isEmpty ? nil : told.joined(separator: "\n")
        record.serverStartedAt = report.serverStart
        record.issuesRead = report.issuesRead
        record.issuesWritten = report.issuesWritten
        record.issuesDeleted = report.deleted
        record.quarantined = report.newlyQuarantined
        record.requests = cost.requests
        record.retries = cost.retries
        record.bytes = cost.bytes
        record.waitSeconds = cost.waitSeconds
        record.expectedTotal = report.expectedTotal
        record.mirrorTotal = report.mirrorTotal
        try store.finishRun(run, record)
    }

    private func bannerText(_ verdict: SyncVerdict, _ lastSuccess: Instant?) -> String {
        let first = verdict.message?.split(separator: "\n").first.map(String.init) ?? "the run did not end"
        let reason = first.replacing("jira-mirror: ", with: "")
        let age = lastSuccess.map { "Data as of \($0.text)" } ?? "No complete run yet"
        return "\(age); last run failed: \(reason)"
    }

    // MARK: Telling

    private func told(_ verdict: SyncVerdict, lastSuccess: Instant?) throws -> String? {
        guard let message = verdict.message else {
            try store.saveCheckpoints([
                CheckpointChange(stream: Self.alertStream, scope: Self.failures, state: nil)
            ])
            return nil
        }
        let memory = try store.checkpoints(stream: Self.alertStream)[Self.failures]
            .flatMap { CheckpointCoding.decode(AlertPolicy.Memory.self, from: $0) }
        let at = now()
        guard
            isWatched
                || alerts.speaks(
                    verdict.status, message: message, lastSuccess: lastSuccess, memory: memory, now: at)
        else { return nil }
        let told = AlertPolicy.Memory(
            status: verdict.status.rawValue, message: message, toldAt: at.milliseconds)
        try store.saveCheckpoints([
            CheckpointChange(
                stream: Self.alertStream, scope: Self.failures, state: CheckpointCoding.encode(told))
        ])
        return message
    }

    /// The warning of the grant's end, once a day; it does not change the exit status.
    private func reminder() throws -> String? {
        let stored = try store.checkpoints(stream: Self.alertStream)[Self.ending]
        guard let warning else {
            if stored != nil {
                try store.saveCheckpoints([
                    CheckpointChange(stream: Self.alertStream, scope: Self.ending, state: nil)
                ])
            }
            return nil
        }
        let at = now()
        let memory = stored.flatMap { CheckpointCoding.decode(AlertPolicy.Memory.self, from: $0) }
        guard isWatched || !AlertPolicy.wasTold(.done, nil, memory, at) else { return nil }
        let told = AlertPolicy.Memory(
            status: ExitStatus.done.rawValue, message: warning, toldAt: at.milliseconds)
        try store.saveCheckpoints([
            CheckpointChange(
                stream: Self.alertStream, scope: Self.ending, state: CheckpointCoding.encode(told))
        ])
        return warning
    }
}
