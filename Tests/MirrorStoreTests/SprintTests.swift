import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct SprintTests {
    private let stored = """
        SELECT id, board_id, name, state, goal, start_at, complete_at, activated_at, is_stub FROM sprints
        ORDER BY id
        """
    private let stays = """
        SELECT sprint_id, substr(added_at, 12, 8), substr(removed_at, 12, 8) FROM sprint_intervals
        WHERE issue_id = 10 ORDER BY 1, 2
        """

    private func sprintField(_ from: String?, _ to: String?, name: String = "Sprint") -> [ItemText] {
        [ItemText(field: name, type: "custom", from: from, to: to)]
    }

    private func name(_ fields: [(String, String)], of mirror: Mirror) throws {
        var data = ReferenceData()
        data.fields = fields.map {
            .init(
                id: $0.0, name: $0.1, custom: true, schemaType: "array", schemaItems: "string",
                schemaCustom: SprintFields.schema)
        }
        _ = try mirror.store.apply(data, at: .day0)
    }

    @Test("the sprints of an issue are a set that follows the issue")
    func members() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "ABC-1", sprints: [5, 7, 5]) }
        #expect(try mirror.rows("SELECT sprint_id FROM issue_sprints") == ["5", "7"])
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "ABC-1", sprints: [7, 8]) }
        #expect(try mirror.rows("SELECT sprint_id FROM issue_sprints") == ["7", "8"])
        try mirror.apply(at: .day0 + 99_000) { $0.add(10, "ABC-1") }
        #expect(try mirror.rows("SELECT sprint_id FROM issue_sprints") == [])
        #expect(try mirror.rows("SELECT sprint_id FROM sprint_intervals") == [])
    }

    @Test("a sprint that nobody named before becomes a stub and asks for the list, once")
    func unknownSprint() throws {
        let mirror = try Mirror()
        let first = try mirror.apply { page in
            page.add(10, "ABC-1", sprints: [5, 6])
            page.see(sprint: 5) {
                $0.name = $1.text("Five")
                $0.state = $1.text("active")
            }
        }
        #expect(first.unknownReferences == [.sprint])
        #expect(
            try mirror.rows("SELECT id, name, state, is_stub FROM sprints ORDER BY id") == [
                "5|Five|active|1", "6|-|-|1",
            ])
        let second = try mirror.apply(at: .day0 + 90_000) { page in
            page.add(11, "ABC-2", sprints: [5, 6])
            page.see(sprint: 5)
        }
        #expect(second.unknownReferences.isEmpty)
        #expect(try mirror.rows("SELECT name FROM sprints WHERE id = 5") == ["Five"])
    }

    @Test(
        "an issue tells of its sprint what the board's list does not know yet, also where the issue is unchanged"
    )
    func sightings() throws {
        let mirror = try Mirror()
        var data = AgileData()
        data.sprints = [
            .init(
                id: 5, boardID: 1, name: "Five", state: "active", goal: "Fly", startAt: .day0,
                endAt: .day0 + 60, activatedAt: .day0 + 1)
        ]
        try mirror.store.apply(data, at: .day0)
        let before = try mirror.rows(stored)
        let page: (inout BatchBuilder) -> Void = { $0.add(10, "ABC-1", sprints: [5]) }
        try mirror.apply(page)
        #expect(try mirror.rows(stored) == before)
        let outcome = try mirror.apply(at: .day0 + 90_000) { builder in
            page(&builder)
            builder.see(sprint: 5) {
                $0.name = $1.text("Fünf")
                $0.state = $1.text("closed")
                $0.startAt = .day0
                $0.endAt = .day0 + 60
                $0.completeAt = .day0 + 50
            }
        }
        #expect(outcome.unchanged == 1)
        // The board, the goal and the real start are not in every version's text: they stay.
        #expect(
            try mirror.rows(stored) == [
                "5|1|Fünf|closed|Fly|2024-01-01T00:00:00.000Z|2024-01-01T00:00:50.000Z|"
                    + "2024-01-01T00:00:01.000Z|0"
            ])
        // Opened again: the day it was closed is gone.
        try mirror.apply(at: .day0 + 99_000) { builder in
            builder.see(sprint: 5) {
                $0.state = $1.text("active")
                $0.goal = $1.text("")
            }
        }
        #expect(
            try mirror.rows("SELECT state, complete_at, start_at, goal FROM sprints") == ["active|-|-|-"])
    }

    @Test("the same page a second time writes nothing")
    func idempotent() throws {
        let mirror = try Mirror()
        let page: (inout BatchBuilder) -> Void = { builder in
            builder.add(
                10, "ABC-1", sprints: [5],
                changes: [(id: 1, at: .day0 + 60, items: sprintField("", "5"))], hash: 0)
            builder.see(sprint: 5) {
                $0.name = $1.text("Five")
                $0.state = $1.text("active")
                $0.startAt = .day0
            }
        }
        try mirror.apply(page)
        try mirror.apply(at: .day0 + 90_000, page)
        let tables = "sprints, issue_sprints, sprint_intervals".split(separator: ", ")
        try mirror.store.write { db in
            for table in tables {
                for event in ["INSERT", "UPDATE", "DELETE"] {
                    try db.execute(
                        sql: """
                            CREATE TEMP TRIGGER \(table)_\(event) AFTER \(event) ON \(table)
                            BEGIN SELECT raise(ABORT, 'written'); END
                            """)
                }
            }
        }
        #expect(try mirror.apply(at: .day0 + 99_000, page).updated == 1)
        // The triggers do see a change.
        #expect(throws: StoreError.self) {
            try mirror.apply(at: .day0 + 100_000) { $0.add(10, "ABC-1", sprints: [5, 6]) }
        }
    }

    @Test("stays come from the changelog; other fields of that name, or of other types, are none")
    func intervals() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(
                10, "ABC-1", sprints: [5, 7],
                changes: [
                    (id: 1, at: .day0 + 60, items: sprintField("", "5")),
                    (id: 2, at: .day0 + 120, items: sprintField("5", "5, 6")),
                    (id: 3, at: .day0 + 180, items: sprintField("5, 6", "5, 7")),
                    (id: 4, at: .day0 + 240, items: sprintField("5, 7", "Sprint of the year")),
                    (id: 5, at: .day0 + 300, items: [ItemText(field: "Sprint", from: "5, 7", to: "")]),
                    (id: 6, at: .day0 + 360, items: sprintField("5, 7", "", name: "Sprint 2")),
                ])
        }
        #expect(try mirror.rows(stays) == ["5|00:01:00|-", "6|00:02:00|00:03:00", "7|00:03:00|-"])
    }

    @Test("a sprint field of another name is known by its type, and a former name still counts")
    func fieldNames() throws {
        let mirror = try Mirror()
        try name([("customfield_1", "Iteration")], of: mirror)
        try name([("customfield_1", "Étape")], of: mirror)
        try mirror.apply { page in
            page.add(
                10, "ABC-1", sprints: [6],
                changes: [
                    (id: 1, at: .day0 + 60, items: sprintField("", "5", name: "Iteration")),
                    (id: 2, at: .day0 + 120, items: sprintField("5", "6", name: "Étape")),
                ])
        }
        #expect(try mirror.rows(stays) == ["5|00:01:00|00:02:00", "6|00:02:00|-"])
        #expect(
            try mirror.rows("SELECT name FROM field_names ORDER BY 1") == ["Iteration", "Étape"])
    }

    @Test("an answer without a changelog keeps the stored history of sprints")
    func withoutChangelog() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(
                10, "ABC-1", sprints: [5], changes: [(id: 1, at: .day0 + 60, items: sprintField("", "5"))])
        }
        try mirror.apply(at: .day0 + 90_000) { page in
            page.add(10, "ABC-1", sprints: [6]) { $0.hasChangelog = false }
        }
        #expect(try mirror.rows(stays) == ["5|00:01:00|00:01:00", "6|00:00:00|-"])
    }
}
