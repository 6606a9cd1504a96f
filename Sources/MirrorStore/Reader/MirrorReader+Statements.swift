import GRDBSQLite
import Reporting
import SyncCore

/// What a compiled statement gives and needs.
package struct StatementShape: Sendable, Equatable {
    /// As SQLite names them.
    package var columns: [String]
    /// Names without their sign, each once, in order; one without a name (`?`) is `?` and its number.
    package var parameters: [String]

    init(_ statement: OpaquePointer) {
        columns = (0..<sqlite3_column_count(statement)).map { index in
            sqlite3_column_name(statement, index).map { String(cString: $0) } ?? ""
        }
        let count = sqlite3_bind_parameter_count(statement)
        parameters = (0..<count).map { index in
            let name = sqlite3_bind_parameter_name(statement, index + 1).map { String(cString: $0) }
            guard let name, !name.hasPrefix("?") else { return "?\(index + 1)" }
            return String(name.dropFirst())
        }
    }
}

extension MirrorReader {
    func prepare(_ sql: String) throws(QueryError) -> OpaquePointer {
        var statement: OpaquePointer?
        var rest = ""
        let code = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(connection, start, -1, 0, &statement, &tail)
            if let tail { rest = String(cString: tail) }
            return code
        }
        guard code == SQLITE_OK else {
            // A function that may not be called is an SQLITE_ERROR.
            if code == SQLITE_AUTH || message.hasPrefix("not authorized") {
                throw .refused(StatementRefusal.text(of: sql, message: message))
            }
            throw failure(offset: Int(sqlite3_error_offset(connection)))
        }
        guard let statement else { throw .sql(message: "there is no statement", offset: nil) }
        guard isBlank(rest) else {
            sqlite3_finalize(statement)
            let second = rest.utf8.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
            throw .sql(
                message: "only one statement can run at a time", offset: sql.utf8.count - second.count)
        }
        guard sqlite3_stmt_readonly(statement) != 0 else {
            sqlite3_finalize(statement)
            throw .refused(StatementRefusal.text(of: sql, message: message))
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

    func bind(_ arguments: MirrorArguments, to statement: OpaquePointer) throws(QueryError) {
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

    func failure(offset: Int?) -> QueryError {
        let code = sqlite3_extended_errcode(connection)
        switch code & 0xff {
        case SQLITE_INTERRUPT:
            if let seconds = watch.exceeded { return .timedOut(seconds: seconds) }
            return .interrupted
        case SQLITE_AUTH, SQLITE_READONLY: return .refused(StatementRefusal.text(of: "", message: message))
        case SQLITE_TOOBIG:
            return .sql(
                message:
                    "a value is larger than \(Self.longestValue >> 20) MiB, the most that a statement may make",
                offset: nil)
        case SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_CONSTRAINT:
            let message = message
            // A name that is not there may have been there.
            if let damage = SchemaProof.damage(of: path) {
                return .store(.corrupt("\(path): \(message): \(damage)"))
            }
            return .sql(message: message, offset: offset.flatMap { $0 < 0 ? nil : $0 })
        default: return .store(StoreError(code: code, on: connection))
        }
    }
}
