import JiraAPI
import MirrorStore
import Reporting
import SyncCore

/// The wiring of `verify`: the same client and mirror as a run, but nothing is written.
struct VerifySession {
    private let dependencies: Dependencies
    private let options: SyncOptions
    private let client: JiraClient

    /// - Throws: whatever is wrong with grant or vault, before the first request.
    init(_ dependencies: Dependencies, options: SyncOptions) throws {
        self.dependencies = dependencies
        let vault = try dependencies.vault()
        let grant = try dependencies.loadGrant(from: vault)
        var options = options
        options.privacy = try PrivacySetup.rules(
            dependencies.configuration.privacy, vault: vault, site: grant.siteID)
        self.options = options
        let executor = dependencies.executor(
            grant, transport: dependencies.transport(),
            policy: RetryPolicy(baseSeconds: dependencies.configuration.network.retrySeconds))
        client = JiraClient(
            executor: executor, concurrency: options.concurrency, now: dependencies.context.now)
    }

    /// Compares, prints the differences on standard output and what was compared on standard error.
    ///
    /// - Throws: ``QuietExit`` with 65 where anything differs; what stopped the comparison else.
    func run(sample: Int?, output: TableOptions) async throws {
        let context = dependencies.context
        let store = try dependencies.store()
        defer { try? store.close() }
        // All issues are read from Jira: reading the whole file beside that is little.
        if sample == nil { try store.checkIntegrity() }
        let line =
            context.terminal.errorIsTerminal
            ? ProgressLine(context.talk.stream, clock: context.monotonic) : nil
        let report = await VerifyRun(
            source: client, store: store, options: options, sample: sample,
            chance: { Int.random(in: 0..<max(1, $0)) }, now: context.now, progress: { line?.show($0) }
        ).run()
        line?.clear()
        if let failure = report.failure {
            var told = SyncVerdict.told(failure, program: dependencies.program)
            // A comparison begins anew: it leaves no progress to go on from.
            if told.status == .tryLater { told.kept = "nothing was changed; run it again later" }
            context.talk.say(told.text)
            throw QuietExit(status: told.status)
        }
        try output.print(Self.table(report), in: context)
        try context.output.flush()
        context.talk.say(Self.summary(report))
        let countsDiffer = report.pending == 0 && report.expectedTotal != report.mirrorTotal
        guard report.differences.isEmpty, report.unreadable.isEmpty, !countsDiffer else {
            throw QuietExit(status: .dataError)
        }
    }

    private static func table(_ report: VerifyReport) -> ReportTable {
        ReportTable(
            name: "differences", title: "Differences between mirror and Jira",
            columns: ["issue_id", "issue_key", "table", "row", "column", "mirror", "jira"].map(
                Column.init(untyped:)),
            rows: report.differences.map { difference in
                [
                    .integer(difference.issueID), .text(difference.issueKey), .text(difference.table),
                    .text(difference.row), difference.column.map { .text($0) } ?? .null,
                    difference.mirror.map { .text($0) } ?? .null,
                    difference.source.map { .text($0) } ?? .null,
                ]
            })
    }

    /// `200 issues compared, all equal; …`.
    static func summary(_ report: VerifyReport) -> String {
        var lines: [String] = []
        let differing = report.issuesDiffering
        let result =
            differing == 0 ? "all equal" : "\(differing) differ in \(report.differences.count) places"
        lines.append("\(report.compared) issues compared, \(result)")
        if report.pending > 0 {
            lines.append("\(report.pending) left out: Jira changed them after the last sync")
        }
        if let expected = report.expectedTotal, let held = report.mirrorTotal {
            lines.append("Jira counts \(expected) issues, the mirror holds \(held)")
        }
        lines += report.unreadable.map { "could not be read: \($0)" }
        return lines.joined(separator: "\n")
    }
}
