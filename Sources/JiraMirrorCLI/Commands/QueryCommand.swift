import ArgumentParser
import MirrorStore
import Reporting

/// `query`: SQL over the mirror, and what its tables and columns mean.
struct QueryCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Run read-only SQL on the mirror, or explain its tables.",
        discussion: """
            Nothing can be changed: no other file is reachable, no pragma writes, no extension loads. No text, blob \
            or row that a statement makes can be larger than 64 MiB.

            Parameters stand in the SQL as :name and are bound, never pasted. A value that is written like a \
            number (12, -0.5; not 007, 1.10) is one, any other is a text; name:text=1, name:integer=1, \
            name:real=1 and name:null= say it themselves.

            Examples:
              jira-mirror query "SELECT key, summary FROM issue_details WHERE assignee IS NULL LIMIT 10"
              jira-mirror query --file overdue.sql -p project=ABC -p days=30 --json
              jira-mirror query --file overdue.sql --output overdue.xlsx
              jira-mirror query --schema
              jira-mirror query --schema issue_details
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: TableOptions

    @Argument(
        help: ArgumentHelp(
            "One statement; '-' reads standard input. With --schema: a table or view, or a pattern ('issue_*').",
            valueName: "sql"))
    var sql: String?

    @Option(help: ArgumentHelp("File with the statement; '-' is standard input.", valueName: "file"))
    var file: String?

    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A parameter of the statement; may be repeated.", valueName: "name=value"))
    var param: [String] = []

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "File to write, whole or not at all; '-' is standard output. Its ending chooses the format.",
            valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Stop the statement after this long: 30s, 5m.", valueName: "duration"))
    var timeout: DurationArgument?

    @Flag(help: "List tables and views, or the columns of those named, with their meaning.")
    var schema = false

    func validate() throws {
        if schema {
            guard file == nil, param.isEmpty, timeout == nil, output == nil else {
                throw ValidationError("--schema takes the name of a table and a format, nothing else")
            }
        } else if (sql == nil) == (file == nil) {
            throw ValidationError(
                "give one statement: as an argument, with --file, or '-' for standard input")
        }
    }

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, in: context)
        if schema {
            let listing = SchemaListing(try dependencies.reader().tables())
            guard format.chosen(context.terminal) == .table else {
                return try format.print(listing.table(sql), in: context)
            }
            let width = context.terminal.outputIsTerminal ? context.terminal.width : nil
            return try context.output.write(listing.text(sql, width: width))
        }
        let (statement, name) = try text(in: context)
        let reader = try dependencies.reader()
        do {
            let arguments = try QueryParameters.bind(param, to: reader.shape(of: statement))
            try await Interruption.of(reader) {
                try format.print(to: output, in: context) { renderer in
                    try reader.snapshot {
                        try reader.render(
                            query: statement, arguments: arguments, timeout: timeout?.seconds, with: renderer)
                    }
                }
            }
        } catch let error as QueryError {
            throw FailureReport(
                query: error, problem: reader.problem(error, in: statement), file: name,
                program: dependencies.program)
        }
    }

    /// The statement, and the file that it comes from.
    private func text(in context: ProcessContext) throws -> (sql: String, file: String?) {
        if let sql, sql != "-" { return (sql, nil) }
        guard let file, file != "-" else {
            return (SQLSource(try StandardInput.text(context.input)).text, nil)
        }
        guard let text = try TextFile.read(Directory.resolve(file, from: context.workingDirectory)) else {
            throw CommandError.usage("there is no file '\(file)'")
        }
        return (SQLSource(text).text, file)
    }
}
