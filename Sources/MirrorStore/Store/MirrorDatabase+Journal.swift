import GRDB
import Migrations
package import SyncCore

extension MirrorDatabase {
    /// How long `sync_runs` remembers.
    private static let daysKept = 400

    // MARK: Runs

    package func beginRun(kind: String, at: Instant, serverStartedAt: Instant?) throws(StoreError) -> Int64 {
        try write { db in
            try db.execute(
                sql: "INSERT INTO sync_runs (started_at, kind, server_started_at) VALUES (?, ?, ?)",
                arguments: [at.text, kind, serverStartedAt?.text])
            return db.lastInsertedRowID
        }
    }

    package func finishRun(_ id: Int64, _ result: RunRecord) throws(StoreError) {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE sync_runs SET
                        finished_at = ?, outcome = ?, exit_status = ?, message = ?,
                        server_started_at = coalesce(?, server_started_at), issues_read = ?,
                        issues_written = ?, issues_deleted = ?, quarantined = ?, requests = ?, retries = ?,
                        bytes = ?, wait_seconds = ?, expected_total = ?, mirror_total = ?
                    WHERE id = ?
                    """,
                arguments: [
                    result.finishedAt.text, result.outcome.rawValue, result.exitStatus, result.message,
                    result.serverStartedAt?.text, result.issuesRead, result.issuesWritten,
                    result.issuesDeleted, result.quarantined, result.requests, result.retries,
                    result.bytes, result.waitSeconds, result.expectedTotal, result.mirrorTotal, id,
                ])
            guard db.changesCount == 1 else { throw StoreError.unexpected("sync_runs has no run \(id)") }
            if result.outcome == .complete {
                try db.execute(
                    sql: "UPDATE site SET last_synced_at = ?", arguments: [result.finishedAt.text])
            }
            let oldest = Instant(
                milliseconds: result.finishedAt.milliseconds - Int64(Self.daysKept) * 86_400_000)
            try db.execute(
                sql: "DELETE FROM sync_runs WHERE started_at < ? AND id <> ?", arguments: [oldest.text, id])
        }
    }

    // MARK: Checkpoints

    package func checkpoints(stream: String) throws(StoreError) -> [String: String] {
        try read { db in
            var states: [String: String] = [:]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT scope, state FROM sync_checkpoints WHERE stream = ?", arguments: [stream])
            while let row = try rows.next() { states[row[0]] = row[1] }
            return states
        }
    }

    package func saveCheckpoints(_ changes: [CheckpointChange]) throws(StoreError) {
        try write { db in try CheckpointTable.save(changes, db, at: now()) }
    }

    // MARK: Site

    package func updateSite(_ site: SiteRecord) throws(StoreError) {
        if let name = site.reportTimeZone, ReportZone(identifier: name) == nil {
            throw .unexpected("this system does not know the time zone \(name)")
        }
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO site (id, base_url, title, version, deployment_type, account_key,
                        account_name, account_time_zone, report_time_zone, last_synced_at, schema_version)
                    VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET
                        base_url = coalesce(excluded.base_url, base_url),
                        title = coalesce(excluded.title, title),
                        version = coalesce(excluded.version, version),
                        deployment_type = coalesce(excluded.deployment_type, deployment_type),
                        account_key = coalesce(excluded.account_key, account_key),
                        account_name = coalesce(excluded.account_name, account_name),
                        account_time_zone = coalesce(excluded.account_time_zone, account_time_zone),
                        report_time_zone = coalesce(excluded.report_time_zone, report_time_zone),
                        last_synced_at = coalesce(excluded.last_synced_at, last_synced_at)
                    """,
                arguments: [
                    site.baseURL, site.title, site.version, site.deploymentType, site.accountKey,
                    site.accountName, site.accountTimeZone, site.reportTimeZone, site.lastSyncedAt?.text,
                    MirrorMigrations.all.last?.version,
                ])
            state.forget()
            try DerivedData(db, state).noteBasisIfEmpty(at: now())
        }
    }

    package func site() throws(StoreError) -> SiteRecord? {
        try read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM site") else { return nil }
            var site = SiteRecord()
            site.baseURL = row["base_url"]
            site.title = row["title"]
            site.version = row["version"]
            site.deploymentType = row["deployment_type"]
            site.accountKey = row["account_key"]
            site.accountName = row["account_name"]
            site.accountTimeZone = row["account_time_zone"]
            site.reportTimeZone = row["report_time_zone"]
            site.lastSyncedAt = (row["last_synced_at"] as String?).flatMap { Instant(mirrorText: $0) }
            return site
        }
    }
}
