import GRDB
import Migrations
import OpenSSLCrypto
import SQLiteSupport

/// The vault as a SQLite file: how it is opened, versioned, locked, and what its errors mean.
final class VaultDatabase: Sendable {
    /// `JMvt`: tells a vault from other SQLite files (`PRAGMA application_id`).
    static let applicationID = 0x4A4D_7674
    private static let migrations = VaultMigrations.all

    let path: String
    private let queue: DatabaseQueue

    /// Opens an existing vault.
    ///
    /// Its version is read through a read-only connection first: a file that is not ours, or too new, is not touched.
    static func open(at path: String, busyTimeoutSeconds: Double) throws(VaultError) -> VaultDatabase {
        try VaultFile.check(path)
        do throws(VaultError) {
            let readOnly = try VaultDatabase(
                path: path, readOnly: true, busyTimeoutSeconds: busyTimeoutSeconds)
            _ = try readOnly.read { db in try checkVersion(db, path: path) }
        } catch {
            // A crash left a journal that only a writer may roll back; the version is checked again below.
            guard case .inputOutput(_, Self.needsRecovery) = error else { throw error }
        }
        let database = try VaultDatabase(path: path, readOnly: false, busyTimeoutSeconds: busyTimeoutSeconds)
        let version = try database.read { db in try checkVersion(db, path: path) }
        try database.migrate(from: version)
        return database
    }

    /// Makes an empty vault with the newest schema; `fill` writes its first rows in the same transaction.
    static func create(
        at path: String, busyTimeoutSeconds: Double, fill: (Database) throws -> Void
    ) throws(VaultError) -> VaultDatabase {
        try VaultFile.create(at: path)
        do throws(VaultError) {
            let database = try VaultDatabase(
                path: path, readOnly: false, busyTimeoutSeconds: busyTimeoutSeconds)
            // Small pages keep a vault of a few short rows small.
            try database.outsideTransaction { db in try db.execute(sql: "PRAGMA page_size = 1024") }
            try database.write { db in
                guard try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0,
                    try Int.fetchOne(db, sql: "PRAGMA application_id") == 0,
                    try Int.fetchOne(db, sql: "PRAGMA user_version") == 0
                else { throw VaultError.cannotCreate(path: path, why: "the file exists") }
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
                for migration in migrations { try apply(migration, to: db) }
                try fill(db)
            }
            return database
        } catch {
            switch error {
            case .damaged: throw .cannotCreate(path: path, why: "the file exists and is something else")
            default: throw error
            }
        }
    }

    private init(path: String, readOnly: Bool, busyTimeoutSeconds: Double) throws(VaultError) {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(busyTimeoutSeconds)
        configuration.label = "vault"
        configuration.prepareDatabase { db in
            do {
                try db.execute(
                    sql: """
                        PRAGMA trusted_schema = OFF;
                        PRAGMA temp_store = MEMORY;
                        PRAGMA mmap_size = 0;
                        PRAGMA cell_size_check = ON;
                        PRAGMA secure_delete = ON;
                        PRAGMA synchronous = EXTRA;
                        """)
                // Rolls an interrupted change back: here the connection can still be asked what hinders that.
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
            } catch {
                throw Self.mapped(error, path: path, file: db.sqliteConnection.map(DatabaseFile.init))
            }
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw Self.mapped(error, path: path)
        }
    }

    /// Reads in one transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws(VaultError) -> Result {
        do { return try queue.read(body) } catch { throw mapped(error) }
    }

    /// Writes in one transaction that holds the write lock from its beginning.
    ///
    /// Nothing is written when `body` throws.
    func write<Result>(_ body: (Database) throws -> Result) throws(VaultError) -> Result {
        do {
            return try queue.writeWithoutTransaction { db in
                // A vault never leaves old pages behind: the rollback journal is deleted at each commit.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
                var result: Result?
                try db.inTransaction(.immediate) {
                    result = try body(db)
                    return .commit
                }
                guard let result else { throw VaultError.cryptography("a transaction without a result") }
                return result
            }
        } catch { throw mapped(error) }
    }

    /// For the few statements that SQLite refuses in a transaction.
    func outsideTransaction(_ body: (Database) throws -> Void) throws(VaultError) {
        do { try queue.writeWithoutTransaction(body) } catch { throw mapped(error) }
    }

    private func migrate(from version: Int) throws(VaultError) {
        let pending: [Migration]
        do { pending = try Migration.pending(Self.migrations, after: version) } catch {
            throw .newerFormat(path: path, found: error.found, supported: error.supported)
        }
        for migration in pending {
            try write { db in
                // Another process may have done it while we waited for the lock.
                guard try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 < migration.version else {
                    return
                }
                try Self.apply(migration, to: db)
            }
        }
    }

    private static func apply(_ migration: Migration, to db: Database) throws {
        try db.execute(sql: migration.sql)
        try db.execute(sql: "PRAGMA user_version = \(migration.version)")
    }

    private static func checkVersion(_ db: Database, path: String) throws -> Int {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id")
        guard application == applicationID else {
            // An interrupted creation leaves an empty file, or one that the rollback empties.
            let isEmpty = try Int.fetchOne(db, sql: "PRAGMA page_count") == 0
            throw isEmpty ? VaultError.missing(path: path) : .notAVault(path: path)
        }
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let supported = migrations.last?.version ?? 0
        guard version <= supported else {
            throw VaultError.newerFormat(path: path, found: version, supported: supported)
        }
        // The first schema and its version are written together with the application id.
        guard version > 0 else { throw VaultError.damaged(path: path, detail: "it has no format version") }
        return version
    }

    private static let needsRecovery = "an interrupted change must be rolled back first"

    private func mapped(_ error: any Error) -> VaultError {
        queue.inDatabase { db in
            Self.mapped(error, path: path, file: db.sqliteConnection.map(DatabaseFile.init))
        }
    }

    /// - Parameter file: nil where there is no connection to it.
    private static func mapped(_ error: any Error, path: String, file: DatabaseFile? = nil) -> VaultError {
        switch error {
        case let error as VaultError: return error
        case let error as CryptoError: return .cryptography("\(error)")
        case let error as DatabaseError:
            // SQLite's own words only: GRDB's description would repeat the statement and its arguments.
            let detail = "SQLite: \(error.message ?? "error") (\(error.extendedResultCode.rawValue))"
            if error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
                return .inputOutput(path: path, detail: needsRecovery)
            }
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
            case .SQLITE_FULL: return .full(path: path, detail: error.message ?? detail)
            case .SQLITE_READONLY where file?.header?.forbidsWriting == true:
                return .damaged(path: path, detail: "its header says that only a later SQLite may write it")
            case .SQLITE_IOERR:
                let limit = file.flatMap { StorageLimit.text($0.lastError) }
                return limit.map { .full(path: path, detail: $0) } ?? .inputOutput(path: path, detail: detail)
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_NOLFS:
                return .inputOutput(path: path, detail: detail)
            case .SQLITE_NOMEM: return .cryptography(detail)
            // A schema that is not ours any more shows as "no such column", a constraint or a type that does not fit.
            default: return .damaged(path: path, detail: detail)
            }
        default: return .damaged(path: path, detail: "\(error)")
        }
    }
}
