import Reporting
import SyncCore

/// The custom field that a board estimates by.
struct EstimateField {
    var id: String
    /// Its present name.
    var name: String
    /// Where its present values stand; nil where no issue has one.
    var column: (table: String, name: String)?
    /// Its names in the history, present and former ones, that no other field has or had.
    var ownNames: [String] = []
    /// Those that other fields share: the history does not tell them apart.
    var sharedNames: [String] = []

    /// The field of a board, where it has one.
    static func id(ofBoard board: Int64, _ reader: MirrorReader) throws(ReportError) -> String? {
        var id: String?
        try reader.report("SELECT estimation_field_id FROM boards WHERE id = \(board)") { id = $0.text(0) }
        return id
    }

    /// The field that `issues.story_points` shows, by the same rule: what most boards estimate by, else the
    /// number field Story Points.
    static func idOfSite(_ reader: MirrorReader) throws(ReportError) -> String? {
        var id: String?
        try reader.report(
            """
            SELECT id FROM (
                SELECT estimation_field_id AS id, 0 AS turn, -count(*) AS place FROM boards
                WHERE estimation_field_id GLOB 'customfield_*' GROUP BY estimation_field_id
                UNION ALL
                SELECT id, 1, is_stub FROM fields
                WHERE custom AND schema_type = 'number' AND name = 'Story Points' COLLATE NOCASE
            ) ORDER BY turn, place, length(id), id LIMIT 1
            """
        ) { id = $0.text(0) }
        return id
    }

    init(id: String, _ reader: MirrorReader) throws(ReportError) {
        self.id = id
        name = id
        var found: (name: String, column: (table: String, name: String)?)?
        try reader.report(
            "SELECT name, table_name, column_name FROM fields WHERE id = ?", .positional([.text(id)])
        ) { row in
            var column: (table: String, name: String)?
            if let table = row.text(1), let name = row.text(2) { column = (table, name) }
            found = (row.text(0) ?? id, column)
        }
        if let found { (name, column) = (found.name, found.column) }
        var own: [String] = []
        var shared: [String] = []
        try reader.report(
            """
            SELECT names.name, (SELECT count(*) FROM field_names AS others
                WHERE others.name = names.name AND others.field_id LIKE 'customfield%')
            FROM field_names AS names WHERE names.field_id = ? ORDER BY names.name
            """, .positional([.text(id)])
        ) { row in
            guard let name = row.text(0) else { return }
            if row.number(1) > 1 { shared.append(name) } else { own.append(name) }
        }
        (ownNames, sharedNames) = (own, shared)
    }
}

/// A value of an estimate before and after a change of it.
struct EstimateChange {
    var at: Instant
    /// Nil is none.
    var from: Double?
    var to: Double?
    /// The history names the field itself, or by a name that only this field has.
    var isCertain: Bool
}

extension ValueHistory<Double?> {
    /// The history of an estimate.
    ///
    /// Changes are taken at their word, the present value where there are none. Of changes that may be another
    /// field's of the same name, only those count that lead, one to the next, to what the issue has now.
    ///
    /// - Parameter changes: by time.
    init(estimate present: Double?, changes: [EstimateChange]) {
        var taken: [EstimateChange] = []
        var expected = present
        for change in changes.reversed() where change.isCertain || change.to == expected {
            taken.append(change)
            expected = change.from
        }
        taken.reverse()
        self.init(expected)
        for change in taken { set(change.to, at: change.at) }
    }
}
