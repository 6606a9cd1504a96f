import GRDB

/// A table of reference data: rows are upserted by id, written only where they differ, and never lost while
/// something may still refer to them.
struct ReferenceTable {
    let name: String
    let key: String
    let columns: [String]
    private let db: Database
    private let statement: Statement

    /// `columns` without the key; rows with an `is_stub` column list it among them.
    init(_ db: Database, _ name: String, key: String = "id", columns: [String]) throws {
        self.db = db
        self.name = name
        self.key = key
        self.columns = columns
        let all = [key] + columns
        statement = try db.cachedStatement(
            sql: """
                INSERT INTO \(name) (\(all.joined(separator: ", ")))
                VALUES (\(all.map { _ in "?" }.joined(separator: ", ")))
                ON CONFLICT (\(key)) DO UPDATE SET
                \(columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
                WHERE \(columns.map { "\($0) IS NOT excluded.\($0)" }.joined(separator: " OR "))
                """)
    }

    /// The key, then the values in the order of the columns.
    func upsert(_ values: [(any DatabaseValueConvertible)?]) throws {
        try statement.execute(arguments: StatementArguments(values))
    }

    /// Marks what a whole list does not hold any more: issues and their history may still name it.
    /// `condition` limits the list to its part of the table.
    func markUnlisted(except listed: [Int64], where condition: String = "1") throws {
        for id in try unlisted(except: listed, where: condition) {
            try db.execute(sql: "UPDATE \(name) SET is_stub = 1 WHERE id = ?", arguments: [id])
        }
    }

    /// Rows that are not stubs and that a whole list does not hold.
    func unlisted(except listed: [Int64], where condition: String = "1") throws -> [Int64] {
        let listed = Set(listed)
        return try Int64.fetchAll(db, sql: "SELECT id FROM \(name) WHERE NOT is_stub AND \(condition)")
            .filter { !listed.contains($0) }
    }
}
