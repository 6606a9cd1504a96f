import Foundation
import GRDBSQLite
import MirrorStore

/// All rows of a mirror in memory, and the cheapest way to write them again: plain inserts in transactions of a page,
/// table by table in the order of the primary keys, with nothing to decode, to look up or to compare.
///
/// The tables are the mirror's own: the same columns, keys and checks, and the indexes that a fill keeps up to date.
/// Those that it builds at its end are left out, and so are views.
final class TableRows {
    private enum Value {
        case null
        case integer(Int64)
        case real(Double)
        /// In the arena.
        case text(Int, Int)
        case blob(Int, Int)
    }
    private struct Table {
        var name: String
        var sql: String
        var columns: [String]
        var values: [Value] = []
    }
    struct Failure: Error { var message: String }

    private var tables: [Table] = []
    private var indexes: [String] = []
    private var arena: [UInt8] = []

    init(of path: String) throws {
        let source = try Connection(path, SQLITE_OPEN_READONLY)
        var found: [Table] = []
        try source.rows(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ) {
            found.append(
                Table(
                    name: String(cString: sqlite3_column_text($0, 0)),
                    sql: String(cString: sqlite3_column_text($0, 1)), columns: []))
        }
        let deferred = Set(MirrorIndexes.all.map(\.name))
        try source.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL") {
            guard !deferred.contains(String(cString: sqlite3_column_text($0, 0))) else { return }
            indexes.append(String(cString: sqlite3_column_text($0, 1)))
        }
        for var table in found {
            try source.rows("PRAGMA table_info(\"\(table.name)\")") {
                table.columns.append(String(cString: sqlite3_column_text($0, 1)))
            }
            try source.rows("SELECT * FROM \"\(table.name)\"") { row in
                for column in 0..<Int32(table.columns.count) { table.values.append(value(row, column)) }
            }
            tables.append(table)
        }
    }

    private func value(_ row: OpaquePointer?, _ column: Int32) -> Value {
        switch sqlite3_column_type(row, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(row, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(row, column))
        case SQLITE_NULL: return .null
        case let type:
            let start = sqlite3_column_blob(row, column)
            let count = Int(sqlite3_column_bytes(row, column))
            let offset = arena.count
            arena.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
            return type == SQLITE_TEXT ? .text(offset, count) : .blob(offset, count)
        }
    }

    /// - Parameter pageIssues: a transaction holds as many rows as a page of so many issues would.
    func append(to path: String, pageIssues: Int, issues: Int) throws {
        let target = try Connection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        for setting in [
            "page_size = 8192", "journal_mode = WAL", "synchronous = NORMAL", "cache_size = -65536",
        ] {
            try target.rows("PRAGMA \(setting)") { _ in }
        }
        let count = tables.reduce(0) { $0 + $1.values.count / max(1, $1.columns.count) }
        let batch = max(1, count * pageIssues / issues)
        var inTransaction = 0
        for statement in tables.map(\.sql) + indexes { try target.rows(statement) { _ in } }
        try target.rows("BEGIN") { _ in }
        try arena.withUnsafeBufferPointer { bytes in
            for table in tables {
                let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
                try target.statement("INSERT INTO \"\(table.name)\" VALUES (\(marks))") { insert in
                    for start in stride(from: 0, to: table.values.count, by: table.columns.count) {
                        for column in table.columns.indices {
                            bind(insert, Int32(column + 1), table.values[start + column], bytes)
                        }
                        guard sqlite3_step(insert) == SQLITE_DONE else { throw target.failure() }
                        sqlite3_reset(insert)
                        inTransaction += 1
                        if inTransaction == batch {
                            try target.rows("COMMIT") { _ in }
                            try target.rows("BEGIN") { _ in }
                            inTransaction = 0
                        }
                    }
                }
            }
        }
        try target.rows("COMMIT") { _ in }
    }

    private func bind(
        _ statement: OpaquePointer?, _ index: Int32, _ value: Value, _ bytes: UnsafeBufferPointer<UInt8>
    ) {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let number): sqlite3_bind_int64(statement, index, number)
        case .real(let number): sqlite3_bind_double(statement, index, number)
        case .text(let offset, let count):
            bytes.baseAddress?.advanced(by: offset).withMemoryRebound(to: CChar.self, capacity: count) {
                _ = sqlite3_bind_text64(statement, index, $0, UInt64(count), nil, UInt8(SQLITE_UTF8))
            }
        case .blob(let offset, let count):
            _ = bytes.baseAddress.map {
                sqlite3_bind_blob64(statement, index, $0 + offset, UInt64(count), nil)
            }
        }
    }
}

/// A connection to a file, as the yardstick needs it.
private final class Connection {
    private var handle: OpaquePointer?

    init(_ path: String, _ flags: Int32) throws {
        // One thread uses it, as the mirror's own connection: no lock a call.
        let flags = flags | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK else { throw failure() }
    }

    deinit { sqlite3_close(handle) }

    func statement(_ sql: String, _ body: (OpaquePointer?) throws -> Void) throws {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure() }
        defer { sqlite3_finalize(statement) }
        try body(statement)
    }

    func rows(_ sql: String, _ body: (OpaquePointer?) throws -> Void) throws {
        try statement(sql) { statement in
            while true {
                let code = sqlite3_step(statement)
                if code == SQLITE_DONE { return }
                guard code == SQLITE_ROW else { throw failure() }
                try body(statement)
            }
        }
    }

    func failure() -> TableRows.Failure {
        TableRows.Failure(message: String(cString: sqlite3_errmsg(handle)))
    }
}
