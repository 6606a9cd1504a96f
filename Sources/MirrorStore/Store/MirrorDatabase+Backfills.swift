import GRDB
package import SyncCore

extension MirrorDatabase {
    package func backfills() throws(StoreError) -> [Backfill] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT name, requested_at, done, remaining FROM backfills ORDER BY requested_at, name")
            return try rows.map { row in
                let (name, text): (String, String) = (row[0], row[1])
                guard let requestedAt = Instant(mirrorText: text) else {
                    throw StoreError.corrupt("backfill \(name): requested_at is not an instant")
                }
                return Backfill(name: name, requestedAt: requestedAt, done: row[2], remaining: row[3])
            }
        }
    }

    package func requestBackfill(_ name: String, at: Instant) throws(StoreError) {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO backfills (name, requested_at) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET
                        requested_at = excluded.requested_at, done = 0, remaining = NULL
                    """, arguments: [name, at.text])
        }
    }

    package func updateBackfill(_ name: String, remaining: Int64?, done: Bool) throws(StoreError) {
        try write { db in
            try db.execute(
                sql: "UPDATE backfills SET remaining = ?, done = ? WHERE name = ?",
                arguments: [remaining, done, name])
            guard db.changesCount == 1 else {
                throw StoreError.unexpected("backfills has no row \(name)")
            }
        }
    }
}
