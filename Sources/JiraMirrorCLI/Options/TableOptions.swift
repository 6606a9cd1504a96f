import ArgumentParser
import Foundation
import Reporting

extension OutputFormat: ExpressibleByArgument {}

/// In which format a table is printed.
struct TableOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "\(OutputFormat.names); the default is table on a terminal, csv otherwise.", valueName: "format"))
    var format: OutputFormat?

    @Flag(help: "Short for --format json.")
    var json = false

    @Flag(help: "Short for --format csv.")
    var csv = false

    @Flag(help: "Short for --format tsv.")
    var tsv = false

    @Flag(help: "Short for --format ndjson.")
    var ndjson = false

    @Flag(help: "Short for --format markdown.")
    var markdown = false

    @Flag(help: "Short for --format table.")
    var table = false

    @Flag(help: "Short for --format html.")
    var html = false

    @Flag(help: "Short for --format xlsx.")
    var xlsx = false

    @Flag(
        help: """
            csv and tsv: leave texts as they are that a spreadsheet would run as formulas or a terminal would obey.
            """)
    var raw = false

    /// The formats that were asked for, whichever way.
    private var asked: [OutputFormat] {
        let short: [(Bool, OutputFormat)] = [
            (json, .json), (csv, .csv), (tsv, .tsv), (ndjson, .ndjson), (markdown, .markdown),
            (table, .table), (html, .html), (xlsx, .xlsx),
        ]
        return [format].compactMap { $0 } + short.filter(\.0).map(\.1)
    }

    func validate() throws {
        guard Set(asked).count <= 1 else {
            throw ValidationError("one format only: \(asked.map(\.rawValue).joined(separator: ", "))")
        }
    }

    /// The format to print in, for standard output.
    func chosen(_ terminal: Terminal) -> OutputFormat {
        asked.first ?? (terminal.outputIsTerminal ? .table : .csv)
    }

    /// The format of a file: as asked, or as its ending says.
    func chosen(forFile path: String) -> OutputFormat {
        asked.first ?? OutputFormat.of(path: path) ?? .csv
    }

    /// Prints a table on standard output.
    func print(_ table: ReportTable, in context: ProcessContext) throws {
        try renderer(in: context).render(table)
    }

    /// A printer on standard output.
    ///
    /// - Throws: ``CommandError/usage(_:hint:)`` where a terminal cannot show the format, and
    ///   `ReportError.formatNotBuilt`.
    func renderer(in context: ProcessContext) throws -> ReportRenderer {
        let format = chosen(context.terminal)
        try Self.check(format)
        let isTerminal = context.terminal.outputIsTerminal
        guard format.isText || !isTerminal else {
            throw CommandError.usage(
                "\(format.rawValue) is nothing that a terminal can show",
                hint:
                    "write it to a file: add --output FILE.\(format.fileExtension)"
            )
        }
        var options = Self.options(temporaryFiles: context.temporaryDirectory)
        options.isRaw = raw
        options.isOnTerminal = isTerminal
        options.terminalWidth = isTerminal ? context.terminal.width : nil
        return ReportRenderer(format, options: options, to: context.output)
    }

    /// Prints into a file, whole or not at all, or on standard output.
    ///
    /// - Parameter output: the file; nil and `-` are standard output.
    func print(
        to output: String?, in context: ProcessContext, _ body: (ReportRenderer) throws -> Void
    ) throws {
        let place = output.map { Directory.resolve($0, from: context.workingDirectory) }
        guard let place, output != "-", OutputPlace(place) != .descriptor(1) else {
            return try body(renderer(in: context))
        }
        try AtomicFile.write(place, mode: 0o666 & ~context.umask, keepsAccess: true) { file in
            try body(renderer(forFile: place, to: file, in: context))
        }
    }

    /// A printer into the file of that path: nothing is cut.
    ///
    /// - Throws: `ReportError.formatNotBuilt`.
    func renderer(forFile path: String, to file: OutputFile, in context: ProcessContext) throws
        -> ReportRenderer
    {
        try Self.renderer(
            chosen(forFile: path), isRaw: raw, forFile: path, to: file, in: context)
    }

    /// As ``renderer(forFile:to:in:)``, in a known format.
    static func renderer(
        _ format: OutputFormat, isRaw: Bool = false, forFile path: String, to file: OutputFile,
        in context: ProcessContext
    ) throws -> ReportRenderer {
        try check(format)
        // A spreadsheet's temporary files are as large as itself: where it will lie, there must be room.
        let place = OutputPlace(path)
        var options = options(
            temporaryFiles: place == .file ? Directory.parent(of: path) : context.temporaryDirectory)
        options.isRaw = isRaw
        return ReportRenderer(format, options: options, to: file)
    }

    private static func options(temporaryFiles directory: String) -> RenderOptions {
        var options = RenderOptions(timeZone: .gmt)
        options.workbooks = Workbooks.factory(in: directory)
        return options
    }

    private static func check(_ format: OutputFormat) throws(ReportError) {
        if format == .xlsx, !Workbooks.isBuilt { throw .formatNotBuilt(format) }
    }
}
