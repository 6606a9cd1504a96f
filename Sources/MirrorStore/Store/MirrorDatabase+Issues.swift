import GRDB
package import SyncCore

extension MirrorDatabase {
    package func apply(_ page: IssuePage, checkpoints: [CheckpointChange]) throws(StoreError) -> ApplyOutcome
    {
        // The rows point into the page's memory, without copies.
        defer { withExtendedLifetime(page) {} }
        return try write { db in
            var writer = try IssueWriter(db, state, page)
            let outcome = try writer.run()
            try CheckpointTable.save(checkpoints, db, at: now())
            return outcome
        }
    }

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

    package func deleteIssues(_ ids: [Int64], reason: DeletionReason, at: Instant) throws(StoreError) {
        try write { db in
            for id in ids { try IssueDeletion.delete(id, reason: reason, at: at, db) }
        }
    }

    // MARK: Counting and listing

    package func issueCount(project: Int64?) throws(StoreError) -> Int64 {
        try read { db in
            if let project {
                return try Int64.fetchOne(
                    db, sql: "SELECT count(*) FROM issues WHERE project_id = ?", arguments: [project]) ?? 0
            }
            return try Int64.fetchOne(db, sql: "SELECT count(*) FROM issues") ?? 0
        }
    }

    package func issueCountsByProject() throws(StoreError) -> [Int64: Int64] {
        try read { db in
            var counts: [Int64: Int64] = [:]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT project_id, count(*) FROM issues GROUP BY project_id")
            while let row = try rows.next() { counts[row[0]] = row[1] }
            return counts
        }
    }

    package func issueCensus(project: Int64) throws(StoreError) -> [CensusEntry] {
        try read { db in
            var entries: [CensusEntry] = []
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT id, number, updated_at FROM issues WHERE project_id = ? ORDER BY number, id",
                arguments: [project])
            while let row = try rows.next() {
                let id: Int64 = row[0]
                let text: String = row[2]
                guard let updatedAt = Instant(mirrorText: text) else {
                    throw StoreError.corrupt("issue \(id): updated_at is not an instant")
                }
                entries.append(CensusEntry(id: id, number: row[1], updatedAt: updatedAt))
            }
            return entries
        }
    }

    package func keysBelow(number: Int64, project: Int64, limit: Int) throws(StoreError) -> [IssuePointer] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, key FROM issues
                    WHERE project_id = ? AND number < ? AND number > 0 ORDER BY number DESC LIMIT ?
                    """, arguments: [project, number, limit])
            return rows.map { IssuePointer(id: $0[0], key: $0[1]) }
        }
    }

    package func storedIssues(ids: [Int64]) throws(StoreError) -> [Int64: Int64] {
        try read { db in
            var stored: [Int64: Int64] = [:]
            let statement = try db.cachedStatement(sql: "SELECT project_id FROM issues WHERE id = ?")
            for id in ids {
                if let project = try Int64.fetchOne(statement, arguments: [id]) { stored[id] = project }
            }
            return stored
        }
    }
}
