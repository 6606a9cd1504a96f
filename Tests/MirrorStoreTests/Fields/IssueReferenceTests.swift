import SyncCore
import Testing

@testable import MirrorStore

struct IssueReferenceTests {
    private static let epicLink = "com.pyxis.greenhopper.jira:gh-epic-link"
    private static let parentLink = "com.atlassian.jpo:jpo-custom-field-parent"
    private let state = """
        SELECT issues.id, parent_key, epic_id, epic_key, epic_link, ref_id, ref_key, text_value FROM issues
        JOIN issue_fields ON issue_fields.issue_id = issues.id
        LEFT JOIN issue_field_values AS v ON v.issue_id = issues.id AND field_id = 'customfield_1'
        WHERE epic_key IS NOT NULL OR parent_key IS NOT NULL ORDER BY issues.id
        """

    private func mirror(indexed: Bool = true) throws -> Mirror {
        let mirror = try Mirror()
        try mirror.list([
            (1, "Epic Link", Self.epicLink), (2, "Rank", "com.pyxis.greenhopper.jira:gh-lexo-rank"),
            (3, "Story Points", "float"), (4, "Parent Link", Self.parentLink),
        ])
        if indexed { try mirror.store.buildMissingIndexes() }
        return mirror
    }

    @Test("an issue has its epic, rank and story points from its fields")
    func agileColumns() throws {
        let mirror = try mirror()
        try mirror.apply { page in
            page.add(9, "ABC-1")
            page.add(
                10, "ABC-2",
                fields: [(1, .text("ABC-1")), (2, .text("0|hzzzzz:")), (3, .number(5, "5.0"))])
        }
        #expect(
            try mirror.rows("SELECT epic_id, epic_key, rank, story_points FROM issues ORDER BY id") == [
                "-|-|-|-", "9|ABC-1|0|hzzzzz:|5.0",
            ])
        #expect(try mirror.rows(state) == ["10|-|9|ABC-1|ABC-1|9|ABC-1|ABC-1"])
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "ABC-2", updated: .day0 + 1) }
        #expect(
            try mirror.rows("SELECT epic_id, epic_key, rank, story_points FROM issues WHERE id = 10") == [
                "-|-|-|-"
            ])
    }

    @Test("an epic that comes after its children is found", arguments: [true, false])
    func epicComesLater(_ indexed: Bool) throws {
        let mirror = try mirror(indexed: indexed)
        try mirror.apply { page in
            page.add(10, "ABC-2", fields: [(1, .text("ABC-1"))])
            page.add(11, "ABC-3", fields: [(4, .issue("ABC-1"))])
        }
        #expect(try mirror.rows(state) == ["10|-|-|ABC-1|ABC-1|-|ABC-1|ABC-1"])
        try mirror.apply(at: .day0 + 90_000) { $0.add(9, "ABC-1") }
        if !indexed { try mirror.store.buildMissingIndexes() }
        #expect(try mirror.rows(state) == ["10|-|9|ABC-1|ABC-1|9|ABC-1|ABC-1"])
        #expect(
            try mirror.rows("SELECT ref_id FROM issue_field_values WHERE field_id = 'customfield_4'") == ["9"]
        )
        let before = try mirror.totalChanges()
        try mirror.store.refreshDerived()
        let filled = try mirror.totalChanges()
        try mirror.store.refreshDerived()
        #expect(try mirror.totalChanges() == filled && filled > before)
    }

    @Test("an issue that is moved takes along what its children say of its key")
    func move() throws {
        let mirror = try mirror()
        try mirror.apply { page in
            let arena = page.arena
            page.add(9, "ABC-1")
            page.add(10, "ABC-2", fields: [(1, .text("ABC-1")), (4, .issue("ABC-1"))]) {
                $0.parentID = 9
                $0.parentKey = arena.slice("ABC-1")
            }
        }
        try mirror.apply(at: .day0 + 90_000) { $0.add(9, "XYZ-7", project: 2, updated: .day0 + 1) }
        #expect(try mirror.rows(state) == ["10|XYZ-7|9|XYZ-7|XYZ-7|9|XYZ-7|XYZ-7"])
        #expect(
            try mirror.rows(
                "SELECT parent_link, ref_key FROM issue_fields JOIN issue_field_values USING (issue_id) "
                    + "WHERE field_id = 'customfield_4'") == ["XYZ-7|XYZ-7"])
    }

    @Test("a project's new key reaches what issues of any project say of its issues")
    func rekey() throws {
        let mirror = try mirror()
        var data = ReferenceData()
        data.projects = [.init(id: 1, key: "ABC", name: "A"), .init(id: 2, key: "XYZ", name: "X")]
        _ = try mirror.store.apply(data, at: .day0)
        try mirror.apply { page in
            page.add(9, "ABC-1")
            page.add(10, "XYZ-1", project: 2, fields: [(1, .text("ABC-1")), (4, .issue("ABC-1"))])
            page.add(11, "XYZ-2", project: 2, fields: [(1, .text("NEW-1"))])
        }
        data.projects?[0].key = "NEW"
        _ = try mirror.store.apply(data, at: .day0 + 1)
        #expect(
            try mirror.rows(state) == [
                "10|-|9|NEW-1|NEW-1|9|NEW-1|NEW-1", "11|-|9|NEW-1|NEW-1|9|NEW-1|NEW-1",
            ])
        #expect(try mirror.rows("SELECT parent_link FROM issue_fields WHERE issue_id = 10") == ["NEW-1"])
    }

    @Test("children of an epic that is gone keep its key until they are read again, but not its id")
    func deletedEpic() throws {
        let mirror = try mirror()
        try mirror.apply { page in
            page.add(9, "ABC-1")
            page.add(10, "ABC-2", fields: [(1, .text("ABC-1"))])
        }
        try mirror.store.deleteIssues([9], reason: .gone, at: .day0)
        try mirror.store.refreshDerived()
        #expect(try mirror.rows(state) == ["10|-|-|ABC-1|ABC-1|-|ABC-1|ABC-1"])
    }

    @Test("story points come from the number field of that name, in any case, or not at all")
    func storyPoints() throws {
        let mirror = try Mirror()
        try mirror.list([(1, "Story Points", "textfield"), (2, "Size", "float")])
        try mirror.apply { page in
            page.add(10, "ABC-1", fields: [(1, .text("many")), (2, .number(3, "3"))])
            page.add(11, "ABC-2", fields: [(1, .text("few"))])
        }
        #expect(try mirror.rows("SELECT story_points FROM issues") == ["-", "-"])
        try mirror.list([(1, "Story Points", "textfield"), (2, "STORY points", "float")])
        try mirror.store.refreshDerived()
        #expect(try mirror.rows("SELECT story_points FROM issues ORDER BY id") == ["3.0", "-"])
        let before = try mirror.totalChanges()
        try mirror.store.refreshDerived()
        #expect(try mirror.totalChanges() == before)
        try mirror.apply(at: .day0 + 90_000) {
            $0.add(11, "ABC-2", updated: .day0 + 1, fields: [(2, .number(8, "8"))])
        }
        #expect(try mirror.rows("SELECT story_points FROM issues ORDER BY id") == ["3.0", "8.0"])
        // A field that vanished keeps its values; one that got another name is no longer meant.
        try mirror.list([(1, "Story Points", "textfield")])
        try mirror.store.refreshDerived()
        #expect(try mirror.rows("SELECT story_points FROM issues ORDER BY id") == ["3.0", "8.0"])
        try mirror.list([(1, "Story Points", "textfield"), (2, "Size", "float")])
        try mirror.store.refreshDerived()
        #expect(try mirror.rows("SELECT story_points FROM issues") == ["-", "-"])
    }
}
