import GRDB
import SyncCore

/// Rewrites the snapshots of `deleted_issues` one by one.
struct SnapshotRewrite {
    let db: Database

    /// - Throws: ``StoreError/corrupt(_:)`` for a snapshot that is no JSON object: nothing of it could be redacted.
    func run(_ change: (inout [String: Any]) throws -> Void) throws {
        let ids = try Int64.fetchAll(db, sql: "SELECT id FROM deleted_issues ORDER BY id")
        for id in ids {
            let text = try String.fetchOne(
                db, sql: "SELECT snapshot FROM deleted_issues WHERE id = ?", arguments: [id])
            guard let text, var snapshot = JSONRedaction.parse(text) as? [String: Any] else {
                throw StoreError.corrupt("the snapshot of the deleted issue \(id) is no JSON object")
            }
            try change(&snapshot)
            guard let new = JSONRedaction.text(snapshot) else {
                throw StoreError.unexpected("the snapshot of the deleted issue \(id) cannot be written")
            }
            guard new != text else { continue }
            try db.execute(
                sql: "UPDATE deleted_issues SET snapshot = ? WHERE id = ?", arguments: [new, id])
        }
    }
}

extension [String: Any] {
    func rows(of name: String) -> [[String: Any]] { self[name] as? [[String: Any]] ?? [] }

    mutating func keepRows(of name: String, where isKept: ([String: Any]) -> Bool) {
        guard self[name] != nil else { return }
        self[name] = rows(of: name).filter(isKept)
    }

    mutating func mapRows(of name: String, _ change: (inout [String: Any]) -> Void) {
        guard self[name] != nil else { return }
        self[name] = rows(of: name).map { row in
            var row = row
            change(&row)
            return row
        }
    }
}
