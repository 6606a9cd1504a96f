import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct IssueUpsertTests {
    @Test("a new issue is stored with all its children and counted as inserted")
    func insert() throws {
        let mirror = try Mirror()
        let outcome = try mirror.apply { page in
            let arena = page.arena
            page.add(
                10, "ABC-1", labels: ["b", "a"], components: [7], fixVersions: [8],
                comments: [(1, "hello")], worklogs: [(2, .day0)], attachments: [3],
                links: [(id: 4, from: 10, to: 11)],
                changes: [(id: 5, at: .day0 + 60, items: [ItemText(from: "2", to: "1")])]
            ) { row in
                row.parentID = 9
                row.parentKey = arena.slice("ABC-0")
                row.resolvedAt = .day0 + 3600
            }
        }
        #expect(outcome.inserted == 1 && outcome.updated == 0 && outcome.unchanged == 0)
        #expect(
            try mirror.rows(
                "SELECT key, number, parent_key, created_at, created_on, resolved_on, read_at FROM issues")
                == [
                    "ABC-1|1|ABC-0|2024-01-01T00:00:00.000Z|2024-01-01|2024-01-01|2024-01-02T00:00:01.000Z"
                ])
        #expect(try mirror.rows("SELECT label FROM issue_labels ORDER BY 1") == ["a", "b"])
        #expect(try mirror.rows("SELECT issue_id, component_id FROM issue_components") == ["10|7"])
        #expect(try mirror.rows("SELECT issue_id, version_id FROM issue_fix_versions") == ["10|8"])
        #expect(try mirror.rows("SELECT id, body FROM comments") == ["1|hello"])
        #expect(try mirror.rows("SELECT id, started_on FROM worklogs") == ["2|2024-01-01"])
        #expect(try mirror.rows("SELECT id, filename FROM attachments") == ["3|file-3"])
        #expect(try mirror.rows("SELECT source_issue_id, target_issue_id FROM issue_links") == ["10|11"])
        #expect(
            try mirror.rows("SELECT changelog_id, position, from_value FROM changelog_items") == ["5|0|2"])
        #expect(
            try mirror.rows("SELECT position, status_id, left_ms - entered_ms FROM status_interval_data") == [
                "0|2|60000", "1|1|-",
            ])
        #expect(try mirror.rows("SELECT key, issue_id FROM issue_keys") == ["ABC-1|10"])
    }

    @Test("an unchanged issue writes nothing, not even when it was read")
    func unchanged() throws {
        let mirror = try Mirror()
        let build: (inout BatchBuilder) -> Void = { page in
            page.see(user: "anna", name: "Anna")
            page.see(.status, 1, "Open")
            page.add(10, "ABC-1", labels: ["a"], comments: [(1, "hello")])
        }
        try mirror.apply(build)
        let before = try mirror.totalChanges()
        let outcome = try mirror.apply(at: .day0 + 200_000, build)
        #expect(outcome.unchanged == 1 && outcome.unknownReferences.isEmpty)
        #expect(try mirror.totalChanges() == before)
        #expect(try mirror.value("SELECT read_at FROM issues") == "2024-01-02T00:00:01.000Z")
    }

    @Test("a changed issue has its children replaced as sets: removed ones go, added ones come")
    func replaceSets() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(
                10, "ABC-1", labels: ["a", "b"], components: [1, 2], comments: [(1, "one"), (2, "two")],
                worklogs: [(1, .day0), (2, .day0)], attachments: [1, 2],
                changes: [
                    (id: 1, at: .day0 + 1, items: [ItemText(from: "1", to: "2"), ItemText(field: "x")]),
                    (id: 2, at: .day0 + 2, items: [ItemText(from: "2", to: "1")]),
                ])
        }
        let outcome = try mirror.apply(at: .day0 + 90_000) { page in
            page.add(
                10, "ABC-1", updated: .day0 + 5, labels: ["b", "c"], components: [2],
                comments: [(2, "TWO"), (3, "three")], worklogs: [(2, .day0), (3, .day0)], attachments: [],
                changes: [(id: 1, at: .day0 + 1, items: [ItemText(from: "1", to: "1")])])
        }
        #expect(outcome.updated == 1)
        #expect(try mirror.rows("SELECT label FROM issue_labels ORDER BY 1") == ["b", "c"])
        #expect(try mirror.rows("SELECT component_id FROM issue_components") == ["2"])
        #expect(try mirror.rows("SELECT id, body FROM comments ORDER BY 1") == ["2|TWO", "3|three"])
        #expect(try mirror.rows("SELECT id FROM worklogs ORDER BY 1") == ["2", "3"])
        #expect(try mirror.rows("SELECT id FROM attachments").isEmpty)
        #expect(try mirror.rows("SELECT id FROM changelog") == ["1"])
        #expect(
            try mirror.rows("SELECT changelog_id, position, field FROM changelog_items") == ["1|0|status"])
        #expect(try mirror.rows("SELECT position, status_id FROM status_interval_data") == ["0|1"])
        #expect(try mirror.value("SELECT changed_at FROM issues") == "2024-01-02T01:00:01.000Z")
    }

    @Test("children that stayed as they were are not written again")
    func equalChildrenStay() throws {
        let mirror = try Mirror()
        let comments = (1...50).map { (Int64($0), "comment \($0)") }
        try mirror.apply { $0.add(10, "ABC-1", comments: comments) }
        let before = try mirror.totalChanges()
        try mirror.apply(at: .day0 + 90_000) {
            $0.add(10, "ABC-1", summary: "Another", updated: .day0 + 5, comments: comments)
        }
        // The row of the issue alone.
        #expect(try mirror.totalChanges() - before == 1)
    }

    @Test("where an answer has no worklogs, comments or changelog, the stored ones stay")
    func hiddenChildren() throws {
        let mirror = try Mirror()
        let changes: [(id: Int64, at: Instant, items: [ItemText])] = [
            (id: 1, at: .day0 + 10, items: [ItemText(from: "1", to: "2")])
        ]
        try mirror.apply {
            $0.add(10, "ABC-1", status: 2, comments: [(1, "c")], worklogs: [(1, .day0)], changes: changes)
        }
        try mirror.apply(at: .day0 + 90_000) {
            $0.add(10, "ABC-1", status: 3, updated: .day0 + 5) { row in
                row.hasComments = false
                row.hasWorklogs = false
                row.hasChangelog = false
            }
        }
        #expect(try mirror.rows("SELECT count(*) FROM comments") == ["1"])
        #expect(try mirror.rows("SELECT count(*) FROM worklogs") == ["1"])
        #expect(try mirror.rows("SELECT count(*) FROM changelog_items") == ["1"])
        // The stored history is kept and the new status joins it.
        #expect(
            try mirror.rows("SELECT status_id FROM status_interval_data ORDER BY position") == [
                "1", "2", "3",
            ])
    }

    @Test("a later request wins even with an older updated: a restored Jira goes back")
    func laterReadWins() throws {
        let mirror = try Mirror()
        try mirror.apply(at: .day0 + 100_000) { $0.add(10, "ABC-1", summary: "new", updated: .day0 + 500) }
        let outcome = try mirror.apply(at: .day0 + 200_000) { page in
            page.add(10, "ABC-1", summary: "old", updated: .day0 + 100)
            page.add(11, "ABC-2")
        }
        #expect(outcome.setBack == 1)
        #expect(try mirror.value("SELECT summary FROM issues") == "old")
    }

    @Test("of overlapping reads the one with the later updated wins, in either order")
    func overlappingReads() throws {
        let mirror = try Mirror()
        try mirror.apply(at: .day0 + 100_000) { $0.add(10, "ABC-1", summary: "new", updated: .day0 + 500) }
        // Began before the first answer had arrived.
        let outcome = try mirror.apply(at: .day0 + 100_001) {
            $0.add(10, "ABC-1", summary: "old", updated: .day0 + 499.999)
        }
        #expect(outcome.unchanged == 1 && outcome.updated == 0 && outcome.setBack == 0)
        #expect(try mirror.value("SELECT summary FROM issues") == "new")
        try mirror.apply(at: .day0 + 100_001) { $0.add(10, "ABC-1", summary: "equal", updated: .day0 + 500) }
        #expect(try mirror.value("SELECT summary FROM issues") == "equal")
        try mirror.apply(at: .day0 + 50_000) { $0.add(10, "ABC-1", summary: "newest", updated: .day0 + 501) }
        #expect(try mirror.value("SELECT summary FROM issues") == "newest")
    }

    @Test("an issue that came twice on a page is stored once, as it came last")
    func twiceOnAPage() throws {
        let mirror = try Mirror()
        let outcome = try mirror.apply { page in
            page.add(10, "ABC-1", summary: "first", updated: .day0, comments: [(1, "a"), (2, "b")])
            page.add(10, "ABC-1", summary: "second", updated: .day0 + 1, comments: [(2, "b")])
        }
        #expect(outcome.inserted == 1 && outcome.updated == 1)
        #expect(try mirror.rows("SELECT summary FROM issues") == ["second"])
        #expect(try mirror.rows("SELECT id FROM comments") == ["2"])
    }

    @Test("rows and checkpoint are one commit: where the rows fail, the checkpoint stays")
    func atomic() throws {
        let mirror = try Mirror()
        var builder = BatchBuilder()
        builder.add(10, "ABC-1")
        _ = try mirror.store.apply(
            builder.page(), checkpoints: [CheckpointChange(stream: "issues", scope: "1", state: "1")])
        try mirror.store.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON comments BEGIN SELECT raise(ABORT, 'refused'); END
                    """)
        }
        var second = BatchBuilder()
        second.add(11, "ABC-2", comments: [(1, "x")])
        #expect(throws: StoreError.self) {
            try mirror.store.apply(
                second.page(), checkpoints: [CheckpointChange(stream: "issues", scope: "1", state: "2")])
        }
        #expect(try mirror.rows("SELECT id FROM issues") == ["10"])
        #expect(try mirror.store.checkpoints(stream: "issues") == ["1": "1"])
    }

    @Test("a text of any length and script comes back as it was")
    func texts() throws {
        let mirror = try Mirror()
        let long = String(repeating: "日本語 🙂 'quote' \"x\" \u{1F468}\u{200D}\u{1F469} ", count: 4000)
        try mirror.apply { page in
            let arena = page.arena
            page.add(10, "ABC-1", summary: "") { $0.description = arena.slice(long) }
        }
        #expect(try mirror.value("SELECT description FROM issues") == long)
        #expect(try mirror.value("SELECT length(summary) FROM issues") == "0")
    }
}
