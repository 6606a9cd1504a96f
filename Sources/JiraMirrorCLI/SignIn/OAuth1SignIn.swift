import JiraAPI
import OAuth1
import OpenSSLCrypto
import SyncCore
import TokenVault

/// OAuth 1.0a with RSA-SHA1: an application link in Jira, and a person's consent.
enum OAuth1SignIn: SignInScheme {
    static func owns(_ kinds: Set<SecretKind>) -> Bool {
        kinds.contains(.accessToken) && !kinds.contains(.refreshToken)
    }
    static let endingKind = SecretKind.accessToken
    static func renewsItself(_ kinds: Set<SecretKind>) -> Bool { kinds.contains(.sessionHandle) }

    static func revocationPage(_ site: JiraSite) -> String {
        site.url("/plugins/servlet/oauth/users/access-tokens")
    }

    static func ticket(_ desk: SignInDesk, program: String) throws -> String {
        ApplicationLinkTicket(
            site: desk.site, consumerKey: desk.dependencies.configuration.site.consumerKey,
            publicKey: try keyPair(desk).publicKey.pem, program: program
        ).text
    }

    /// The site's key pair; made where there is none.
    private static func keyPair(_ desk: SignInDesk) throws -> RSAPrivateKey {
        let consumerKey = SecretBytes(utf8: desk.dependencies.configuration.site.consumerKey)
        if try desk.vault.get(site: desk.siteID, kind: .consumerKey) == nil {
            try desk.vault.put(consumerKey, site: desk.siteID, kind: .consumerKey)
        }
        if let pem = try desk.vault.get(site: desk.siteID, kind: .rsaPrivateKey) {
            return try RSAPrivateKey(pem: pem)
        }
        let pair = try RSAPrivateKey.generate()
        try desk.vault.put(pair.pem(), site: desk.siteID, kind: .rsaPrivateKey)
        return pair
    }

    // MARK: The dance

    static func obtain(_ order: SignInOrder, at desk: SignInDesk) async throws -> NewGrant {
        if let file = order.privateKeyFile { return try takeOver(privateKeyFile: file, at: desk) }
        guard let pem = try desk.vault.get(site: desk.siteID, kind: .rsaPrivateKey) else {
            throw CommandError.noKeyPair(site: desk.site.baseURL)
        }
        desk.hide([pem])
        let key = try RSAPrivateKey(pem: pem)
        let consumerKey = desk.dependencies.configuration.site.consumerKey
        let flow = flow(consumerKey: consumerKey, key: key, at: desk)
        let context = desk.context

        let listener =
            order.callback == .loopback
            ? try CallbackListener(siteID: String(desk.siteID.description.prefix(8)), port: order.port) : nil
        let target: CallbackTarget = listener.map { .loopback(url: $0.url) } ?? .outOfBand
        let opening = try await flow.requestTemporaryCredentials(callback: target)
        let page = flow.authorizeURL(opening.pending)
        try context.output.write(page + "\n")
        try context.output.flush()
        ConsentTalk(context: context, site: desk.site).ask(
            listener: listener, page: page, opensBrowser: order.opensBrowser)

        let reply = try await ConsentWait(
            pending: opening.pending, page: page, site: desk.site, listener: listener,
            lines: LineReader(descriptor: context.input), talk: context.talk
        ).reply()
        let granted = try await flow.exchange(reply, opening: opening)
        hide(granted, at: desk)
        return NewGrant(
            authorizer: authorizer(consumerKey: consumerKey, token: granted.credentials, key: key, at: desk),
            expiresAt: granted.expiresAt,
            seal: { account, expiresAt in
                try desk.vault.save(
                    OAuthGrant(
                        account: account, consumerKey: SecretBytes(utf8: consumerKey), privateKey: pem,
                        accessToken: SecretBytes(utf8: granted.credentials.token),
                        accessTokenSecret: SecretBytes(utf8: granted.credentials.secret),
                        expiresAt: expiresAt?.seconds,
                        sessionHandle: granted.sessionHandle.map { SecretBytes(utf8: $0) },
                        sessionExpiresAt: granted.renewableUntil?.seconds), site: desk.siteID)
            })
    }

    static func flow(consumerKey: String, key: RSAPrivateKey, at desk: SignInDesk)
        -> AuthorizationFlow
    {
        AuthorizationFlow(
            site: desk.site, client: ClientCredentials(consumerKey: consumerKey),
            method: .rsaSHA1 { try key.signSHA1($0) }, transport: desk.dependencies.transport(),
            store: VaultPendingStore(vault: desk.vault, siteID: desk.siteID), nonce: Nonce.make,
            now: desk.now)
    }

    static func hide(_ granted: AuthorizationFlow.Grant, at desk: SignInDesk) {
        let texts = [granted.credentials.token, granted.credentials.secret, granted.sessionHandle ?? ""]
        desk.hide(texts.map { SecretBytes(utf8: $0) })
    }

    static func authorizer(
        consumerKey: String, token: TokenCredentials, key: RSAPrivateKey, at desk: SignInDesk
    ) -> OAuth1Authorizer {
        let now = desk.now
        return OAuth1Authorizer(
            client: ClientCredentials(consumerKey: consumerKey), token: token,
            method: .rsaSHA1 { try key.signSHA1($0) }, nonce: Nonce.make, timestamp: { now().seconds })
    }

    // MARK: The stored grant

    /// - Throws: ``CommandError/consumerKeyChanged(configured:authorized:)``, `VaultError`.
    static func open(at desk: SignInDesk) throws -> StoredSignIn {
        let stored = try desk.vault.grant(site: desk.siteID)
        desk.hide([
            stored.accessToken, stored.accessTokenSecret, stored.privateKey, stored.sessionHandle,
        ])
        let consumerKey = stored.consumerKey.revealText() ?? ""
        let configured = desk.dependencies.configuration.site.consumerKey
        guard consumerKey == configured else {
            throw CommandError.consumerKeyChanged(configured: configured, authorized: consumerKey)
        }
        let key = try RSAPrivateKey(pem: stored.privateKey)
        return StoredSignIn(
            account: stored.account, authorizer: try renewing(stored, key: key, at: desk),
            expiresAt: stored.expiresAt.map(Instant.init(vaultSeconds:)))
    }
}
