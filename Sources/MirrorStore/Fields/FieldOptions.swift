import GRDB
import SyncCore

/// Names of options, versions and projects that custom fields hold. Jira renames them without touching an
/// issue: as soon as one shows the new name, all others that hold the same id get it.
struct FieldOptions {
    struct Key: Hashable {
        var field: Int64
        var id: Int64
    }

    /// What was last seen of an id, and in an answer to a request of which time.
    struct Known {
        var hash: UInt64
        var requestedAt: Instant
    }

    private let db: Database
    private let state: WriterState
    private let requestedAt: Instant
    private let at: Instant
    /// Issues that are being written, as a list for SQL: theirs is the hash of what is stored.
    private let written: String

    /// - Parameters:
    ///   - requestedAt: when the request began whose answer shows the names.
    ///   - at: when content that changes here is said to have changed.
    ///   - written: issues whose values are about to be stored anyway.
    init(_ db: Database, _ state: WriterState, requestedAt: Instant, at: Instant, written: [Int64] = []) {
        self.written = written.map(String.init).joined(separator: ", ")
        self.db = db
        self.state = state
        self.requestedAt = requestedAt
        self.at = at
    }

    // MARK: Issues

    func see(_ member: CustomMemberRow, of field: FieldCatalog.Field, _ space: ReferenceSpace) throws {
        guard let id = member.refID, let text = member.text, Self.isOf(space, member.shape) else { return }
        let key = Key(field: field.number, id: id)
        let hash = Self.hash(text, member.refKey)
        let known = state.optionNames[key]
        guard known?.hash != hash else { return }
        if let known {
            // Of two answers the later one knows the name. Never twice for one answer: it may be at odds with itself.
            guard requestedAt > known.requestedAt else { return }
            try rename(field, id, text.string, member.refKey?.string)
        } else if let row = try Row.fetchOne(
            db, sql: "SELECT text_value, ref_key FROM field_options WHERE field_id = ? AND ref_id = ?",
            arguments: [field.id, id])
        {
            let (name, refKey) = (text.string, member.refKey?.string)
            if row[0] as String != name || row[1] as String? != refKey {
                try rename(field, id, name, refKey)
            }
        } else {
            try db.execute(
                sql: """
                    INSERT INTO field_options (field_id, ref_id, kind, text_value, ref_key)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [field.id, id, space.rawValue, text.string, member.refKey?.string])
        }
        state.remember(Known(hash: hash, requestedAt: requestedAt), of: key)
    }

    private static func isOf(_ space: ReferenceSpace, _ shape: CustomMemberRow.Shape) -> Bool {
        switch space {
        case .option: shape == .option
        case .version: shape == .version
        case .project: shape == .project
        }
    }

    // MARK: Lists

    /// After the versions of a project were stored.
    func followVersions(of project: Int64) throws {
        try follow(
            """
            SELECT field_id, ref_id, name, NULL FROM field_options
            JOIN versions ON versions.id = ref_id
            WHERE kind = 'version' AND NOT is_stub AND project_id = \(project) AND text_value IS NOT name
            """)
    }

    /// After the list of projects was stored.
    func followProjects() throws {
        try follow(
            """
            SELECT field_id, ref_id, name, key FROM field_options
            JOIN projects ON projects.id = ref_id
            WHERE kind = 'project' AND NOT is_stub AND (text_value IS NOT name OR ref_key IS NOT key)
            """)
    }

    private func follow(_ sql: String) throws {
        let rows = try Row.fetchAll(db, sql: sql)
        guard !rows.isEmpty else { return }
        let catalog = try state.fieldCatalog(db)
        for row in rows {
            let fieldID: String = row[0]
            guard let name: String = row[2],
                let field = FieldCatalog.number(of: fieldID).flatMap({ catalog[$0] })
            else { continue }
            let refKey: String? = row[3]
            try rename(field, row[1], name, refKey)
            state.remember(
                Known(hash: Self.hash(name, refKey), requestedAt: requestedAt),
                of: Key(field: field.number, id: row[1]))
        }
    }

    // MARK: Renaming

    /// Issues whose texts change forget their hash: what they were read with is no longer what is stored.
    private func rename(_ field: FieldCatalog.Field, _ id: Int64, _ text: String, _ key: String?) throws {
        try db.execute(
            sql: "UPDATE field_options SET text_value = ?, ref_key = ? WHERE field_id = ? AND ref_id = ?",
            arguments: [text, key, field.id, id])
        let holders = "SELECT issue_id FROM issue_field_values WHERE field_id = ?1 AND ref_id = ?2"
        let differ = "(text_value IS NOT ?3 OR ref_key IS NOT ?4)"
        try db.execute(
            sql: """
                UPDATE issues SET content_hash = 0, changed_at = ?5
                WHERE id IN (\(holders) AND \(differ)) AND id NOT IN (\(written))
                """, arguments: [field.id, id, text, key, at.text])
        try db.execute(
            sql: """
                UPDATE issue_field_values SET text_value = ?3, ref_key = ?4
                WHERE field_id = ?1 AND ref_id = ?2 AND \(differ)
                """, arguments: [field.id, id, text, key])
        guard let column = field.column, let table = field.table else { return }
        let name = try state.fieldCatalog(db).tables[table].name
        let shown = field.meaning.reference == .project ? "ref_key" : "text_value"
        let members = "FROM issue_field_values WHERE issue_id = \(name).issue_id AND field_id = ?1"
        let value =
            field.meaning.isList
            ? "(SELECT json_group_array(\(shown)) FROM (SELECT \(shown) \(members) ORDER BY position))"
            : "(SELECT \(shown) \(members) AND position = 0)"
        try db.execute(
            sql: "UPDATE \(name) SET \(column) = \(value) WHERE issue_id IN (\(holders))",
            arguments: [field.id, id])
    }

    // MARK: Hashes

    private static func hash(_ text: TextSlice, _ key: TextSlice?) -> UInt64 {
        hash(text.bytes, key?.bytes)
    }

    private static func hash(_ text: String, _ key: String?) -> UInt64 {
        hash(text.utf8, key?.utf8)
    }

    private static func hash<T: Sequence<UInt8>>(_ text: T, _ key: T?) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in text { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        guard let key else { return hash }
        hash = (hash ^ 256) &* 1_099_511_628_211
        for byte in key { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        return hash
    }
}
