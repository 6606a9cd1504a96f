import GRDB
package import SyncCore

extension MirrorDatabase {
    package func apply(_ data: ReferenceData, at: Instant) throws(StoreError) -> ReferenceOutcome {
        try write { db in try ReferenceWriter(db: db, state: state, at: at).save(data) }
    }

    package func projectKeys() throws(StoreError) -> [Int64: String] {
        try read { db in
            var keys: [Int64: String] = [:]
            let rows = try Row.fetchCursor(db, sql: "SELECT id, key FROM projects")
            while let row = try rows.next() { keys[row[0]] = row[1] }
            return keys
        }
    }

    package func projectsWithUnlistedParts() throws(StoreError) -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT project_id FROM components WHERE is_stub AND project_id IS NOT NULL
                    UNION SELECT project_id FROM versions WHERE is_stub AND project_id IS NOT NULL
                    ORDER BY project_id
                    """)
        }
    }

    package func removeProjects(_ ids: [Int64]) throws(StoreError) {
        try write { db in
            for id in ids {
                let left =
                    try Int.fetchOne(
                        db, sql: "SELECT count(*) FROM issues WHERE project_id = ?", arguments: [id]) ?? 0
                guard left == 0 else {
                    throw StoreError.unexpected("project \(id) still has \(left) issues in the mirror")
                }
                for table in ["project_keys", "components", "versions"] {
                    try db.execute(sql: "DELETE FROM \(table) WHERE project_id = ?", arguments: [id])
                }
                try db.execute(sql: "DELETE FROM projects WHERE id = ?", arguments: [id])
            }
            state.forgetSightings()
        }
    }
}
