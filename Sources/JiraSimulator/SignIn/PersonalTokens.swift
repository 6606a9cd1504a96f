import Synchronization

/// Personal access tokens (Jira 8.14 and later): made by their owner, shown once, with or without an end.
package final class PersonalTokens: Sendable {
    /// A token as its owner's list shows it.
    package struct Entry: Sendable, Equatable {
        package let id: Int64
        package let name: String
        /// Key or name of the owner.
        package let user: String
        /// Milliseconds of the simulated clock.
        package let createdAt: Int64
        /// nil where it does not end.
        package let expiringAt: Int64?
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var lastID: Int64 = 0
    }

    private let site: SimulatedSite
    private let state = Mutex(State())

    init(site: SimulatedSite, seed: [String: String]) {
        self.site = site
        for (token, user) in seed.sorted(by: { $0.key < $1.key }) { set(token, user: user) }
    }

    /// Gives a token of 44 characters for `user` (key or name).
    ///
    /// - Parameter days: how long it lives; nil for ever.
    package func make(user: String, name: String, days: Int64? = nil) -> String {
        let token = TokenText.make(44)
        _ = add(token, user: user, name: name, days: days)
        return token
    }

    /// Makes this very token known, without an end.
    package func set(_ token: String, user: String) {
        _ = add(token, user: user, name: "token", days: nil)
    }

    @discardableResult
    func add(_ token: String, user: String, name: String, days: Int64?) -> Entry {
        let now = site.now
        return state.withLock { state in
            state.lastID += 1
            let entry = Entry(
                id: state.lastID, name: name, user: user, createdAt: now,
                expiringAt: days.map { now + $0 * 86_400_000 })
            state.entries[token] = entry
            return entry
        }
    }

    /// Revokes a token; false where there was none.
    @discardableResult
    package func revoke(_ token: String) -> Bool {
        state.withLock { $0.entries.removeValue(forKey: token) != nil }
    }

    /// Revokes a token of that person by its number; false where there was none.
    func revoke(id: Int64, of key: String) -> Bool {
        let site = site
        return state.withLock { state in
            let token = state.entries.first {
                $0.value.id == id && (site.userKey($0.value.user) ?? $0.value.user) == key
            }
            return token.map { state.entries.removeValue(forKey: $0.key) != nil } ?? false
        }
    }

    /// Key or name of whose token it is, while it lives.
    func owner(of token: String, now: Int64) -> String? {
        guard let entry = state.withLock({ $0.entries[token] }) else { return nil }
        if let end = entry.expiringAt, now >= end { return nil }
        return entry.user
    }

    /// The tokens of a person by key, oldest first.
    func list(of key: String) -> [Entry] {
        state.withLock { Array($0.entries.values) }
            .filter { (site.userKey($0.user) ?? $0.user) == key }.sorted { $0.id < $1.id }
    }

    /// All living and expired tokens and whose they are.
    var owners: [String: String] {
        get { state.withLock { $0.entries.mapValues(\.user) } }
        set {
            state.withLock { state in
                state.entries = state.entries.filter { newValue[$0.key] == $0.value.user }
            }
            let known = owners
            for (token, user) in newValue where known[token] == nil { set(token, user: user) }
        }
    }
}
