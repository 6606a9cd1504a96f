import JiraAPI
import OAuth1
import OpenSSLCrypto
import SyncCore
import TokenVault

/// One authorization from the request token to the stored and proved grant.
struct AuthorizationSession {
    private let dependencies: Dependencies
    private let site: JiraSite
    private let vault: Vault
    private var context: ProcessContext { dependencies.context }

    init(_ dependencies: Dependencies) throws {
        self.dependencies = dependencies
        site = try dependencies.site()
        vault = try dependencies.vault()
    }

    // MARK: The dance

    /// Asks for consent, proves the token with `/myself` and stores it in place of any before it.
    func authorize(
        callback: AuthorizeCommand.Callback, port: UInt16, opensBrowser: Bool, expecting: String?
    ) async throws {
        let siteID = try vault.site(adding: site.baseURL)
        guard let pem = try vault.get(site: siteID, kind: .rsaPrivateKey) else {
            throw CommandError.notInitialized(missing: "key pair in the vault \(vault.path)")
        }
        context.redactor.learn(pem)
        let key = try RSAPrivateKey(pem: pem)
        let client = ClientCredentials(consumerKey: dependencies.configuration.site.consumerKey)
        let method = SignatureMethod.rsaSHA1 { try key.signSHA1($0) }
        let transport = dependencies.transport()
        let flow = AuthorizationFlow(
            site: site, client: client, method: method, transport: transport,
            store: VaultPendingStore(vault: vault, siteID: siteID), nonce: Nonce.make, now: context.now)

        let listener =
            callback == .loopback
            ? try CallbackListener(siteID: String(siteID.description.prefix(8)), port: port) : nil
        let target: CallbackTarget = listener.map { .loopback(url: $0.url) } ?? .outOfBand
        let opening = try await flow.requestTemporaryCredentials(callback: target)
        let page = flow.authorizeURL(opening.pending)
        try context.output.write(page + "\n")
        try context.output.flush()
        ConsentTalk(context: context, site: site).ask(listener: listener, page: page, opensBrowser: opensBrowser)

        let reply = try await ConsentWait(
            pending: opening.pending, site: site, listener: listener,
            lines: LineReader(descriptor: context.input), talk: context.talk
        ).reply()
        let granted = try await flow.exchange(reply, opening: opening)
        for secret in [granted.credentials.token, granted.credentials.secret, granted.sessionHandle ?? ""] {
            context.redactor.learn(SecretBytes(utf8: secret))
        }

        var grant = Grant(
            site: site, siteID: siteID, account: ExpectedAccount(key: "", name: ""), client: client,
            token: granted.credentials, method: method, expiresAt: granted.expiresAt)
        let identity = try await IdentityProof(
            dependencies: dependencies, transport: transport
        ).prove(grant, expected: nil)
        try Self.compare(identity, with: expecting)
        grant.account = ExpectedAccount(key: identity.key, name: identity.name)
        try store(grant, granted, privateKey: pem)
        tell(identity, expiresAt: granted.expiresAt)
    }

    private func store(
        _ grant: Grant, _ granted: AuthorizationFlow.Grant, privateKey: SecretBytes
    ) throws {
        func seconds(_ instant: Instant?) -> Int64? { instant.map { $0.milliseconds / 1000 } }
        try vault.save(
            OAuthGrant(
                account: grant.account.key, consumerKey: SecretBytes(utf8: grant.client.consumerKey),
                privateKey: privateKey, accessToken: SecretBytes(utf8: grant.token.token),
                accessTokenSecret: SecretBytes(utf8: grant.token.secret),
                expiresAt: seconds(granted.expiresAt),
                sessionHandle: granted.sessionHandle.map { SecretBytes(utf8: $0) },
                sessionExpiresAt: seconds(granted.renewableUntil)), site: grant.siteID)
    }

    // MARK: The proof alone

    /// Proves the stored grant, and notes in the vault what came of it.
    func check(expecting: String?) async throws {
        let grant = try dependencies.loadGrant(from: vault)
        let keeper = VaultGrantKeeper(vault: vault, grant: grant)
        let identity: Identity
        do {
            identity = try await IdentityProof(
                dependencies: dependencies, transport: dependencies.transport()
            ).prove(grant, expected: grant.account)
        } catch SourceError.grantRejected(let problem) {
            try keeper.markRejected(reason: problem, at: context.now())
            throw SourceError.grantRejected(problem: problem)
        }
        try keeper.markActive(at: context.now())
        try Self.compare(identity, with: expecting)
        tell(identity, expiresAt: grant.expiresAt)
    }

    private static func compare(_ identity: Identity, with expected: String?) throws {
        guard let expected, expected != identity.name, expected != identity.key else { return }
        throw CommandError.unexpectedUser(expected: expected, found: identity.name)
    }

    private func tell(_ identity: Identity, expiresAt: Instant?) {
        let until = expiresAt.map { " until \($0.text.prefix(10))" } ?? ""
        context.talk.say(
            """
            authorized as \(identity.displayName) (\(identity.name)) at \(site.baseURL)\(until)
            the mirror will hold what this account may see; best is a service account that can only read
            """)
    }
}
