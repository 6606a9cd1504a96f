package import Foundation
import GRDB
package import JiraSimulator

/// Compares a mirror with the site it was made from, row by row and cell by cell.
package struct Comparison {
    /// What differs, at most so many lines.
    package private(set) var differences: [String] = []
    package private(set) var rowsCompared = 0

    /// - Parameter user: the account whose view counts.
    package init(mirror: URL, site: SimulatedSite, user: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: mirror.path, configuration: configuration)
        let snapshot = site.snapshot(as: user)
        try database.read { db in
            for (table, columns) in SiteSnapshot.columns.sorted(by: { $0.key < $1.key }) {
                let present = try Set(db.columns(in: table).map(\.name))
                let shared = columns.filter(present.contains)
                let wanted = shared.compactMap { columns.firstIndex(of: $0) }
                guard !Self.issueTables.contains(table) else { continue }
                // People deleted in Jira are in no directory: a mirror knows them as stubs, from issues.
                let deleted = table == "users" ? columns.firstIndex(of: "deleted") : nil
                let rows = snapshot.rows(of: table).filter { row in deleted.map { row[$0] != "1" } ?? true }
                let truth = Set(rows.map { row in Self.line(wanted.map { row[$0] }) })
                let held = try Self.rows(db, table, shared, table == "users" ? "WHERE NOT is_stub" : "")
                compare(table, truth: truth, held: held)
            }
            try compareIssues(db, snapshot)
        }
    }

    package var isEqual: Bool { differences.isEmpty }

    private static let issueTables: Set<String> = [
        "issues", "issue_keys", "comments", "worklogs", "attachments", "changelog", "changelog_items",
        "issue_labels", "issue_components", "issue_fix_versions", "issue_affected_versions", "issue_links",
    ]

    private mutating func compareIssues(_ db: Database, _ snapshot: SiteSnapshot) throws {
        var truth: [String: Set<String>] = [:]
        let layout = try Self.issueTables.map { table -> (String, [String], [Int]) in
            let all = SiteSnapshot.columns[table] ?? []
            let present = try Set(db.columns(in: table).map(\.name))
            let shared = all.filter(present.contains)
            return (table, shared, shared.compactMap { all.firstIndex(of: $0) })
        }
        snapshot.forEachIssue { issue in
            guard !issue.isArchived else { return }
            for (table, _, indices) in layout {
                for row in issue.rows[table] ?? [] {
                    truth[table, default: []].insert(Self.line(indices.map { row[$0] }))
                }
            }
        }
        for (table, columns, _) in layout {
            compare(table, truth: truth[table] ?? [], held: try Self.rows(db, table, columns, ""))
        }
    }

    private mutating func compare(_ table: String, truth: Set<String>, held: [String]) {
        rowsCompared += held.count
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
        let list = columns.map { "CAST(\"\($0)\" AS TEXT)" }.joined(separator: ", ")
        return try Row.fetchAll(db, sql: "SELECT \(list) FROM \"\(table)\" \(filter)").map { row in
            line((0..<columns.count).map { index in row[index] as String? })
        }
    }
}
