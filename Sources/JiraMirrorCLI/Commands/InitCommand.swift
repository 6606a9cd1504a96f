import ArgumentParser
import JiraAPI

/// `init`: the first contact with a site, and everything that has to exist before `authorize`.
struct InitCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Set up a site: configuration, vault and key pair.",
        discussion: """
            Asks the site who it is, writes the configuration, makes the vault with its key and an RSA key \
            pair, and prints the ticket for the Jira administrator: what to enter in the application link, \
            step by step. A second init changes nothing and prints the ticket again.

            Example:
              jira-mirror init https://jira.example.com/jira --ca-file company-ca.pem > ticket.txt
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var network: NetworkOptions
    @OptionGroup var vault: VaultOptions

    @Argument(help: ArgumentHelp("Base URL of the Jira, context path included.", valueName: "url"))
    var url: String

    @Option(
        help: ArgumentHelp("Consumer key for the application link (default: jira-mirror).", valueName: "key"))
    var consumerKey: String?

    @Flag(help: "The vault's key is lost: put the vault aside and make a new one with a new key.")
    var newKey = false

    func perform(in context: ProcessContext) async throws {
        let setup = try SiteSetup(self, in: context)
        let finding = try await setup.probe()
        let publicKey = try setup.prepareVault(replacing: newKey)
        try setup.writeConfiguration()
        setup.tell(finding)
        let ticket = ApplicationLinkTicket(
            site: setup.site, consumerKey: setup.dependencies.configuration.site.consumerKey,
            publicKey: publicKey, program: global.program)
        try context.output.write(ticket.text)
    }
}
