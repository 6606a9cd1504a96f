import Foundation
import GRDBSQLite
import MirrorStore

/// All rows of a mirror in memory, and the cheapest way to write them again: plain inserts in transactions of a page, with
/// nothing to decode, to look up or to compare.
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
        var count: Int { columns.isEmpty ? 0 : values.count / columns.count }
    }
    struct Failure: Error { var message: String }
    /// Rows of one table that follow each other.
    struct Stretch {
        fileprivate var table: Int
        fileprivate var rows: Range<Int>
    }
    /// What is written in one transaction.
    typealias Batch = [Stretch]

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

    /// Table by table in the order of the primary keys, as no source of issues gives them: what SQLite does fastest.
    ///
    /// - Parameter count: how many transactions.
    func inOrderOfKeys(batches count: Int) -> [Batch] {
        let all = tables.reduce(0) { $0 + $1.count }
        let size = max(1, all / count)
        var batches: [Batch] = [[]]
        var room = size
        for (number, table) in tables.enumerated() {
            var next = 0
            while next < table.count {
                let end = min(table.count, next + room)
                batches[batches.count - 1].append(Stretch(table: number, rows: next..<end))
                room -= end - next
                next = end
                if room == 0 {
                    batches.append([])
                    room = size
                }
            }
        }
        return batches.filter { !$0.isEmpty }
    }

    /// Page by page, each table in the order of its keys; what belongs to no issue comes with the first page.
    ///
    /// - Parameter pages: ids of issues, by page.
    func inOrderOfArrival(_ pages: [[Int64]]) -> [Batch] {
        var pageOf: [Int64: Int] = [:]
        for (page, ids) in pages.enumerated() { for id in ids { pageOf[id] = page } }
        var batches = [Batch](repeating: [], count: max(1, pages.count))
        for (number, table) in tables.enumerated() {
            let owner = table.columns.firstIndex { ["issue_id", "source_issue_id"].contains($0) }
            let column = owner ?? (table.name == "issues" ? table.columns.firstIndex(of: "id") : nil)
            for row in 0..<table.count {
                var page = 0
                if let column, case .integer(let id) = table.values[row * table.columns.count + column] {
                    page = pageOf[id] ?? 0
                }
                if let last = batches[page].last, last.table == number, last.rows.upperBound == row {
                    batches[page][batches[page].count - 1].rows = last.rows.lowerBound..<(row + 1)
                } else {
                    batches[page].append(Stretch(table: number, rows: row..<(row + 1)))
                }
            }
        }
        return batches
    }

    func append(_ batches: [Batch], to path: String) throws {
        let target = try Connection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        for setting in [
            "page_size = 8192", "journal_mode = WAL", "synchronous = NORMAL", "cache_size = -65536",
        ] {
            try target.rows("PRAGMA \(setting)") { _ in }
        }
        for statement in tables.map(\.sql) + indexes { try target.rows(statement) { _ in } }
        var inserts: [OpaquePointer?] = []
        defer { for insert in inserts { sqlite3_finalize(insert) } }
        for table in tables {
            let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
            inserts.append(try target.prepared("INSERT INTO \"\(table.name)\" VALUES (\(marks))"))
        }
        try arena.withUnsafeBufferPointer { bytes in
            for batch in batches {
                try target.rows("BEGIN") { _ in }
                for stretch in batch {
                    try insert(stretch, by: inserts[stretch.table], bytes, into: target)
                }
                try target.rows("COMMIT") { _ in }
            }
        }
    }

    private func insert(
        _ stretch: Stretch, by insert: OpaquePointer?, _ bytes: UnsafeBufferPointer<UInt8>,
        into target: Connection
    ) throws {
        let width = tables[stretch.table].columns.count
        for row in stretch.rows {
            for column in 0..<width {
                bind(insert, Int32(column + 1), tables[stretch.table].values[row * width + column], bytes)
            }
            guard sqlite3_step(insert) == SQLITE_DONE else { throw target.failure() }
            sqlite3_reset(insert)
        }
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

    /// For whoever finalizes it.
    func prepared(_ sql: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure() }
        return statement
    }

    func rows(_ sql: String, _ body: (OpaquePointer?) throws -> Void) throws {
        let statement = try prepared(sql)
        defer { sqlite3_finalize(statement) }
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure() }
            try body(statement)
        }
    }

    func failure() -> TableRows.Failure {
        TableRows.Failure(message: String(cString: sqlite3_errmsg(handle)))
    }
}
