package import SyncCore

extension MirrorReader {
    /// The state of the mirror, in one view of it.
    ///
    /// - Parameter countingRows: counting every table of a large mirror takes seconds.
    package func status(now: Instant, runs: Int = 10, countingRows: Bool = true) throws -> StatusSnapshot {
        try snapshot { try readStatus(now: now, runs: runs, countingRows: countingRows) }
    }

    private func readStatus(now: Instant, runs: Int, countingRows: Bool) throws -> StatusSnapshot {
        var status = StatusSnapshot(
            path: path, schemaVersion: 0, runs: try lastRuns(runs), projects: try projectStates(),
            checkpoints: [], rows: [:], deletedIssues: [:], quarantine: [], backfills: [], missingIndexes: [])
        try rows(sql: "PRAGMA user_version") { status.schemaVersion = $0.integer(0) ?? 0 }
        try rows(
            sql: "SELECT base_url, title, version, account_name, report_time_zone, last_synced_at FROM site"
        ) { row in
            status.baseURL = row.text(0)
            status.title = row.text(1)
            status.version = row.text(2)
            status.account = row.text(3)
            status.reportTimeZone = row.text(4)
            status.lastSyncedAt = row.text(5)
        }
        status.lagSeconds = status.lastSyncedAt.flatMap { Instant(mirrorText: $0) }.map { now - $0 }
        try rows(sql: "SELECT stream, scope, state, updated_at FROM sync_checkpoints ORDER BY 1, 2") { row in
            status.checkpoints.append(
                .init(
                    stream: row.text(0) ?? "", scope: row.text(1) ?? "", state: row.text(2) ?? "",
                    updatedAt: row.text(3) ?? ""))
        }
        try rows(
            sql: """
                SELECT stream, record, reason, attempts, first_seen_at, last_seen_at FROM quarantine
                ORDER BY stream, record
                """
        ) { row in
            status.quarantine.append(
                .init(
                    stream: row.text(0) ?? "", record: row.text(1) ?? "", reason: row.text(2) ?? "",
                    attempts: row.integer(3) ?? 0, firstSeenAt: row.text(4) ?? "",
                    lastSeenAt: row.text(5) ?? ""))
        }
        try rows(sql: "SELECT name, requested_at, done, remaining FROM backfills ORDER BY name") { row in
            status.backfills.append(
                .init(
                    name: row.text(0) ?? "", requestedAt: row.text(1) ?? "", done: row.integer(2) == 1,
                    remaining: row.integer(3)))
        }
        try rows(sql: "SELECT reason, count(*) FROM deleted_issues GROUP BY reason") { row in
            status.deletedIssues[row.text(0) ?? ""] = row.integer(1)
        }
        status.reread = try reread()
        try rows(sql: "SELECT count(*) FROM incomplete_worklogs") {
            status.incompleteWorklogs = $0.integer(0) ?? 0
        }
        status.userViews = try userViews()
        if countingRows {
            status.rows = try rowCounts()
            try rows(sql: "SELECT count(*) FROM issues WHERE archived_at IS NOT NULL") {
                status.archivedIssues = $0.integer(0)
            }
            status.unseen = try unseen()
        }
        var indexes: Set<String> = []
        try rows(sql: "SELECT name FROM sqlite_schema WHERE type = 'index'") { row in
            if let name = row.text(0) { indexes.insert(name) }
        }
        status.missingIndexes = MirrorIndexes.all.map(\.name).filter { !indexes.contains($0) }
        return status
    }

    private func lastRuns(_ count: Int) throws -> [StatusSnapshot.Run] {
        var result: [StatusSnapshot.Run] = []
        try rows(
            sql: """
                SELECT id, kind, started_at, finished_at, outcome, exit_status, message, issues_read,
                    issues_written, issues_deleted, quarantined, requests, retries, bytes, wait_seconds,
                    expected_total, mirror_total
                FROM sync_runs ORDER BY id DESC LIMIT ?
                """, arguments: .positional([.integer(Int64(count))])
        ) { row in
            result.append(
                .init(
                    id: row.integer(0) ?? 0, kind: row.text(1) ?? "", startedAt: row.text(2) ?? "",
                    finishedAt: row.text(3), outcome: row.text(4), exitStatus: row.integer(5),
                    message: row.text(6), issuesRead: row.integer(7), issuesWritten: row.integer(8),
                    issuesDeleted: row.integer(9), quarantined: row.integer(10), requests: row.integer(11),
                    retries: row.integer(12), bytes: row.integer(13), waitSeconds: row.real(14),
                    expectedTotal: row.integer(15), mirrorTotal: row.integer(16)))
        }
        return result
    }

    private func projectStates() throws -> [StatusSnapshot.Project] {
        var result: [StatusSnapshot.Project] = []
        try rows(
            sql: """
                SELECT id, key, name,
                    (SELECT count(*) FROM issues WHERE project_id = projects.id),
                    (SELECT max(updated_at) FROM issues WHERE project_id = projects.id)
                FROM projects ORDER BY key
                """
        ) { row in
            result.append(
                .init(
                    id: row.integer(0) ?? 0, key: row.text(1) ?? "", name: row.text(2),
                    issues: row.integer(3) ?? 0, newestUpdatedAt: row.text(4)))
        }
        return result
    }

    private func rowCounts() throws -> [String: Int64] {
        var names: [String] = []
        try rows(
            sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ) { row in
            if let name = row.text(0) { names.append(name) }
        }
        var counts: [String: Int64] = [:]
        for name in names {
            try rows(sql: "SELECT count(*) FROM \(SQLText.name(name))") { counts[name] = $0.integer(0) }
        }
        return counts
    }
}
