import Foundation
import GRDB
import SyncCore

/// Compares the mirror's rows of a page's issues with what the page would make of them: copies the rows,
/// applies the page, and lets SQLite tell which rows differ. The caller rolls all of it back.
struct PageComparison {
    /// A table that holds rows of issues.
    private struct Table {
        var name: String
        /// The column with the issue's id; links have two.
        var owners: [String]
        /// What tells the rows of an issue apart.
        var keys: [String]
        var columns: [String]

        var quoted: String { name.quotedDatabaseIdentifier }
        var copy: String { "temp.\("before_\(name)".quotedDatabaseIdentifier)" }
        var condition: String {
            owners.map { "\($0) IN (SELECT id FROM temp.verified)" }.joined(separator: " OR ")
        }
    }

    /// Tables that a page says nothing of, or only for the next run's sake.
    private static let leftOut: Set<String> = [
        "remote_links", "incomplete_worklogs", "stale_issues", "deleted_issues",
    ]
    /// The mirror's own marks.
    private static let internalColumns: [String: Set<String>] = [
        "issues": ["changed_at", "read_at", "content_hash"],
        "issue_links": ["listed_by_source", "listed_by_target"],
    ]

    private let db: Database
    private let state: WriterState
    private let page: IssuePage
    /// Place on the page and key of each issue.
    private var issues: [Int64: (place: Int, key: String)] = [:]

    init(_ db: Database, _ state: WriterState, _ page: IssuePage) {
        self.db = db
        self.state = state
        self.page = page
        for (place, issue) in page.batch.issues.enumerated() {
            issues[issue.id] = (place, issue.key.string)
        }
    }

    func run() throws -> [CellDifference] {
        try db.execute(sql: "CREATE TEMP TABLE verified (id INTEGER PRIMARY KEY)")
        for id in issues.keys {
            try db.execute(sql: "INSERT INTO temp.verified (id) VALUES (?)", arguments: [id])
        }
        let before = try tables()
        for table in before {
            let columns = table.columns.map(\.quotedDatabaseIdentifier).joined(separator: ", ")
            try db.execute(
                sql: """
                    CREATE TEMP TABLE \("before_\(table.name)".quotedDatabaseIdentifier) AS
                    SELECT \(columns) FROM main.\(table.quoted) WHERE \(table.condition)
                    """)
        }
        try db.execute(
            sql: "UPDATE issues SET content_hash = 0 WHERE id IN (SELECT id FROM temp.verified)")
        var writer = try IssueWriter(db, state, page)
        _ = try writer.run()
        let copied = Dictionary(before.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        var found: [Difference] = []
        for (order, table) in try tables().enumerated() {
            found += try compare(table, with: copied[table.name], order: order)
        }
        let missing = Set(
            found.filter { $0.cell.table == "issues" && $0.cell.column == nil }.map(\.cell.issueID))
        return found.filter { $0.cell.table == "issues" || !missing.contains($0.cell.issueID) }
            .sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.cell)
    }

    // MARK: Tables

    private func tables() throws -> [Table] {
        var tables: [Table] = []
        let names = try String.fetchAll(
            db,
            sql: "SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name <> 'issues', name")
        for name in names where !Self.leftOut.contains(name) {
            let columns = try Row.fetchAll(
                db, sql: "SELECT name, pk FROM pragma_table_info(?)", arguments: [name])
            let all = columns.map { $0[0] as String }
            let owners: [String]
            switch name {
            case "issues": owners = ["id"]
            case "issue_links": owners = ["source_issue_id", "target_issue_id"]
            default: owners = all.contains("issue_id") ? ["issue_id"] : []
            }
            guard !owners.isEmpty else { continue }
            let keys = columns.filter { $0[1] as Int > 0 }.map { $0[0] as String }
            let hidden = Self.internalColumns[name] ?? []
            tables.append(
                Table(
                    name: name, owners: owners, keys: keys.filter { !owners.contains($0) },
                    columns: all.filter { !hidden.contains($0) }))
        }
        return tables
    }

    // MARK: Rows

    private struct Difference {
        var cell: CellDifference
        /// Place of the issue on the page, of the table, of the row, of the column.
        var rank: [Int]
    }

    private struct RowKey: Hashable {
        var issue: Int64
        var row: String
    }

    private func compare(_ table: Table, with copied: Table?, order: Int) throws -> [Difference] {
        let names = table.columns.map(\.quotedDatabaseIdentifier)
        let after =
            "SELECT \(names.joined(separator: ", ")) FROM main.\(table.quoted) WHERE \(table.condition)"
        // A column that this page made was empty before.
        let known = Set(copied?.columns ?? [])
        let copiedColumns = table.columns.map { known.contains($0) ? $0.quotedDatabaseIdentifier : "NULL" }
        let before =
            copied == nil
            ? after + " AND 0"
            : "SELECT \(copiedColumns.joined(separator: ", ")) FROM \(table.copy)"
        let source = try rows("\(after) EXCEPT \(before)", of: table)
        let mirror = try rows("\(before) EXCEPT \(after)", of: table)
        var found: [Difference] = []
        let keys = Set(source.keys).union(mirror.keys).sorted {
            ($0.issue, $0.row.count, $0.row) < ($1.issue, $1.row.count, $1.row)
        }
        for (place, key) in keys.enumerated() where isCompared(key, in: table) {
            guard let issue = issues[key.issue] else { continue }
            for (column, old, new) in cells(mirror[key], source[key], in: table) {
                found.append(
                    Difference(
                        cell: CellDifference(
                            issueID: key.issue, issueKey: issue.key, table: table.name, row: key.row,
                            column: column, mirror: old, source: new),
                        rank: [
                            issue.place, order, place,
                            column.flatMap { table.columns.firstIndex(of: $0) } ?? 0,
                        ]))
            }
        }
        return found
    }

    private func rows(_ sql: String, of table: Table) throws -> [RowKey: Row] {
        var rows: [RowKey: Row] = [:]
        for row in try Row.fetchAll(db.makeStatement(sql: sql)) {
            let key = table.keys.map { "\($0)=\(Self.text(row[$0] as DatabaseValue) ?? "NULL")" }
            let owners = table.owners.map { row[$0] as Int64 }
            guard let issue = owners.first(where: { issues[$0] != nil }) else { continue }
            rows[RowKey(issue: issue, row: key.joined(separator: " "))] = row
        }
        return rows
    }

    /// Of a list that the answer cut, only the rows that it holds.
    private func isCompared(_ key: RowKey, in table: Table) -> Bool {
        guard table.name == "worklogs", let place = issues[key.issue]?.place else { return true }
        let issue = page.batch.issues[place]
        guard let total = issue.worklogTotal, total > issue.worklogs.count else { return true }
        return page.batch.worklogs[issue.worklogs].contains { key.row == "id=\($0.id)" }
    }

    private func cells(
        _ mirror: Row?, _ source: Row?, in table: Table
    ) -> [(column: String?, mirror: String?, source: String?)] {
        // A table with one row an issue is compared cell by cell, also where the row is missing.
        if (mirror == nil || source == nil) && (table.name == "issues" || !table.keys.isEmpty) {
            return [(nil, mirror.map(Self.summary), source.map(Self.summary))]
        }
        return table.columns.compactMap { column in
            guard !table.owners.contains(column) else { return nil }
            let old: DatabaseValue = mirror?[column] ?? .null
            let new: DatabaseValue = source?[column] ?? .null
            return old == new ? nil : (column, Self.text(old), Self.text(new))
        }
    }

    /// `id=1 body=…`: the cells that are not NULL.
    private static func summary(_ row: Row) -> String {
        row.compactMap { name, value in text(value).map { "\(name)=\($0)" } }.joined(separator: " ")
    }

    private static func text(_ value: DatabaseValue) -> String? {
        switch value.storage {
        case .null: nil
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .blob(let data): data.base64EncodedString()
        }
    }
}
