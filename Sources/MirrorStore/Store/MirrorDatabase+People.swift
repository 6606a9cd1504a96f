import GRDB
package import SyncCore

extension MirrorDatabase {
    /// An empty directory tells nothing (the account may not browse users) and closes nothing.
    package func closeDirectory(seen: Set<String>) throws(StoreError) -> [String] {
        guard !seen.isEmpty else { return [] }
        return try write { db in
            let vanished = try String.fetchAll(
                db, sql: "SELECT key FROM users WHERE NOT is_stub ORDER BY key"
            )
            .filter { !seen.contains($0) }
            guard !vanished.isEmpty else { return [] }
            let names = PeopleNames(db: db)
            let byIssues = try names.namedByIssues(vanished)
            let kept = byIssues.union(try names.namedElsewhere(vanished))
            for key in vanished {
                try db.cachedStatement(
                    sql: kept.contains(key)
                        ? "UPDATE users SET is_stub = 1 WHERE key = ?" : "DELETE FROM users WHERE key = ?"
                ).execute(arguments: [key])
            }
            // Who was removed is a new sighting when an issue shows them again.
            state.forgetSightings()
            return vanished.filter(byIssues.contains)
        }
    }

    package func issues(naming users: [String], limit: Int) throws(StoreError) -> [Int64] {
        try read { db in try PeopleNames(db: db).issues(naming: users, limit: limit) }
    }

    /// All that are stored: Jira lists them nowhere, so issues alone make them known. A name is refreshed by
    /// asking for each.
    package func securityLevels() throws(StoreError) -> [Int64] {
        try read { db in try Int64.fetchAll(db, sql: "SELECT id FROM security_levels ORDER BY id") }
    }
}
