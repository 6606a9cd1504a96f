import Foundation
import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct DifferenceTests {
    private static let fields: [(Int64, FieldInput)] = [(1, .option(7, "Red")), (2, .number(2.5, "2.5"))]

    /// One issue with a row in every child table that a page fills.
    private static func build(_ page: inout BatchBuilder) {
        page.add(
            10, "ABC-1", labels: ["a"], components: [1], fixVersions: [2],
            comments: [(1, "hello"), (2, "bye")], worklogs: [(1, .day0)], attachments: [1],
            links: [(id: 1, from: 10, to: 11)], sprints: [5],
            changes: [
                (id: 1, at: .day0 + 1, items: [ItemText(from: "2", to: "1")]),
                (
                    id: 2, at: .day0 + 2,
                    items: [ItemText(field: "Sprint", type: "custom", from: "", to: "5")]
                ),
            ], fields: fields)
        page.add(11, "ABC-2", labels: ["b"])
    }

    private func differences(
        _ mirror: Mirror, at requestedAt: Instant = .day0 + 90_000,
        _ build: (inout BatchBuilder) -> Void = build
    ) throws -> [String] {
        var builder = BatchBuilder()
        build(&builder)
        return try mirror.store.differences(builder.page(requestedAt: requestedAt)).map {
            "\($0.issueKey) \($0.table) \($0.row) \($0.column ?? "row"): \($0.mirror ?? "-") -> \($0.source ?? "-")"
        }
    }

    /// Everything that the file holds, as text.
    private func content(_ mirror: Mirror) throws -> [String] {
        try mirror.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").flatMap {
            table in
            try mirror.rows("SELECT '\(table)', * FROM \"\(table)\"")
        } + mirror.rows("SELECT sql FROM sqlite_schema ORDER BY name")
    }

    @Test("a mirror that is right differs nowhere, and nothing of it is changed")
    func equal() throws {
        let mirror = try Mirror()
        try mirror.apply(Self.build)
        let before = try content(mirror)
        #expect(try differences(mirror) == [])
        #expect(try differences(mirror) == [])
        #expect(try content(mirror) == before)
    }

    @Test(
        "any cell that is wrong is found, wherever it is",
        arguments: [
            ("UPDATE issues SET summary = 'x' WHERE id = 10", "ABC-1 issues  summary: x -> A summary"),
            (
                "UPDATE issues SET resolved_at = '2024', votes = 3 WHERE id = 11",
                "ABC-2 issues  resolved_at: 2024 -> -;ABC-2 issues  votes: 3 -> -"
            ),
            ("UPDATE comments SET body = 'x' WHERE id = 2", "ABC-1 comments id=2 body: x -> bye"),
            (
                "UPDATE worklogs SET time_spent_seconds = 1",
                "ABC-1 worklogs id=1 time_spent_seconds: 1 -> 60"
            ),
            ("UPDATE attachments SET filename = 'x'", "ABC-1 attachments id=1 filename: x -> file-1"),
            (
                "UPDATE changelog SET author_key = NULL WHERE id = 1",
                "ABC-1 changelog id=1 author_key: - -> anna"
            ),
            (
                "UPDATE changelog_items SET to_text = 'x' WHERE changelog_id = 1",
                "ABC-1 changelog_items changelog_id=1 position=0 to_text: x -> -"
            ),
            (
                "DELETE FROM issue_labels WHERE issue_id = 11",
                "ABC-2 issue_labels label=b row: - -> issue_id=11 label=b"
            ),
            (
                "INSERT INTO issue_labels VALUES (11, 'z')",
                "ABC-2 issue_labels label=z row: issue_id=11 label=z -> -"
            ),
            (
                "UPDATE issue_components SET component_id = 9",
                "ABC-1 issue_components component_id=1 row: - -> issue_id=10 component_id=1;"
                    + "ABC-1 issue_components component_id=9 row: issue_id=10 component_id=9 -> -"
            ),
            (
                "DELETE FROM issue_fix_versions",
                "ABC-1 issue_fix_versions version_id=2 row: - -> issue_id=10 version_id=2"
            ),
            (
                "DELETE FROM issue_sprints",
                "ABC-1 issue_sprints sprint_id=5 row: - -> issue_id=10 sprint_id=5"
            ),
            (
                "UPDATE sprint_intervals SET removed_at = '2024'",
                "ABC-1 sprint_intervals sprint_id=5 added_at=2024-01-01T00:00:02.000Z removed_at: 2024 -> -"
            ),
            (
                "UPDATE status_interval_data SET entered_ms = 7 WHERE issue_id = 11",
                "ABC-2 status_interval_data position=0 entered_ms: 7 -> 1704067200000"
            ),
            (
                "UPDATE issue_flow SET reopen_count = 4 WHERE issue_id = 11",
                "ABC-2 issue_flow  reopen_count: 4 -> 0"
            ),
            (
                "DELETE FROM issue_flow WHERE issue_id = 11",
                "ABC-2 issue_flow  project_id: - -> 1;ABC-2 issue_flow  active_seconds: - -> 0;"
                    + "ABC-2 issue_flow  reopen_count: - -> 0"
            ),
            (
                "UPDATE issue_fields SET customfield_2 = 9 WHERE issue_id = 10",
                "ABC-1 issue_fields  customfield_2: 9.0 -> 2.5"
            ),
            (
                "DELETE FROM issue_fields WHERE issue_id = 10",
                "ABC-1 issue_fields  customfield_1: - -> Red;ABC-1 issue_fields  customfield_2: - -> 2.5"
            ),
            (
                "UPDATE issue_field_values SET text_value = 'x'",
                "ABC-1 issue_field_values field_id=customfield_1 position=0 text_value: x -> Red"
            ),
            ("UPDATE issue_links SET target_key = 'X-1'", "ABC-1 issue_links id=1 target_key: X-1 -> K-11"),
        ])
    func wrongCells(sql: String, expected: String) throws {
        let mirror = try Mirror()
        try mirror.apply(Self.build)
        try mirror.store.write { db in try db.execute(sql: sql) }
        let before = try content(mirror)
        #expect(try differences(mirror) == expected.components(separatedBy: ";"))
        #expect(try content(mirror) == before)
    }

    @Test("an issue that the mirror lacks is one difference, not one a row")
    func missingIssue() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(11, "ABC-2", labels: ["b"]) }
        let found = try differences(mirror)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("ABC-1 issues  row: - -> id=10 key=ABC-1 ") == true)
        #expect(try mirror.rows("SELECT id FROM issues") == ["11"])
    }

    @Test("the mirror's own marks and what a page does not tell are no differences")
    func ownMarks() throws {
        let mirror = try Mirror()
        try mirror.apply(Self.build)
        try mirror.store.replaceRemoteLinks(issue: 10, with: [RemoteLink(id: 1, url: "u")])
        try mirror.store.write { db in
            try db.execute(
                sql:
                    "UPDATE issues SET changed_at = '2020', content_hash = 5; UPDATE issue_links SET listed_by_target = 1"
            )
        }
        #expect(try differences(mirror) == [])
    }

    @Test("of worklogs that the answer cut, only those it holds are compared")
    func cutWorklogs() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "ABC-1", worklogs: [(1, .day0), (2, .day0), (3, .day0)]) }
        let build: (inout BatchBuilder) -> Void = { page in
            page.add(10, "ABC-1", worklogs: [(1, .day0)]) { $0.worklogTotal = 3 }
        }
        #expect(try differences(mirror, build) == [])
        try mirror.store.write { db in try db.execute(sql: "UPDATE worklogs SET comment = 'x'") }
        #expect(try differences(mirror, build) == ["ABC-1 worklogs id=1 comment: x -> -"])
        // Not cut: the others are gone from Jira.
        let whole = try differences(mirror) { $0.add(10, "ABC-1", worklogs: [(1, .day0)]) }
        #expect(whole.count == 3)
    }

    @Test(
        "a field that nobody had a value of before is a difference, and its column is gone again afterwards")
    func newField() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "ABC-1") }
        let next: (inout BatchBuilder) -> Void = { $0.add(10, "ABC-1", fields: [(3, .number(4, "4"))]) }
        let before = try content(mirror)
        #expect(try differences(mirror, next) == ["ABC-1 issue_fields  customfield_3: - -> 4.0"])
        #expect(try content(mirror) == before)
        #expect(try mirror.apply(at: .day0 + 90_000, next).newFields == ["customfield_3"])
        #expect(try mirror.rows("SELECT customfield_3 FROM issue_fields") == ["4.0"])
    }

    @Test("a page that was read before what is stored tells nothing against it")
    func olderPage() throws {
        let mirror = try Mirror()
        try mirror.apply(at: .day0 + 80_000) { $0.add(10, "ABC-1", summary: "New", updated: .day0 + 70_000) }
        #expect(
            try differences(mirror, at: .day0 + 60_000) {
                $0.add(10, "ABC-1", summary: "Old", updated: .day0)
            } == [])
    }

    @Test("after a comparison the store goes on as if there had been none")
    func goesOn() throws {
        let mirror = try Mirror()
        try mirror.apply(Self.build)
        let next: (inout BatchBuilder) -> Void = { page in
            page.add(10, "ABC-1", status: 9, comments: [(3, "new")], sprints: [6])
            page.see(user: "zoe", name: "Zoe")
            page.see(.status, 9, "New")
        }
        #expect(try differences(mirror, next).isEmpty == false)
        #expect(try mirror.rows("SELECT 1 FROM users WHERE key = 'zoe'") == [])
        #expect(try mirror.rows("SELECT 1 FROM statuses WHERE id = 9") == [])
        let outcome = try mirror.apply(at: .day0 + 90_000, next)
        #expect(outcome.unknownReferences == [.status, .sprint])
        #expect(try mirror.rows("SELECT display_name FROM users WHERE key = 'zoe'") == ["Zoe"])
        #expect(try mirror.rows("SELECT body FROM comments WHERE issue_id = 10") == ["new"])
        #expect(try differences(mirror, at: .day0 + 99_000, next) == [])
    }

    @Test("a comparison that fails changes nothing either")
    func failure() throws {
        let mirror = try Mirror()
        try mirror.apply(Self.build)
        try mirror.store.write { db in
            try db.execute(
                sql: "CREATE TEMP TRIGGER no BEFORE INSERT ON comments BEGIN SELECT raise(ABORT, 'no'); END")
        }
        let before = try content(mirror)
        #expect(throws: StoreError.unexpected("no")) { try differences(mirror) }
        #expect(try content(mirror) == before)
        try mirror.store.write { db in try db.execute(sql: "DROP TRIGGER no") }
        #expect(try differences(mirror) == [])
    }
}
