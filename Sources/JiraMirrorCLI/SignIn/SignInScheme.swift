import JiraAPI
import OpenSSLCrypto
import SyncCore
import TokenVault

/// One method of signing in, from the person's consent to the header of a request. A file each.
protocol SignInScheme: Sendable {
    /// Whether records of these kinds are a grant of this method.
    static func owns(_ kinds: Set<SecretKind>) -> Bool
    /// The record whose end is the grant's end.
    static var endingKind: SecretKind { get }
    /// Whether a grant with these records is renewed without anybody's help.
    static func renewsItself(_ kinds: Set<SecretKind>) -> Bool
    /// Where a person takes the grant back in Jira.
    static func revocationPage(_ site: JiraSite) -> String
    /// What has to be done in Jira before `authorize`, as a text to paste into a ticket.
    static func ticket(_ desk: SignInDesk, program: String) throws -> String
    /// Asks for what is needed; nothing is stored.
    static func obtain(_ order: SignInOrder, at desk: SignInDesk) async throws -> NewGrant
    /// The stored grant, ready to sign; the redactor has learnt its secrets.
    static func open(at desk: SignInDesk) throws -> StoredSignIn
}

/// What a method has to work with.
struct SignInDesk: Sendable {
    let dependencies: Dependencies
    let site: JiraSite
    let vault: Vault
    let siteID: SiteID
    var context: ProcessContext { dependencies.context }
    /// The local clock.
    var now: @Sendable () -> Instant { dependencies.context.now }

    /// From here on the text does not leave the program.
    func hide(_ secrets: [SecretBytes?]) {
        for secret in secrets.compactMap({ $0 }) { context.redactor.learn(secret) }
    }
}

/// What the command line says about a new grant.
struct SignInOrder: Sendable {
    var callback = AuthorizeCommand.Callback.loopback
    /// 0: any.
    var port: UInt16 = 0
    var opensBrowser = true
    var username: String?
    /// Takes a grant over that exists: the file with its private key.
    var privateKeyFile: String?
    /// Which of several personal access tokens is ours.
    var tokenName: String?
}

/// A grant that nobody has proved yet.
struct NewGrant: Sendable {
    var authorizer: any RequestAuthorizer
    var expiresAt: Instant?
    /// Asks Jira for the end of the grant, where it is not known before.
    var findEnd: (@Sendable (RequestExecutor) async throws -> Instant?)?
    /// Stores it for this account, in place of any before it.
    var seal: @Sendable (_ account: String, _ expiresAt: Instant?) throws -> Void
}

/// A grant as it comes out of the vault.
struct StoredSignIn: Sendable {
    /// Key of the user.
    var account: String
    var authorizer: any RequestAuthorizer
    var expiresAt: Instant?
}

extension Instant {
    /// Whole seconds since 1970, as the vault counts.
    var seconds: Int64 { milliseconds / 1000 }

    init(vaultSeconds: Int64) { self.init(milliseconds: vaultSeconds * 1000) }
}
