import GRDB
import SyncCore

/// Gives the people of a mirror their pseudonyms in place, a table at a time.
///
/// A pseudonym is never coded again, so that a rewrite that was cut short is simply begun anew.
struct PeopleRewrite {
    let db: Database
    let redaction: Redaction

    /// What a column holds of people.
    enum Kind: Sendable {
        /// A key or user name.
        case person
        /// Free text.
        case text
        /// A JSON text, or a plain one.
        case json
    }

    /// Columns of the tables whose rows are an issue's, or a site's.
    static let columns: [(table: String, columns: [(name: String, kind: Kind)])] = [
        ("site", [("account_key", .person), ("account_name", .person)]),
        ("projects", [("lead_key", .person), ("description", .text)]),
        ("components", [("lead_key", .person), ("description", .text)]),
        ("versions", [("description", .text)]),
        ("sprints", [("goal", .text)]),
        (
            "issues",
            [
                ("creator_key", .person), ("reporter_key", .person), ("assignee_key", .person),
                ("summary", .text), ("description", .text), ("environment", .text),
            ]
        ),
        ("comments", [("author_key", .person), ("update_author_key", .person), ("body", .text)]),
        ("worklogs", [("author_key", .person), ("update_author_key", .person), ("comment", .text)]),
        ("attachments", [("author_key", .person)]),
        ("changelog", [("author_key", .person)]),
        ("remote_links", [("title", .text), ("summary", .text), ("url", .text)]),
    ]

    /// Fields that hold people, by Jira's list.
    static let ofPeople = "(schema_type = 'user' OR schema_items = 'user')"

    /// Steps that may each be a transaction of their own.
    var steps: [(table: String, run: () throws -> Void)] {
        let plain: [(table: String, run: () throws -> Void)] = Self.columns.map { entry in
            (entry.table, { try rewrite(entry.table, entry.columns) })
        }
        return plain + [
            ("changelog_items", rewriteHistory), ("issue_fields", rewriteFields), ("users", rewriteUsers),
            ("deleted_issues", rewriteDeleted),
        ]
    }

    func addFunctions() {
        let redaction = redaction
        func add(_ name: String, _ change: @escaping @Sendable (String) -> String) {
            db.add(
                function: DatabaseFunction(name, argumentCount: 1, pure: true) { values in
                    guard let text = String.fromDatabaseValue(values[0]) else { return values[0] }
                    return change(text)
                })
        }
        add("redacted_person") { redaction.person($0) ?? $0 }
        add("redacted_text") { redaction.text($0) ?? $0 }
        add("redacted_json") { Self.json($0, redaction) }
        add("redacted_people") { Self.keys($0, redaction) }
        for (name, isValue) in [("redacted_value", true), ("redacted_name", false)] {
            db.add(
                function: DatabaseFunction(name, argumentCount: 4, pure: true) { values in
                    // Value and text of one side of an item, its field and type.
                    let value = String.fromDatabaseValue(values[0])
                    let text = String.fromDatabaseValue(values[1])
                    let item = Self.side(
                        value: value, text: text, field: String.fromDatabaseValue(values[2]) ?? "",
                        type: String.fromDatabaseValue(values[3]), redaction)
                    return isValue ? item.value : item.text
                })
        }
    }

    func removeFunctions() {
        for (name, count) in [
            ("redacted_person", 1), ("redacted_text", 1), ("redacted_json", 1), ("redacted_people", 1),
            ("redacted_value", 4), ("redacted_name", 4),
        ] {
            db.remove(function: DatabaseFunction(name, argumentCount: count, pure: true) { _ in nil })
        }
    }

    // MARK: Rows

    private static func call(_ kind: Kind, _ column: String) -> String {
        switch kind {
        case .person: "redacted_person(\(column))"
        case .text: "redacted_text(\(column))"
        case .json: "redacted_json(\(column))"
        }
    }

    private func rewrite(_ table: String, _ columns: [(name: String, kind: Kind)]) throws {
        let new = columns.map { "\($0.name) = \(Self.call($0.kind, $0.name))" }
        let differs = columns.map { "\($0.name) IS NOT \(Self.call($0.kind, $0.name))" }
        try db.execute(
            sql: """
                UPDATE \(table) SET \(new.joined(separator: ", ")) WHERE \(differs.joined(separator: " OR "))
                """)
    }

    private func rewriteHistory() throws {
        func sides(_ function: String, _ side: String) -> String {
            "\(function)(\(side)_value, \(side)_text, field, field_type)"
        }
        let cells = ["from", "to"].flatMap { side in
            [
                ("\(side)_value", sides("redacted_value", side)),
                ("\(side)_text", sides("redacted_name", side)),
            ]
        }
        try db.execute(
            sql: """
                UPDATE changelog_items SET \(cells.map { "\($0) = \($1)" }.joined(separator: ", "))
                WHERE \(cells.map { "\($0) IS NOT \($1)" }.joined(separator: " OR "))
                """)
    }

    private func rewriteFields() throws {
        try db.execute(
            sql: """
                UPDATE issue_field_values SET
                    ref_key = CASE WHEN field_id IN (SELECT id FROM fields WHERE \(Self.ofPeople))
                        THEN redacted_person(ref_key) ELSE ref_key END,
                    text_value = redacted_text(text_value), json_value = redacted_json(json_value)
                WHERE redacted_text(text_value) IS NOT text_value OR redacted_json(json_value) IS NOT json_value
                    OR (redacted_person(ref_key) IS NOT ref_key
                        AND field_id IN (SELECT id FROM fields WHERE \(Self.ofPeople)))
                """)
        let fields = try Row.fetchAll(
            db,
            sql: """
                SELECT table_name, column_name, \(Self.ofPeople) FROM fields WHERE column_name IS NOT NULL
                """)
        for field in fields {
            let table: String = field[0]
            let column: String = field[1]
            let isOfPeople: Bool = field[2] ?? false
            let name = column.quotedDatabaseIdentifier
            let new = isOfPeople ? "redacted_people(\(name))" : "redacted_json(\(name))"
            try db.execute(
                sql: """
                    UPDATE \(table.quotedDatabaseIdentifier) SET \(name) = \(new)
                    WHERE typeof(\(name)) = 'text' AND \(name) IS NOT \(new)
                    """)
        }
    }

    private func rewriteUsers() throws {
        let rows = try Row.fetchAll(db, sql: "SELECT key, username, display_name, email FROM users")
        for row in rows {
            let old = Redaction.Names(key: row[0], username: row[1], displayName: row[2], email: row[3])
            let new = redaction.names(old)
            guard new != old else { continue }
            if new.key != old.key {
                // Two rows may have become one person: who was anonymised meanwhile, say.
                let taken = try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE key = ?)", arguments: [new.key])
                if taken == true {
                    try db.execute(sql: "DELETE FROM users WHERE key = ?", arguments: [old.key])
                    continue
                }
            }
            try db.execute(
                sql: "UPDATE users SET key = ?, username = ?, display_name = ?, email = ? WHERE key = ?",
                arguments: [new.key, new.username, new.displayName, new.email, old.key])
        }
    }

    private func rewriteDeleted() throws {
        let fields = try Row.fetchAll(
            db,
            sql: "SELECT id, column_name FROM fields WHERE \(Self.ofPeople)")
        let ids = Set(fields.map { $0[0] as String })
        let columns = Set(fields.compactMap { $0[1] as String? })
        let names = Dictionary(
            IssueDeletion.children.map { ($0.1, $0.0) }, uniquingKeysWith: { first, _ in first })
        try db.execute(
            sql:
                "UPDATE deleted_issues SET summary = redacted_text(summary) WHERE summary IS NOT redacted_text(summary)"
        )
        try SnapshotRewrite(db: db).run { snapshot in
            for (table, columns) in Self.columns {
                if table == "issues" {
                    apply(columns, to: &snapshot)
                } else if let name = names[table] {
                    snapshot.mapRows(of: name) { apply(columns, to: &$0) }
                }
            }
            snapshot.mapRows(of: "changelog_items", applyToHistory)
            snapshot.mapRows(of: "field_values") { row in
                var own: [(name: String, kind: Kind)] = [("text_value", .text), ("json_value", .json)]
                if ids.contains(row["field_id"] as? String ?? "") { own.append(("ref_key", .person)) }
                apply(own, to: &row)
            }
            guard var values = snapshot["fields"] as? [String: Any] else { return }
            for (column, value) in values {
                guard let text = value as? String else { continue }
                values[column] =
                    columns.contains(column) ? Self.keys(text, redaction) : Self.json(text, redaction)
            }
            snapshot["fields"] = values
        }
        try db.execute(sql: "UPDATE quarantine SET raw = NULL WHERE raw IS NOT NULL")
        try db.execute(
            sql: """
                UPDATE quarantine SET record = redacted_person(record)
                WHERE stream = 'users' AND record IS NOT redacted_person(record)
                """)
    }

    // MARK: Values

    private func apply(_ columns: [(name: String, kind: Kind)], to row: inout [String: Any]) {
        for (name, kind) in columns {
            guard let text = row[name] as? String else { continue }
            row[name] =
                switch kind {
                case .person: redaction.person(text) ?? text
                case .text: redaction.text(text) ?? text
                case .json: Self.json(text, redaction)
                }
        }
    }

    private func applyToHistory(_ row: inout [String: Any]) {
        for side in ["from", "to"] {
            let item = Self.side(
                value: row["\(side)_value"] as? String, text: row["\(side)_text"] as? String,
                field: row["field"] as? String ?? "", type: row["field_type"] as? String, redaction)
            if let value = item.value { row["\(side)_value"] = value }
            if let text = item.text { row["\(side)_text"] = text }
        }
    }

    private static func side(
        value: String?, text: String?, field: String, type: String?, _ redaction: Redaction
    ) -> (value: String?, text: String?) {
        guard redaction.isOfPeople(field: field, type: type) else {
            return (value.map { redaction.text($0) ?? $0 }, text.map { redaction.text($0) ?? $0 })
        }
        return redaction.people(value: value, text: text)
    }

    /// A column of a field of people: a key, or a JSON array of keys.
    private static func keys(_ text: String, _ redaction: Redaction) -> String {
        guard let list = JSONRedaction.parse(text) as? [String] else { return redaction.person(text) ?? text }
        return JSONRedaction.text(list.map { redaction.person($0) ?? $0 }) ?? text
    }

    private static func json(_ text: String, _ redaction: Redaction) -> String {
        guard text.hasPrefix("[") || text.hasPrefix("{") else { return redaction.text(text) ?? text }
        return JSONRedaction(redaction).apply(to: text)
    }
}
