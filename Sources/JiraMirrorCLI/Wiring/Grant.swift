import HTTPCore
import JiraAPI
import MirrorStore
import OpenSSLCrypto
import SyncCore
import TokenVault

/// Everything for requests in somebody's name, whatever the method.
struct Grant: Sendable {
    var site: JiraSite
    /// The vault's name for the site.
    var siteID: SiteID
    /// Whose answers are expected; the name may be out of date after a rename.
    var account: ExpectedAccount
    var method: SignInMethod
    /// Signs requests, each anew.
    var authorizer: any RequestAuthorizer
    /// What is to be said ahead of its end.
    var ending: GrantEnding
}

/// The unguessable text that makes each request unique.
enum Nonce {
    /// 128 random bits in hexadecimal.
    static let make: @Sendable () -> String = {
        let digits = Array("0123456789abcdef")
        return String(RandomBytes.make(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

extension Dependencies {
    /// The configured site's grant, whatever its state, ready to sign.
    ///
    /// From here on the redactor knows its secrets.
    /// - Parameter former: where the vault still has it under another URL, in the middle of a move.
    /// - Throws: ``CommandError/noGrant``, ``CommandError/consumerKeyChanged(configured:authorized:)``,
    ///   `VaultError` (`noGrant` says the same).
    func loadGrant(from vault: Vault, under former: JiraSite? = nil) throws -> Grant {
        let site = try site()
        guard let siteID = try vault.site(at: (former ?? site).baseURL) else { throw CommandError.noGrant }
        let kinds = Set(try vault.list().filter { $0.site == siteID }.map(\.kind))
        guard let method = SignInMethod.of(kinds) else { throw CommandError.noGrant }
        let desk = SignInDesk(dependencies: self, site: site, vault: vault, siteID: siteID)
        let stored = try method.scheme.open(at: desk)
        return Grant(
            site: site, siteID: siteID,
            account: ExpectedAccount(key: stored.account, name: accountName(stored.account)),
            method: method, authorizer: stored.authorizer,
            ending: GrantEnding(
                method: method, at: stored.expiresAt, renewsItself: method.scheme.renewsItself(kinds)))
    }

    /// The account's name as the mirror knows it. The vault keeps the key alone, which survives a rename; a
    /// name that is out of date costs one request to `/myself`.
    private func accountName(_ key: String) -> String {
        var name: String?
        if let reader = try? MirrorReader(path: configuration.mirror.path) {
            try? reader.rows(
                sql: "SELECT account_name FROM site WHERE account_key = :key",
                arguments: .named(["key": .text(key)])
            ) { name = $0.text(0) }
        }
        return name ?? key
    }
}
