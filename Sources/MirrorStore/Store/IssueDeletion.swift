import GRDB
import SyncCore

/// Moves an issue from the mirror's tables to `deleted_issues`.
enum IssueDeletion {
    /// Child tables and the name that their rows have in the snapshot.
    static let children = [
        ("labels", "issue_labels"), ("components", "issue_components"),
        ("fix_versions", "issue_fix_versions"), ("affected_versions", "issue_affected_versions"),
        ("keys", "issue_keys"), ("comments", "comments"), ("worklogs", "worklogs"),
        ("attachments", "attachments"), ("changelog", "changelog"), ("changelog_items", "changelog_items"),
        ("status_intervals", "status_interval_data"), ("flow", "issue_flow"),
        ("sprints", "issue_sprints"), ("sprint_intervals", "sprint_intervals"),
        ("remote_links", "remote_links"),
    ]

    /// An id that the mirror does not hold is left alone.
    static func delete(_ id: Int64, reason: DeletionReason, at: Instant, _ db: Database) throws {
        guard let issue = try Row.fetchOne(db, sql: "SELECT * FROM issues WHERE id = ?", arguments: [id])
        else {
            return
        }
        var snapshot = JSONText()
        snapshot.beginObject()
        snapshot.members(of: issue, except: ["content_hash"])
        for (name, table) in children {
            let rows = try db.cachedStatement(sql: "SELECT * FROM \(table) WHERE issue_id = ?")
            try snapshot.array(
                name, Row.fetchCursor(rows, arguments: [id]), except: ["issue_id"])
        }
        try snapshot.array(
            "links",
            Row.fetchCursor(
                db.cachedStatement(
                    sql: "SELECT * FROM issue_links WHERE source_issue_id = ?1 OR target_issue_id = ?1"),
                arguments: [id]), except: ["listed_by_source", "listed_by_target"])
        snapshot.endObject()

        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO deleted_issues (id, key, project_id, summary, reason, detected_at, snapshot)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, issue["key"] as String, issue["project_id"] as Int64, issue["summary"] as String?,
            reason.rawValue, at.text, snapshot.text,
        ])
        for (_, table) in children {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE issue_id = ?").execute(arguments: [id])
        }
        try db.cachedStatement(
            sql: "DELETE FROM issue_links WHERE source_issue_id = ?1 OR target_issue_id = ?1"
        ).execute(arguments: [id]
        )
        try db.execute(sql: "DELETE FROM issues WHERE id = ?", arguments: [id])
    }
}
