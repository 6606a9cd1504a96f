import GRDB
import GRDBSQLite
package import SyncCore

extension MirrorDatabase {
    /// A table with more issues than this keeps its indexes: building them again would cost more.
    private static let bulkLoadLimit: Int64 = 1000

    /// Pages in the WAL after which it is moved into the database: 32 MB, and 128 MB in a first fill.
    static let checkpointPages = 4096
    private static let checkpointPagesOfFill = 16_384

    package func prepareBulkLoad() throws(StoreError) {
        try setCache(options.fillCacheBytes)
        guard try issueCount(project: nil) <= Self.bulkLoadLimit else { return }
        try write { db in
            for index in MirrorIndexes.all {
                try db.execute(sql: "DROP INDEX IF EXISTS \(index.name)")
            }
            state.forgetIndexes()
        }
        // A fill changes the same pages again and again: the WAL is moved over less often.
        try setCheckpointPages(Self.checkpointPagesOfFill)
    }

    package func buildMissingIndex() throws(StoreError) -> Bool {
        try setCheckpointPages(Self.checkpointPages)
        let present = try read { db in
            Set(
                try String.fetchAll(
                    db, sql: "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql <> ''"))
        }
        let missing = MirrorIndexes.all.filter { !present.contains($0.storedSQL) }
        do {
            if let index = missing.first { try build(index) }
            if missing.count == 1 { try useIndexes() }
        } catch {
            try setCache(options.cacheBytes)
            throw error
        }
        if missing.count <= 1 { try setCache(options.cacheBytes) }
        return missing.count > 1
    }

    private func build(_ index: MirrorIndexes.Index) throws(StoreError) {
        // The sorter takes as much memory as the cache may have.
        try setCache(options.indexCacheBytes)
        // One of that name with other columns is an earlier version's.
        try write { db in
            try db.execute(sql: "DROP INDEX IF EXISTS \(index.name); \(index.sql)")
        }
    }

    /// Once all are there.
    private func useIndexes() throws(StoreError) {
        // What could not be looked up without them.
        try write { db in
            state.forgetIndexes()
            try IssueReferences(db, state).adoptAll()
        }
        // Without it the planner takes all tables for equally large.
        try write { db in try db.execute(sql: "PRAGMA analysis_limit = 1000; ANALYZE") }
    }

    package func refreshDerived() throws(StoreError) {
        try write { db in try DerivedData(db, state).refreshDays(through: now()) }
        try write { db in try DerivedData(db, state).refreshZone(at: now()) }
        try write { db in try DerivedData(db, state).refreshFlow(at: now()) }
        try write { db in try DerivedData(db, state).refreshStoryPoints(at: now()) }
        try write { db in
            // A first fill does it when it has built its indexes.
            if try state.isIndexed(db) { try IssueReferences(db, state).adoptAll() }
        }
    }

    /// Moves the WAL into the database and empties it. A reader that still needs the WAL is no error: the
    /// next run tries again.
    package func checkpointWAL() throws(StoreError) { try checkpoint(SQLITE_CHECKPOINT_TRUNCATE) }

    func checkpoint(_ mode: Int32) throws(StoreError) {
        try withoutTransaction { db in
            // Closed: there is nothing left to move.
            guard let connection = db.sqliteConnection else { return }
            sqlite3_busy_timeout(connection, 500)
            defer {
                sqlite3_busy_timeout(connection, Int32(clamping: Int(options.busyTimeoutSeconds * 1000)))
            }
            let code = sqlite3_wal_checkpoint_v2(connection, "main", mode, nil, nil)
            guard [SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED].contains(code & 0xff) else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
            }
        }
    }

    private func setCheckpointPages(_ pages: Int) throws(StoreError) {
        try withoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint = \(pages)")
        }
    }

    private func setCache(_ bytes: Int) throws(StoreError) {
        try withoutTransaction { db in
            try db.execute(sql: "PRAGMA cache_size = -\(max(bytes, 1 << 20) >> 10)")
        }
    }
}
