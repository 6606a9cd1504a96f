import HTTPCore
import JiraAPI
import Logging
import MirrorStore
import SyncCore

/// The wiring of one run: vault, client and mirror from the configuration.
struct SyncSession {
    let dependencies: Dependencies
    let options: SyncOptions
    private let keeper: VaultGrantKeeper
    let executor: RequestExecutor
    let client: JiraClient
    private let logger: Logger?
    private let ending: GrantEnding

    /// - Parameter logger: where the run's events go; nil writes none.
    /// - Throws: whatever is wrong with grant or vault, before the first request.
    init(_ dependencies: Dependencies, options: SyncOptions, logger: Logger? = nil) throws {
        self.logger = logger
        self.dependencies = dependencies
        let vault = try dependencies.vault()
        let grant = try dependencies.loadGrant(from: vault)
        var options = options
        options.privacy = try PrivacySetup.rules(
            dependencies.configuration.privacy, vault: vault, site: grant.siteID)
        self.options = options
        keeper = VaultGrantKeeper(vault: vault, grant: grant)
        ending = grant.ending
        executor = dependencies.executor(
            grant, transport: Self.transport(dependencies, logger),
            policy: RetryPolicy(baseSeconds: dependencies.configuration.network.retrySeconds))
        client = JiraClient(
            executor: executor, concurrency: options.concurrency, now: dependencies.context.now)
    }

    private static func transport(_ dependencies: Dependencies, _ logger: Logger?) -> any HTTPTransport {
        let plain = dependencies.transport()
        guard let logger else { return plain }
        return LoggingTransport(transport: plain, logger: logger, clock: dependencies.context.monotonic)
    }

    /// Runs, journals, exports and tells.
    ///
    /// - Returns: how the run ended, and what was told of it.
    /// - Throws: what kept the run from being journalled.
    func run() async throws -> SyncService.Result {
        let context = dependencies.context
        let store = try dependencies.store()
        defer { try? store.close() }
        var site = SiteRecord()
        site.baseURL = dependencies.configuration.site.url
        try store.updateSite(site)

        let isWatched = context.terminal.errorIsTerminal
        let views = UserViewPlan(dependencies: dependencies, store: store)
        // A migration drops them: they are there again from the start. What is wrong is told at the end, when
        // the columns of new custom fields are there too.
        _ = try? views.apply()
        // Lines of a log would tear it.
        let hasRoom = logger == nil || dependencies.configuration.log.path != nil
        let line = isWatched && hasRoom ? ProgressLine(context.talk.stream, clock: context.monotonic) : nil
        let service = SyncService(
            options: options, source: client, store: store, grants: keeper,
            statistics: { [executor] in await executor.statistics },
            export: { [dependencies] banner in
                line?.clear()
                return await views.run(isWatched: isWatched) + Self.export(dependencies, banner: banner)
            },
            progress: { [phases = PhaseLog(logger)] in
                line?.show($0)
                phases?.note($0)
            }, now: context.now,
            reprobeSeconds: dependencies.configuration.auth.reprobeAfterSeconds,
            alerts: AlertPolicy(silentSeconds: dependencies.configuration.alertAfterSeconds),
            warning: ending.warning(context.now(), program: dependencies.program), isWatched: isWatched,
            program: dependencies.program, redact: context.redactor.redact)
        let result = try await service.run()
        line?.clear()
        if let message = result.message { context.talk.say(message) }
        guard result.status == .done else { return result }
        // Only what is on disk is done.
        try store.close()
        if isWatched, let report = result.report { context.talk.say(Self.summary(report)) }
        return result
    }

    /// The exports, unless a signal has stopped the run: then all are as they were.
    private static func export(_ dependencies: Dependencies, banner: String?) async -> [FailureReport] {
        guard !dependencies.configuration.exports.isEmpty else { return [] }
        do {
            try Task.checkCancellation()
            let catalog = try UserReports.catalog(dependencies)
            let reader = try dependencies.reader(cacheBytes: MirrorReader.scanCacheBytes)
            return try await Interruption.of(reader) {
                ExportPlan(dependencies: dependencies, catalog: catalog).run(reader, banner: banner)
            }
        } catch is CancellationError {
            var report = FailureReport(CancellationError(), program: dependencies.program)
            report.what = "the exports are not written: \(report.what)"
            return [report]
        } catch {
            return [FailureReport(error, program: dependencies.program)]
        }
    }

    /// `4 new, 17 changed, 1 deleted; 2004 issues`.
    private static func summary(_ report: RunReport) -> String {
        var parts: [String] = []
        if report.inserted > 0 { parts.append("\(report.inserted) new") }
        if report.updated > 0 { parts.append("\(report.updated) changed") }
        if report.deleted > 0 { parts.append("\(report.deleted) gone") }
        let what = parts.isEmpty ? "nothing changed" : parts.joined(separator: ", ")
        let notices = report.notices.map { "\n\($0)" }.joined()
        let warnings = report.warnings.map { "\nnote: \($0)" }.joined()
        return "\(what); the mirror holds \(report.mirrorTotal ?? 0) issues" + notices + warnings
    }
}

/// A failure whose message has been told already, or shall not be told: only its status counts.
struct QuietExit: Error, Equatable {
    var status: ExitStatus
}
