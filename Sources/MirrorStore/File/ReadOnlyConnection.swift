import Foundation
import GRDBSQLite
import SyncCore

/// Opens a database without the right to change it.
enum ReadOnlyConnection {
    /// A connection that has proved that it can read the file.
    static func open(path: String) throws(StoreError) -> OpaquePointer {
        var info = stat()
        guard stat(path, &info) == 0 else {
            if errno == ENOENT || errno == ENOTDIR {
                throw .notAMirror("there is no mirror at \(path) yet: run `jira-mirror sync` first")
            }
            throw .inputOutput("\(path): \(String(cString: strerror(errno)))")
        }
        do {
            return try connect(path, flags: SQLITE_OPEN_READONLY)
        } catch {
            // A WAL database without its -wal in a directory that cannot be written: nobody writes to it.
            guard case .cannotWrite = error, access(path, R_OK) == 0, access(path + "-wal", F_OK) != 0 else {
                throw error
            }
            return try connect(uri(of: path) + "?immutable=1", flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
        }
    }

    private static func connect(_ name: String, flags: Int32) throws(StoreError) -> OpaquePointer {
        var connection: OpaquePointer?
        // MirrorReader's own lock serialises the statements; SQLite's would cost a third of a long pass.
        var code = sqlite3_open_v2(name, &connection, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard let connection else { throw .unexpected("SQLite could not allocate a connection") }
        sqlite3_extended_result_codes(connection, 1)
        sqlite3_busy_timeout(connection, 5000)
        if code == SQLITE_OK {
            // Opening reads nothing; this does.
            code = sqlite3_exec(connection, "SELECT count(*) FROM sqlite_schema", nil, nil, nil)
        }
        guard code == SQLITE_OK else {
            defer { sqlite3_close_v2(connection) }
            throw StoreError(code: code, on: connection)
        }
        return connection
    }

    static func execute(_ sql: String, on connection: OpaquePointer) throws(StoreError) {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw StoreError(code: code, on: connection) }
    }

    /// All rows as texts, for results of a few rows.
    static func texts(_ sql: String, on connection: OpaquePointer) throws(StoreError) -> [[String?]] {
        let (code, rows) = collect(sql, on: connection)
        guard code == SQLITE_DONE else { throw StoreError(code: code, on: connection) }
        return rows
    }

    /// The rows up to the end or to a failure, and SQLite's last result code.
    static func collect(_ sql: String, on connection: OpaquePointer) -> (code: Int32, rows: [[String?]]) {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        let prepared = sqlite3_prepare_v2(connection, sql, -1, &statement, nil)
        guard prepared == SQLITE_OK else { return (prepared, []) }
        var rows: [[String?]] = []
        while true {
            let code = sqlite3_step(statement)
            guard code == SQLITE_ROW else { return (code, rows) }
            rows.append(
                (0..<sqlite3_column_count(statement)).map { index in
                    sqlite3_column_text(statement, index).map { String(cString: $0) }
                })
        }
    }

    /// The first column of the first row, 0 where there is none.
    static func integer(_ sql: String, on connection: OpaquePointer) throws(StoreError) -> Int64 {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        var code = sqlite3_prepare_v2(connection, sql, -1, &statement, nil)
        if code == SQLITE_OK { code = sqlite3_step(statement) }
        guard code == SQLITE_ROW || code == SQLITE_DONE else { throw StoreError(code: code, on: connection) }
        return code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0
    }

    private static func uri(of path: String) -> String {
        let allowed = CharacterSet(charactersIn: "/-._~").union(.alphanumerics)
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        return "file:" + (absolute.addingPercentEncoding(withAllowedCharacters: allowed) ?? absolute)
    }
}
