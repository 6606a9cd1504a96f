import GRDB
package import SyncCore

extension MirrorDatabase {
    package func applyWorklogs(
        _ batch: IssueBatch, checkpoints: [CheckpointChange]
    ) throws(StoreError) -> WorklogOutcome {
        defer { withExtendedLifetime(batch) {} }
        return try write { db in
            let outcome = try WorklogWriter(db, state, at: now()).save(batch)
            try CheckpointTable.save(checkpoints, db, at: now())
            return outcome
        }
    }

    package func deleteWorklogs(_ ids: [Int64], checkpoints: [CheckpointChange]) throws(StoreError) -> Int {
        try write { db in
            let count = try WorklogWriter(db, state, at: now()).delete(ids)
            try CheckpointTable.save(checkpoints, db, at: now())
            return count
        }
    }

    // MARK: What answers left out

    package func incompleteWorklogs() throws(StoreError) -> [IncompleteWorklogs] {
        try read { db in try Self.incompleteWorklogs(db) }
    }

    package func expectedWorklogs() throws(StoreError) -> Int64 {
        try read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM worklogs)
                        + (SELECT ifnull(sum(total), 0) FROM incomplete_worklogs)
                    """) ?? 0
        }
    }

    package func replaceWorklogs(issue: Int64, with batch: IssueBatch) throws(StoreError) {
        defer { withExtendedLifetime(batch) {} }
        try write { db in try WorklogWriter(db, state, at: now()).replace(batch, of: issue) }
    }

    package func missingWorklogs(of ids: [Int64]) throws(StoreError) -> [Int64] {
        try read { db in
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM worklogs WHERE id = ?")
            return try ids.filter { try Int.fetchOne(statement, arguments: [$0]) == nil }
        }
    }

    package func settleWorklogs() throws(StoreError) -> [IncompleteWorklogs] {
        try write { db in
            try db.execute(
                sql: """
                    DELETE FROM incomplete_worklogs WHERE total = (
                        SELECT count(*) FROM worklogs WHERE worklogs.issue_id = incomplete_worklogs.issue_id)
                    """)
            return try Self.incompleteWorklogs(db)
        }
    }

    private static func incompleteWorklogs(_ db: Database) throws -> [IncompleteWorklogs] {
        try Row.fetchAll(db, sql: "SELECT issue_id, total FROM incomplete_worklogs ORDER BY issue_id")
            .map { IncompleteWorklogs(issueID: $0[0], total: $0[1]) }
    }
}
