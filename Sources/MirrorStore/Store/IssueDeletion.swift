import GRDB
import SyncCore

/// Moves an issue from the mirror's tables to `deleted_issues`.
struct IssueDeletion {
    /// Child tables and the name that their rows have in the snapshot.
    static let children = [
        ("labels", "issue_labels"), ("components", "issue_components"),
        ("fix_versions", "issue_fix_versions"), ("affected_versions", "issue_affected_versions"),
        ("keys", "issue_keys"), ("comments", "comments"), ("worklogs", "worklogs"),
        ("attachments", "attachments"), ("changelog", "changelog"), ("changelog_items", "changelog_items"),
        ("field_values", "issue_field_values"),
        ("status_intervals", "status_interval_data"), ("flow", "issue_flow"),
        ("sprints", "issue_sprints"), ("sprint_intervals", "sprint_intervals"),
        ("remote_links", "remote_links"),
    ]
    /// Tables of the same kind that tell about the mirror, not about the issue.
    static let marks = ["incomplete_worklogs", "stale_issues"]

    private let db: Database
    private let state: WriterState
    private let reason: DeletionReason
    private let at: Instant
    private let keepsContents: Bool

    /// Stands for contents that are not kept.
    static let noSnapshot = "{}"

    init(
        _ db: Database, _ state: WriterState, reason: DeletionReason, at: Instant, keepsContents: Bool
    ) {
        self.db = db
        self.state = state
        self.reason = reason
        self.at = at
        self.keepsContents = keepsContents
    }

    /// An id that the mirror does not hold is left alone.
    func delete(_ id: Int64) throws {
        guard let issue = try Row.fetchOne(db, sql: "SELECT * FROM issues WHERE id = ?", arguments: [id])
        else {
            return
        }
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO deleted_issues (id, key, project_id, summary, reason, detected_at, snapshot)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, issue["key"] as String, issue["project_id"] as Int64,
            keepsContents ? issue["summary"] as String? : nil,
            reason.rawValue, at.text, keepsContents ? try snapshot(of: issue, id) : Self.noSnapshot,
        ])
        let fieldTables = try state.fieldCatalog(db).tables.map(\.name)
        for table in Self.children.map(\.1) + fieldTables + Self.marks {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE issue_id = ?").execute(arguments: [id])
        }
        // Other ends may have changed before this one went; those that are archived no search brings.
        try db.cachedStatement(sql: IssueSQL.markArchivedEnds).execute(arguments: [id])
        if reason == .outOfScope { try leaveLinks(of: id) }
        let own = "(source_issue_id = ?1 OR target_issue_id = ?1)"
        let isListed = reason == .outOfScope ? "AND NOT listed_by_source AND NOT listed_by_target" : ""
        try db.cachedStatement(sql: "DELETE FROM issue_links WHERE \(own) \(isListed)").execute(
            arguments: [id])
        try IssueReferences(db, state).forget(id)
        try db.execute(sql: "DELETE FROM issues WHERE id = ?", arguments: [id])
    }

    /// The issue still stands in Jira: links that the other end shows stay.
    private func leaveLinks(of id: Int64) throws {
        for side in ["source", "target"] {
            try db.cachedStatement(
                sql: "UPDATE issue_links SET listed_by_\(side) = 0 WHERE \(side)_issue_id = ?"
            ).execute(arguments: [id])
        }
    }

    private func snapshot(of issue: Row, _ id: Int64) throws -> String {
        var snapshot = JSONText()
        snapshot.beginObject()
        snapshot.members(of: issue, except: ["content_hash"])
        for (name, table) in Self.children {
            let rows = try db.cachedStatement(sql: "SELECT * FROM \(table) WHERE issue_id = ?")
            try snapshot.array(name, Row.fetchCursor(rows, arguments: [id]), except: ["issue_id"])
        }
        try snapshot.array(
            "links",
            Row.fetchCursor(
                db.cachedStatement(
                    sql: "SELECT * FROM issue_links WHERE source_issue_id = ?1 OR target_issue_id = ?1"),
                arguments: [id]), except: ["listed_by_source", "listed_by_target"])
        snapshot.beginObject("fields")
        for table in try state.fieldCatalog(db).tables.map(\.name) {
            let fields = try Row.fetchOne(
                db, sql: "SELECT * FROM \(table) WHERE issue_id = ?", arguments: [id])
            if let fields { snapshot.members(of: fields, except: ["issue_id"], isSparse: true) }
        }
        snapshot.endObject()
        snapshot.endObject()
        return snapshot.text
    }
}
