import Foundation
import GRDBSQLite
import Migrations
package import SyncCore

/// A copy of a mirror as one file, whole and of one moment, made while runs and readers go on.
///
/// The copy has no `-wal` and no `-shm`: it can be moved, put on a read-only medium, opened by anything, and put back
/// as the mirror.
package final class MirrorSnapshot: @unchecked Sendable {
    // Unchecked: the connection is used by one call of `write`, and `sqlite3_interrupt` may come from any thread.
    private let connection: OpaquePointer
    private let path: String

    /// - Parameter path: an existing mirror, which is only read.
    /// - Throws: ``StoreError`` where there is none, or one of a newer or older schema.
    package init(of path: String) throws(StoreError) {
        self.path = path
        connection = try ReadOnlyConnection.open(path: path)
        do {
            try MirrorHeader.read(from: connection).requireReadable(path: path)
        } catch {
            sqlite3_close_v2(connection)
            throw error
        }
    }

    deinit { sqlite3_close_v2(connection) }

    /// Fills a file that is empty or not there yet. After an error it is of no use.
    package func write(to file: String) throws(StoreError) {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        var code = sqlite3_prepare_v2(connection, "VACUUM INTO ?1", -1, &statement, nil)
        if code == SQLITE_OK {
            // SQLITE_TRANSIENT: SQLite keeps a copy of its own.
            code = sqlite3_bind_text(
                statement, 1, file, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
        if code == SQLITE_OK { code = sqlite3_step(statement) }
        guard code == SQLITE_DONE else {
            throw StoreError(
                code: code, message: String(cString: sqlite3_errmsg(connection)),
                systemError: sqlite3_system_errno(connection)
            ).about(file)
        }
    }

    /// Stops ``write(to:)`` from another thread.
    package func interrupt() { sqlite3_interrupt(connection) }

    /// Why a file must not be replaced by a snapshot, or nil where it is one: a mirror that nobody writes to.
    package static func obstacle(toReplacing file: String) -> String? {
        guard access(file + "-wal", F_OK) != 0 else {
            return "it is a mirror in use (there is a -wal beside it)"
        }
        guard MirrorHeader.fileHasContent(file) else { return "it is there and no snapshot: it is empty" }
        do {
            let connection = try ReadOnlyConnection.open(path: file)
            defer { sqlite3_close_v2(connection) }
            let isMirror =
                try MirrorHeader.read(from: connection).applicationID == MirrorMigrations.applicationID
            return isMirror ? nil : "it is there and no snapshot: it is another program's database"
        } catch {
            return "it is there and no snapshot: \(error)"
        }
    }
}
