import SyncCore

/// What a run needs to know and to tell of the grant it works with; the vault is behind it.
protocol GrantKeeper: Sendable {
    /// Why and since when Jira refuses the grant; nil while it is good.
    func rejection() throws -> GrantRejection?
    func markRejected(reason: String, at: Instant) throws
    func markActive(at: Instant) throws
}

/// A grant that Jira no longer takes.
struct GrantRejection: Equatable, Sendable {
    var reason: String
    var since: Instant
}
