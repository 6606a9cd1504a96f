import ArgumentParser

/// `status`: how the mirror is.
struct StatusCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show last runs, age of the data, rows, grant and quarantine.",
        discussion: """
            Always exits 0 when it could look: a monitor reads the keys of --json, to which keys are only added.

            Example:
              jira-mirror status --json | jq '.mirror.lag_seconds, .grant.state'
            """)

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Do not count the rows of every table (seconds on a large mirror).")
    var fast = false

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, in: context)
        let document = try StatusDocument(dependencies, countingRows: !fast)
        let text =
            json ? try JSONDocument.text(document, isPretty: true) + "\n" : StatusText(document).text
        try context.output.write(text)
    }
}
