import GRDB
import SyncCore

/// Takes denied fields out of what the mirror holds already, rows and snapshots alike.
struct FieldErasure {
    let db: Database
    let state: WriterState
    let denied: DeniedFields
    let at: Instant

    /// Columns of `issues` that show a system field.
    private static let columns: [SystemField: [String]] = [
        .description: ["description"], .environment: ["environment"], .priority: ["priority_id"],
        .resolution: ["resolution_id"], .security: ["security_level_id"], .assignee: ["assignee_key"],
        .reporter: ["reporter_key"], .creator: ["creator_key"], .duedate: ["due_date"],
        .resolutiondate: ["resolved_at", "resolved_on"],
        .timeoriginalestimate: ["original_estimate_seconds"],
        .timeestimate: ["remaining_estimate_seconds"], .timespent: ["time_spent_seconds"],
        .votes: ["votes"], .watches: ["watches"],
    ]
    /// Tables that hold nothing but a system field, with the name of their rows in a snapshot.
    private static let tables: [SystemField: [(table: String, member: String?)]] = [
        .labels: [("issue_labels", "labels")], .components: [("issue_components", "components")],
        .fixVersions: [("issue_fix_versions", "fix_versions")],
        .versions: [("issue_affected_versions", "affected_versions")],
        .issuelinks: [("issue_links", "links"), ("remote_links", "remote_links")],
        .comment: [("comments", "comments")],
        .worklog: [("worklogs", "worklogs"), ("incomplete_worklogs", nil)],
        .attachment: [("attachments", "attachments")],
    ]

    func run() throws {
        try eraseSystemFields()
        try eraseHistory()
        for id in denied.ids.sorted() where id.hasPrefix("customfield_") { try erase(custom: id) }
        try eraseSnapshots()
        // What could not be read holds every field as Jira sent it.
        try db.execute(sql: "UPDATE quarantine SET raw = NULL WHERE raw IS NOT NULL")
        // Whoever follows the changes must see that contents went.
        try db.execute(sql: "UPDATE issues SET changed_at = ?", arguments: [at.text])
        if denied.ids.contains(where: { $0.hasPrefix("customfield_") }) {
            try StoryPoints.recompute(db, state)
        }
    }

    // MARK: Rows

    private func eraseSystemFields() throws {
        for field in SystemField.allCases where denied.contains(field) {
            for column in Self.columns[field] ?? [] {
                try db.execute(
                    sql: "UPDATE issues SET \(column) = NULL WHERE \(column) IS NOT NULL")
            }
            for (table, _) in Self.tables[field] ?? [] { try db.execute(sql: "DELETE FROM \(table)") }
        }
        if denied.contains(.summary) {
            try db.execute(sql: "UPDATE issues SET summary = '' WHERE summary <> ''")
            try db.execute(sql: "UPDATE deleted_issues SET summary = NULL")
        }
    }

    private func eraseHistory() throws {
        let fields = try String.fetchAll(db, sql: "SELECT DISTINCT field FROM changelog_items")
        for field in fields where denied.coversHistory(of: field) {
            try db.execute(sql: "DELETE FROM changelog_items WHERE field = ?", arguments: [field])
        }
        // Those that are left move together, as in an answer: in ascending order, so that each place is free.
        let place = """
            (SELECT count(*) FROM changelog_items AS others
            WHERE others.issue_id = changelog_items.issue_id
                AND others.changelog_id = changelog_items.changelog_id
                AND others.position < changelog_items.position)
            """
        try db.execute(sql: "UPDATE changelog_items SET position = \(place) WHERE position <> \(place)")
        // A change of nothing else goes with its items.
        try db.execute(
            sql: """
                DELETE FROM changelog WHERE NOT EXISTS (
                    SELECT 1 FROM changelog_items AS items
                    WHERE items.issue_id = changelog.issue_id AND items.changelog_id = changelog.id)
                """)
    }

    private func erase(custom id: String) throws {
        try db.execute(sql: "DELETE FROM issue_field_values WHERE field_id = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM field_options WHERE field_id = ?", arguments: [id])
        guard
            let field = try Row.fetchOne(
                db, sql: "SELECT table_name, column_name, schema_custom FROM fields WHERE id = ?",
                arguments: [id])
        else { return }
        if let table: String = field[0], let column: String = field[1] {
            let name = column.quotedDatabaseIdentifier
            try db.execute(
                sql: """
                    UPDATE \(table.quotedDatabaseIdentifier) SET \(name) = NULL WHERE \(name) IS NOT NULL
                    """)
        }
        let schema: String? = field[2]
        let meaning = FieldMeaning(schema: schema)
        if meaning.isEpicLink { try db.execute(sql: "UPDATE issues SET epic_id = NULL, epic_key = NULL") }
        if meaning.isRank { try db.execute(sql: "UPDATE issues SET rank = NULL") }
        if schema == "com.pyxis.greenhopper.jira:gh-sprint" {
            try db.execute(sql: "DELETE FROM issue_sprints; DELETE FROM sprint_intervals")
        }
    }

    // MARK: Snapshots

    private func eraseSnapshots() throws {
        var members: Set<String> = []
        for field in SystemField.allCases where denied.contains(field) {
            members.formUnion(Self.columns[field] ?? [])
            members.formUnion((Self.tables[field] ?? []).compactMap(\.member))
        }
        if denied.contains(.summary) { members.insert("summary") }
        let custom = denied.ids.filter { $0.hasPrefix("customfield_") }
        let columns = try Set(
            custom.compactMap {
                try String.fetchOne(db, sql: "SELECT column_name FROM fields WHERE id = ?", arguments: [$0])
            })
        let isAgile = try custom.contains { id in
            let schema = try String.fetchOne(
                db, sql: "SELECT schema_custom FROM fields WHERE id = ?", arguments: [id])
            let meaning = FieldMeaning(schema: schema)
            return meaning.isEpicLink || meaning.isRank || schema?.hasSuffix(":gh-sprint") == true
        }
        if let points = try StoryPoints.field(db), custom.contains(points) { members.insert("story_points") }
        if isAgile { members.formUnion(["epic_id", "epic_key", "rank", "sprints", "sprint_intervals"]) }
        try SnapshotRewrite(db: db).run { snapshot in
            for name in members {
                if snapshot[name] is [Any] { snapshot[name] = [Any]() } else { snapshot[name] = nil }
            }
            if var fields = snapshot["fields"] as? [String: Any] {
                for column in columns { fields[column] = nil }
                snapshot["fields"] = fields
            }
            snapshot.keepRows(of: "field_values") { row in !custom.contains(row["field_id"] as? String ?? "")
            }
            snapshot.keepRows(of: "changelog_items") { row in
                !denied.coversHistory(of: row["field"] as? String ?? "")
            }
            var places: [Int64: Int] = [:]
            snapshot.mapRows(of: "changelog_items") { row in
                guard let change = row["changelog_id"] as? Int64 else { return }
                row["position"] = places[change, default: 0]
                places[change, default: 0] += 1
            }
            let kept = Set(snapshot.rows(of: "changelog_items").compactMap { $0["changelog_id"] as? Int64 })
            snapshot.keepRows(of: "changelog") { row in (row["id"] as? Int64).map(kept.contains) ?? false }
        }
    }
}
