import Foundation
import GRDB
import SyncCore

/// Where the mirror names people by their key.
struct PeopleNames {
    let db: Database

    /// Columns of issues and their children: table, the issue's id, the person's key, and a condition.
    private static let ofIssues: [(table: String, issue: String, person: String, condition: String)] = {
        var places = [
            ("issues", "id", "assignee_key"), ("issues", "id", "reporter_key"),
            ("issues", "id", "creator_key"),
            ("comments", "issue_id", "author_key"), ("comments", "issue_id", "update_author_key"),
            ("worklogs", "issue_id", "author_key"), ("worklogs", "issue_id", "update_author_key"),
            ("attachments", "issue_id", "author_key"), ("changelog", "issue_id", "author_key"),
        ].map { (table: $0.0, issue: $0.1, person: $0.2, condition: "1") }
        for column in ["from_value", "to_value"] {
            places.append(
                (
                    "changelog_items", "issue_id", column,
                    "field IN ('assignee', 'reporter') AND field_type IS NOT 'custom'"
                ))
        }
        places.append(
            (
                "issue_field_values", "issue_id", "ref_key",
                "field_id IN (SELECT id FROM fields WHERE schema_type = 'user' OR schema_items = 'user')"
            ))
        return places
    }()

    private static let elsewhere = [
        ("projects", "lead_key"), ("components", "lead_key"), ("site", "account_key"),
    ]

    /// Issues that name any of them, ascending.
    func issues(naming users: [String], limit: Int) throws -> [Int64] {
        guard !users.isEmpty else { return [] }
        let sql = Self.ofIssues.map { place in
            """
            SELECT \(place.issue) FROM \(place.table)
            WHERE \(place.person) IN (SELECT value FROM json_each(?1)) AND \(place.condition)
            """
        }.joined(separator: " UNION ")
        return try Int64.fetchAll(
            db, sql: "SELECT * FROM (\(sql)) ORDER BY 1 LIMIT ?2", arguments: [try Self.json(users), limit])
    }

    /// Those of them that issues name.
    func namedByIssues(_ users: [String]) throws -> Set<String> {
        try named(users, in: Self.ofIssues.map { ($0.table, $0.person, $0.condition) })
    }

    /// Those of them that projects, components or the site name.
    func namedElsewhere(_ users: [String]) throws -> Set<String> {
        try named(users, in: Self.elsewhere.map { ($0.0, $0.1, "1") })
    }

    private func named(_ users: [String], in places: [(String, String, String)]) throws -> Set<String> {
        guard !users.isEmpty else { return [] }
        let sql = places.map { table, person, condition in
            """
            SELECT \(person) FROM \(table)
            WHERE \(person) IN (SELECT value FROM json_each(?1)) AND \(condition)
            """
        }.joined(separator: " UNION ")
        return Set(try String.fetchAll(db, sql: sql, arguments: [try Self.json(users)]))
    }

    private static func json(_ users: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(users), as: UTF8.self)
    }
}
