import Foundation
import GRDB
import GRDBSQLite
import SyncCore

extension StoreError {
    /// The meaning of a SQLite result code; `systemError` is the errno behind it, 0 where there is none.
    init(code: Int32, message: String, systemError: Int32 = 0) {
        switch code & 0xff {
        case SQLITE_FULL: self = .full(message)
        case SQLITE_IOERR where [ENOSPC, EDQUOT, EFBIG].contains(systemError):
            // SQLite reports only ENOSPC as FULL; a quota or a file-size limit mends the same way.
            self = .full("\(message) (\(String(cString: strerror(systemError))))")
        case SQLITE_IOERR: self = .inputOutput(message)
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
            self = .cannotWrite(
                systemError == 0 ? message : "\(message) (\(String(cString: strerror(systemError))))")
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: self = .busy(message)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(message)
        default: self = .unexpected(message)
        }
    }

    /// Whatever a database access threw, as the run knows it.
    init(_ error: any Error, systemError: Int32 = 0) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            let text = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
            self.init(code: error.extendedResultCode.rawValue, message: text, systemError: systemError)
        default: self = .unexpected("\(error)")
        }
    }
}
