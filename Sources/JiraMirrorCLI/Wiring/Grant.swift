import HTTPCore
import JiraAPI
import MirrorStore
import OAuth1
import OpenSSLCrypto
import SyncCore
import TokenVault

/// Everything for signed requests in somebody's name.
struct Grant: Sendable {
    var site: JiraSite
    /// The vault's name for the site.
    var siteID: SiteID
    /// Whose answers are expected; the name may be out of date after a rename.
    var account: ExpectedAccount
    var client: ClientCredentials
    var token: TokenCredentials
    var method: SignatureMethod
    /// When the token ends, as far as Jira said.
    var expiresAt: Instant?

    /// Signs requests, each anew.
    func authorizer(now: @escaping @Sendable () -> Instant) -> OAuth1Authorizer {
        OAuth1Authorizer(
            client: client, token: token, method: method, nonce: Nonce.make,
            timestamp: { now().milliseconds / 1000 })
    }
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
    /// - Throws: ``CommandError/noGrant``, ``CommandError/consumerKeyChanged(configured:authorized:)``,
    ///   `VaultError` (`noGrant` says the same).
    func loadGrant(from vault: Vault) throws -> Grant {
        let site = try site()
        guard let siteID = try vault.site(at: site.baseURL) else { throw CommandError.noGrant }
        let stored = try vault.grant(site: siteID)
        let secrets = [stored.accessToken, stored.accessTokenSecret, stored.privateKey, stored.sessionHandle]
        for secret in secrets.compactMap({ $0 }) { context.redactor.learn(secret) }
        let consumerKey = stored.consumerKey.revealText() ?? ""
        guard consumerKey == configuration.site.consumerKey else {
            throw CommandError.consumerKeyChanged(
                configured: configuration.site.consumerKey, authorized: consumerKey)
        }
        let key = try RSAPrivateKey(pem: stored.privateKey)
        return Grant(
            site: site, siteID: siteID,
            account: ExpectedAccount(key: stored.account, name: accountName(stored.account)),
            client: ClientCredentials(consumerKey: consumerKey),
            token: TokenCredentials(
                token: stored.accessToken.revealText() ?? "",
                secret: stored.accessTokenSecret.revealText() ?? ""),
            method: .rsaSHA1 { try key.signSHA1($0) },
            expiresAt: stored.expiresAt.map { Instant(milliseconds: $0 * 1000) })
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
