import GRDBSQLite

/// The row that a statement stands on. Valid only inside the closure that it was given to.
package struct MirrorRow {
    /// Names of the columns, as the statement gives them.
    package let columns: [String]
    let statement: OpaquePointer

    package var count: Int { columns.count }

    /// The value of a column, copied.
    package subscript(index: Int) -> MirrorValue {
        let i = Int32(index)
        switch sqlite3_column_type(statement, i) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, i))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, i))
        case SQLITE_TEXT: return .text(utf8(i) { String(decoding: $0, as: UTF8.self) })
        case SQLITE_BLOB: return .blob(blob(i))
        default: return .null
        }
    }

    /// All values of the row.
    package var values: [MirrorValue] { columns.indices.map { self[$0] } }

    package func isNull(_ index: Int) -> Bool {
        sqlite3_column_type(statement, Int32(index)) == SQLITE_NULL
    }

    /// The integer of a column, nil where it is NULL. Without a copy, for reports that read millions of rows.
    package func integer(_ index: Int) -> Int64? {
        isNull(index) ? nil : sqlite3_column_int64(statement, Int32(index))
    }

    package func real(_ index: Int) -> Double? {
        isNull(index) ? nil : sqlite3_column_double(statement, Int32(index))
    }

    package func text(_ index: Int) -> String? {
        isNull(index) ? nil : utf8(Int32(index)) { String(decoding: $0, as: UTF8.self) }
    }

    /// Bytes of a text without a copy; empty where it is NULL.
    package func withUTF8<R>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try utf8(Int32(index), body)
    }

    private func utf8<R>(_ i: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        let start = sqlite3_column_text(statement, i)
        return try body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, i))))
    }

    private func blob(_ i: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, i) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, i))))
    }
}
