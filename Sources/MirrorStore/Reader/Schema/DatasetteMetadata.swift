import Foundation

/// The metadata file of Datasette (0.65) for a mirror: what tables and columns mean, how rows are called, what they can be
/// narrowed by, units, and queries to begin with.
package struct DatasetteMetadata: Encodable {
    struct Table: Encodable {
        var description: String?
        var columns: [String: String]
        var units: [String: String]?
        var labelColumn: String?
        var facets: [String]?
        var sortDescending: String?
        var hidden: Bool?

        enum CodingKeys: String, CodingKey {
            case description, columns, units, facets, hidden
            case labelColumn = "label_column"
            case sortDescending = "sort_desc"
        }
    }

    struct Query: Encodable {
        var title: String
        var description: String
        var sql: String
    }

    struct Database: Encodable {
        var description: String
        var tables: [String: Table]
        var queries: [String: Query]
    }

    var title: String
    var description: String
    var source: String?
    var sourceURL: String?
    var databases: [String: Database]

    enum CodingKeys: String, CodingKey {
        case title, description, source, databases
        case sourceURL = "source_url"
    }

    /// - Parameter reader: of the mirror that Datasette will open under the name of its file.
    /// - Throws: ``QueryError``.
    package init(_ reader: MirrorReader) throws {
        var site: (title: String?, url: String?, asOf: String?) = (nil, nil, nil)
        try reader.rows(sql: "SELECT title, base_url, last_synced_at FROM site") { row in
            site = (row.text(0), row.text(1), row.text(2))
        }
        title = site.title.map { "Mirror of \($0)" } ?? "Mirror of a Jira"
        description =
            site.asOf.map { "Data as of \($0) or later: the file is brought up to date in place." }
            ?? "No complete run yet."
        source = site.title ?? site.url
        sourceURL = site.url
        var tables: [String: Table] = [:]
        for table in try reader.tables() { tables[table.name] = Self.table(table) }
        databases = [
            URL(fileURLWithPath: reader.path).deletingPathExtension().lastPathComponent: Database(
                description: "Tables and views of the mirror; views have the names joined.",
                tables: tables, queries: Self.queries)
        ]
    }

    /// JSON, with sorted keys.
    package func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    // MARK: Tables

    private static let labels: [String: String] = [
        "issues": "key", "users": "display_name", "projects": "key", "components": "name", "versions": "name",
        "issue_types": "name", "statuses": "name", "status_categories": "name", "priorities": "name",
        "resolutions": "name", "security_levels": "name", "link_types": "name", "fields": "name",
        "boards": "name", "sprints": "name", "deleted_issues": "key",
    ]

    private static let facets: [String: [String]] = [
        "issue_details": ["project_key", "issue_type", "status", "priority", "assignee"],
        "open_issues": ["project_key", "issue_type", "status", "priority", "assignee"],
        "issues": ["project_id", "issue_type_id", "status_id", "priority_id"],
        "changes": ["field", "author"],
        "linked_issues": ["link_type"],
        "sprint_issues": ["sprint_state", "was_completed"],
        "worklogs": ["author_key"],
        "users": ["active", "is_stub"],
        "fields": ["custom", "schema_type"],
        "deleted_issues": ["reason"],
        "sync_runs": ["kind", "outcome"],
    ]

    private static let newestFirst: [String: String] = [
        "issues": "updated_at", "issue_details": "updated_at", "sync_runs": "id",
        "deleted_issues": "detected_at",
    ]

    private static func table(_ table: SchemaTable) -> Table {
        var columns: [String: String] = [:]
        var units: [String: String] = [:]
        for column in table.columns {
            columns[column.name] = column.meaning
            if column.name == "seconds" || column.name.hasSuffix("_seconds") { units[column.name] = "s" }
            if column.name == "size_bytes" { units[column.name] = "bytes" }
        }
        return Table(
            description: table.meaning, columns: columns, units: units.isEmpty ? nil : units,
            labelColumn: labels[table.name], facets: facets[table.name],
            sortDescending: newestFirst[table.name],
            // What only the program reads.
            hidden: table.topic == .program && table.name != "sync_runs" ? true : nil)
    }

    // MARK: Queries

    /// Named parameters become fields of a form; empty means all.
    static let queries: [String: Query] = [
        "open_by_assignee": Query(
            title: "Open issues by assignee",
            description: "How much lies on whose desk. project: a key, or empty.",
            sql: """
                SELECT coalesce(assignee, 'nobody') AS assignee, count(*) AS issues, min(created_on) AS oldest
                FROM open_issues WHERE :project IN ('', project_key)
                GROUP BY assignee ORDER BY issues DESC
                """),
        "overdue": Query(
            title: "Overdue issues",
            description: "Open issues whose due date has passed. project: a key, or empty.",
            sql: """
                SELECT key, summary, assignee, due_date, url FROM open_issues
                WHERE due_date < date('now') AND :project IN ('', project_key) ORDER BY due_date
                """),
        "stale": Query(
            title: "Stale issues", description: "Open issues that nobody changed for so many days.",
            sql: """
                SELECT key, summary, status, assignee, updated_at, url FROM open_issues
                WHERE updated_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || CAST(:days AS INTEGER) || ' days')
                ORDER BY updated_at
                """),
        "throughput_by_week": Query(
            title: "Throughput by week", description: "Issues done in each of the last 26 weeks.",
            sql: """
                SELECT days.week_start, count(flow.issue_id) AS done
                FROM days LEFT JOIN (
                    SELECT issue_id, date(done_at) AS done_on FROM issue_flow WHERE done_at IS NOT NULL) AS flow
                    ON flow.done_on = days.day
                WHERE days.day BETWEEN date('now', '-182 days') AND date('now')
                GROUP BY days.week_start ORDER BY days.week_start
                """),
        "hours_by_person_and_month": Query(
            title: "Logged work by person and month", description: "Hours, the newest month first.",
            sql: """
                SELECT substr(started_on, 1, 7) AS month,
                    coalesce(users.display_name, worklogs.author_key, 'nobody') AS person,
                    round(sum(time_spent_seconds) / 3600.0, 1) AS hours
                FROM worklogs LEFT JOIN users ON users.key = worklogs.author_key
                GROUP BY month, worklogs.author_key ORDER BY month DESC, hours DESC
                """),
        "history_of_an_issue": Query(
            title: "History of an issue", description: "Who changed what, by key; former keys are found too.",
            sql: """
                SELECT created_at, author, field, from_text, to_text FROM changes
                WHERE issue_id = (SELECT issue_id FROM issue_keys WHERE key = upper(:key))
                ORDER BY created_at, changelog_id, position
                """),
        "fields_in_use": Query(
            title: "Custom fields in use", description: "Which column holds which field.",
            sql: """
                SELECT name, id, schema_type, table_name, column_name FROM fields
                WHERE column_name IS NOT NULL ORDER BY name
                """),
    ]
}
