/// A stream of Singer messages: a table of the mirror as a target gets it.
struct SingerStream {
    struct Column {
        enum Kind {
            case integer, number, boolean, instant, day, text
            /// JSON that SQLite has made: an array of rows, or of values.
            case array
        }

        var name: String
        var kind: Kind
        var meaning: String?

        /// By the type that the mirror declares.
        init(_ column: SchemaTable.Column) {
            name = column.name
            meaning = column.meaning
            kind =
                switch column.type.uppercased() {
                case "INTEGER": .integer
                case "REAL": .number
                case "BOOLEAN": .boolean
                case "TIMESTAMP": .instant
                case "DATE": .day
                default: .text
                }
        }

        init(_ name: String, _ kind: Kind, _ meaning: String) {
            self.name = name
            self.kind = kind
            self.meaning = meaning
        }
    }

    var name: String
    var keys: [String]
    /// In the order of the statement's.
    var columns: [Column]
    /// Gives the rows. Of an incremental stream it takes `:changed` and `:deleted`, the bookmarks.
    var sql: String
    /// Whether all rows come each time; what is not among them is gone.
    var isFull: Bool
}

/// The streams of a mirror.
struct SingerCatalog {
    /// Tables that come whole each time: they are small next to the issues, and rows vanish from them.
    private static let whole = [
        "users", "projects", "project_keys", "components", "versions", "issue_types", "statuses",
        "status_categories", "priorities", "resolutions", "security_levels", "link_types", "fields",
        "field_options", "boards", "board_columns", "board_column_statuses", "sprints", "issue_links",
    ]
    /// What hangs on an issue and changes with it, by the names of `deleted_issues.snapshot`.
    private static let children = [
        ("labels", "issue_labels"), ("components", "issue_components"),
        ("fix_versions", "issue_fix_versions"), ("affected_versions", "issue_affected_versions"),
        ("keys", "issue_keys"), ("comments", "comments"), ("worklogs", "worklogs"),
        ("attachments", "attachments"), ("changelog", "changelog"), ("changelog_items", "changelog_items"),
        ("field_values", "issue_field_values"), ("sprints", "issue_sprints"),
        ("sprint_intervals", "sprint_intervals"), ("remote_links", "remote_links"),
    ]
    /// Columns of `issues` that tell about the mirror, not about the issue.
    private static let ours: Set<String> = ["content_hash", "read_at"]
    static let deletion = "_sdc_deleted_at"

    let streams: [SingerStream]

    /// - Throws: ``QueryError``.
    init(_ reader: MirrorReader) throws {
        let tables = Dictionary(uniqueKeysWithValues: try reader.tables().map { ($0.name, $0) })
        var streams = Self.whole.compactMap { tables[$0] }.map(Self.full)
        if let issues = tables["issues"] { streams.append(Self.issues(issues, tables)) }
        let fields = tables.values.filter { $0.name == "issue_fields" || $0.name.hasPrefix("issue_fields_") }
        streams += fields.sorted { $0.name < $1.name }.map(Self.fields)
        self.streams = streams
    }

    private static func full(_ table: SchemaTable) -> SingerStream {
        let names = table.columns.map { quoted($0.name) }.joined(separator: ", ")
        let keys = table.columns.filter(\.isKey).map(\.name)
        return SingerStream(
            name: table.name, keys: keys, columns: table.columns.map(SingerStream.Column.init),
            sql:
                "SELECT \(names) FROM \(quoted(table.name)) ORDER BY \(keys.map(quoted).joined(separator: ", "))",
            isFull: true)
    }

    /// Issues with all that hangs on them as arrays: what was removed from an issue is gone with its next record.
    private static func issues(_ table: SchemaTable, _ tables: [String: SchemaTable]) -> SingerStream {
        let own = table.columns.filter { !ours.contains($0.name) }
        var columns = own.map(SingerStream.Column.init)
        var living = own.map { quoted($0.name) }
        var gone = own.map { "json_extract(snapshot, '$.\($0.name)')" }
        for (name, child) in children {
            guard let child = tables[child] else { continue }
            columns.append(.init(name, .array, child.meaning ?? ""))
            living.append(array(of: child))
            gone.append("json_extract(snapshot, '$.\(name)')")
        }
        columns.append(
            .init(deletion, .instant, "When the issue was seen to be gone; null while it is there."))
        return SingerStream(
            name: "issues", keys: ["id"], columns: columns,
            sql: """
                SELECT \(gone.joined(separator: ", ")), detected_at FROM deleted_issues
                WHERE (:deleted IS NULL OR detected_at >= :deleted) AND id NOT IN (SELECT id FROM issues)
                UNION ALL
                SELECT \(living.joined(separator: ", ")), NULL FROM issues
                WHERE :changed IS NULL OR changed_at >= :changed
                """, isFull: false)
    }

    private static func array(of table: SchemaTable) -> String {
        let members = table.columns.filter { $0.name != "issue_id" }
        let value =
            members.count == 1
            ? quoted(members[0].name)
            : "json_object(" + members.map { "'\($0.name)', \(quoted($0.name))" }.joined(separator: ", ")
                + ")"
        return
            "(SELECT json_group_array(\(value)) FROM \(quoted(table.name)) AS child WHERE child.issue_id = issues.id)"
    }

    /// Custom fields: a row for each issue, so that a value that was taken away becomes null.
    private static func fields(_ table: SchemaTable) -> SingerStream {
        let own = table.columns.filter { $0.name != "issue_id" }
        var columns = [SingerStream.Column("issue_id", .integer, "The issue.")]
        columns += own.map(SingerStream.Column.init)
        columns.append(
            .init(deletion, .instant, "When the issue was seen to be gone; null while it is there."))
        let nothing = own.map { _ in "NULL" }
        let values = own.map { "held." + quoted($0.name) }
        return SingerStream(
            name: table.name, keys: ["issue_id"], columns: columns,
            sql: """
                SELECT \((["id"] + nothing + ["detected_at"]).joined(separator: ", ")) FROM deleted_issues
                WHERE (:deleted IS NULL OR detected_at >= :deleted) AND id NOT IN (SELECT id FROM issues)
                UNION ALL
                SELECT \((["issues.id"] + values + ["NULL"]).joined(separator: ", "))
                FROM issues LEFT JOIN \(quoted(table.name)) AS held ON held.issue_id = issues.id
                WHERE :changed IS NULL OR changed_at >= :changed
                """, isFull: false)
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}
