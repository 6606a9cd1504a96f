import Reporting

/// What somebody probably meant whose SQL SQLite does not understand.
struct QueryHints {
    private let reader: MirrorReader
    private let tokens: SQLTokens

    init(_ reader: MirrorReader, _ tokens: SQLTokens) {
        self.reader = reader
        self.tokens = tokens
    }

    /// - Parameter offset: the byte that the message is about.
    func hints(for message: String, at offset: Int?) -> [String] {
        if message == "only one statement can run at a time" {
            return ["put each statement into a query of its own"]
        }
        guard let name = SQLMessage.name(in: message) else { return [] }
        if message.hasPrefix("no such table") { return table(name) }
        if message.hasPrefix("no such column") {
            return column(name, of: SQLMessage.qualifier(in: message), at: offset)
        }
        if message.hasPrefix("no such function") { return function(name) }
        if message.hasPrefix("ambiguous column name") {
            return ["several tables have '\(name)': write table.\(name)"]
        }
        return []
    }

    // MARK: Tables

    private func table(_ name: String) -> [String] {
        let tables = strings("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
        // `issue` and `sprint` for `issues` and `sprints`.
        let nearest = NearestName.of(name, among: tables)
        return [
            nearest.map { "did you mean '\($0)'?" }, "all tables and views: jira-mirror query --schema",
        ].compactMap { $0 }
    }

    // MARK: Columns

    private func column(_ name: String, of table: String?, at offset: Int?) -> [String] {
        if let offset, tokens.bytes[offset] == UInt8(ascii: "\"") {
            return [
                "texts stand in single quotes: \(SQLText.literal(name))",
                "double quotes are for names of columns and tables",
            ]
        }
        let named = namedTables
        let columns = strings(
            """
            SELECT DISTINCT columns.name FROM sqlite_schema AS tables, pragma_table_xinfo(tables.name) AS columns
            WHERE tables.type IN ('table', 'view')
                AND lower(tables.name) IN (\(named.map { _ in "?" }.joined(separator: ", ")))
            """, named.map { .text($0) })
        if let table, columns.contains(where: { $0.lowercased() == name.lowercased() }) {
            return ["there is no '\(table)' here, or it has no such column"]
        }
        if let nearest = NearestName.of(name, among: columns) { return ["did you mean '\(nearest)'?"] }
        let owners = strings(
            """
            SELECT tables.name FROM sqlite_schema AS tables, pragma_table_xinfo(tables.name) AS columns
            WHERE tables.type IN ('table', 'view') AND columns.name = ? COLLATE NOCASE
            ORDER BY tables.name LIMIT 5
            """, [.text(name)])
        if !owners.isEmpty { return ["a column '\(name)' is in \(owners.joined(separator: ", "))"] }
        guard let first = named.first else { return [] }
        return ["the columns of \(first): jira-mirror query --schema \(first)"]
    }

    /// Tables and views that the statement names, in lower case.
    private var namedTables: [String] {
        let all = Set(strings("SELECT lower(name) FROM sqlite_schema WHERE type IN ('table', 'view')"))
        var names: [String] = []
        for token in tokens.tokens where token.kind == .word || token.kind == .quoted {
            let name = SQLMessage.unquoted(tokens.text(token)).lowercased()
            if all.contains(name), !names.contains(name) { names.append(name) }
        }
        return names
    }

    // MARK: Functions

    /// What other databases have under these names.
    private static let elsewhere = [
        "now": "the present instant is strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), the day date('now')",
        "getdate": "the present instant is strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), the day date('now')",
        "datediff": "days between two instants: julianday(later) - julianday(earlier)",
        "date_trunc": "the table days has week_start, month and quarter of each day",
        "dateadd": "date(day, '+7 days')",
        "date_add": "date(day, '+7 days')",
        "to_char": "strftime('%Y-%m', instant)",
        "extract": "strftime('%Y', instant)",
        "year": "strftime('%Y', instant)",
        "month": "strftime('%Y-%m', instant)",
        "left": "substr(text, 1, length)",
        "concat": "texts are joined with ||",
        "isnull": "ifnull(value, otherwise)",
        "nvl": "ifnull(value, otherwise)",
        "string_agg": "group_concat(text, ', ')",
        "listagg": "group_concat(text, ', ')",
        "if": "iif(condition, value, otherwise)",
        "greatest": "max(a, b)",
        "least": "min(a, b)",
    ]

    private func function(_ name: String) -> [String] {
        if let known = Self.elsewhere[name.lowercased()] { return ["SQLite has: \(known)"] }
        let functions = strings("SELECT DISTINCT name FROM pragma_function_list")
        return NearestName.of(name, among: functions).map { ["did you mean '\($0)'?"] } ?? []
    }

    // MARK: Asking

    /// A hint is worth nothing where even the schema cannot be read: then there is none.
    private func strings(_ sql: String, _ arguments: [MirrorValue] = []) -> [String] {
        let rows = (try? reader.all(sql: sql, arguments: .positional(arguments))) ?? []
        return rows.compactMap { if case .text(let text) = $0.first { text } else { nil } }
    }
}
