import Foundation
import GRDBSQLite
package import SyncCore

/// A connection to the mirror that can only read: for `query`, `status` and the reports.
///
/// It opens the file even where the directory cannot be written: the writer leaves `-wal` and `-shm` in
/// place. Where those files are missing too (a copy on a read-only medium), the file is taken as immutable.
/// One statement runs at a time; ``interrupt()`` may be called from any thread.
package final class MirrorReader: @unchecked Sendable {
    package let path: String
    private let connection: OpaquePointer
    /// Serialises the statements: the connection's state (deadline, last error) belongs to one of them.
    private let lock = NSRecursiveLock()
    private let watch = StatementWatch()

    /// Opens an existing mirror.
    ///
    /// - Throws: `notAMirror` where there is no file or another kind of file, `newerSchema` where a newer
    ///   program wrote it, and what SQLite says otherwise.
    package init(
        path: String, cacheBytes: Int = 32 << 20, busyTimeoutMilliseconds: Int32 = 5000
    ) throws(StoreError) {
        self.path = path
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
        ReaderAuthorizer.install(on: connection)
        watch.install(on: connection)
    }

    deinit { sqlite3_close_v2(connection) }

    /// Runs one statement and gives its rows one by one, without keeping them.
    ///
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
        let statement = try prepare(sql)
        defer { sqlite3_finalize(statement) }
        try bind(arguments, to: statement)
        let columns = (0..<sqlite3_column_count(statement)).map { index in
            sqlite3_column_name(statement, index).map { String(cString: $0) } ?? ""
        }
        try header(columns)
        let row = MirrorRow(columns: columns, statement: statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try body(row)
            case SQLITE_DONE: return
            default: throw failure(offset: nil)
            }
        }
    }

    /// All rows at once, for small results.
    package func all(
        sql: String, arguments: MirrorArguments = .none, timeout: Double? = nil
    ) throws -> [[MirrorValue]] {
        var result: [[MirrorValue]] = []
        try rows(sql: sql, arguments: arguments, timeout: timeout) { result.append($0.values) }
        return result
    }

    /// Several statements see one state of the mirror, whatever a writer does meanwhile.
    package func snapshot<R>(_ body: () throws -> R) throws -> R {
        lock.lock()
        defer { lock.unlock() }
        sqlite3_set_authorizer(connection, nil, nil)
        try ReadOnlyConnection.execute("BEGIN", on: connection)
        ReaderAuthorizer.install(on: connection)
        defer {
            sqlite3_set_authorizer(connection, nil, nil)
            sqlite3_exec(connection, "COMMIT", nil, nil, nil)
            ReaderAuthorizer.install(on: connection)
        }
        return try body()
    }

    /// Stops the running statement; it throws ``QueryError/interrupted``.
    package func interrupt() {
        watch.interrupt()
        sqlite3_interrupt(connection)
    }

    // MARK: Statements

    private func prepare(_ sql: String) throws(QueryError) -> OpaquePointer {
        var statement: OpaquePointer?
        var rest = ""
        let code = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(connection, start, -1, 0, &statement, &tail)
            if let tail { rest = String(cString: tail) }
            return code
        }
        guard code == SQLITE_OK else {
            if code == SQLITE_AUTH {
                throw .refused("only reading is allowed here: \(message)")
            }
            throw failure(offset: Int(sqlite3_error_offset(connection)))
        }
        guard let statement else { throw .sql(message: "there is no statement", offset: nil) }
        guard isBlank(rest) else {
            sqlite3_finalize(statement)
            throw .sql(
                message: "only one statement can run at a time", offset: sql.utf8.count - rest.utf8.count)
        }
        guard sqlite3_stmt_readonly(statement) != 0 else {
            sqlite3_finalize(statement)
            throw .refused("only reading is allowed here")
        }
        return statement
    }

    /// Whether what follows the first statement holds nothing: blanks, semicolons and comments.
    private func isBlank(_ sql: String) -> Bool {
        var statement: OpaquePointer?
        var rest = sql
        while !rest.isEmpty {
            var next = ""
            let code = rest.withCString { start in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(connection, start, -1, 0, &statement, &tail)
                if let tail { next = String(cString: tail) }
                return code
            }
            guard code == SQLITE_OK, statement == nil else {
                sqlite3_finalize(statement)
                return false
            }
            guard next.utf8.count < rest.utf8.count else { return true }
            rest = next
        }
        return true
    }

    private func bind(_ arguments: MirrorArguments, to statement: OpaquePointer) throws(QueryError) {
        let count = sqlite3_bind_parameter_count(statement)
        if case .positional(let values) = arguments, values.count != Int(count) {
            throw .sql(
                message: "the statement has \(count) parameters, \(values.count) values were given",
                offset: nil)
        }
        guard count > 0 else { return }
        for index in 1...count {
            let value: MirrorValue
            switch arguments {
            case .positional(let values): value = values[Int(index) - 1]
            case .named(let values):
                let sign = sqlite3_bind_parameter_name(statement, index).map { String(cString: $0) } ?? "?"
                guard let found = values[String(sign.dropFirst())] else {
                    throw .sql(message: "the parameter \(sign) has no value", offset: nil)
                }
                value = found
            }
            guard bind(value, at: index, of: statement) == SQLITE_OK else { throw failure(offset: nil) }
        }
    }

    private func bind(_ value: MirrorValue, at index: Int32, of statement: OpaquePointer) -> Int32 {
        // SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .real(let number): return sqlite3_bind_double(statement, index, number)
        case .text(let text):
            return sqlite3_bind_text64(
                statement, index, text, UInt64(text.utf8.count), copy, UInt8(SQLITE_UTF8))
        case .blob(let bytes):
            return bytes.isEmpty
                ? sqlite3_bind_zeroblob(statement, index, 0)
                : sqlite3_bind_blob64(statement, index, bytes, UInt64(bytes.count), copy)
        }
    }

    private var message: String { String(cString: sqlite3_errmsg(connection)) }

    private func failure(offset: Int?) -> QueryError {
        let code = sqlite3_extended_errcode(connection)
        switch code & 0xff {
        case SQLITE_INTERRUPT:
            if let seconds = watch.exceeded { return .timedOut(seconds: seconds) }
            return .interrupted
        case SQLITE_AUTH, SQLITE_READONLY: return .refused("only reading is allowed here: \(message)")
        case SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE, SQLITE_CONSTRAINT:
            return .sql(message: message, offset: offset.flatMap { $0 < 0 ? nil : $0 })
        default:
            return .store(
                StoreError(code: code, message: message, systemError: sqlite3_system_errno(connection)))
        }
    }
}
