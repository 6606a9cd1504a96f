import GRDB
import Migrations
import SyncCore

/// Brings the schema up to date, one transaction a migration, each with the version it leads to.
enum MirrorMigrator {
    static func migrate(_ queue: DatabaseQueue, path: String) throws {
        let header = try queue.read { db in
            MirrorHeader(
                applicationID: try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                userVersion: try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
                tableCount: try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0)
        }
        for migration in try header.requireMirror(path: path) {
            try queue.write { db in
                // They come back from their files; a migration may want their names.
                try UserViews.dropAll(db)
                try db.execute(sql: migration.sql)
                try db.execute(sql: "PRAGMA user_version = \(migration.version)")
                try db.execute(sql: "UPDATE site SET schema_version = ?", arguments: [migration.version])
            }
        }
    }
}
