import JiraAPI
import OpenSSLCrypto
import SyncCore
import TokenVault

/// Name and password with each request: the weakest method, for sites that leave no other.
enum PasswordSignIn: SignInScheme {
    static func owns(_ kinds: Set<SecretKind>) -> Bool { kinds.contains(.password) }
    static let endingKind = SecretKind.password
    static func renewsItself(_ kinds: Set<SecretKind>) -> Bool { false }
    static func revocationPage(_ site: JiraSite) -> String { site.url("/secure/ViewProfile.jspa") }

    static let warning = """
        warning: a password is the weakest way to sign in: it opens everything that the account may do, and Jira \
        blocks the account with a CAPTCHA after a few failures; prefer --method pat, oauth2 or oauth1
        """

    static func ticket(_ desk: SignInDesk, program: String) -> String {
        """
        jira-mirror signs in to \(desk.site.baseURL) with a name and a password. Nothing has to be
        registered in Jira. Take a service account that can only browse the projects to mirror, and that nobody
        uses in a browser. Where the site allows it, another method is safer: init --method pat, oauth2 or oauth1.
        Then, on the machine of jira-mirror:
           \(program) authorize

        """
    }

    // MARK: A new password

    static func obtain(_ order: SignInOrder, at desk: SignInDesk) async throws -> NewGrant {
        desk.context.talk.say(warning)
        let prompt = SecretPrompt(context: desk.context)
        let name = try order.username ?? prompt.name("Username: ")
        guard !name.isEmpty, !name.contains(":"), !name.contains(where: \.isNewline) else {
            throw CommandError.usage("a username is not empty and holds no colon")
        }
        let password = try prompt.password("Password of \(name): ")
        desk.hide([password])
        return NewGrant(
            authorizer: authorizer(name: SecretBytes(utf8: name), password: password, at: desk),
            seal: { account, expiresAt in
                let packed = SecretFields.pack([SecretBytes(utf8: name), password])
                try desk.vault.replaceGrant(
                    site: desk.siteID, account: account,
                    with: [GrantSecret(kind: .password, secret: packed, expiresAt: expiresAt?.seconds)])
            })
    }

    /// The redactor learns the encoded form too: it is as good as the password.
    private static func authorizer(
        name: SecretBytes, password: SecretBytes, at desk: SignInDesk
    ) -> BasicAuthorizer {
        let encoded = Base64.encode(
            SecretBytes(count: name.count + 1 + password.count) { joined in
                joined.copyBytes(from: name.reveal())
                joined[name.count] = UInt8(ascii: ":")
                UnsafeMutableRawBufferPointer(rebasing: joined[(name.count + 1)...])
                    .copyBytes(from: password.reveal())
            })
        desk.hide([encoded])
        return BasicAuthorizer(credentials: encoded.revealText() ?? "")
    }

    // MARK: The stored grant

    static func open(at desk: SignInDesk) throws -> StoredSignIn {
        let stored = try desk.vault.storedGrant(site: desk.siteID)
        guard let packed = stored[.password] else { throw VaultError.noGrant }
        guard let fields = SecretFields.unpack(packed.secret, count: 2) else {
            throw VaultError.damaged(path: desk.vault.path, detail: "the record password is not one")
        }
        desk.hide([fields[1]])
        return StoredSignIn(
            account: stored.account,
            authorizer: authorizer(name: fields[0], password: fields[1], at: desk),
            expiresAt: packed.expiresAt.map(Instant.init(vaultSeconds:)))
    }
}
