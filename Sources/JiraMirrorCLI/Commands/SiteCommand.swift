import ArgumentParser

/// The group of commands about the site.
struct SiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Follow the site to another base URL.",
        subcommands: [SiteMoveCommand.self])
}

/// `site move`: the same Jira under a new base URL.
struct SiteMoveCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Follow the same Jira to a new base URL: no new dance, no new fill.",
        discussion: """
            Proves that it is the same Jira (the same account, the same issues with the same dates of creation), then \
            rewrites vault, mirror and configuration. Where the proof fails nothing is changed. A move that was cut \
            off is run again.

            Example:
              jira-mirror site move https://issues.example.com
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Argument(help: "The new base URL, as people use it, with its context path.")
    var url: String

    func perform(in context: ProcessContext) async throws {
        try await SiteMove(global, vault: vault, to: url, in: context).run()
    }
}
