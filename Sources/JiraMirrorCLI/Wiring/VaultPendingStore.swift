import JiraAPI
import OAuth1
import OpenSSLCrypto
import SyncCore
import TokenVault

/// Keeps the pending request token in the vault, where of several processes only one can take it.
actor VaultPendingStore: PendingTokenStore {
    private let vault: Vault
    private let siteID: SiteID
    /// What this process asked for: the vault gives it out against its own token only.
    private var asked: PendingToken?

    init(vault: Vault, siteID: SiteID) {
        self.vault = vault
        self.siteID = siteID
    }

    func save(_ token: PendingToken) throws {
        try vault.savePending(
            PendingRequest(
                token: SecretBytes(utf8: token.credentials.token),
                secret: SecretBytes(utf8: token.credentials.secret), callbackNonce: Self.nonce(token),
                expiresAt: token.expiresAt.milliseconds / 1000), site: siteID)
        asked = token
    }

    func take() throws -> PendingToken? {
        guard let asked else { return nil }
        let outcome = try vault.takePending(
            site: siteID, token: SecretBytes(utf8: asked.credentials.token),
            callbackNonce: Self.nonce(asked))
        switch outcome {
        case .taken:
            self.asked = nil
            return asked
        // The flow says "expired" itself, from the token that it holds.
        case .expired: return asked
        case .none, .mismatch: return nil
        }
    }

    private static func nonce(_ token: PendingToken) -> SecretBytes {
        SecretBytes(utf8: token.callback.parameter)
    }
}
