import ArgumentParser
import JiraAPI
import TokenVault

/// `authorize`: a person lets this program read in their name.
struct AuthorizeCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorize", abstract: "Let a person grant access, once.",
        discussion: """
            Prints the page to open on standard output, waits for the browser to come back, and stores the \
            token in the vault. On a machine without a browser, open the page elsewhere and paste the address \
            at which that browser ends, or use --callback oob and paste the code that Jira shows.
            Authorizing again replaces the grant.

            Examples:
              jira-mirror authorize
              jira-mirror authorize --no-browser --callback oob --expect-user svc-mirror
              jira-mirror authorize --check
            """)

    /// Where the decision comes back.
    enum Callback: String, ExpressibleByArgument, CaseIterable {
        case loopback, oob
    }

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Option(help: "oauth1; oauth2, pat and basic are not in this version.")
    var method = "oauth1"

    @Flag(help: "Do not open a browser, only print the page.")
    var noBrowser = false

    @Option(
        help: ArgumentHelp("loopback, or oob: Jira shows a code to type in.", valueName: "where"))
    var callback = Callback.loopback

    @Option(help: ArgumentHelp("Port to listen on at 127.0.0.1 (default: any).", valueName: "port"))
    var callbackPort: UInt16 = 0

    @Option(help: ArgumentHelp("Refuse the grant of any other user.", valueName: "name"))
    var expectUser: String?

    @Flag(help: "Only prove that the present grant works.")
    var check = false

    func perform(in context: ProcessContext) async throws {
        guard method == "oauth1" else {
            throw ["oauth2", "pat", "basic"].contains(method)
                ? CommandError.methodNotAvailable(method)
                : CommandError.usage("there is no sign-in method '\(method)'", hint: "use --method oauth1")
        }
        let dependencies = try Dependencies(global, vault: vault, in: context)
        let session = try AuthorizationSession(dependencies)
        if check {
            try await session.check(expecting: expectUser)
        } else {
            try await session.authorize(
                callback: callback, port: callbackPort, opensBrowser: !noBrowser, expecting: expectUser)
        }
    }
}
