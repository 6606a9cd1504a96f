import JiraAPI
import SyncCore
import TokenVault

/// The state of one grant, kept in the vault.
struct VaultGrantKeeper: GrantKeeper {
    let vault: Vault
    let siteID: SiteID
    /// The key of the account that granted it.
    let account: String

    init(vault: Vault, grant: Grant) {
        self.vault = vault
        siteID = grant.siteID
        account = grant.account.key
    }

    func rejection() throws -> GrantRejection? {
        switch try vault.grantState(site: siteID, account: account) {
        case .rejected(let reason, let when):
            GrantRejection(reason: reason, since: Instant(milliseconds: when * 1000))
        case .expired: GrantRejection(reason: GrantProblem.expired.rawValue, since: Instant(milliseconds: 0))
        case .active, nil: nil
        }
    }

    func markRejected(reason: String, at: Instant) throws {
        if let known = try rejection(), known.reason == reason { return }
        let state: GrantState =
            reason == GrantProblem.expired.rawValue
            ? .expired : .rejected(reason: reason, when: at.milliseconds / 1000)
        try vault.setGrantState(state, site: siteID, account: account)
    }

    func markActive(at: Instant) throws {
        if try rejection() == nil { return }
        try vault.setGrantState(.active, site: siteID, account: account)
    }
}
