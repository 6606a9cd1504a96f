import JiraAPI
import OpenSSLCrypto
import SyncCore
import TokenVault

/// OAuth 2.0 of Data Center (8.22 and later): an external application in Jira, and a person's consent.
enum OAuth2SignIn: SignInScheme {
    static func owns(_ kinds: Set<SecretKind>) -> Bool { kinds.contains(.refreshToken) }
    static let endingKind = SecretKind.refreshToken
    static func renewsItself(_ kinds: Set<SecretKind>) -> Bool { true }

    static func revocationPage(_ site: JiraSite) -> String {
        site.url("/plugins/servlet/oauth/users/access-tokens")
    }

    static func ticket(_ desk: SignInDesk, program: String) throws -> String {
        """
        Please register jira-mirror as an external application that may read this Jira (Data Center 8.22 or
        later, with a base URL of https):
        \(desk.site.baseURL)

        It gets no rights by this: it reads what the account may see that consents later, and it never writes.

        1. Open Administration > Applications > Application links
           \(desk.site.url("/plugins/servlet/applinks/listApplicationLinks"))
        2. "Create link", choose "External application", direction "Incoming". Enter
              Name:          jira-mirror
              Redirect URL:  \(desk.dependencies.configuration.auth.callbackURL.text)
              Permission:    Read
           Save. Jira shows a client id and a client secret: pass both on to whoever runs jira-mirror.

        Then, on the machine of jira-mirror, somebody who can log in to Jira with the account whose view is to
        be mirrored (best: a service account that can only read) sets auth.client_id in
        \(desk.dependencies.configuration.file) and runs this, which asks for the secret:
           \(program) authorize

        """
    }

    // MARK: A new grant

    static func obtain(_ order: SignInOrder, at desk: SignInDesk) async throws -> NewGrant {
        let auth = desk.dependencies.configuration.auth
        guard let id = try auth.clientID ?? storedClient(at: desk)?.id else { throw CommandError.noClientID }
        let callback = auth.callbackURL
        let secret = try clientSecret(of: id, at: desk)
        let client = OAuth2Client(
            id: id, secret: secret.revealText() ?? "", redirectURI: callback.text)
        let consent = OAuth2Consent(
            client: client, state: Base64.encodeURLSafe(RandomBytes.make(32)), proofKey: try proofKey())
        desk.hide([SecretBytes(utf8: consent.state), SecretBytes(utf8: consent.proofKey.verifier)])
        let flow = OAuth2Flow(
            site: desk.site, client: client, transport: desk.dependencies.transport(), now: desk.now)

        let page = flow.authorizeURL(consent)
        let listener = try self.listener(callback, order: order)
        let first = listener?.startURL ?? page
        try desk.context.output.write(first + "\n")
        try desk.context.output.flush()
        ConsentTalk(context: desk.context, site: desk.site).ask(
            listener: listener, page: first, opensBrowser: order.opensBrowser,
            copying:
                "then paste the address at which the browser ends, at once: Jira's code lives for ten seconds"
        )
        let reply = try await ConsentWait(
            pending: consent, page: page, site: desk.site, listener: listener,
            lines: LineReader(descriptor: desk.context.input), talk: desk.context.talk
        ).reply()
        let tokens = try await exchange(reply, of: consent, flow, at: desk)
        hide(tokens, at: desk)
        return NewGrant(
            authorizer: BearerAuthorizer(token: tokens.access, endsAt: nil, now: desk.now),
            seal: { account, _ in
                try desk.vault.put(
                    SecretFields.pack([SecretBytes(utf8: id), secret]), site: desk.siteID,
                    kind: .clientSecret)
                try store(tokens, client: client, account: account, at: desk)
            })
    }

    private static func exchange(
        _ reply: AuthorizationReply, of consent: OAuth2Consent, _ flow: OAuth2Flow, at desk: SignInDesk
    ) async throws -> OAuth2Flow.Tokens {
        do throws(AuthorizationError) {
            return try await flow.exchange(reply, of: consent)
        } catch {
            if case .clientUnknown = error {
                // A secret that was changed in Jira is asked for the next time.
                try desk.vault.remove(site: desk.siteID, kind: .clientSecret)
            }
            throw error
        }
    }

    /// Listens with TLS where the callback is on this machine, in plain HTTP behind the company's proxy where a
    /// port for that is given, else not at all.
    private static func listener(_ callback: CallbackURL, order: SignInOrder) throws -> CallbackListener? {
        if let port = callback.loopbackPort, let host = callback.loopbackHost {
            return try CallbackListener(securePort: port, path: callback.path, host: host)
        }
        guard order.port != 0 else { return nil }
        return try CallbackListener(
            behindProxyOf: callback.authority, path: callback.path, port: order.port)
    }

    private static func proofKey() throws -> ProofKey {
        let verifier = Base64.encodeURLSafe(RandomBytes.make(32))
        return ProofKey(
            verifier: verifier, challenge: Base64.encodeURLSafe(try SHA256.hash(Array(verifier.utf8))))
    }

    /// The secret that the vault has for this client, else asked for.
    private static func clientSecret(of id: String, at desk: SignInDesk) throws -> SecretBytes {
        if let stored = try storedClient(at: desk), stored.id == id { return stored.secret }
        let secret = try SecretPrompt(context: desk.context).token("Client secret of \(id): ")
        desk.hide([secret])
        return secret
    }

    /// The client of the last grant.
    private static func storedClient(at desk: SignInDesk) throws -> (id: String, secret: SecretBytes)? {
        guard let packed = try desk.vault.get(site: desk.siteID, kind: .clientSecret),
            let fields = SecretFields.unpack(packed, count: 2), let id = fields[0].revealText()
        else { return nil }
        desk.hide([fields[1]])
        return (id, fields[1])
    }

    private static func hide(_ tokens: OAuth2Flow.Tokens, at desk: SignInDesk) {
        desk.hide([SecretBytes(utf8: tokens.access), SecretBytes(utf8: tokens.refresh)])
    }

    // MARK: The stored grant

    /// Access token, and what its renewal needs: client, redirect URI and refresh token as one record.
    private static func store(
        _ tokens: OAuth2Flow.Tokens, client: OAuth2Client, account: String, at desk: SignInDesk
    ) throws(VaultError) {
        let renewal = SecretFields.pack([
            SecretBytes(utf8: client.id), SecretBytes(utf8: client.redirectURI),
            SecretBytes(utf8: tokens.refresh),
        ])
        try desk.vault.replaceGrant(
            site: desk.siteID, account: account,
            with: [
                GrantSecret(
                    kind: .accessToken, secret: SecretBytes(utf8: tokens.access),
                    expiresAt: tokens.accessExpiresAt.seconds),
                GrantSecret(kind: .refreshToken, secret: renewal),
            ])
    }

    private struct Stored {
        var account: String
        var client: OAuth2Client
        var access: String
        var refresh: String
        var endsAt: Instant?
        var renewAt: Instant?
    }

    private static func read(at desk: SignInDesk) throws -> Stored {
        let grant = try desk.vault.storedGrant(site: desk.siteID)
        guard let access = grant[.accessToken], let packed = grant[.refreshToken] else {
            throw VaultError.noGrant
        }
        guard let fields = SecretFields.unpack(packed.secret, count: 3), let id = fields[0].revealText(),
            let known = try storedClient(at: desk), known.id == id
        else {
            throw VaultError.damaged(
                path: desk.vault.path, detail: "the refresh token has no client, or it has no secret")
        }
        desk.hide([access.secret, fields[2]])
        return Stored(
            account: grant.account,
            client: OAuth2Client(
                id: id, secret: known.secret.revealText() ?? "", redirectURI: fields[1].revealText() ?? ""),
            access: access.secret.revealText() ?? "", refresh: fields[2].revealText() ?? "",
            endsAt: access.expiresAt.map(Instant.init(vaultSeconds:)),
            renewAt: GrantRenewal.due(try desk.record(.accessToken), lead: 600))
    }

    static func open(at desk: SignInDesk) throws -> StoredSignIn {
        let stored = try read(at: desk)
        let configured = desk.dependencies.configuration.auth.clientID
        if let configured, configured != stored.client.id {
            throw CommandError.clientChanged(configured: configured, authorized: stored.client.id)
        }
        let transport = desk.dependencies.transport()
        let used = LastUsed(stored.access)
        let authorizer = RenewingAuthorizer(current(stored, at: desk), now: desk.now) {
            isRefused throws(SourceError) in
            try await GrantRenewal(desk: desk).exclusively { () throws(SourceError) in
                let stored = try GrantRenewal.reading { try read(at: desk) }
                // Another process was faster: its token is good.
                if used.replace(by: stored.access), stored.endsAt.map({ $0 > desk.now() }) ?? true {
                    return current(stored, at: desk)
                }
                let tokens: OAuth2Flow.Tokens
                do throws(AuthorizationError) {
                    tokens = try await OAuth2Flow(
                        site: desk.site, client: stored.client, transport: transport, now: desk.now
                    ).refresh(stored.refresh)
                } catch {
                    throw GrantRenewal.failure(error)
                }
                hide(tokens, at: desk)
                try await GrantRenewal(desk: desk).store { () throws(VaultError) in
                    try store(tokens, client: stored.client, account: stored.account, at: desk)
                }
                _ = used.replace(by: tokens.access)
                return current(try GrantRenewal.reading { try read(at: desk) }, at: desk)
            }
        }
        return StoredSignIn(account: stored.account, authorizer: authorizer, expiresAt: nil)
    }

    private static func current(_ stored: Stored, at desk: SignInDesk) -> RenewingAuthorizer.Current {
        RenewingAuthorizer.Current(
            authorizer: BearerAuthorizer(token: stored.access, endsAt: nil, now: desk.now),
            renewAt: stored.renewAt, endsAt: stored.endsAt)
    }
}
