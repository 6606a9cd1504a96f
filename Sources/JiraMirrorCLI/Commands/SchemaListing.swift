import MirrorStore
import Reporting

/// What `query --schema` prints.
struct SchemaListing {
    private let tables: [SchemaTable]

    init(_ tables: [SchemaTable]) { self.tables = tables }

    /// All tables and views, or the columns of those that are named.
    ///
    /// - Parameter pattern: a name, or one with `*` in it; nil lists the tables.
    /// - Throws: ``CommandError/usage(_:hint:)`` where nothing has that name.
    func table(_ pattern: String?) throws(CommandError) -> ReportTable {
        if let pattern { columns(try chosen(pattern)) } else { overview }
    }

    /// The same for a terminal of that width.
    func text(_ pattern: String?, width: Int?) throws(CommandError) -> String {
        guard let pattern else { return SchemaText(tables, width: width).overview }
        return SchemaText(try chosen(pattern), width: width).columns
    }

    private func chosen(_ pattern: String) throws(CommandError) -> [SchemaTable] {
        let wanted = pattern.lowercased()
        let chosen = tables.filter { Self.matches($0.name.lowercased()[...], wanted[...]) }
        guard !chosen.isEmpty else {
            let nearest = NearestName.of(pattern, among: tables.map(\.name))
            throw .usage(
                "there is no table or view '\(pattern)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                hint: "all tables and views: jira-mirror query --schema")
        }
        return chosen
    }

    private var overview: ReportTable {
        ReportTable(
            name: "schema", title: "Tables and views of the mirror",
            columns: [
                Column("table", "Table", .text), Column("kind", "Kind", .text),
                Column("topic", "Topic", .text), Column("columns", "Columns", .integer),
                Column("meaning", "Meaning", .text),
            ],
            rows: tables.map { table in
                [
                    .text(table.name), .text(table.kind.rawValue), .text(table.topic.rawValue),
                    .integer(Int64(table.columns.count)), table.meaning.map(ReportValue.text) ?? .null,
                ]
            })
    }

    private func columns(_ chosen: [SchemaTable]) -> ReportTable {
        let rows = chosen.flatMap { table in
            table.columns.map { column -> [ReportValue] in
                [
                    .text(table.name), .text(column.name), column.type.isEmpty ? .null : .text(column.type),
                    .boolean(column.isKey), column.refersTo.map(ReportValue.text) ?? .null,
                    column.fieldID.map(ReportValue.text) ?? .null,
                    column.meaning.map(ReportValue.text) ?? .null,
                ]
            }
        }
        let only = chosen.count == 1 ? chosen.first : nil
        return ReportTable(
            name: "schema", title: only.map { "Columns of \($0.name)" } ?? "Columns",
            columns: [
                Column("table", "Table", .text), Column("column", "Column", .text),
                Column("type", "Type", .text), Column("is_key", "Key", .boolean),
                Column("refers_to", "Refers to", .text), Column("field_id", "Field", .text),
                Column("meaning", "Meaning", .text),
            ], note: only?.meaning, rows: rows)
    }

    /// `*` stands for any text.
    private static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            let rest = pattern.dropFirst()
            return (0...name.count).contains { matches(name.dropFirst($0), rest) }
        }
        return name.first == first && matches(name.dropFirst(), pattern.dropFirst())
    }
}
