import Foundation
import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct FieldHistoryTests {
    /// The history of one field of issue 10: value, text, from, to as seconds since the creation.
    private func history(_ field: String, _ mirror: Mirror) throws -> [String] {
        try mirror.rows(
            """
            SELECT value, text, CAST(strftime('%s', from_at) AS INTEGER) - 1704067200,
                CAST(strftime('%s', to_at) AS INTEGER) - 1704067200
            FROM field_history WHERE issue_id = 10 AND field = '\(field)' ORDER BY from_at, to_at IS NULL, to_at, value
            """)
    }

    private func mirror(_ lists: (inout ReferenceData) -> Void = { _ in }) throws -> Mirror {
        let mirror = try Mirror()
        var data = ReferenceData()
        data.statuses = [.init(id: 1, name: "Open"), .init(id: 3, name: "Doing")]
        data.versions[1] = [.init(id: 7, name: "7.0"), .init(id: 8, name: "8.0"), .init(id: 9, name: "9.0")]
        data.users = [.init(key: "anna", displayName: "Anna A.")]
        lists(&data)
        _ = try mirror.store.apply(data, at: .day0)
        return mirror
    }

    private func item(
        _ field: String, _ from: String?, _ to: String?, type: String = "jira"
    ) -> ItemText {
        ItemText(field: field, type: type, from: from, to: to)
    }

    @Test("a changed field has its initial value, each later one, and the last one without an end")
    func changed() throws {
        let mirror = try mirror()
        try mirror.apply { page in
            page.add(
                10, "ABC-1", status: 1,
                changes: [
                    (
                        id: 1, at: .day0 + 60,
                        items: [item("status", "1", "3"), item("assignee", nil, "anna")]
                    ),
                    (id: 2, at: .day0 + 90, items: [item("status", "3", "1")]),
                ]
            ) { $0.assigneeKey = $0.key }
        }
        #expect(try history("status", mirror) == ["1|-|0|60", "3|-|60|90", "1|-|90|-"])
        #expect(try history("assignee", mirror) == ["-|-|0|60", "anna|-|60|-"])
        #expect(
            try mirror.rows("SELECT DISTINCT issue_key, field_id FROM field_history WHERE field = 'status'")
                == ["ABC-1|status"])
    }

    @Test("a field that never changed has today's value since the creation, also where it is empty")
    func unchanged() throws {
        let mirror = try mirror()
        try mirror.apply { page in
            let anna = page.text("anna")
            let day = page.text("2024-02-03")
            page.add(10, "ABC-1", status: 3, summary: "Hello", labels: ["b", "a"]) {
                $0.reporterKey = anna
                $0.dueDate = day
                $0.originalEstimateSeconds = 60
                $0.parentID = 4
            }
        }
        #expect(try history("status", mirror) == ["3|Doing|0|-"])
        #expect(try history("reporter", mirror) == ["anna|Anna A.|0|-"])
        #expect(try history("assignee", mirror) == ["-|-|0|-"])
        #expect(try history("resolution", mirror) == ["-|-|0|-"])
        #expect(try history("summary", mirror) == ["-|Hello|0|-"])
        #expect(try history("duedate", mirror) == ["2024-02-03|2024-02-03|0|-"])
        #expect(try history("labels", mirror) == ["-|a b|0|-"])
        #expect(try history("timeoriginalestimate", mirror) == ["60|60|0|-"])
        #expect(try history("Parent", mirror) == ["4|-|0|-"])
    }

    @Test("versions, components and attachments have a row a member")
    func members() throws {
        let mirror = try mirror()
        try mirror.apply { page in
            page.add(
                10, "ABC-1", fixVersions: [7, 8], attachments: [4],
                changes: [
                    (id: 1, at: .day0 + 60, items: [item("Fix Version", nil, "8")]),
                    (id: 2, at: .day0 + 90, items: [item("Fix Version", "9", nil)]),
                    (id: 3, at: .day0 + 95, items: [item("Fix Version", "8", nil)]),
                    (id: 4, at: .day0 + 99, items: [item("Fix Version", nil, "8")]),
                    (id: 5, at: .day0 + 99, items: [item("Link", nil, "ABC-2"), item("Comment", "x", nil)]),
                ])
        }
        #expect(
            try history("Fix Version", mirror) == ["9|-|0|90", "7|7.0|0|-", "8|-|60|95", "8|-|99|-"])
        #expect(try history("Attachment", mirror) == ["4|file-4|0|-"])
        #expect(try history("Link", mirror) == [])
        #expect(try history("Comment", mirror) == [])
    }

    @Test("a custom field goes on under its new name; where two fields share a name, neither is guessed")
    func renamed() throws {
        let field = { (id: String, name: String) in
            ReferenceData.Field(id: id, name: name, custom: true, schemaType: "string")
        }
        let mirror = try mirror {
            $0.fields = [field("customfield_1", "Team"), field("customfield_2", "Size")]
        }
        var data = ReferenceData()
        data.fields = [
            field("customfield_1", "Squad"), field("customfield_2", "Size"), field("customfield_3", "Size"),
        ]
        _ = try mirror.store.apply(data, at: .day0)
        try mirror.apply { page in
            page.add(
                10, "ABC-1",
                changes: [
                    (id: 1, at: .day0 + 60, items: [item("Team", "a", "b", type: "custom")]),
                    (id: 2, at: .day0 + 90, items: [item("Squad", "b", "c", type: "custom")]),
                    (id: 3, at: .day0 + 99, items: [item("Size", "", "1", type: "custom")]),
                    (id: 4, at: .day0 + 99, items: [item("Rank", "", "", type: "custom")]),
                ])
        }
        #expect(try history("Team", mirror) == [])
        #expect(try history("Squad", mirror) == ["a|-|0|60", "b|-|60|90", "c|-|90|-"])
        #expect(try history("Size", mirror) == ["-|-|0|99", "1|-|99|-"])
        #expect(try history("Rank", mirror) == [])
        #expect(
            try mirror.rows("SELECT DISTINCT field_id FROM field_history WHERE field IN ('Squad', 'Size')")
                == ["customfield_1", "-"])
    }

    @Test("a custom field that never changed is told by its members")
    func unchangedCustom() throws {
        let mirror = try mirror { data in
            data.fields = [
                .init(id: "customfield_1", name: "Team", custom: true),
                .init(id: "customfield_2", name: "Size", custom: true),
            ]
        }
        try mirror.apply { page in
            page.add(
                10, "ABC-1",
                changes: [(id: 1, at: .day0 + 60, items: [item("Size", nil, "5", type: "custom")])])
        }
        try mirror.store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO issue_field_values (issue_id, field_id, position, text_value, ref_id) VALUES
                        (10, 'customfield_1', 0, 'Red', 4), (10, 'customfield_1', 1, 'Blue', 2),
                        (10, 'customfield_2', 0, 'Big', 5)
                    """)
        }
        #expect(try history("Team", mirror) == ["4, 2|Red, Blue|0|-"])
        #expect(try history("Size", mirror) == ["-|-|0|60", "5|-|60|-"])
    }

    @Test("changes of one instant follow each other in the order of their saves")
    func oneInstant() throws {
        let mirror = try mirror()
        try mirror.apply { page in
            page.add(
                10, "ABC-1", status: 3,
                changes: [
                    (id: 2, at: .day0 + 60, items: [item("status", "2", "3")]),
                    (id: 1, at: .day0 + 60, items: [item("status", "1", "2")]),
                ])
        }
        #expect(try history("status", mirror) == ["1|-|0|60", "2|-|60|60", "3|-|60|-"])
    }

    @Test(
        "one issue's history is found without reading the others'",
        arguments: [
            "SELECT * FROM field_history WHERE issue_id = 10",
            "SELECT * FROM field_history WHERE issue_key = 'ABC-1'",
            """
            SELECT field, text FROM field_history WHERE issue_key = 'ABC-1' AND field = 'status'
            AND from_at <= '2024' AND (to_at IS NULL OR to_at > '2024')
            """,
            "SELECT * FROM issue_tree WHERE issue_id = 10",
            "SELECT * FROM issue_tree WHERE issue_key = 'A-1'",
            "SELECT * FROM sprint_issues WHERE sprint_id = 5",
            "SELECT * FROM sprint_issues WHERE issue_id = 10",
        ])
    func plans(sql: String) throws {
        let mirror = try mirror()
        try mirror.store.buildMissingIndexes()
        let plan = try mirror.store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
        }
        // All tables but the small ones, and the names that the views give them.
        let tables = Set(
            try mirror.rows(
                """
                SELECT name FROM sqlite_schema WHERE type = 'table'
                    AND name NOT IN ('statuses', 'status_categories', 'fields')
                """) + [
                    "items", "others", "saves", "later", "earlier", "members", "firsts", "intervals", "stays",
                    "changelog_items", "links", "parents", "up",
                ])
        #expect(plan.contains { $0.hasPrefix("SEARCH") }, "\(plan)")
        for step in plan where step.hasPrefix("SCAN") {
            let name = step.split(separator: " ")[1]
            // The rows of the inner query, which are few.
            if sql.contains("sprint_issues"), step == "SCAN members" { continue }
            #expect(!tables.contains(String(name)), "\(step): \(plan)")
        }
    }
}
