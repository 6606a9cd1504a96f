package import SyncCore

extension MirrorReader {
    /// What an estimate of a run needs to know of the mirror, in one view of it.
    package func standing() throws(StoreError) -> MirrorStanding {
        do {
            return try snapshot { try readStanding() }
        } catch let error as StoreError {
            throw error
        } catch QueryError.store(let error) {
            throw error
        } catch {
            throw .unexpected("\(error)")
        }
    }

    private func readStanding() throws -> MirrorStanding {
        var standing = MirrorStanding()
        try rows(sql: "SELECT stream, scope, state FROM sync_checkpoints") { row in
            guard let stream = row.text(0), let scope = row.text(1) else { return }
            standing.checkpoints[stream, default: [:]][scope] = row.text(2)
        }
        try rows(
            sql: """
                SELECT (SELECT count(*) FROM issues) - (SELECT count(*) FROM issues WHERE archived_at IS NOT NULL),
                       (SELECT count(*) FROM security_levels),
                       (SELECT count(*) FROM quarantine WHERE stream = 'issues'),
                       (SELECT count(*) FROM stale_issues),
                       (SELECT count(*) FROM incomplete_worklogs),
                       EXISTS (SELECT 1 FROM backfills WHERE NOT done)
                """
        ) { row in
            standing.issues = row.integer(0) ?? 0
            standing.securityLevels = row.integer(1) ?? 0
            standing.quarantinedIssues = row.integer(2) ?? 0
            standing.staleIssues = row.integer(3) ?? 0
            standing.incompleteWorklogs = row.integer(4) ?? 0
            standing.hasBackfills = row.integer(5) == 1
        }
        try rows(sql: "SELECT id, key FROM projects") { row in
            if let id = row.integer(0) { standing.projectKeys[id] = row.text(1) }
        }
        try rows(
            sql: "SELECT project_id, count(*) FROM issues WHERE archived_at IS NULL GROUP BY project_id"
        ) { row in
            if let id = row.integer(0) { standing.issuesByProject[id] = row.integer(1) }
        }
        standing.updated = { (ids) throws(StoreError) in try self.updated(of: ids) }
        return standing
    }

    private func updated(of ids: [Int64]) throws(StoreError) -> [Int64: Instant] {
        var updated: [Int64: Instant] = [:]
        guard !ids.isEmpty else { return updated }
        let list = ids.map(String.init).joined(separator: ",")
        do {
            try rows(sql: "SELECT id, updated_at FROM issues WHERE id IN (\(list))") { row in
                guard let id = row.integer(0), let text = row.text(1) else { return }
                updated[id] = Instant(mirrorText: text)
            }
        } catch QueryError.store(let error) {
            throw error
        } catch {
            throw .unexpected("\(error)")
        }
        return updated
    }
}
