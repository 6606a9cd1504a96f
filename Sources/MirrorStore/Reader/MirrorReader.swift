import Foundation
import GRDBSQLite
package import SyncCore
import Synchronization

/// A connection to the mirror that can only read: for `query`, `status` and the reports.
///
/// It opens the file even where the directory cannot be written: the writer leaves `-wal` and `-shm` in
/// place. Where those files are missing too (a copy on a read-only medium), the file is taken as immutable.
/// One statement runs at a time; ``interrupt()`` may be called from any thread.
package final class MirrorReader: @unchecked Sendable {
    package let path: String
    let connection: OpaquePointer
    /// Serialises the statements: the connection's state (deadline, last error) belongs to one of them.
    let lock = NSRecursiveLock()
    let watch = StatementWatch()
    let cacheBytes: Int
    /// A second connection that sees the same state, while there is one.
    let companionSlot = Mutex<MirrorReader?>(nil)

    /// Bytes of the longest text, blob or row that a statement may make: more than Jira lets anybody write.
    static let longestValue: Int32 = 64 << 20

    /// SQLite's cache of a reader of people's queries, and what they may sort in memory.
    package static let queryCacheBytes = 32 << 20
    /// Of one that passes over tables, as reports do: where each page is read once, memory that is used again costs less
    /// than fresh memory for each.
    package static let scanCacheBytes = 4 << 20

    /// Opens an existing mirror.
    ///
    /// - Throws: `notAMirror` where there is no file or another kind of file, `newerSchema` where a newer
    ///   program wrote it, and what SQLite says otherwise.
    package init(
        path: String, cacheBytes: Int = MirrorReader.queryCacheBytes, busyTimeoutMilliseconds: Int32 = 5000
    ) throws(StoreError) {
        self.path = path
        self.cacheBytes = cacheBytes
        let connection = try ReadOnlyConnection.open(path: path)
        sqlite3_busy_timeout(connection, busyTimeoutMilliseconds)
        do {
            let header = try MirrorHeader.read(from: connection)
            try header.requireReadable(path: path)
            try ReadOnlyConnection.execute(
                """
                PRAGMA query_only = 1; PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1;
                PRAGMA temp_store = 0; PRAGMA cache_size = -\(max(cacheBytes, 1 << 20) >> 10)
                """, on: connection)
        } catch {
            sqlite3_close_v2(connection)
            throw error
        }
        self.connection = connection
        sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0)
        // SQLite would make texts of a gigabyte. A limit of all its memory would be one of the whole process, the
        // writer's cache and the sorting of long exports included.
        sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Self.longestValue)
        // "Done" is the name of a column that is not there, not a text: a slip in one is found, not compared.
        _disableDoubleQuotedStringLiterals(connection)
        ReaderAuthorizer.install(on: connection)
        watch.install(on: connection)
    }

    deinit { sqlite3_close_v2(connection) }

    /// Runs one statement and gives its rows one by one, without keeping them.
    ///
    /// In a task that is cancelled it throws ``QueryError/interrupted``: an ``interrupt()`` that comes between two
    /// statements stops neither.
    /// - Parameters:
    ///   - timeout: seconds after which the statement is stopped.
    ///   - header: called once before the first row, also where there is none.
    /// - Throws: ``QueryError``, or what the closures throw.
    package func rows(
        sql: String, arguments: MirrorArguments = .none, timeout: Double? = nil,
        header: ([String]) throws -> Void = { _ in }, _ body: (MirrorRow) throws -> Void
    ) throws {
        lock.lock()
        defer { lock.unlock() }
        watch.begin(timeout: timeout)
        // After begin: a later cancellation finds the watch.
        if Task.isCancelled { throw QueryError.interrupted }
        let statement = try prepare(sql)
        defer { sqlite3_finalize(statement) }
        try bind(arguments, to: statement)
        let columns = StatementShape(statement).columns
        try header(columns)
        let row = MirrorRow(columns: columns, statement: statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try body(row)
            case SQLITE_DONE:
                if Task.isCancelled { throw QueryError.interrupted }
                return
            default: throw failure(offset: nil)
            }
        }
    }

    /// What a statement gives and needs, without running it.
    package func shape(of sql: String) throws(QueryError) -> StatementShape {
        lock.lock()
        defer { lock.unlock() }
        watch.begin(timeout: nil)
        let statement = try prepare(sql)
        defer { sqlite3_finalize(statement) }
        return StatementShape(statement)
    }

    /// All rows at once, for small results.
    package func all(
        sql: String, arguments: MirrorArguments = .none, timeout: Double? = nil
    ) throws -> [[MirrorValue]] {
        var result: [[MirrorValue]] = []
        try rows(sql: sql, arguments: arguments, timeout: timeout) { result.append($0.values) }
        return result
    }

    /// Stops the running statement; it throws ``QueryError/interrupted``.
    package func interrupt() {
        watch.interrupt()
        sqlite3_interrupt(connection)
        companion?.interrupt()
    }
}
