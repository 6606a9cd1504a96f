import ArgumentParser
import JiraAPI
import SyncCore

/// `verify`: the mirror against the live source, cell by cell.
struct VerifyCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare the mirror with Jira, cell by cell; changes nothing.",
        discussion: """
            Reads a random sample of issues (or all) from Jira again and prints every difference: none is an empty \
            table and exit status 0, any is 65. What Jira changed after the last sync is left out and counted.

            Examples:
              jira-mirror verify
              jira-mirror verify --sample 2000 --project WEB
              jira-mirror verify --all --json
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var output: TableOptions

    @Option(help: ArgumentHelp("How many issues to compare.", valueName: "count"))
    var sample = 200

    @Flag(help: "Compare every issue of either side, and check the file itself (indexes, pages).")
    var all = false

    @Option(help: ArgumentHelp("Only this project; repeat it for several.", valueName: "key"))
    var project: [String] = []

    func validate() throws {
        guard sample > 0 else { throw ValidationError("--sample takes a number from 1") }
    }

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, vault: vault, in: context)
        guard FileMode.exists(dependencies.configuration.mirror.path) else {
            throw CommandError.noMirror(path: dependencies.configuration.mirror.path)
        }
        let lock = try dependencies.lock()
        defer { withExtendedLifetime(lock) {} }
        var options = SyncOptions()
        options.selection = dependencies.configuration.sync.selection
        options.projects = project.isEmpty ? nil : project
        if let size = dependencies.configuration.sync.pageSize { options.largestPageSize = size }
        let session = try VerifySession(dependencies, options: options)
        try await session.run(sample: all ? nil : sample, output: output)
    }
}
