import Foundation
import GRDBSQLite
import Migrations
import SyncCore

/// What tells a mirror from other files, and its schema's version.
struct MirrorHeader: Equatable {
    var applicationID: Int32
    var userVersion: Int
    var tableCount: Int

    /// Not yet anything: SQLite made the file, no migration has run.
    var isBlank: Bool { applicationID == 0 && userVersion == 0 && tableCount == 0 }

    static func read(from connection: OpaquePointer) throws(StoreError) -> MirrorHeader {
        MirrorHeader(
            applicationID: Int32(
                truncatingIfNeeded: try ReadOnlyConnection.integer("PRAGMA application_id", on: connection)),
            userVersion: Int(try ReadOnlyConnection.integer("PRAGMA user_version", on: connection)),
            tableCount: Int(
                try ReadOnlyConnection.integer("SELECT count(*) FROM sqlite_schema", on: connection)))
    }

    /// - Returns: the migrations that the file still needs.
    @discardableResult
    func requireMirror(path: String) throws(StoreError) -> [Migration] {
        guard isBlank || applicationID == MirrorMigrations.applicationID else {
            throw .notAMirror("\(path) is a SQLite database, but not a mirror of jira-mirror")
        }
        do {
            return try Migration.pending(MirrorMigrations.all, after: userVersion)
        } catch {
            throw .newerSchema(found: error.found, supported: error.supported)
        }
    }

    /// A reader cannot migrate: the file must be of this version.
    func requireReadable(path: String) throws(StoreError) {
        let pending = try requireMirror(path: path)
        guard pending.isEmpty else {
            throw .notAMirror(
                isBlank
                    ? "\(path) is empty: run `jira-mirror sync` first"
                    : "\(path) has schema \(userVersion), this program reads \(MirrorMigrations.all.count): "
                        + "run `jira-mirror sync` once, it migrates the file")
        }
    }
}

extension MirrorHeader {
    /// False where there is no file, or an empty one: SQLite has not written to it yet.
    static func fileHasContent(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_size > 0
    }
}
