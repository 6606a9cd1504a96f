import GRDB
package import SyncCore

extension MirrorDatabase {
    /// Applies the page in a transaction that is always rolled back.
    package func differences(_ page: IssuePage) throws(StoreError) -> [CellDifference] {
        // The rows point into the page's memory, without copies.
        defer { withExtendedLifetime(page) {} }
        return try withoutTransaction { db in
            defer {
                state.forget()
                db.clearSchemaCache()
            }
            var found: [CellDifference] = []
            try db.inTransaction(.immediate) {
                found = try PageComparison(db, state, page).run()
                return .rollback
            }
            return found
        }
    }
}
