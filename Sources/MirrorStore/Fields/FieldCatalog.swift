import GRDB
import SyncCore

/// The custom fields as `fields` and the tables of `issue_fields` have them, kept in memory between pages.
/// Belongs to ``WriterState``; after a rollback it is read anew.
final class FieldCatalog {
    enum ColumnType: String, Sendable, CaseIterable {
        case text = "TEXT"
        case real = "REAL"
        case date = "DATE"
        case timestamp = "TIMESTAMP"
    }

    struct Field {
        let number: Int64
        /// `customfield_10042`.
        let id: String
        let name: String?
        let meaning: FieldMeaning
        /// The list had it once and has it no more: its column and its rows stay as they are.
        let isVanished: Bool
        fileprivate(set) var table: Int?
        fileprivate(set) var column: String?
    }

    /// What the writer asks of a field for every value; without anything that counts references.
    struct Slot {
        let idText: TextSlice
        let isVolatile: Bool
        /// -1 is none yet.
        fileprivate(set) var table = -1
        fileprivate(set) var type = ColumnType.text
        /// Its parameter in the statement of its table; 0 is none.
        fileprivate(set) var parameter: Int32 = 0
    }

    struct Table {
        let name: String
        fileprivate(set) var columnCount = 0
        fileprivate(set) var statement: FieldStatement?
    }

    /// Columns of one table beside `issue_id`: SQLite takes 2,000.
    static let columnLimit = 1500

    private(set) var fields: [Field] = []
    /// In the order of ``fields``. Their texts live as long as the catalog.
    private(set) var slots: [Slot] = []
    private(set) var tables: [Table] = []
    /// Fields that name an issue by its key.
    private(set) var issueLinks: [Int] = []
    /// Numbers of the fields that `issues` has columns for.
    private(set) var epicLinkNumbers: [Int64] = []
    private(set) var rankNumbers: [Int64] = []
    let storyPointsNumber: Int64?
    private var indexes: [Int64: Int] = [:]
    private var names: Set<String> = []
    private var idTexts: [UnsafeMutablePointer<UInt8>] = []

    init(_ db: Database) throws {
        storyPointsNumber = try StoryPoints.field(db).flatMap { Self.number(of: $0) }
        for name in try Self.tableNames(db) { tables.append(Table(name: name)) }
        let places = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1.name, $0) })
        var types: [String: ColumnType] = [:]
        for index in tables.indices {
            for row in try Row.fetchAll(
                db, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [tables[index].name])
            {
                let name: String = row[0]
                names.insert(name.lowercased())
                types[name] = ColumnType(rawValue: row[1])
                tables[index].columnCount += 1
            }
            tables[index].columnCount -= 1
        }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, name, schema_custom, is_stub, table_name, column_name FROM fields
                WHERE id GLOB 'customfield_*'
                """)
        while let row = try rows.next() {
            guard let number = Self.number(of: row[0]) else { continue }
            let column: String? = row[5]
            add(
                number, name: row[1], schema: row[2], isStub: row[3],
                table: (row[4] as String?).flatMap { places[$0] }, column: column,
                type: column.flatMap { types[$0] } ?? .text)
        }
    }

    deinit { for text in idTexts { text.deallocate() } }

    /// `issue_fields`, `issue_fields_2` … in this order.
    static func tableNames(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: tableNamesSQL)
    }

    static let tableNamesSQL = """
        SELECT name FROM sqlite_schema
        WHERE type = 'table' AND (name = 'issue_fields' OR name GLOB 'issue_fields_[0-9]*')
        ORDER BY length(name), name
        """

    /// 10042 of `customfield_10042`.
    static func number(of id: String) -> Int64? {
        guard id.hasPrefix("customfield_") else { return nil }
        return Int64(id.dropFirst("customfield_".count))
    }

    subscript(number: Int64) -> Field? { index(of: number).map { fields[$0] } }

    func index(of number: Int64) -> Int? { indexes[number] }

    // MARK: Growing

    /// The place of a field; one that no list named gets a stub row.
    func indexAddingStub(of number: Int64, _ db: Database) throws -> Int {
        if let index = indexes[number] { return index }
        try db.execute(
            sql: "INSERT INTO fields (id, custom, is_stub) VALUES (?, 1, 1)",
            arguments: ["customfield_\(number)"])
        return add(number, name: nil, schema: nil, isStub: true, table: nil, column: nil, type: .text)
    }

    /// Gives fields their columns, with their first values; in the transaction of those values.
    func addColumns(_ new: [(index: Int, type: ColumnType)], _ db: Database) throws {
        var columns: [[String]] = []
        for (index, type) in new {
            if tables.last.map({ $0.columnCount >= Self.columnLimit }) ?? true { try addTable(db) }
            let table = tables.count - 1
            let field = fields[index]
            let column = FieldColumnName.make(name: field.name, number: field.number) { names.contains($0) }
            try db.execute(
                sql: "UPDATE fields SET table_name = ?, column_name = ? WHERE id = ?",
                arguments: [tables[table].name, column, field.id])
            names.insert(column)
            tables[table].columnCount += 1
            tables[table].statement = nil
            fields[index].table = table
            fields[index].column = column
            slots[index].table = table
            slots[index].type = type
            while columns.count <= table { columns.append([]) }
            columns[table].append("\(column) \(type.rawValue)")
        }
        for table in columns.indices where !columns[table].isEmpty {
            try FieldTable.add(columns[table], to: tables[table].name, db)
        }
    }

    private func addTable(_ db: Database) throws {
        let name = tables.isEmpty ? "issue_fields" : "issue_fields_\(tables.count + 1)"
        try db.execute(
            sql: """
                CREATE TABLE \(name) ( -- More columns of issue_fields: a row an issue.
                    issue_id INTEGER PRIMARY KEY REFERENCES issues (id) -- The issue; columns follow.
                );
                INSERT INTO \(name) (issue_id) SELECT id FROM issues ORDER BY id
                """)
        tables.append(Table(name: name))
    }

    @discardableResult
    private func add(
        _ number: Int64, name: String?, schema: String?, isStub: Bool, table: Int?, column: String?,
        type: ColumnType
    ) -> Int {
        let id = "customfield_\(number)"
        let bytes = Array(id.utf8)
        let text = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
        text.update(from: bytes, count: bytes.count)
        idTexts.append(text)
        let meaning = FieldMeaning(schema: schema)
        var field = Field(
            number: number, id: id, name: name, meaning: meaning, isVanished: isStub && name != nil)
        var slot = Slot(
            idText: TextSlice(start: text, count: bytes.count), isVolatile: meaning.kind == .volatile)
        if let table, let column {
            field.table = table
            field.column = column
            slot.table = table
            slot.type = type
        }
        let index = fields.count
        fields.append(field)
        slots.append(slot)
        indexes[number] = index
        if meaning.kind == .issueLink { issueLinks.append(index) }
        if meaning.isEpicLink { epicLinkNumbers.append(number) }
        if meaning.isRank { rankNumbers.append(number) }
        return index
    }

    // MARK: Writing

    /// The statement that writes an issue's row in a table: all columns but those of vanished fields.
    func statement(_ table: Int, _ db: Database, _ state: WriterState) throws -> FieldStatement {
        if let statement = tables[table].statement { return statement }
        var columns: [String] = []
        for index in fields.indices where fields[index].table == table {
            guard let column = fields[index].column, !fields[index].isVanished else { continue }
            columns.append(column)
            slots[index].parameter = Int32(columns.count + 1)
        }
        let statement = try FieldStatement(db, state, table: tables[table].name, columns: columns)
        tables[table].statement = statement
        return statement
    }
}
