import GRDBSQLite
import Migrations
import SQLiteSupport

/// Whether the schema in a mirror's file is still the one that the migrations made.
///
/// SQLite keeps the schema as text. A turned bit in it is a name that is not there, a condition that never holds, or a
/// view that counts something else; none of it is damage to SQLite. A statement of ours that does not compile is a
/// defect of this program only where the schema is what it should be.
struct SchemaProof {
    private let connection: OpaquePointer

    /// What is not as it was made; nil where all is, and of a file that is not a mirror of a version that this program
    /// knows or cannot be read at all.
    static func damage(of path: String) -> String? {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        defer { sqlite3_close_v2(opened) }
        guard code == SQLITE_OK, let opened else { return nil }
        sqlite3_busy_timeout(opened, 1000)
        do {
            return try SchemaProof(connection: opened).damage()
        } catch {
            return error.isOfTheFile ? error.message : nil
        }
    }

    private struct Failure: Error {
        var code: Int32
        var message: String

        /// Not a lock, the disk or a want of rights.
        var isOfTheFile: Bool { [SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xff) }
    }

    /// A table, view or index.
    private struct Entry {
        var type: String
        /// Without what a later SQLite may write in another way when it renames a table.
        var definition: [UInt8]
    }

    private func damage() throws(Failure) -> String? {
        guard isMirror else { return nil }
        let version = try texts("PRAGMA user_version").first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
        guard version > 0 else { return "it does not tell the version of its schema" }
        guard version <= MirrorMigrations.all.count else { return nil }
        let stored = try entries()
        guard let made = try Self.made(by: version) else { return nil }
        let newest = version == MirrorMigrations.all.count ? made : try Self.made(by: .max) ?? made
        if let name = newest.keys.sorted().first(where: { made[$0] == nil && stored[$0] != nil }) {
            return "it has \(name), which its version \(version) does not have"
        }
        for (name, entry) in made.sorted(by: { $0.key < $1.key }) {
            guard let held = stored[name] else { return "its schema has no \(entry.type) \(name) any more" }
            let isWhole =
                name == FieldTable.first
                ? held.definition.starts(with: entry.definition.dropLast())
                : held.definition == entry.definition
            guard isWhole, held.type == entry.type else {
                return "the \(entry.type) \(name) of its schema is not as it was made"
            }
        }
        return try damageOfFields()
    }

    /// By the head of the file where the schema hinders even this question.
    private var isMirror: Bool {
        let asked = ReadOnlyConnection.collect("PRAGMA application_id", on: connection).rows.first?.first
        let told = asked.flatMap { $0 }.flatMap { Int32($0) }
        return (told ?? DatabaseFile(connection).header?.applicationID) == MirrorMigrations.applicationID
    }

    // MARK: Tables, views and indexes

    private func entries() throws(Failure) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        let later = Set(MirrorIndexes.all.map(\.name))
        for row in try texts("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL") {
            guard let type = row[0], let name = row[1], let sql = row[2] else { continue }
            // They come and go, and one that differs is built again.
            guard !later.contains(name), !name.hasPrefix("sqlite_") else { continue }
            let layout: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: "\"")]
            entries[name] = Entry(type: type, definition: sql.utf8.filter { !layout.contains($0) })
        }
        return entries
    }

    /// What the migrations up to a version make, by this very SQLite; nil where there is no memory for it.
    private static func made(by version: Int) throws(Failure) -> [String: Entry]? {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        defer { sqlite3_close_v2(opened) }
        guard code == SQLITE_OK, let opened else { return nil }
        for migration in MirrorMigrations.all where migration.version <= version {
            guard sqlite3_exec(opened, migration.sql, nil, nil, nil) == SQLITE_OK else { return nil }
        }
        return try SchemaProof(connection: opened).entries()
    }

    // MARK: Columns of custom fields

    /// `fields` says which columns the tables of custom fields have.
    private func damageOfFields() throws(Failure) -> String? {
        let types: Set<String?> = Set(FieldCatalog.ColumnType.allCases.map(\.rawValue))
        let tables = try texts(FieldCatalog.tableNamesSQL).compactMap { $0[0] }
        for table in tables {
            let columns = try texts(
                "SELECT name, type FROM pragma_table_info('\(table)') WHERE name <> 'issue_id'")
            let named = try texts(
                "SELECT column_name FROM fields WHERE table_name = '\(table)' AND column_name IS NOT NULL")
            guard Set(columns.map { $0[0] }) == Set(named.map { $0[0] }) else {
                return "the columns of \(table) are not those that fields names"
            }
            if let column = columns.first(where: { !types.contains($0[1]) }) {
                return "the column \(column[0] ?? "") of \(table) is not as it was made"
            }
        }
        return nil
    }

    private func texts(_ sql: String) throws(Failure) -> [[String?]] {
        let (code, rows) = ReadOnlyConnection.collect(sql, on: connection)
        guard code == SQLITE_DONE else {
            throw Failure(code: code, message: String(cString: sqlite3_errmsg(connection)))
        }
        return rows
    }
}
