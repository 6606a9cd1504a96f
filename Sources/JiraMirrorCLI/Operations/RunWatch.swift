import Logging
import MirrorStore
import SyncCore

/// What happens around a run for those who watch it from outside: the log, the ping, the metrics file, the hook.
///
/// None of it can fail the run: what goes wrong here is said on standard error and that is all.
struct RunWatch {
    private let dependencies: Dependencies
    private let began: Instant
    private let beganMonotonic: Double

    /// Where the run's events go; nil where none are wanted, or the log cannot be opened.
    let logger: Logger?

    init(_ dependencies: Dependencies) {
        self.dependencies = dependencies
        do {
            logger = try EventLog.open(dependencies)
        } catch {
            logger = nil
            dependencies.context.talk.say("jira-mirror: the log is not written: \(FailureReport(error).what)")
        }
        began = dependencies.context.now()
        beganMonotonic = dependencies.context.monotonic()
    }

    private var settings: Configuration.Alert { dependencies.configuration.alert }

    /// Says that a run begins.
    func started() async {
        logger?.info(
            "run begins",
            metadata: ["version": "\(Version.number)", "profile": "\(dependencies.configuration.profile)"])
        await ping(.start, "")
    }

    /// Says how a run ended.
    ///
    /// - Parameter message: what the operator is told of it; nil where the run keeps silent.
    func ended(_ status: ExitStatus, message: String?) async {
        // A task of its own: a run that a signal has stopped tells of it all the same.
        await Task { await tell(status, message) }.value
    }

    private var isHeard: Bool {
        logger != nil || settings.metricsPath != nil || settings.pingFile != nil
            || !settings.onFailure.isEmpty
    }

    private func tell(_ status: ExitStatus, _ message: String?) async {
        // What is told takes a look through all projects.
        guard isHeard else { return }
        let seconds = max(0, dependencies.context.monotonic() - beganMonotonic)
        let document = try? StatusDocument(dependencies, countingRows: false)
        let ending = RunMetrics.Ending(status: status, at: dependencies.context.now(), seconds: seconds)
        log(ending, message, document)
        if let document { writeMetrics(document, ending) }
        let isQuiet = status != .done && message == nil
        await ping(isQuiet ? .noted : .ended(status), Self.body(document, status, message))
        if status != .done, let message { runHook(status, message, document) }
    }

    private func log(_ ending: RunMetrics.Ending, _ message: String?, _ document: StatusDocument?) {
        let status = ending.status
        var fields: Logger.Metadata = ["status": "\(status.rawValue)", "ms": "\(Int(ending.seconds * 1000))"]
        if let run = document?.mirror?.runs.first, ending.isOf(run) {
            let counts = [
                ("read", run.issuesRead), ("written", run.issuesWritten), ("deleted", run.issuesDeleted),
                ("requests", run.requests), ("retries", run.retries), ("bytes", run.bytes),
            ]
            for (name, count) in counts { fields[name] = count.map { "\($0)" } }
        }
        if let message { fields["told"] = "\(message)" }
        let level: Logger.Level = status == .done ? .info : status == .tryLater ? .warning : .error
        logger?.log(level: level, "run ended", metadata: fields)
    }

    private func writeMetrics(_ document: StatusDocument, _ ending: RunMetrics.Ending) {
        guard let path = settings.metricsPath else { return }
        let metrics = RunMetrics(
            document: document, ending: ending, mirrorPath: dependencies.configuration.mirror.path)
        do {
            // The collector runs as somebody else; nothing in it is secret.
            try AtomicFile.write(path, text: metrics.text, mode: 0o644)
        } catch {
            say("the metrics are not written", error)
        }
    }

    // MARK: Ping

    private func ping(_ signal: HealthPing.Signal, _ body: String) async {
        guard let file = settings.pingFile else { return }
        do {
            let url = try PingURL.read(file, in: dependencies.context)
            let ping = HealthPing(
                url: url, transport: dependencies.context.makeTransport(dependencies.configuration.network))
            try await ping.send(signal, body: body)
        } catch {
            say("the monitor is not told", error)
        }
    }

    /// A few lines for the monitor's log: a job that runs and does nothing shows in them.
    private static func body(_ document: StatusDocument?, _ status: ExitStatus, _ message: String?) -> String
    {
        var lines = ["exit status \(status.rawValue)"]
        if let last = document?.mirror?.lastSyncedAt { lines.append("data as of \(last)") }
        if let run = document?.mirror?.runs.first {
            lines.append("\(run.issuesRead ?? 0) issues read, \(run.requests ?? 0) requests")
        }
        return (lines + [message].compactMap { $0 }).joined(separator: "\n") + "\n"
    }

    // MARK: Hook

    private func runHook(_ status: ExitStatus, _ message: String, _ document: StatusDocument?) {
        guard !settings.onFailure.isEmpty else { return }
        var facts = [
            "JIRA_MIRROR_EXIT_STATUS": "\(status.rawValue)",
            "JIRA_MIRROR_PROFILE": dependencies.configuration.profile,
        ]
        facts["JIRA_MIRROR_SITE"] = dependencies.configuration.site.url
        facts["JIRA_MIRROR_LAST_SUCCESS"] = document?.mirror?.lastSyncedAt
        var secrets: Set<String> = []
        if case .environment(let name) = dependencies.configuration.vault.key { secrets.insert(name) }
        let environment = FailureHook.environment(
            dependencies.context.environment, secretNames: secrets, telling: facts)
        do {
            try FailureHook(words: settings.onFailure, environment: environment)
                .run(message: dependencies.context.redactor.redact(message))
        } catch {
            say("alert.on_failure", error)
        }
    }

    private func say(_ what: String, _ error: any Error) {
        dependencies.context.talk.say("jira-mirror: \(what): \(FailureReport(error).what)")
    }
}
