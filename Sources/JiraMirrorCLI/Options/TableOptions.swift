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

    /// The formats that were asked for, whichever way.
    private var asked: [OutputFormat] {
        let short: [(Bool, OutputFormat)] = [
            (json, .json), (csv, .csv), (tsv, .tsv), (ndjson, .ndjson), (markdown, .markdown),
            (table, .table), (html, .html),
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
        let format = chosen(context.terminal)
        try ReportRenderer(format, options: Self.options(context), to: context.output).render(table)
    }

    /// How a file wants tables: nothing is cut.
    static var fileOptions: RenderOptions { RenderOptions(timeZone: .gmt) }

    /// How this terminal wants tables.
    static func options(_ context: ProcessContext) -> RenderOptions {
        var options = fileOptions
        options.terminalWidth = context.terminal.outputIsTerminal ? context.terminal.width : nil
        return options
    }
}
