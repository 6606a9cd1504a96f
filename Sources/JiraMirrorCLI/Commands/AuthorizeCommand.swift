import ArgumentParser
import JiraAPI
import TokenVault

/// `authorize`: a person lets this program read in their name.
struct AuthorizeCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorize", abstract: "Let a person grant access, once.",
        discussion: """
            OAuth (oauth1, oauth2) prints the page to open on standard output, waits for the browser to come back, and stores the \
            token in the vault. On a machine without a browser, open the page elsewhere and paste the address \
            at which that browser ends, or use --callback oob and paste the code that Jira shows.
            A personal access token (pat) or a password (basic) is asked for on the terminal without echo, or \
            read from standard input, never from an argument. Every grant is proved before it is stored, and \
            authorizing again replaces it. --import takes over an OAuth 1.0a grant of another program: its \
            consumer key (consumer_key of the configuration), its private key and its access token.

            Examples:
              jira-mirror authorize
              jira-mirror authorize --no-browser --callback oob --expect-user svc-mirror
              jira-mirror authorize --method pat < token.txt
              jira-mirror authorize --method oauth2 --client-id 0123456789abcdef
              jira-mirror authorize --import --private-key old-key.pem < access-token.txt
              jira-mirror authorize --check
            """)

    /// Where the decision comes back.
    enum Callback: String, ExpressibleByArgument, CaseIterable {
        case loopback, oob
    }

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Option(help: "How to sign in (default: auth.method, else as before, else oauth1).")
    var method: SignInMethod?

    @Flag(help: "Do not open a browser, only print the page.")
    var noBrowser = false

    @Option(
        help: ArgumentHelp("loopback, or oob: Jira shows a code to type in.", valueName: "where"))
    var callback = Callback.loopback

    @Option(
        help: ArgumentHelp(
            "Port to listen on at 127.0.0.1 (oauth1: any; oauth2: behind the proxy of --callback-url).",
            valueName: "port"))
    var callbackPort: UInt16 = 0

    @Option(
        help: ArgumentHelp(
            "For oauth2: client id (default: auth.client_id, else as before).", valueName: "id"))
    var clientId: String?

    @Option(
        help: ArgumentHelp(
            "For oauth2: the registered redirect URL (default: auth.callback_url).", valueName: "url"))
    var callbackUrl: String?

    @Option(help: ArgumentHelp("For basic: who logs in (default: asked).", valueName: "name"))
    var username: String?

    @Option(
        help: ArgumentHelp("For pat: the token's name in Jira, where there are several.", valueName: "name"))
    var tokenName: String?

    @Flag(name: .customLong("import"), help: "Take over an OAuth 1.0a grant that exists.")
    var imports = false

    @Option(help: ArgumentHelp("For --import: the private key (PEM, not encrypted).", valueName: "file"))
    var privateKey: String?

    @Option(help: ArgumentHelp("Refuse the grant of any other user.", valueName: "name"))
    var expectUser: String?

    @Flag(help: "Only prove that the present grant works.")
    var check = false

    func perform(in context: ProcessContext) async throws {
        var flags: [ConfigurationFlag] = []
        if let callbackUrl {
            flags.append(
                ConfigurationFlag(key: Settings.callbackURL.key, name: "--callback-url", value: callbackUrl))
        }
        if let clientId {
            flags.append(ConfigurationFlag(key: Settings.clientID.key, name: "--client-id", value: clientId))
        }
        let dependencies = try Dependencies(global, vault: vault, flags: flags, in: context)
        let session = try AuthorizationSession(dependencies)
        if check {
            try await session.check(expecting: expectUser)
            return
        }
        let method = try method ?? (imports ? .oauth1 : session.method())
        try checkOptions(method)
        var order = SignInOrder()
        order.callback = callback
        order.port = callbackPort
        order.opensBrowser = !noBrowser
        order.username = username
        order.tokenName = tokenName
        order.privateKeyFile = privateKey
        try await session.authorize(method, order, expecting: expectUser)
    }

    /// An option of another method would be ignored: that is a mistake, not a detail.
    private func checkOptions(_ method: SignInMethod) throws {
        guard imports == (privateKey != nil) else {
            throw CommandError.usage(
                "--import and --private-key belong together",
                hint: "jira-mirror authorize --import --private-key FILE < FILE-WITH-THE-ACCESS-TOKEN")
        }
        let foreign: [(String, Bool, [SignInMethod])] = [
            ("--username", username != nil, [.basic]), ("--token-name", tokenName != nil, [.pat]),
            ("--import", imports, [.oauth1]), ("--callback", callback == .oob, [.oauth1]),
            ("--callback-port", callbackPort != 0, [.oauth1, .oauth2]),
            ("--client-id", clientId != nil, [.oauth2]), ("--callback-url", callbackUrl != nil, [.oauth2]),
        ]
        for (option, isGiven, methods) in foreign where isGiven && !methods.contains(method) {
            let names = methods.map(\.rawValue).joined(separator: " and ")
            throw CommandError.usage(
                "\(option) is for --method \(names), the method is \(method.rawValue)")
        }
    }
}

extension SignInMethod: ExpressibleByArgument {}
