import GRDBSQLite

/// Decides, while SQLite compiles a statement, what a reader may do: read tables, call functions, ask the
/// schema. Everything else is refused, so that `query` cannot reach other files or change anything.
enum ReaderAuthorizer {
    /// Pragmas that only tell something; those of the second list take the name of a table or index.
    private static let plainPragmas: Set<String> = [
        "application_id", "collation_list", "compile_options", "data_version", "encoding",
        "foreign_key_check",
        "freelist_count", "function_list", "integrity_check", "module_list", "page_count", "page_size",
        "pragma_list", "quick_check", "schema_version", "table_list", "user_version",
    ]
    private static let pragmasWithName: Set<String> = [
        "foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo", "integrity_check",
        "quick_check", "table_info", "table_list", "table_xinfo",
    ]
    /// Functions that reach outside the file.
    private static let refusedFunctions: Set<String> = [
        "edit", "fts3_tokenizer", "load_extension", "readfile", "writefile",
    ]

    static func install(on connection: OpaquePointer) {
        sqlite3_set_authorizer(
            connection,
            { _, action, first, second, _, _ in
                ReaderAuthorizer.allows(
                    action, first.map { String(cString: $0) }, second.map { String(cString: $0) })
                    ? SQLITE_OK : SQLITE_DENY
            }, nil)
    }

    static func allows(_ action: Int32, _ first: String?, _ second: String?) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return true
        // Asked when a table-valued pragma is declared. A real UPDATE fails: the statement is not read-only.
        case SQLITE_UPDATE: return first == "sqlite_master"
        case SQLITE_FUNCTION: return !refusedFunctions.contains((second ?? "").lowercased())
        case SQLITE_PRAGMA:
            let name = (first ?? "").lowercased()
            return second == nil ? plainPragmas.contains(name) : pragmasWithName.contains(name)
        default: return false
        }
    }
}
