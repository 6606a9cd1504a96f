import Foundation
import GRDB
package import SyncCore

extension MirrorDatabase {
    /// How much of a record is kept.
    private static let rawLimit = 1 << 20

    /// - Returns: how many of the records were not in quarantine before.
    package func quarantine(
        _ records: [RejectedRecord], stream: String, at: Instant
    ) throws(StoreError) -> Int {
        try write { db in
            var added = 0
            for record in records {
                let isKnown =
                    try Bool.fetchOne(
                        db, sql: "SELECT 1 FROM quarantine WHERE stream = ? AND record = ?",
                        arguments: [stream, record.record]) ?? false
                if !isKnown { added += 1 }
                try db.execute(
                    sql: """
                        INSERT INTO quarantine
                            (stream, record, reason, raw, attempts, first_seen_at, last_seen_at)
                        VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5)
                        ON CONFLICT (stream, record) DO UPDATE SET
                            reason = excluded.reason, raw = coalesce(excluded.raw, raw), attempts = attempts + 1,
                            last_seen_at = excluded.last_seen_at
                        """,
                    arguments: [
                        stream, record.record,
                        String(decoding: redact(Array(record.reason.utf8)), as: UTF8.self),
                        // Cut afterwards: half a secret would not be known.
                        record.raw.isEmpty ? nil : Data(redact(record.raw).prefix(Self.rawLimit)), at.text,
                    ])
            }
            return added
        }
    }

    package func quarantined(stream: String) throws(StoreError) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT record FROM quarantine WHERE stream = ? ORDER BY last_seen_at, record",
                arguments: [stream])
        }
    }

    package func releaseQuarantine(_ records: [String], stream: String) throws(StoreError) {
        try write { db in
            for record in records {
                try db.execute(
                    sql: "DELETE FROM quarantine WHERE stream = ? AND record = ?",
                    arguments: [stream, record])
            }
        }
    }
}
