import GRDB
import GRDBSQLite
import SyncCore

/// A cached statement with direct binds: texts are passed by pointer, without a copy and without a `String`.
/// All parameters are bound anew before each step, and what they point to lives until it has run.
struct HotStatement {
    private let statement: Statement
    private let connection: OpaquePointer?
    private let scratch: UnsafeMutablePointer<UInt8>
    let handle: OpaquePointer

    init(_ db: Database, _ state: WriterState, _ sql: String) throws {
        self.init(db, state, try db.cachedStatement(sql: sql))
    }

    /// A statement that its user keeps. It has no room for instants beyond the 63rd parameter.
    init(_ db: Database, _ state: WriterState, _ statement: Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
        connection = db.sqliteConnection
        scratch = state.scratch
    }

    // MARK: Parameters

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ index: Int32, _ value: Double) { sqlite3_bind_double(handle, index, value) }

    func bind(_ index: Int32, _ value: Double?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
    }

    func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }

    func bind(_ index: Int32, _ value: Bool?) { bind(index, value.map { $0 ? 1 : 0 } as Int64?) }

    func bind(_ index: Int32, _ text: TextSlice) {
        bind(index, UnsafeRawPointer(text.start), text.count)
    }

    func bind(_ index: Int32, _ text: TextSlice?) {
        if let text { bind(index, text) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ index: Int32, _ instant: Instant) {
        let slot = scratch + Int(index) * WriterState.slotLength
        instant.write(to: slot)
        bind(index, UnsafeRawPointer(slot), Instant.textLength)
    }

    func bind(_ index: Int32, _ instant: Instant?) {
        if let instant { bind(index, instant) } else { sqlite3_bind_null(handle, index) }
    }

    /// A day: the first ten bytes of its midnight.
    func bind(_ index: Int32, _ day: Day) {
        let slot = scratch + Int(index) * WriterState.slotLength
        Instant(milliseconds: Int64(day.daysSince1970) * 86_400_000).write(to: slot)
        bind(index, UnsafeRawPointer(slot), 10)
    }

    func bind(_ index: Int32, _ day: Day?) {
        if let day { bind(index, day) } else { sqlite3_bind_null(handle, index) }
    }

    private func bind(_ index: Int32, _ start: UnsafeRawPointer, _ count: Int) {
        sqlite3_bind_text64(
            handle, index, start.assumingMemoryBound(to: CChar.self), UInt64(count), nil, UInt8(SQLITE_UTF8))
    }

    // MARK: Steps

    /// Runs a statement that gives no rows.
    func run() throws {
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
    }

    /// Runs a statement; false where a UNIQUE constraint stopped it, which leaves everything as it was.
    func runUnlessTaken() throws -> Bool {
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        if code == SQLITE_DONE { return true }
        // SQLITE_CONSTRAINT_UNIQUE, a macro that is not imported.
        guard code == SQLITE_CONSTRAINT | (8 << 8) else { throw failure(code) }
        return false
    }

    /// Steps to the next row; false at the end. Call ``reset()`` when done.
    func next() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        sqlite3_reset(handle)
        guard code == SQLITE_DONE else { throw failure(code) }
        return false
    }

    func reset() { sqlite3_reset(handle) }

    /// Rows that the last run changed.
    var changes: Int { Int(sqlite3_changes(connection)) }

    private func failure(_ code: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: connection.map { String(cString: sqlite3_errmsg($0)) })
    }

    // MARK: The present row

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// The bytes of a text; valid until the next step.
    func text(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(handle, column)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}
