import GRDB
import SyncCore

/// The field that `issues.story_points` shows: the one that most boards estimate by; where none does, the
/// number field that is called Story Points.
enum StoryPoints {
    /// Its id, `customfield_NNNNN`; nil where there is none.
    static func field(_ db: Database) throws -> String? {
        if let field = try String.fetchOne(
            db,
            sql: """
                SELECT estimation_field_id FROM boards WHERE estimation_field_id GLOB 'customfield_*'
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

    /// Sets `story_points` of all issues from `issue_fields`, where they differ.
    static func recompute(_ db: Database, _ state: WriterState) throws {
        state.forgetFields()
        let catalog = try state.fieldCatalog(db)
        guard let number = catalog.storyPointsNumber, let field = catalog[number],
            let column = field.column, let table = field.table
        else {
            return try db.execute(
                sql: "UPDATE issues SET story_points = NULL WHERE story_points IS NOT NULL")
        }
        let value = """
            (SELECT CASE WHEN typeof(\(column)) IN ('real', 'integer') THEN \(column) END
            FROM \(catalog.tables[table].name) WHERE issue_id = issues.id)
            """
        try db.execute(
            sql: "UPDATE issues SET story_points = \(value) WHERE story_points IS NOT \(value)")
    }
}
