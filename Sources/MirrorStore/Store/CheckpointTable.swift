import GRDB
import SyncCore

/// `sync_checkpoints`: written in the transaction of the rows that they stand for.
enum CheckpointTable {
    static func save(_ changes: [CheckpointChange], _ db: Database, at: Instant) throws {
        for change in changes {
            if let state = change.state {
                try db.cachedStatement(
                    sql: """
                        INSERT INTO sync_checkpoints (stream, scope, state, updated_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT (stream, scope) DO UPDATE SET
                            state = excluded.state, updated_at = excluded.updated_at
                        WHERE state IS NOT excluded.state
                        """
                ).execute(arguments: [change.stream, change.scope, state, at.text])
            } else {
                try db.execute(
                    sql: "DELETE FROM sync_checkpoints WHERE stream = ? AND scope = ?",
                    arguments: [change.stream, change.scope])
            }
        }
    }

    static func state(stream: String, scope: String, _ db: Database) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT state FROM sync_checkpoints WHERE stream = ? AND scope = ?",
            arguments: [stream, scope])
    }
}
