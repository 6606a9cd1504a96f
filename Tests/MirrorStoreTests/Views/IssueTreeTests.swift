import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct IssueTreeTests {
    private let tree = "SELECT issue_key, relation, parent_key, level, path FROM issue_tree ORDER BY issue_id"

    private func set(_ sql: String, _ mirror: Mirror) throws {
        try mirror.store.write { db in try db.execute(sql: sql) }
    }

    /// ABC-1 initiative, ABC-2 epic, ABC-3 story, ABC-4 sub-task.
    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        var data = ReferenceData()
        data.fields = [
            .init(
                id: "customfield_9", name: "Parent Link", custom: true,
                schemaCustom: "com.atlassian.jpo:jpo-custom-field-parent")
        ]
        _ = try mirror.store.apply(data, at: .day0)
        try mirror.apply { page in
            page.add(1, "ABC-1")
            page.add(2, "ABC-2")
            page.add(3, "ABC-3")
            page.add(4, "ABC-4") { $0.parentID = 3 }
        }
        try set(
            """
            UPDATE issues SET epic_id = 2, epic_key = 'OLD-2', story_points = 3, rank = '0|a:' WHERE id = 3;
            INSERT INTO issue_field_values (issue_id, field_id, position, ref_key)
            VALUES (2, 'customfield_9', 0, 'ABC-1')
            """, mirror)
        return mirror
    }

    @Test("the way up is sub-task, epic, Parent Link, by today's keys")
    func levels() throws {
        let mirror = try filled()
        #expect(
            try mirror.rows(tree) == [
                "ABC-1|-|-|0|ABC-1", "ABC-2|parent link|ABC-1|1|ABC-1/ABC-2",
                "ABC-3|epic|ABC-2|2|ABC-1/ABC-2/ABC-3", "ABC-4|sub-task|ABC-3|3|ABC-1/ABC-2/ABC-3/ABC-4",
            ])
        #expect(
            try mirror.rows("SELECT issue_key FROM issue_tree WHERE '/' || path LIKE '%/ABC-2/%' ORDER BY 1")
                == ["ABC-3", "ABC-4"])
    }

    @Test("what stands above each other in a circle is followed once around, and the query ends")
    func circle() throws {
        let mirror = try filled()
        try set("UPDATE issues SET parent_id = 4 WHERE id = 1", mirror)
        #expect(
            try mirror.rows("SELECT level, path FROM issue_tree ORDER BY issue_id") == [
                "3|ABC-2/ABC-3/ABC-4/ABC-1", "3|ABC-3/ABC-4/ABC-1/ABC-2", "3|ABC-4/ABC-1/ABC-2/ABC-3",
                "3|ABC-1/ABC-2/ABC-3/ABC-4",
            ])
        try set("UPDATE issues SET parent_id = id WHERE id = 1", mirror)
        #expect(try mirror.rows("SELECT level, path FROM issue_tree WHERE issue_id = 1") == ["0|ABC-1"])
    }

    @Test("a parent that the account cannot see stands at the top by its key")
    func invisible() throws {
        let mirror = try filled()
        try set("UPDATE issues SET epic_id = NULL, epic_key = 'SEC-5' WHERE id = 2", mirror)
        try set("UPDATE issues SET parent_id = 99, parent_key = NULL WHERE id = 4", mirror)
        #expect(
            try mirror.rows(tree).suffix(3) == [
                "ABC-2|epic|SEC-5|1|SEC-5/ABC-2", "ABC-3|epic|ABC-2|2|SEC-5/ABC-2/ABC-3",
                "ABC-4|sub-task|-|1|?99/ABC-4",
            ])
    }

    @Test("eight levels are followed; what is above them is a sign")
    func deep() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            for id: Int64 in 1...10 { page.add(id, "A-\(id)") { $0.parentID = id == 1 ? nil : id - 1 } }
        }
        #expect(
            try mirror.rows("SELECT level, path FROM issue_tree WHERE issue_id >= 9 ORDER BY issue_id") == [
                "8|A-1/A-2/A-3/A-4/A-5/A-6/A-7/A-8/A-9", "8|…/A-2/A-3/A-4/A-5/A-6/A-7/A-8/A-9/A-10",
            ])
    }

    @Test("details name the epic, the points, the rank and the sprints that are not closed")
    func details() throws {
        let mirror = try filled()
        try mirror.apply(at: .day0 + 90_000) { page in
            page.add(2, "ABC-2", summary: "The epic", sprints: [5, 6, 7])
        }
        try set(
            """
            UPDATE sprints SET name = 'Sprint ' || id, state = 'closed' WHERE id = 5;
            UPDATE sprints SET name = 'Sprint ' || id, state = 'active' WHERE id = 6;
            """, mirror)
        #expect(
            try mirror.rows(
                """
                SELECT epic_id, epic_key, epic_summary, story_points, rank, sprint FROM issue_details
                WHERE id IN (2, 3) ORDER BY id
                """) == ["-|-|-|-|-|Sprint 6, ?7", "2|ABC-2|The epic|3.0|0|a:|-"])
    }
}
