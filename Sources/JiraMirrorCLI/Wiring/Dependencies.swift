import HTTPCore
import JiraAPI
import MirrorStore
import OpenSSLCrypto
import SyncCore
import TokenVault

/// The composition root of a command: builds what it needs from the configuration, when it needs it.
struct Dependencies: Sendable {
    let context: ProcessContext
    let locations: Locations
    let configuration: Configuration
    /// Whether the profile has a configuration file.
    let hasFile: Bool
    /// How hints call the program.
    let program: String
    private let passphraseDescriptor: Int32?

    /// Reads the configuration of the profile.
    ///
    /// - Parameter flags: what other options of the command set.
    init(
        _ global: GlobalOptions, vault: VaultOptions? = nil, flags: [ConfigurationFlag] = [],
        in context: ProcessContext
    ) throws {
        let locations = try global.locations(context)
        let loaded = try ConfigurationLoader(
            locations: locations, flags: flags + (vault?.flags ?? []), environment: context.environment,
            workingDirectory: context.workingDirectory
        ).load()
        self.context = context
        self.locations = locations
        configuration = loaded.configuration
        hasFile = loaded.hasFile
        program = global.program
        passphraseDescriptor = vault?.passphraseFd
    }

    /// The site to talk to.
    ///
    /// - Throws: ``CommandError/notInitialized(missing:)`` where none is configured.
    func site() throws -> JiraSite {
        guard let url = configuration.site.url else {
            throw CommandError.notInitialized(
                missing: hasFile ? "site.url in \(configuration.file)" : configuration.file)
        }
        return try JiraSite(url)
    }

    /// A transport to the site, with connections of its own.
    func transport() -> any HTTPTransport { context.makeTransport(configuration.network) }

    // MARK: Mirror

    /// The mirror for reading.
    ///
    /// - Throws: ``CommandError/noMirror(path:)`` before the first sync.
    func reader(cacheBytes: Int = MirrorReader.queryCacheBytes) throws -> MirrorReader {
        guard FileMode.exists(configuration.mirror.path) else {
            throw CommandError.noMirror(path: configuration.mirror.path)
        }
        return try MirrorReader(path: configuration.mirror.path, cacheBytes: cacheBytes)
    }

    /// The mirror for writing; made or migrated as needed. The caller holds ``lock()``.
    func store() throws -> MirrorDatabase {
        let mirror = configuration.mirror
        // Whoever may read the file must be able to reach it.
        let readers = (mirror.mode & 0o044) | (mirror.mode & 0o044) >> 2
        try Directory.make(Directory.parent(of: mirror.path), mode: 0o700 | readers)
        var options = MirrorOptions(
            path: mirror.path, mode: mirror.mode, group: mirror.group.map(String.init))
        options.overwritesDeleted = configuration.erases
        let store = try MirrorDatabase(
            options: options, redact: context.redactor.withoutKnown, now: context.now)
        // Issues of two sites have the same ids: one mirror never serves both.
        if let held = try store.site()?.baseURL, let asked = configuration.site.url, held != asked {
            try store.close()
            throw CommandError.mirrorOfOtherSite(held: held, asked: asked, path: mirror.path)
        }
        return store
    }

    /// The profile's lock.
    ///
    /// - Throws: ``CommandError/anotherRun(pid:lock:)``; ``CommandError/notInitialized(missing:)`` before anything is
    ///   made: a mistyped place must not become a folder with a lock in it.
    func lock() throws -> RunLock {
        _ = try site()
        try Directory.make(Directory.parent(of: configuration.lockFile))
        return try RunLock(configuration.lockFile)
    }

    // MARK: Vault

    /// Where the vault's key comes from.
    var keySources: KeySources {
        let credentials = context.environment["CREDENTIALS_DIRECTORY"]
        switch configuration.vault.key {
        case .file(let path): return KeySources(credentialsDirectory: credentials, keyFile: path)
        case .command(let words): return KeySources(credentialsDirectory: credentials, keyCommand: words)
        case .environment(let name):
            return KeySources(credentialsDirectory: credentials, environmentVariable: name)
        case .passphrase:
            let descriptor = passphraseDescriptor
            return KeySources(
                credentialsDirectory: credentials, passphrase: { try Passphrase.read(descriptor) })
        }
    }

    /// A new passphrase for the vault.
    func choosePassphrase() throws -> SecretBytes { try Passphrase.choose(passphraseDescriptor) }

    /// The vault, opened with its key.
    ///
    /// - Throws: ``CommandError/notInitialized(missing:)`` where there is none or an empty file, else `VaultError`.
    func vault() throws -> Vault {
        let path = configuration.vault.path
        let missing = CommandError.notInitialized(missing: "vault at \(path)")
        guard FileMode.exists(path) else { throw missing }
        do {
            let vault = try Vault.open(at: path, keySources: keySources, clock: vaultClock)
            try holdProxyPassword(of: vault)
            return vault
        } catch {
            // An `init` was cut off before there was anything in it.
            if error == .missing(path: path) { throw missing }
            throw error
        }
    }

    /// The proxy's password is needed for every request from here on.
    private func holdProxyPassword(of vault: Vault) throws(VaultError) {
        let network = configuration.network
        guard network.proxyUser != nil, !network.proxyPassword.isKnown, let url = configuration.site.url,
            let site = try vault.site(at: url),
            let password = try vault.get(site: site, kind: .proxyPassword)
        else { return }
        context.redactor.learn(password)
        network.proxyPassword.hold(password)
    }

    /// The vault's clock: seconds since 1970.
    var vaultClock: @Sendable () -> Int64 {
        let now = context.now
        return { now().milliseconds / 1000 }
    }

    // MARK: Requests

    /// A client that signs with the grant and lets only that account's answers through.
    func executor(_ grant: Grant, transport: any HTTPTransport, policy: RetryPolicy = RetryPolicy())
        -> RequestExecutor
    {
        RequestExecutor(
            site: grant.site, transport: transport, authorizer: grant.authorizer,
            expected: grant.account, policy: policy, environment: clientEnvironment)
    }

    /// Clock, sleep and chance for the client.
    var clientEnvironment: ClientEnvironment {
        ClientEnvironment(
            now: context.now, monotonic: context.monotonic, sleep: context.sleep,
            random: { Double.random(in: 0..<1) })
    }
}
