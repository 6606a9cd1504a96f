import Glibc
import Logging
import OpenSSLCrypto
import SyncCore

/// The log of a run: events one a line, each with the run's id, every line through the redactor.
///
/// It is off unless `log.level` says otherwise: what people must know is said on standard error anyway.
struct EventLog: LogHandler {
    /// Where lines go.
    struct Sink: Sendable {
        var output: OutputFile
        var format: Configuration.Log.Format
        /// Whether each line begins with the priority that systemd's journal understands.
        var hasPriority: Bool
    }

    private let sink: Sink
    private let redactor: Redactor
    private let now: @Sendable () -> Instant
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(_ sink: Sink, level: Logger.Level, redactor: Redactor, now: @escaping @Sendable () -> Instant) {
        self.sink = sink
        self.redactor = redactor
        self.now = now
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, given in given }
        // Secrets go before anything is quoted or escaped: they would have another form then.
        let line = EventLine(
            at: now(), level: event.level, message: redactor.redact("\(event.message)"),
            fields: fields.mapValues { redactor.redact("\($0)") })
        let text = sink.format == .json ? line.json : line.text
        // A log that cannot be written stops nothing.
        try? sink.output.write((sink.hasPriority ? line.priority : "") + text + "\n")
        try? sink.output.flush()
    }
}

extension EventLog {
    /// The logger of a run; nil where none is wanted.
    ///
    /// - Throws: ``FileError`` where the log's file cannot be opened.
    static func open(_ dependencies: Dependencies) throws -> Logger? {
        let settings = dependencies.configuration.log
        guard let level = settings.level else { return nil }
        let context = dependencies.context
        var sink = Sink(output: context.talk.stream, format: settings.format, hasPriority: false)
        if let path = settings.path {
            sink.output = try file(path)
        } else {
            // Only where standard error is the journal's.
            sink.hasPriority =
                context.environment["JOURNAL_STREAM"] != nil && !context.terminal.errorIsTerminal
        }
        let handler = EventLog(sink, level: level, redactor: context.redactor, now: context.now)
        var logger = Logger(label: "jira-mirror") { _ in handler }
        let digits = Array("0123456789abcdef")
        logger[metadataKey: "run"] =
            "\(String(RandomBytes.make(4).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))"
        return logger
    }

    /// Opened anew by each run, for appending: logrotate may move it at any time.
    private static func file(_ path: String) throws(FileError) -> OutputFile {
        let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o640)
        guard descriptor >= 0 else { throw .creating(path, errno) }
        return OutputFile(descriptor: descriptor, name: path)
    }
}
