package import Foundation
import GRDB
package import JiraSimulator

/// Compares a mirror with the site it was made from, row by row and cell by cell.
package struct Comparison {
    /// What differs, at most so many lines.
    package private(set) var differences: [String] = []
    package private(set) var rowsCompared = 0
    /// Rows compared of each table.
    package private(set) var rowsByTable: [String: Int] = [:]
    private let expectation: MirrorExpectation

    /// - Parameters:
    ///   - user: the account whose view counts.
    ///   - leavingOut: tables that this mirror does not keep; remote links are asked for only on demand.
    ///   - expectation: what the mirror's configuration makes of the site.
    package init(
        mirror: URL, site: SimulatedSite, user: String, leavingOut: Set<String> = ["remote_links"],
        expecting expectation: MirrorExpectation = MirrorExpectation()
    ) throws {
        self.expectation = expectation
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: mirror.path, configuration: configuration)
        let snapshot = site.snapshot(as: user)
        try database.read { db in
            let columns = SiteSnapshot.columns.merging(SiteSnapshot.fieldColumns) { $1 }
                .filter { !leavingOut.contains($0.key) }
            let issueTables = columns.filter {
                SiteSnapshot.issueTables.contains($0.key) || SiteSnapshot.fieldColumns[$0.key] != nil
            }
            for (table, columns) in columns.sorted(by: { $0.key < $1.key })
            where issueTables[table] == nil {
                try compareSiteTable(db, table, columns, snapshot)
            }
            try compareIssues(db, issueTables, snapshot, site, user)
        }
    }

    package var isEqual: Bool { differences.isEmpty }

    // MARK: Tables of the site

    private mutating func compareSiteTable(
        _ db: Database, _ table: String, _ columns: [String], _ snapshot: SiteSnapshot
    ) throws {
        var rows = expectation.site(table, columns, snapshot.rows(of: table))
        switch table {
        case "users":
            // People deleted in Jira are in no directory: a mirror knows them as stubs, from issues.
            if let deleted = columns.firstIndex(of: "deleted") { rows.removeAll { $0[deleted] == "1" } }
            let held = try Self.rows(db, table, columns, "WHERE NOT is_stub")
            compare(table, truth: Set(rows.map(Self.line)), held: held)
        case "sprints":
            try compareSprints(db, columns, rows)
        case "fields":
            // Fields that are gone from Jira stay, for their data's sake.
            compare(
                table, truth: Set(rows.map(Self.line)),
                held: try Self.rows(db, table, columns, "WHERE NOT is_stub"))
        case "security_levels":
            // Levels have no list: one that no issue shows any more is kept as it was.
            let used = "WHERE id IN (SELECT security_level_id FROM issues)"
            compare(table, truth: Set(rows.map(Self.line)), held: try Self.rows(db, table, columns, used))
        case "components", "versions", "issue_types", "statuses", "priorities", "resolutions", "link_types",
            "projects":
            compare(
                table, truth: Set(rows.map(Self.line)),
                held: try Self.rows(db, table, columns, "WHERE NOT is_stub"))
        default:
            compare(table, truth: Set(rows.map(Self.line)), held: try Self.rows(db, table, columns, ""))
        }
    }

    /// A sprint that no board lists any more is known as far as issues told: by its id at least.
    private mutating func compareSprints(
        _ db: Database, _ columns: [String], _ rows: [[String?]]
    ) throws {
        let truth = Set(rows.map(Self.line))
        let listed = try Self.rows(db, "sprints", columns, "WHERE NOT is_stub")
        for line in Set(listed).subtracting(truth).sorted().prefix(3) { note("sprints: extra \(line)") }
        let ids = Set(rows.map { Self.line([$0[0]]) })
        compare("sprints (id)", truth: ids, held: try Self.rows(db, "sprints", ["id"], ""))
    }

    // MARK: Tables of the issues

    private mutating func compareIssues(
        _ db: Database, _ tables: [String: [String]], _ snapshot: SiteSnapshot, _ site: SimulatedSite,
        _ user: String
    ) throws {
        // Issues of projects that were archived before anybody could read them are in no search.
        let held = try Set(Int64.fetchAll(db, sql: "SELECT id FROM issues"))
        var truth: [String: Set<String>] = [:]
        snapshot.forEachIssue { issue in
            guard expectation.selects(issue), !issue.isArchived || held.contains(issue.id) else {
                // The other end of a link tells of it.
                guard let columns = tables["issue_links"] else { return }
                for row in issue.rows["issue_links"] ?? [] where held.contains(Int64(row[4] ?? "") ?? 0) {
                    guard let row = expectation.row("issue_links", columns, row) else { continue }
                    truth["issue_links", default: []].insert(Self.line(row))
                }
                return
            }
            for (table, columns) in tables {
                for row in issue.rows[table] ?? [] {
                    var row = row
                    if table == "issues", issue.isArchived, let at = columns.firstIndex(of: "archived_at") {
                        row[at] = "with its project"
                    }
                    // An epic or parent that was archived before anybody could read it is known by its key alone.
                    if table == "issues", let at = columns.firstIndex(of: "epic_id"), let epic = row[at],
                        !held.contains(Int64(epic) ?? 0)
                    {
                        row[at] = nil
                    }
                    if table == "issue_field_values", let at = columns.firstIndex(of: "ref_id"),
                        let issue = row[at], Self.issueFields.contains(row[1] ?? ""),
                        !held.contains(Int64(issue) ?? 0)
                    {
                        row[at] = nil
                    }
                    guard let expected = expectation.row(table, columns, row) else { continue }
                    truth[table, default: []].insert(Self.line(Self.comparable(table, columns, expected)))
                }
            }
        }
        for (table, columns) in tables.sorted(by: { $0.key < $1.key }) {
            var held =
                table == "issue_fields"
                ? try Self.fieldRows(db) : try Self.issueRows(db, table, columns)
            if table == "issue_keys" {
                // Former keys that the mirror saw count, unless Jira gives them to another issue by now.
                let known = truth[table] ?? []
                held = held.filter { known.contains($0) || leadsElsewhere($0, site, user) }
            }
            compare(table, truth: truth[table] ?? [], held: held)
        }
    }

    /// Epic Link and Parent Link: custom fields that name an issue.
    private static let issueFields: Set<String> = ["customfield_10102", "customfield_10317"]

    /// When a project was archived the mirror learns only as it looks: whether it is counts, not when.
    private static func comparable(_ table: String, _ columns: [String], _ row: [String?]) -> [String?] {
        var row = row
        if table == "issues", let at = columns.firstIndex(of: "archived_at"), row[at] != nil {
            row[at] = "archived"
        }
        if table == "issues", let at = columns.firstIndex(of: "story_points") {
            row[at] = row[at].map(canonical)
        }
        if table == "issue_fields" { row[2] = row[2].map(canonical) }
        return row
    }

    private static func issueRows(_ db: Database, _ table: String, _ columns: [String]) throws -> [String] {
        let filter =
            table == "issue_field_values"
            ? "WHERE field_id NOT IN (SELECT id FROM fields WHERE is_stub)" : ""
        return try cells(db, table, columns, filter).map { line(comparable(table, columns, $0)) }
    }

    /// `issue_fields` as (issue, field, value): which column is whose, `fields` tells.
    private static func fieldRows(_ db: Database) throws -> [String] {
        let fields = try Row.fetchAll(
            db,
            sql:
                "SELECT id, table_name, column_name FROM fields WHERE column_name IS NOT NULL AND NOT is_stub"
        )
        return try fields.flatMap { field -> [String] in
            let id: String = field[0]
            let table: String = field[1]
            let column: String = field[2]
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT CAST(issue_id AS TEXT), CAST("\(column)" AS TEXT) FROM "\(table)"
                    WHERE "\(column)" IS NOT NULL
                    """
            ).map { row in
                let value: String? = row[1]
                return line([row[0] as String?, id, value.map(canonical)])
            }
        }
    }

    /// Lists, objects and fractions are compared as what they mean, everything else as text.
    private static func canonical(_ text: String) -> String {
        if text.utf8.count < 30, text.contains(where: { $0 == "." || $0 == "e" }), let number = Double(text) {
            return "\(number)"
        }
        guard text.hasPrefix("[") || text.hasPrefix("{"),
            let value = try? JSONSerialization.jsonObject(with: Data(text.utf8)),
            let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
        else { return text }
        return String(decoding: data, as: UTF8.self)
    }

    /// Whether Jira answers that key, one of a line 'KEY'|'ID', with another issue.
    private func leadsElsewhere(_ line: String, _ site: SimulatedSite, _ user: String) -> Bool {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: ["'"]) }
        guard cells.count == 2,
            case .success(let bytes) = site.issue(cells[0], fields: ["updated"], as: user)
        else { return false }
        return !String(decoding: bytes, as: UTF8.self).contains("\"id\":\"\(cells[1])\"")
    }

    // MARK: Lines

    private mutating func compare(_ table: String, truth: Set<String>, held: [String]) {
        rowsCompared += held.count
        rowsByTable[table] = held.count
        let set = Set(held)
        if set.count != held.count { note("\(table): \(held.count - set.count) rows twice") }
        for line in truth.subtracting(set).sorted().prefix(3) { note("\(table): lost \(line)") }
        for line in set.subtracting(truth).sorted().prefix(3) { note("\(table): extra \(line)") }
    }

    private mutating func note(_ line: String) {
        if differences.count < 20 { differences.append(String(line.prefix(600))) }
    }

    private static func line(_ cells: [String?]) -> String {
        cells.map { $0.map { "'\($0)'" } ?? "NULL" }.joined(separator: "|")
    }

    private static func rows(
        _ db: Database, _ table: String, _ columns: [String], _ filter: String
    ) throws -> [String] {
        try cells(db, table, columns, filter).map(line)
    }

    private static func cells(
        _ db: Database, _ table: String, _ columns: [String], _ filter: String
    ) throws -> [[String?]] {
        let list = columns.map { "CAST(\"\($0)\" AS TEXT)" }.joined(separator: ", ")
        return try Row.fetchAll(db, sql: "SELECT \(list) FROM \"\(table)\" \(filter)").map { row in
            (0..<columns.count).map { index in row[index] as String? }
        }
    }
}
