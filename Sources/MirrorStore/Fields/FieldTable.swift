import GRDB

/// Adds columns to a table of custom fields.
enum FieldTable {
    /// The first of them, which a migration makes.
    static let first = "issue_fields"

    /// - Parameter columns: each with its type: `team TEXT`.
    static func add(_ columns: [String], to table: String, _ db: Database) throws {
        // SQLite reads its whole schema again after each column that is added. While a table has no row, as in the
        // first page of a first fill, which brings most of the fields, it is made anew with all of them.
        let isEmpty = try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM \(table))") ?? false
        guard isEmpty, columns.count > 1, let definition = try definition(of: table, with: columns, db) else {
            for column in columns { try db.execute(sql: "ALTER TABLE \(table) ADD COLUMN \(column)") }
            return
        }
        try db.execute(sql: "DROP TABLE \(table)")
        try db.execute(sql: definition)
    }

    /// The table's own text with more columns behind the last one, as `ALTER TABLE` would write it.
    private static func definition(
        of table: String, with columns: [String], _ db: Database
    ) throws -> String? {
        let text = try String.fetchOne(
            db, sql: "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", arguments: [table])
        guard let text, let end = text.lastIndex(of: ")") else { return nil }
        return text[..<end] + columns.map { ", \($0)" }.joined() + text[end...]
    }
}
