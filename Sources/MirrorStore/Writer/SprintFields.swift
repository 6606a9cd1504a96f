import GRDB
import SyncCore

/// How the sprint field is told in a changelog, which names fields as they were called then.
struct SprintFields {
    static let schema = "com.pyxis.greenhopper.jira:gh-sprint"

    private var ids: Set<String> = []
    /// `Sprint`, what the site's own language calls it, and former names.
    private var names: [[UInt8]] = [Array("Sprint".utf8)]

    init(_ db: Database) throws {
        let rows = try db.cachedStatement(
            sql: """
                SELECT fields.id, field_names.name FROM fields
                LEFT JOIN field_names ON field_names.field_id = fields.id
                WHERE fields.schema_custom = ?
                """)
        for row in try Row.fetchAll(rows, arguments: [Self.schema]) {
            ids.insert(row[0])
            if let name: String = row[1], !names.contains(Array(name.utf8)) { names.append(Array(name.utf8)) }
        }
    }

    /// The sets before and after, or nil where the item is of another field.
    func change(of item: ChangeItemRow, in save: ChangeRow) -> SprintChange? {
        if let type = item.fieldType, !type.bytes.elementsEqual("custom".utf8) { return nil }
        if let id = item.fieldID {
            guard ids.contains(id.string) else { return nil }
        } else {
            guard names.contains(where: { item.field.bytes.elementsEqual($0) }) else { return nil }
        }
        // Another field may bear the name: then the values are no lists of ids.
        guard let from = SprintChange.sprintIDs(item.fromValue),
            let to = SprintChange.sprintIDs(item.toValue)
        else { return nil }
        return SprintChange(at: save.createdAt, changeID: save.id, from: from, to: to)
    }

    /// The stored changes of an issue, for an answer without a changelog.
    func storedChanges(of issue: Int64, _ db: Database) throws -> [SprintChange] {
        let rows = try db.cachedStatement(
            sql: """
                SELECT changelog.id, changelog.created_at, field, field_id, from_value, to_value
                FROM changelog_items JOIN changelog ON changelog.issue_id = changelog_items.issue_id
                    AND changelog.id = changelog_items.changelog_id
                WHERE changelog_items.issue_id = ? AND (field_type IS NULL OR field_type = 'custom')
                ORDER BY changelog.id, position
                """)
        var changes: [SprintChange] = []
        for row in try Row.fetchAll(rows, arguments: [issue]) {
            let name: String = row[2]
            if let id: String = row[3] {
                guard ids.contains(id) else { continue }
            } else {
                guard names.contains(Array(name.utf8)) else { continue }
            }
            guard let at = Instant(mirrorText: row[1] as String) else {
                throw StoreError.corrupt("changelog \(row[0] as Int64): created_at is not an instant")
            }
            let from: String? = row[4]
            let to: String? = row[5]
            guard let from = SprintChange.sprintIDs((from ?? "").utf8),
                let to = SprintChange.sprintIDs((to ?? "").utf8)
            else { continue }
            changes.append(SprintChange(at: at, changeID: row[0], from: from, to: to))
        }
        return changes
    }

    /// Keeps the names that fields have now, beside the former ones.
    static func noteNames(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO field_names (field_id, name)
                SELECT id, name FROM fields WHERE name IS NOT NULL
                """)
    }
}
