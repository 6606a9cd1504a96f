import GRDB

/// `issues.story_points`: a number field like any other; which one it is, the boards say.
extension DerivedData {
    /// The field that most boards estimate by (of equals the oldest), else the number field named "Story
    /// Points"; nil where there is neither.
    static func storyPointsField(_ db: Database) throws -> String? {
        if let field = try String.fetchOne(
            db,
            sql: """
                SELECT estimation_field_id FROM boards WHERE estimation_field_id IS NOT NULL
                GROUP BY estimation_field_id
                ORDER BY count(*) DESC, length(estimation_field_id), estimation_field_id LIMIT 1
                """)
        {
            return field
        }
        return try String.fetchOne(
            db,
            sql: """
                SELECT id FROM fields
                WHERE custom AND schema_type = 'number' AND name = 'Story Points' COLLATE NOCASE
                ORDER BY is_stub, length(id), id LIMIT 1
                """)
    }

    /// Copies the field's values to the issues; where no issue has a value yet, all are NULL. Issues that are
    /// right are not written.
    static func refreshStoryPoints(_ db: Database) throws {
        var value = "NULL"
        if let field = try storyPointsField(db),
            let place = try Row.fetchOne(
                db, sql: "SELECT table_name, column_name FROM fields WHERE id = ?", arguments: [field]),
            let table: String = place[0], let column: String = place[1]
        {
            value = """
                (SELECT CASE WHEN typeof(\(column.quotedDatabaseIdentifier)) IN ('real', 'integer')
                    THEN \(column.quotedDatabaseIdentifier) END
                FROM \(table.quotedDatabaseIdentifier) AS points WHERE points.issue_id = issues.id)
                """
        }
        try db.execute(
            sql: "UPDATE issues SET story_points = \(value) WHERE story_points IS NOT \(value)")
    }
}
