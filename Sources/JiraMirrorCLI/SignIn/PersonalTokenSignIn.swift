import JiraAPI
import OpenSSLCrypto
import SyncCore
import TokenVault

/// A personal access token (Jira 8.14 and later): made by a person in their profile, shown with each request.
enum PersonalTokenSignIn: SignInScheme {
    static func owns(_ kinds: Set<SecretKind>) -> Bool { kinds.contains(.personalAccessToken) }
    static let endingKind = SecretKind.personalAccessToken
    static func renewsItself(_ kinds: Set<SecretKind>) -> Bool { false }
    static func revocationPage(_ site: JiraSite) -> String { PersonalAccessTokens.page(site) }

    static func ticket(_ desk: SignInDesk, program: String) -> String {
        """
        jira-mirror signs in to \(desk.site.baseURL) with a personal access token. Nothing has to be
        installed or registered in Jira (8.14 or later). Somebody who can log in with the account whose view is
        to be mirrored makes the token:

        1. Open Profile > Personal Access Tokens > Create token
           \(PersonalAccessTokens.page(desk.site))
        2. Token name: jira-mirror. Choose how long it lives, or no expiry where the site allows that.
        3. Copy it: Jira shows it only once.

        A token has all the rights of its account: take a service account that can only browse the projects.
        Then, on the machine of jira-mirror:
           \(program) authorize

        """
    }

    // MARK: A new token

    static func obtain(_ order: SignInOrder, at desk: SignInDesk) async throws -> NewGrant {
        if desk.context.terminal.inputIsTerminal {
            desk.context.talk.say(
                """
                make a token in Jira, as the account to mirror: \(PersonalAccessTokens.page(desk.site))
                it has all the rights of its account: best is a service account that can only read
                """)
        }
        let token = try SecretPrompt(context: desk.context).token("Personal access token: ")
        desk.hide([token])
        return NewGrant(
            authorizer: BearerAuthorizer(token: token.revealText() ?? "", endsAt: nil, now: desk.now),
            findEnd: { try await end(order.tokenName, $0, at: desk) },
            seal: { account, expiresAt in
                try desk.vault.replaceGrant(
                    site: desk.siteID, account: account,
                    with: [
                        GrantSecret(
                            kind: .personalAccessToken, secret: token, expiresAt: expiresAt?.seconds)
                    ])
            })
    }

    /// When the token ends. Jira's list does not say which of several tokens asks, so their owner does.
    private static func end(
        _ name: String?, _ executor: RequestExecutor, at desk: SignInDesk
    ) async throws -> Instant? {
        guard let tokens = try await PersonalAccessTokens.list(executor) else {
            desk.context.talk.say("note: the site does not tell when tokens end: nobody will be warned ahead")
            return nil
        }
        if let name {
            guard let token = tokens.first(where: { $0.name == name }) else {
                let names = tokens.map { "'\($0.name)'" }.joined(separator: ", ")
                throw CommandError.usage(
                    "the account has no token named '\(name)'",
                    hint: "it has: \(names.isEmpty ? "none" : names)")
            }
            return token.expiresAt
        }
        guard tokens.count > 1 else { return tokens.first?.expiresAt }
        let ends = Set(tokens.map(\.expiresAt))
        if let only = ends.first, ends.count == 1 { return only }
        let names = tokens.map { "'\($0.name)'" }.joined(separator: ", ")
        desk.context.talk.say(
            """
            note: the account has \(tokens.count) tokens (\(names)), and Jira does not say which is this one
            to be warned before it ends, authorize again with --token-name
            """)
        return nil
    }

    // MARK: The stored grant

    static func open(at desk: SignInDesk) throws -> StoredSignIn {
        let stored = try desk.vault.storedGrant(site: desk.siteID)
        guard let token = stored[.personalAccessToken] else { throw VaultError.noGrant }
        desk.hide([token.secret])
        let end = token.expiresAt.map(Instant.init(vaultSeconds:))
        return StoredSignIn(
            account: stored.account,
            authorizer: BearerAuthorizer(
                token: token.secret.revealText() ?? "", endsAt: end, now: desk.now), expiresAt: end)
    }
}
