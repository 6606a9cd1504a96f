import Reporting

/// The documentation of a mirror's tables as Markdown: a chapter each topic, a table each table.
package enum SchemaDocument {
    /// - Throws: ``QueryError``.
    package static func text(_ reader: MirrorReader) throws -> String {
        let version = try reader.all(sql: "PRAGMA user_version").first?.first
        guard case .integer(let number) = version else { return "" }
        return text(try reader.tables(), schemaVersion: number)
    }

    private static func text(_ tables: [SchemaTable], schemaVersion: Int64) -> String {
        var lines = [
            """
            # Tables and columns of the mirror

            <!-- Made by `make schema-doc` from the comments in migrations/mirror; a test fails where it is not up to date. -->

            Schema \(schemaVersion). `jira-mirror query --schema` prints the same for your own mirror, with the columns \
            of its custom fields and your own views; `jira-mirror query --schema issues` prints one table.

            - **Instants** are texts in UTC, `2026-03-01T09:30:00.000Z`, in columns `…_at`; SQLite's date functions \
            read them. Compare them with instants of the same form: `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-7 days')`.
            - **Days** are `2026-03-01`, in columns `…_on` and `…_date`; those counted from instants are days of \
            `site.report_time_zone`.
            - **Durations** are seconds, in columns `…_seconds`.
            - **Flags** are 0 or 1. **NULL** is empty, hidden from the account, or not known.
            - **Names** are those of today, joined by id: a rename in Jira changes them here too. The changelog keeps \
            the names of its time.
            - **People** are referred to by `key`, which never changes; `users.username` is the login name.
            - Foreign keys are declared and not enforced: issues may point at what the account cannot see. Use LEFT JOIN.
            - Within a major version tables and columns are only added; `site.schema_version` tells the schema.

            [sql-cookbook.md](sql-cookbook.md) has queries to begin with.
            """
        ]
        for topic in SchemaTopic.allCases {
            let chapter = tables.filter { $0.topic == topic }
            guard !chapter.isEmpty else { continue }
            lines.append("\n## \(topic.rawValue)")
            for table in chapter { lines.append(section(table)) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ table: SchemaTable) -> String {
        var lines = ["\n### \(table.name)\n"]
        if let meaning = table.meaning { lines.append(escaped(meaning) + "\n") }
        lines += ["| column | type | meaning |", "|---|---|---|"]
        for column in table.columns {
            let key = column.isKey ? " (key)" : ""
            let reference = column.refersTo.map { " → `\($0)`" } ?? ""
            lines.append(
                "| `\(column.name)`\(key) | \(column.type) | \(escaped(column.meaning ?? ""))\(reference) |")
        }
        return lines.joined(separator: "\n")
    }

    /// Harmless in a cell of a table.
    private static func escaped(_ text: String) -> String {
        TerminalText.visible(text).map { character in
            switch character {
            case "|", "*", "<", "`", "\\", "[", "]": "\\\(character)"
            default: String(character)
            }
        }.joined()
    }
}
