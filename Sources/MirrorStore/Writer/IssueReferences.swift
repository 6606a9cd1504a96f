import GRDB
import SyncCore

/// What issues say of one another by key: parents, epics, links, fields that name an issue. Jira changes a key
/// without touching the issues that name it, so they follow here, by id.
struct IssueReferences {
    private let db: Database
    private let state: WriterState

    init(_ db: Database, _ state: WriterState) {
        self.db = db
        self.state = state
    }

    /// The issue has another key now.
    func follow(_ id: Int64, key: TextSlice) throws {
        for sql in [
            IssueSQL.renameSource, IssueSQL.renameTarget, IssueSQL.renameParent, IssueSQL.renameEpic,
        ] {
            try run(sql, id, key)
        }
        let catalog = try state.fieldCatalog(db)
        for place in catalog.issueLinks {
            let field = catalog.fields[place]
            if let column = field.column, let table = field.table {
                try run(
                    """
                    UPDATE \(catalog.tables[table].name) SET \(column) = ?2
                    WHERE issue_id IN (\(Self.holders(field))) AND \(column) IS NOT ?2
                    """, id, key)
            }
            try run(
                """
                UPDATE issue_field_values SET text_value = ?2, ref_key = ?2
                WHERE field_id = '\(field.id)' AND ref_id = ?1 AND ref_key IS NOT ?2
                """, id, key)
        }
    }

    /// All issues of a project have other keys now.
    func followProject(_ project: Int64) throws {
        let moved = "SELECT id FROM issues WHERE project_id = ?1 AND number > 0"
        func key(_ id: String) -> String { "(SELECT key FROM issues AS named WHERE named.id = \(id))" }
        for (table, column, id) in [
            ("issue_links", "source_key", "source_issue_id"),
            ("issue_links", "target_key", "target_issue_id"),
            ("issues", "parent_key", "parent_id"), ("issues", "epic_key", "epic_id"),
        ] {
            try db.execute(
                sql: """
                    UPDATE \(table) SET \(column) = \(key("\(table).\(id)"))
                    WHERE \(id) IN (\(moved)) AND \(column) IS NOT NULL
                    """,
                arguments: [project])
        }
        let catalog = try state.fieldCatalog(db)
        for place in catalog.issueLinks {
            let field = catalog.fields[place]
            let values = "FROM issue_field_values WHERE field_id = '\(field.id)'"
            if let column = field.column, let table = field.table {
                let name = catalog.tables[table].name
                try db.execute(
                    sql: """
                        UPDATE \(name) SET \(column) = (SELECT key FROM issues WHERE id = (
                            SELECT ref_id \(values) AND issue_id = \(name).issue_id AND position = 0))
                        WHERE issue_id IN (SELECT issue_id \(values) AND ref_id IN (\(moved)))
                        """, arguments: [project])
            }
            try db.execute(
                sql: """
                    UPDATE issue_field_values SET text_value = \(key("ref_id")), ref_key = \(key("ref_id"))
                    WHERE field_id = '\(field.id)' AND ref_id IN (\(moved))
                    """, arguments: [project])
        }
    }

    /// The issue came, or came under this key: issues that named it before it was known learn its id.
    func adopt(_ id: Int64, key: TextSlice) throws {
        try run(IssueSQL.adoptByEpic, id, key)
        let catalog = try state.fieldCatalog(db)
        for place in catalog.issueLinks {
            try run(
                """
                UPDATE issue_field_values SET ref_id = ?1
                WHERE field_id = '\(catalog.fields[place].id)' AND ref_id IS NULL AND ref_key = ?2
                """, id, key)
        }
    }

    /// The same for all issues at once.
    func adoptAll() throws {
        let named = "(SELECT id FROM issues AS named WHERE named.key"
        try db.execute(
            sql: """
                UPDATE issues SET epic_id = \(named) = issues.epic_key)
                WHERE epic_id IS NULL AND epic_key IS NOT NULL AND \(named) = issues.epic_key) IS NOT NULL
                """)
        let catalog = try state.fieldCatalog(db)
        for place in catalog.issueLinks {
            try db.execute(
                sql: """
                    UPDATE issue_field_values SET ref_id = \(named) = ref_key)
                    WHERE field_id = ? AND ref_id IS NULL AND ref_key IS NOT NULL
                        AND \(named) = ref_key) IS NOT NULL
                    """, arguments: [catalog.fields[place].id])
        }
    }

    /// The issue is gone: what named it keeps the key, not the id.
    func forget(_ id: Int64) throws {
        try db.execute(
            sql: "UPDATE issues SET epic_id = NULL WHERE epic_id = ? AND epic_key IS NOT NULL",
            arguments: [id])
        let catalog = try state.fieldCatalog(db)
        for place in catalog.issueLinks {
            try db.execute(
                sql: "UPDATE issue_field_values SET ref_id = NULL WHERE field_id = ? AND ref_id = ?",
                arguments: [catalog.fields[place].id, id])
        }
    }

    private static func holders(_ field: FieldCatalog.Field) -> String {
        "SELECT issue_id FROM issue_field_values WHERE field_id = '\(field.id)' AND ref_id = ?1"
    }

    private func run(_ sql: String, _ id: Int64, _ key: TextSlice) throws {
        let statement = try HotStatement(db, state, sql)
        statement.bind(1, id)
        statement.bind(2, key)
        try statement.run()
    }
}
