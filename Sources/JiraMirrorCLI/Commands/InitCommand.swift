import ArgumentParser
import JiraAPI

/// `init`: the first contact with a site, and everything that has to exist before `authorize`.
struct InitCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Set up a site: configuration, vault and key pair.",
        discussion: """
            Asks the site who it is, writes the configuration, makes the vault with its key, and prints the \
            ticket: what has to be done in Jira before authorize, step by step. For OAuth 1.0a, the default, \
            that is the application link, with the public half of a new RSA key pair. A second init changes \
            nothing and prints the ticket again.

            Examples:
              jira-mirror init https://jira.example.com/jira --ca-file company-ca.pem > ticket.txt
              jira-mirror init https://jira.example.com --method pat
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var network: NetworkOptions
    @OptionGroup var vault: VaultOptions

    @Argument(help: ArgumentHelp("Base URL of the Jira, context path included.", valueName: "url"))
    var url: String

    @Option(
        help: ArgumentHelp("Consumer key for the application link (default: jira-mirror).", valueName: "key"))
    var consumerKey: String?

    @Option(help: "How to sign in (default: oauth1).")
    var method: SignInMethod?

    @Flag(help: "The vault's key is lost: put the vault aside and make a new one with a new key.")
    var newKey = false

    func perform(in context: ProcessContext) async throws {
        let setup = try SiteSetup(self, in: context)
        let finding = try await setup.probe()
        let desk = try setup.prepareVault(replacing: newKey)
        let ticket = try setup.method.scheme.ticket(desk, program: global.program)
        try setup.writeConfiguration()
        setup.tell(finding)
        try context.output.write(ticket)
    }
}
