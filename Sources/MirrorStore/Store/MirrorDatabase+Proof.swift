import GRDB
package import SyncCore

extension MirrorDatabase {
    /// Reads the whole file: the schema is the one that was made, every page is where it belongs, every index holds what
    /// its table does. (Reports read many columns from indexes alone, where a turned bit is not in the table.)
    ///
    /// - Throws: ``StoreError/corrupt(_:)`` with the first thing that is wrong.
    package func checkIntegrity() throws(StoreError) {
        let found = try withoutTransaction { db in
            try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? "SQLite gave no answer"
        }
        guard found == "ok" else { throw .corrupt(found) }
        // SQLite takes any schema that can be read for the right one: a view may count something else by now.
        if let damage = SchemaProof.damage(of: options.path) { throw .corrupt(damage) }
    }

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
