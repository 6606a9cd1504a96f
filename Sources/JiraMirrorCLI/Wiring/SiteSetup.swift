import Glibc
import JiraAPI
import OpenSSLCrypto
import SyncCore
import TokenVault

/// The steps of `init`. Each can be repeated: what is there already is kept, so an `init` that was cut off
/// is simply run again.
struct SiteSetup {
    let dependencies: Dependencies
    let site: JiraSite
    private let flags: [ConfigurationFlag]
    private var context: ProcessContext { dependencies.context }

    /// - Throws: ``CommandError`` where the arguments contradict a configuration that exists.
    init(_ command: InitCommand, in context: ProcessContext) throws {
        let url: String
        do {
            url = try SiteURL.parse(command.url)
        } catch {
            throw CommandError.usage(
                "cannot use '\(command.url)': \(error.message)",
                hint: "example: jira-mirror init https://jira.example.com")
        }
        site = try JiraSite(url)
        var given = command.network.flags
        if let key = command.consumerKey {
            given.append(ConfigurationFlag(key: Settings.consumerKey.key, name: "--consumer-key", value: key))
        }
        if let method = command.method {
            given.append(
                ConfigurationFlag(key: Settings.authMethod.key, name: "--method", value: method.rawValue))
        }
        let present = try Dependencies(command.global, vault: command.vault, in: context)
        if present.hasFile, let configured = present.configuration.site.url {
            guard configured == url else {
                throw CommandError.otherSite(
                    configured: configured, asked: url, file: present.configuration.file)
            }
            if let key = command.consumerKey, key != present.configuration.site.consumerKey {
                throw CommandError.usage(
                    "the consumer key is '\(present.configuration.site.consumerKey)' already",
                    hint: "change consumer_key in \(present.configuration.file), and the application link")
            }
        }
        if present.hasFile, present.configuration.site.url == nil {
            throw CommandError.siteNotConfigured(url: url, file: present.configuration.file)
        }
        if present.hasFile, let method = command.method,
            method != present.configuration.auth.method ?? .oauth1
        {
            throw CommandError.usage(
                "the method is '\((present.configuration.auth.method ?? .oauth1).rawValue)' already",
                hint: "set auth.method to \(method.rawValue) in \(present.configuration.file)")
        }
        // The flags count for this run; a file that exists is the person's to change.
        flags = given + [ConfigurationFlag(key: Settings.siteURL.key, name: "URL", value: url)]
        dependencies = try Dependencies(
            command.global, vault: command.vault, flags: flags, in: context)
    }

    /// How the profile will sign in.
    var method: SignInMethod { dependencies.configuration.auth.method ?? .oauth1 }

    /// Asks the site who it is, and for OAuth 1.0a whether it is switched on.
    func probe() async throws -> SiteProbe.Finding {
        try askProxyPassword()
        let probe = SiteProbe(transport: dependencies.transport(), now: context.now)
        let finding = try await probe.probe(site)
        if method == .oauth1, let evidence = await probe.missingOAuth1(site) {
            context.talk.say(
                """
                warning: this Jira does not answer as OAuth 1.0a (\(evidence)): newer versions can have it off
                other methods: \(dependencies.program) init \(site.baseURL) --method pat, oauth2 or basic
                """)
        }
        return finding
    }

    /// The proxy's password, from the vault where there is one that has it, else from the person.
    private func askProxyPassword() throws {
        let network = dependencies.configuration.network
        guard let user = network.proxyUser else { return }
        _ = try existingVault()
        guard !network.proxyPassword.isKnown else { return }
        let password = try SecretPrompt(context: context).password("Password of \(user) for the proxy: ")
        context.redactor.learn(password)
        network.proxyPassword.hold(password)
    }

    // MARK: Vault

    /// The vault with the site in it.
    ///
    /// - Parameter replacing: the key is lost: vault and key file are put aside under another name first.
    func prepareVault(replacing: Bool) throws -> SignInDesk {
        let vaultPath = dependencies.configuration.vault.path
        if replacing { try putAside() }
        let vault = try existingVault() ?? newVault(at: vaultPath)
        let siteID = try vault.site(adding: site.baseURL)
        let network = dependencies.configuration.network
        if network.proxyUser != nil, network.proxyPassword.isKnown {
            let password = network.proxyPassword.reveal()
            try vault.put(
                password.withUnsafeBytes { SecretBytes(copying: $0) }, site: siteID, kind: .proxyPassword)
        }
        return SignInDesk(dependencies: dependencies, site: site, vault: vault, siteID: siteID)
    }

    private func existingVault() throws -> Vault? {
        do {
            return try dependencies.vault()
        } catch let error as CommandError {
            guard case .notInitialized = error else { throw error }
            return nil
        }
    }

    private func newVault(at path: String) throws -> Vault {
        try makeKeyFile()
        return try Vault.create(at: path, key: newKey(), clock: dependencies.vaultClock)
    }

    private func makeKeyFile() throws {
        guard case .file(let path) = dependencies.configuration.vault.key,
            case .file? = dependencies.keySources.choice, !FileMode.exists(path)
        else { return }
        try Directory.make(Directory.parent(of: path))
        try KeyFile.create(at: path)
    }

    private func newKey() throws -> VaultKey {
        if case .passphrase? = dependencies.keySources.choice {
            return try VaultKey(passphrase: dependencies.choosePassphrase())
        }
        return try dependencies.keySources.load()
    }

    /// Renames vault and key file; nothing is ever deleted here.
    private func putAside() throws {
        var paths = [dependencies.configuration.vault.path]
        if case .file(let path)? = dependencies.keySources.choice { paths.append(path) }
        let stamp = context.now().text.prefix(19).filter(\.isNumber)
        for path in paths where FileMode.exists(path) {
            let aside = "\(path).replaced-\(stamp)"
            guard rename(path, aside) == 0 else { throw FileError.creating(aside, errno) }
            context.talk.say("put aside: \(aside)")
        }
    }

    // MARK: Configuration

    /// Writes the commented file, if there is none.
    func writeConfiguration() throws {
        guard !dependencies.hasFile else { return }
        var values: [String: String] = [:]
        for flag in flags { values[flag.key] = flag.value }
        values[Settings.siteURL.key] = site.baseURL
        if method == .oauth1 {
            values[Settings.consumerKey.key] = dependencies.configuration.site.consumerKey
        }
        let network = dependencies.configuration.network
        // Absolute: the file lies elsewhere than where the command was typed.
        values[Settings.caFile.key] = network.caFile
        values[Settings.clientCertificate.key] = network.clientCertificate
        values[Settings.clientKey.key] = network.clientKey
        values[Settings.proxy.key] = network.proxy
        values[Settings.proxyUser.key] = network.proxyUser
        if case .file(let path) = dependencies.configuration.vault.key, path != dependencies.locations.keyFile
        {
            values[Settings.keyFile.key] = path
        }
        let file = dependencies.configuration.file
        try Directory.make(Directory.parent(of: file))
        try AtomicFile.write(file, text: ConfigurationTemplate.text(values: values), mode: 0o600)
    }

    // MARK: Talk

    /// Says what was found and where everything is.
    func tell(_ finding: SiteProbe.Finding) {
        let info = finding.info
        let title = info.title.map { " \"\($0)\"" } ?? ""
        var lines = ["\(site.baseURL): Jira \(info.version)\(title)"]
        if let other = finding.differingBaseURL {
            lines.append(
                "warning: Jira calls itself \(other); if it finds signatures wrong, use that URL")
        }
        if let skew = finding.clockSkewSeconds, abs(skew) > 120 {
            lines.append(
                "warning: the clocks differ by \(abs(skew)) s; Jira bears 300, set them by NTP")
        }
        let state = dependencies.hasFile ? "kept" : "written"
        lines.append("configuration (\(state)): \(dependencies.configuration.file)")
        lines.append("vault: \(dependencies.configuration.vault.path)")
        if case .file(let path)? = dependencies.keySources.choice { lines.append("its key: \(path)") }
        lines.append(
            "next: do what the ticket on standard output says, then run: \(dependencies.program) authorize"
        )
        context.talk.say(lines.joined(separator: "\n"))
    }
}
