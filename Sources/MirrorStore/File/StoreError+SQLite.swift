import Foundation
import GRDB
import GRDBSQLite
import SQLiteSupport
import SyncCore

extension StoreError {
    /// What a result code of SQLite means: the one place that decides it.
    ///
    /// - Parameters:
    ///   - message: what SQLite said with it; nil is the connection's last message.
    ///   - connection: where it came from; nil where there is none any more.
    ///   - path: the file that was worked on, where it is not the connection's own.
    init(code: Int32, message: String? = nil, on connection: OpaquePointer?, path: String? = nil) {
        let file = connection.map(DatabaseFile.init)
        let message =
            message ?? connection.map { String(cString: sqlite3_errmsg($0)) } ?? "SQLite error \(code)"
        let place = (path ?? file?.path).map { "\($0): " } ?? ""
        switch code & 0xff {
        case SQLITE_FULL: self = .full(place + message)
        case SQLITE_IOERR:
            let systemError = file?.lastError ?? 0
            self =
                StorageLimit.text(systemError).map { .full(place + $0) }
                ?? .inputOutput(place + Self.text(message, systemError))
        case SQLITE_READONLY where file?.header?.forbidsWriting == true:
            self = .corrupt("\(place)its header says that only a later SQLite may write it")
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
            self = .cannotWrite(
                place + Self.text(message, connection.map { sqlite3_system_errno($0) } ?? 0))
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: self = .busy(message)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(place + message)
        // Statements of ours that do not compile, constraints that do not hold: a defect of ours, or a file that is not
        // what we wrote any more.
        default:
            let damage = (file?.path ?? path).flatMap {
                SchemaProof.damage(of: $0) ?? Self.damage(behind: code, in: $0)
            }
            self = damage.map { .corrupt("\(place)\(message): \($0)") } ?? .unexpected(message)
        }
    }

    /// Whatever a database access threw, as the run knows it.
    ///
    /// - Parameter connection: what the access went through; nil where it is not open.
    init(_ error: any Error, path: String, connection: OpaquePointer? = nil) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            // By now the connection's own message is that of the rollback.
            let code = error.extendedResultCode.rawValue
            self = StoreError(
                code: code, message: error.message ?? "SQLite error \(code)", on: connection, path: path)
        default: self = .unexpected("\(error)")
        }
    }

    /// Rows that contradict each other or their table, found by a look at the whole file. Only where a statement failed
    /// over rows: it takes as long as reading all of them.
    private static func damage(behind code: Int32, in path: String) -> String? {
        guard [SQLITE_CONSTRAINT, SQLITE_MISMATCH].contains(code & 0xff) else { return nil }
        guard let connection = try? ReadOnlyConnection.open(path: path) else { return nil }
        defer { sqlite3_close_v2(connection) }
        let found = (try? ReadOnlyConnection.texts("PRAGMA integrity_check(1)", on: connection))?.first
        guard let text = found?.first ?? nil, text != "ok" else { return nil }
        return text
    }

    private static func text(_ message: String, _ systemError: Int32) -> String {
        systemError == 0 ? message : "\(message) (\(String(cString: strerror(systemError))))"
    }
}
