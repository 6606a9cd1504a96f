import ArgumentParser
import MirrorStore
import Reporting

/// `query`: SQL over the mirror.
struct QueryCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Run read-only SQL on the mirror.",
        discussion: """
            Nothing can be changed: no other file is reachable, no pragma writes, no extension loads.

            Examples:
              jira-mirror query "SELECT key, summary FROM issue_details WHERE assignee IS NULL LIMIT 10"
              jira-mirror query --json - < overdue.sql
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: TableOptions

    @Argument(help: ArgumentHelp("One statement; '-' reads it from standard input.", valueName: "sql"))
    var sql: String

    func perform(in context: ProcessContext) async throws {
        let statement = sql == "-" ? try StandardInput.text(context.input) : sql
        let dependencies = try Dependencies(global, in: context)
        let reader = try dependencies.reader()
        try await Interruption.of(reader) {
            let renderer = try output.renderer(in: context)
            try reader.snapshot { try reader.render(query: statement, with: renderer) }
        }
    }
}
