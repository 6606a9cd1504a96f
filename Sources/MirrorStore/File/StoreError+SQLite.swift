import CSQLite
import Foundation
import GRDB
import GRDBSQLite
import SyncCore

extension StoreError {
    /// The meaning of a SQLite result code; `systemError` is the errno behind it, 0 where there is none.
    init(code: Int32, message: String, systemError: Int32 = 0) {
        switch code & 0xff {
        case SQLITE_FULL: self = .full(message)
        // SQLite reports only ENOSPC as FULL; a quota or a file-size limit mends the same way.
        case SQLITE_IOERR where systemError == ENOSPC: self = .full("the file system is full")
        case SQLITE_IOERR where systemError == EDQUOT: self = .full("the disk quota of this user is used up")
        case SQLITE_IOERR where systemError == EFBIG:
            self = .full("this process may not write larger files (its file-size limit)")
        case SQLITE_IOERR: self = .inputOutput(Self.text(message, systemError))
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
            self = .cannotWrite(Self.text(message, systemError))
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: self = .busy(message)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(message)
        default: self = .unexpected(message)
        }
    }

    /// Whatever a database access threw, as the run knows it: with the file where it was the file's trouble.
    ///
    /// - Parameter connection: what the access went through, where it is still open.
    init(_ error: any Error, path: String, connection: OpaquePointer? = nil) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            let text = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
            let systemError =
                error.resultCode == .SQLITE_IOERR
                ? connection.map { csqlite_last_file_errno($0) } : connection.map { sqlite3_system_errno($0) }
            self = StoreError(
                code: error.extendedResultCode.rawValue, message: text, systemError: systemError ?? 0
            ).about(path)
        default: self = .unexpected("\(error)")
        }
    }

    /// With the file's name where the file's place is what is wrong.
    func about(_ path: String) -> StoreError {
        switch self {
        case .full(let text): .full("\(path): \(text)")
        case .inputOutput(let text): .inputOutput("\(path): \(text)")
        case .cannotWrite(let text): .cannotWrite("\(path): \(text)")
        default: self
        }
    }

    private static func text(_ message: String, _ systemError: Int32) -> String {
        systemError == 0 ? message : "\(message) (\(String(cString: strerror(systemError))))"
    }
}
