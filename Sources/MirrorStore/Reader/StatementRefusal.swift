import Reporting

/// Words for a statement that would do more than read: SQLite only says "not authorized".
enum StatementRefusal {
    private static let copy = "the mirror is a copy of Jira and can only be read"
    private static let kept = "'sync' looks after the mirror's file"
    private static let state = "a query sees one state of the mirror anyway"
    private static let alone = "a query reaches no other file"

    private static let reasons: [String: String] = [
        "INSERT": copy, "REPLACE": copy, "UPDATE": copy, "DELETE": copy,
        "CREATE": "\(copy); a view of your own is a .sql file in the directory views.d, which 'sync' reads",
        "DROP": copy, "ALTER": copy,
        "ATTACH": alone, "DETACH": alone,
        "PRAGMA": "only pragmas that tell something are allowed, such as PRAGMA table_info(issues)",
        "BEGIN": state, "COMMIT": state, "END": state, "ROLLBACK": state, "SAVEPOINT": state,
        "RELEASE": state,
        "VACUUM": kept, "REINDEX": kept, "ANALYZE": kept,
    ]

    /// What is refused, and why.
    ///
    /// - Parameter message: SQLite's own; it names a function that may not be called.
    static func text(of sql: String, message: String) -> String {
        if let mark = message.firstRange(of: "function: ") {
            return
                "the function \(message[mark.upperBound...])() is refused: it reaches outside of the mirror"
        }
        if let word = verb(of: sql), let reason = reasons[word] { return "\(word) is refused: \(reason)" }
        return "only reading is allowed here: \(message)"
    }

    /// The word that says what the statement does: not `EXPLAIN`, and of `WITH … DELETE` the latter.
    private static func verb(of sql: String) -> String? {
        let tokens = SQLTokens(sql)
        let words = tokens.tokens.filter { $0.kind == .word }.map { tokens.text($0).uppercased() }
        let own = words.drop { ["EXPLAIN", "QUERY", "PLAN"].contains($0) }
        guard own.first == "WITH" else { return own.first }
        return own.first { ["INSERT", "UPDATE", "DELETE"].contains($0) }
    }
}
