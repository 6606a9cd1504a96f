import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct SprintIssueTests {
    private func item(_ field: String, _ from: String, _ to: String) -> ItemText {
        ItemText(field: field, type: field == "Sprint" ? "custom" : "jira", from: from, to: to)
    }

    /// Sprint 5 ran from 100 to 200; status 5 is done.
    private func mirror(state: String = "closed") throws -> Mirror {
        let mirror = try Mirror()
        var lists = ReferenceData()
        lists.statusCategories = [
            .init(id: 3, key: "done", name: "Done"), .init(id: 2, key: "new", name: "New"),
        ]
        lists.statuses = [
            .init(id: 1, name: "Open", categoryID: 2), .init(id: 5, name: "Done", categoryID: 3),
        ]
        _ = try mirror.store.apply(lists, at: .day0)
        var data = AgileData()
        data.sprints = [
            .init(
                id: 5, boardID: 1, name: "Five", state: state, startAt: .day0 + 90, endAt: .day0 + 300,
                completeAt: state == "closed" ? .day0 + 200 : nil, activatedAt: .day0 + 100),
            .init(id: 6, boardID: 1, name: "Six", state: "future", startAt: .day0 + 400),
        ]
        try mirror.store.apply(data, at: .day0)
        return mirror
    }

    private let flags = """
        SELECT issue_key, was_in_at_start, was_in_at_end, was_completed, removed_at IS NULL
        FROM sprint_issues WHERE sprint_id = 5 ORDER BY issue_id
        """

    private func fill(_ mirror: Mirror) throws {
        try mirror.apply { page in
            page.add(
                1, "A-1", status: 5, sprints: [5],
                changes: [(id: 1, at: .day0 + 150, items: [item("status", "1", "5")])])
            page.add(
                2, "A-2", status: 5, sprints: [5],
                changes: [
                    (id: 2, at: .day0 + 120, items: [item("Sprint", "", "5")]),
                    (id: 3, at: .day0 + 250, items: [item("status", "1", "5")]),
                ])
            page.add(
                3, "A-3", status: 5, sprints: [],
                changes: [
                    (id: 4, at: .day0 + 150, items: [item("Sprint", "5", "")]),
                    (id: 5, at: .day0 + 160, items: [item("status", "1", "5")]),
                ])
            page.add(4, "A-4", status: 5, sprints: [5])
            // Done in the sprint, reopened after it; moved on to the next one.
            page.add(
                6, "A-6", status: 1, sprints: [5, 6],
                changes: [
                    (id: 6, at: .day0 + 150, items: [item("status", "1", "5")]),
                    (id: 7, at: .day0 + 250, items: [item("status", "5", "1"), item("Sprint", "5", "5, 6")]),
                ])
            // Out and in again before the end.
            page.add(
                7, "A-7", status: 1, sprints: [5],
                changes: [
                    (id: 8, at: .day0 + 50, items: [item("Sprint", "5", "")]),
                    (id: 9, at: .day0 + 180, items: [item("Sprint", "", "5")]),
                ])
        }
    }

    @Test("a closed sprint tells what it began with, what it ended with and what was done in it")
    func closed() throws {
        let mirror = try mirror()
        try fill(mirror)
        #expect(
            try mirror.rows(flags) == [
                "A-1|1|1|1|1", "A-2|0|1|0|1", "A-3|1|0|0|0", "A-4|1|1|0|1", "A-6|1|1|1|1", "A-7|0|1|0|1",
            ])
        #expect(
            try mirror.rows(
                """
                SELECT sprint, sprint_state, status, status_category, substr(added_at, 15, 5),
                    substr(removed_at, 15, 5) FROM sprint_issues WHERE sprint_id = 5 AND issue_id = 3
                """) == ["Five|closed|Done|done|00:00|02:30"])
    }

    @Test("a running sprint has no end yet: completed is what is done now; one to come tells nothing")
    func running() throws {
        let mirror = try mirror(state: "active")
        try fill(mirror)
        #expect(
            try mirror.rows(flags) == [
                "A-1|1|-|1|1", "A-2|0|-|1|1", "A-3|1|-|0|0", "A-4|1|-|0|1", "A-6|1|-|0|1", "A-7|0|-|0|1",
            ])
        #expect(
            try mirror.rows(
                """
                SELECT issue_key, was_in_at_start, was_in_at_end, was_completed FROM sprint_issues
                WHERE sprint_id = 6
                """) == ["A-6|-|-|-"])
    }

    @Test("a sprint that is gone still shows in the history of its issues")
    func unknownSprint() throws {
        let mirror = try mirror()
        try fill(mirror)
        try mirror.store.write { db in try db.execute(sql: "DELETE FROM sprints WHERE id = 5") }
        #expect(
            try mirror.rows(
                "SELECT count(*), max(sprint), max(was_completed) FROM sprint_issues WHERE sprint_id = 5")
                == ["6|-|-"])
    }
}
