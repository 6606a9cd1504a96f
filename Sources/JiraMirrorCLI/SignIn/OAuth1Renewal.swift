import JiraAPI
import OAuth1
import OpenSSLCrypto
import SyncCore
import TokenVault

/// The renewal of OAuth 1.0a by the session handle, ahead of the five years (or of what Jira says instead).
extension OAuth1SignIn {
    /// How long ahead, in seconds: 30 days leave time for a person where Jira refuses.
    private static let leadSeconds = 30 * 86_400.0

    /// Signs with the token of the vault and renews it where there is a session handle.
    static func renewing(
        _ stored: OAuthGrant, key: RSAPrivateKey, at desk: SignInDesk
    ) throws -> RenewingAuthorizer {
        let used = LastUsed(stored.accessToken.revealText() ?? "")
        let current = try current(stored, key: key, at: desk)
        return RenewingAuthorizer(current, now: desk.now) { isRefused throws(SourceError) in
            try await GrantRenewal(desk: desk).exclusively { () throws(SourceError) in
                let stored = try GrantRenewal.reading { try desk.vault.grant(site: desk.siteID) }
                hide(stored, at: desk)
                // Another process has renewed it, or somebody has authorized again.
                if used.replace(by: stored.accessToken.revealText() ?? "") {
                    return try GrantRenewal.reading { try self.current(stored, key: key, at: desk) }
                }
                let hasEnded = stored.expiresAt.map { desk.now().seconds >= $0 } ?? false
                // A token that Jira refuses ahead of its end was revoked: its handle is worth nothing either.
                guard let handle = stored.sessionHandle, !isRefused || hasEnded else { return nil }
                let granted: AuthorizationFlow.Grant
                do throws(AuthorizationError) {
                    granted = try await flow(
                        consumerKey: stored.consumerKey.revealText() ?? "", key: key, at: desk
                    ).renew(token(stored), sessionHandle: handle.revealText() ?? "")
                } catch {
                    guard case .renewalRefused(let problem) = error else { throw GrantRenewal.failure(error) }
                    guard !hasEnded else { throw .grantRejected(problem: problem) }
                    // The token itself is still good. Without its handle it is one that ends, and people are warned.
                    try await GrantRenewal(desk: desk).store { () throws(VaultError) in
                        try desk.vault.remove(
                            site: desk.siteID, account: stored.account, kind: .sessionHandle)
                    }
                    return try GrantRenewal.reading {
                        try self.current(desk.vault.grant(site: desk.siteID), key: key, at: desk)
                    }
                }
                hide(granted, at: desk)
                var next = stored
                next.accessToken = SecretBytes(utf8: granted.credentials.token)
                next.accessTokenSecret = SecretBytes(utf8: granted.credentials.secret)
                next.expiresAt = granted.expiresAt?.seconds
                next.sessionHandle = granted.sessionHandle.map { SecretBytes(utf8: $0) }
                next.sessionExpiresAt = granted.renewableUntil?.seconds
                let renewed = next
                try await GrantRenewal(desk: desk).store { () throws(VaultError) in
                    try desk.vault.save(renewed, site: desk.siteID)
                }
                _ = used.replace(by: granted.credentials.token)
                return try GrantRenewal.reading { try self.current(renewed, key: key, at: desk) }
            }
        }
    }

    private static func hide(_ stored: OAuthGrant, at desk: SignInDesk) {
        desk.hide([stored.accessToken, stored.accessTokenSecret, stored.sessionHandle])
    }

    private static func token(_ stored: OAuthGrant) -> TokenCredentials {
        TokenCredentials(
            token: stored.accessToken.revealText() ?? "",
            secret: stored.accessTokenSecret.revealText() ?? "")
    }

    private static func current(
        _ stored: OAuthGrant, key: RSAPrivateKey, at desk: SignInDesk
    ) throws -> RenewingAuthorizer.Current {
        RenewingAuthorizer.Current(
            authorizer: authorizer(
                consumerKey: stored.consumerKey.revealText() ?? "", token: token(stored), key: key, at: desk),
            renewAt: stored.sessionHandle == nil
                ? nil : GrantRenewal.due(try desk.record(.accessToken), lead: leadSeconds),
            endsAt: stored.expiresAt.map(Instant.init(vaultSeconds:)))
    }
}
