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

    package func deleteIssues(
        _ ids: [Int64], reason: DeletionReason, at: Instant, keepingContents: Bool = true
    ) throws(StoreError) {
        try write { db in
            let deletion = IssueDeletion(
                db, state, reason: reason, at: at, keepsContents: keepingContents)
            for id in ids { try deletion.delete(id) }
            try SprintSightings.forgetUnnamed(db, state)
        }
    }

    // MARK: Listing

    package func keysBelow(number: Int64, project: Int64, limit: Int) throws(StoreError) -> [IssuePointer] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, key FROM issues
                    WHERE project_id = ? AND number < ? AND number > 0 AND archived_at IS NULL ORDER BY number DESC LIMIT ?
                    """, arguments: [project, number, limit])
            return rows.map { IssuePointer(id: $0[0], key: $0[1]) }
        }
    }

    package func issuesWithoutKey() throws(StoreError) -> [Int64] {
        try read { db in
            // By the index of the keys: the placeholders all begin alike.
            try Int64.fetchAll(
                db, sql: "SELECT id FROM issues WHERE key >= '?' AND key < '@' AND number = 0 ORDER BY id")
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

    package func updated(of ids: [Int64]) throws(StoreError) -> [Int64: Instant] {
        try read { db in
            var updated: [Int64: Instant] = [:]
            let statement = try db.cachedStatement(sql: "SELECT updated_at FROM issues WHERE id = ?")
            for id in ids {
                guard let text = try String.fetchOne(statement, arguments: [id]) else { continue }
                guard let instant = Instant(mirrorText: text) else {
                    throw StoreError.corrupt("issue \(id): updated_at is not an instant")
                }
                updated[id] = instant
            }
            return updated
        }
    }
}
