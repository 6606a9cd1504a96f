import GRDB
package import SyncCore

/// What is to be gone is overwritten in the file, not only unlinked from it.
extension MirrorDatabase {
    package func expireDeletedIssues(before: Instant) throws(StoreError) -> Int {
        try overwriting { () throws(StoreError) in
            try write { db in
                try db.execute(
                    sql: """
                        UPDATE deleted_issues SET summary = NULL, snapshot = ?1
                        WHERE detected_at <= ?2 AND (snapshot <> ?1 OR summary IS NOT NULL)
                        """, arguments: [IssueDeletion.noSnapshot, before.text])
                return db.changesCount
            }
        }
    }

    /// Freed space is overwritten with zeros as long as this lasts.
    func overwriting<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
        try setOverwriting(true)
        let result = Result { () throws(StoreError) in try body() }
        try setOverwriting(options.overwritesDeleted)
        return try result.get()
    }

    private func setOverwriting(_ isOn: Bool) throws(StoreError) {
        try withoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA secure_delete = \(isOn ? 1 : 0)")
        }
    }
}
