import MirrorStore
import SyncCore
import TokenVault

/// What `status --json` prints. A contract: members are only added.
struct StatusDocument: Encodable {
    /// The grant, as the vault's file says it without its key.
    struct Grant: Encodable {
        /// `none`, `active`, `rejected`, `expired`, or `unknown` where the vault cannot be read.
        var state: String
        /// Jira's reason for a rejection, or why the state is unknown.
        var reason: String?
        var since: String?
        var expiresAt: String?
        var account: String?
        /// `oauth1`, `oauth2`, `pat` or `basic`.
        var method: String?
        /// In the last 30 days of a grant that only a person can renew.
        var warning: String?

        enum CodingKeys: String, CodingKey {
            case state, reason, since, account, method, warning
            case expiresAt = "expires_at"
        }
    }

    var profile: String
    var programVersion: String
    var siteURL: String?
    var grant: Grant
    /// nil before the first sync, or where it cannot be read.
    var mirror: StatusSnapshot?
    /// Why there is no `mirror`.
    var mirrorProblem: String?

    enum CodingKeys: String, CodingKey {
        case profile, grant, mirror
        case programVersion = "program_version"
        case siteURL = "site_url"
        case mirrorProblem = "mirror_problem"
    }

    init(_ dependencies: Dependencies, countingRows: Bool) throws {
        profile = dependencies.configuration.profile
        programVersion = Version.number
        siteURL = dependencies.configuration.site.url
        grant = Self.grant(dependencies)
        do {
            mirror = try dependencies.reader(cacheBytes: MirrorReader.scanCacheBytes).status(
                now: dependencies.context.now(), countingRows: countingRows)
        } catch {
            mirrorProblem = FailureReport(error, program: dependencies.program).what
        }
    }

    private static func ending(_ status: VaultStatus, site: SiteID) -> GrantEnding? {
        let records = status.records.filter { $0.site == site }
        let kinds = Set(records.map(\.kind))
        guard let method = SignInMethod.of(kinds) else { return nil }
        let end = records.first { $0.kind == method.scheme.endingKind }?.expiresAt
        return GrantEnding(
            method: method, at: end.map(Instant.init(vaultSeconds:)),
            renewsItself: method.scheme.renewsItself(kinds))
    }

    private static func grant(_ dependencies: Dependencies) -> Grant {
        let path = dependencies.configuration.vault.path
        guard FileMode.exists(path) else { return Grant(state: "none") }
        do {
            let status = try Vault.inspect(at: path)
            func text(_ seconds: Int64) -> String { Instant(milliseconds: seconds * 1000).text }
            guard let newest = status.grants.max(by: { $0.changedAt < $1.changedAt }) else {
                return Grant(state: "none")
            }
            var grant = Grant(state: "active", since: text(newest.changedAt), account: newest.account)
            let ending = ending(status, site: newest.site)
            let now = dependencies.context.now()
            grant.method = ending?.method.rawValue
            grant.expiresAt = ending?.at?.text
            grant.warning = ending?.notice(now)
            switch newest.state {
            case .active where ending?.isOver(now) == true:
                grant.state = "expired"
                grant.since = ending?.at?.text
            case .active: break
            case .expired: grant.state = "expired"
            case .rejected(let reason, _):
                grant.state = "rejected"
                grant.reason = reason
            }
            return grant
        } catch {
            return Grant(state: "unknown", reason: FailureReport(error, program: dependencies.program).what)
        }
    }
}
