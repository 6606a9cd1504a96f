import GRDB
import GRDBSQLite
import Migrations
package import SyncCore

/// The mirror file, open for writing. One process writes at a time (the caller holds the lock file);
/// readers may read meanwhile.
///
/// Every method is one transaction that also holds the checkpoints it is given: a kill at any moment leaves
/// either all of it or nothing.
package final class MirrorDatabase: RecordStore {
    package let options: MirrorOptions
    let queue: DatabaseQueue
    let now: @Sendable () -> Instant
    let redact: @Sendable ([UInt8]) -> [UInt8]
    /// Belongs to the queue: read and written only inside its accesses.
    let state = WriterState()

    /// Opens the mirror, creating or migrating it as needed. A database of a newer program, or one that is
    /// not a mirror, is left as it is: that is found out on a read-only connection.
    ///
    /// - Parameters:
    ///   - redact: takes secrets out of what is kept of a record that could not be read.
    ///   - now: the local clock, for what no answer of the server dates.
    package init(
        options: MirrorOptions, redact: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
        now: @escaping @Sendable () -> Instant
    ) throws(StoreError) {
        self.options = options
        self.redact = redact
        self.now = now
        let file = MirrorFile(options: options)
        try Self.inspect(path: options.path)
        try file.prepare()
        do {
            queue = try DatabaseQueue(path: options.path, configuration: Self.configuration(options))
        } catch {
            throw StoreError(error, path: options.path)
        }
        do {
            try MirrorMigrator.migrate(queue, path: options.path)
        } catch {
            throw queue.inDatabase { StoreError(error, path: options.path, connection: $0.sqliteConnection) }
        }
        try file.setAccessOfCompanions()
    }

    /// Moves what is in the WAL into the database and closes the connection; the object is of no use afterwards.
    ///
    /// - Throws: what hinders that move, but for a reader. Nothing is lost then: the WAL stays.
    package func close() throws(StoreError) {
        // SQLite does the same when it closes, but tells nobody of an I/O error.
        let moved = Result { () throws(StoreError) in try checkpoint(SQLITE_CHECKPOINT_PASSIVE) }
        // Statements that are kept would keep it open.
        queue.inDatabase { _ in state.forget() }
        do { try queue.close() } catch { throw StoreError(error, path: options.path) }
        try moved.get()
    }

    // MARK: Access

    /// Runs `body` in one immediate transaction.
    func write<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        try access { try queue.write(body) }
    }

    func read<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        try access { try queue.read(body) }
    }

    /// Runs `body` on the connection outside a transaction.
    func withoutTransaction<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        try access { try queue.writeWithoutTransaction(body) }
    }

    private func access<T>(_ body: () throws -> T) throws(StoreError) -> T {
        do {
            return try body()
        } catch {
            throw queue.inDatabase { db in
                // What was remembered may have been rolled back.
                state.forget()
                return StoreError(error, path: options.path, connection: db.sqliteConnection)
            }
        }
    }

    // MARK: Opening

    private static func inspect(path: String) throws(StoreError) {
        guard MirrorHeader.fileHasContent(path) else { return }
        let connection = try ReadOnlyConnection.open(path: path)
        defer { sqlite3_close_v2(connection) }
        try MirrorHeader.read(from: connection).requireMirror(path: path)
    }

    private static func configuration(_ options: MirrorOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "mirror"
        // Epics, links and users legitimately point at what the account cannot see.
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(options.busyTimeoutSeconds)
        configuration.prepareDatabase { db in
            // Takes effect only while the file has no table yet.
            try db.execute(sql: "PRAGMA page_size = 8192")
            // To the end, not to the first row: the mode is written when the statement ends, and only then an
            // I/O error of that is seen.
            let modes = try String.fetchAll(db, sql: "PRAGMA journal_mode = WAL")
            guard modes == ["wal"] else {
                throw StoreError.cannotWrite("the file system of \(options.path) does not allow WAL")
            }
            var persist: Int32 = 1
            sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_PERSIST_WAL, &persist)
            try db.execute(
                sql: """
                    PRAGMA synchronous = NORMAL;
                    PRAGMA mmap_size = 0;
                    PRAGMA trusted_schema = 0;
                    PRAGMA secure_delete = \(options.overwritesDeleted ? 1 : 0);
                    PRAGMA wal_autocheckpoint = \(checkpointPages);
                    PRAGMA cache_size = -\(max(options.cacheBytes, 1 << 20) >> 10)
                    """)
            if let pages = options.maximumPages {
                _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        return configuration
    }
}
