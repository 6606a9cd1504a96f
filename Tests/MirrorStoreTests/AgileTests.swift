import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct AgileTests {
    private func boards(estimation: String? = "customfield_1") -> AgileData {
        var data = AgileData()
        data.boards = [
            .init(
                id: 1, name: "Team", type: "scrum", projectID: 10,
                configuration: .init(
                    filterID: 3, estimationFieldID: estimation,
                    columns: [
                        .init(name: "To Do", statusIDs: [1, 4]), .init(name: "Empty", statusIDs: []),
                        .init(name: "Done", statusIDs: [5]),
                    ])),
            .init(id: 2, name: "Flow", type: "kanban"),
        ]
        data.sprints = [.init(id: 5, boardID: 1, name: "Five", state: "future")]
        return data
    }

    private func columns(_ mirror: Mirror) throws -> [String] {
        try mirror.rows(
            """
            SELECT board_id, position, name, (SELECT group_concat(status_id) FROM board_column_statuses AS s
                WHERE s.board_id = c.board_id AND s.position = c.position)
            FROM board_columns AS c ORDER BY 1, 2
            """)
    }

    @Test("boards come with their columns and statuses, and a second time writes nothing")
    func boardsAndColumns() throws {
        let mirror = try Mirror()
        try mirror.store.apply(boards(), at: .day0)
        #expect(
            try mirror.rows("SELECT * FROM boards ORDER BY id") == [
                "1|Team|scrum|10|3|customfield_1", "2|Flow|kanban|-|-|-",
            ])
        #expect(try columns(mirror) == ["1|0|To Do|1,4", "1|1|Empty|-", "1|2|Done|5"])
        let before = try mirror.totalChanges()
        try mirror.store.apply(boards(), at: .day0)
        #expect(try mirror.totalChanges() == before)
    }

    @Test("columns are replaced as a whole; a board that is gone takes them along; what was not read stays")
    func replaced() throws {
        let mirror = try Mirror()
        try mirror.store.apply(boards(), at: .day0)
        var data = boards()
        data.boards?[0].configuration?.columns = [.init(name: "All", statusIDs: [5, 1])]
        try mirror.store.apply(data, at: .day0)
        #expect(try columns(mirror) == ["1|0|All|1,5"])
        try mirror.store.apply(AgileData(), at: .day0)
        #expect(try columns(mirror) == ["1|0|All|1,5"])
        data.boards?[0].configuration = nil
        try mirror.store.apply(data, at: .day0)
        #expect(try columns(mirror) == [])
        #expect(try mirror.rows("SELECT filter_id, estimation_field_id FROM boards WHERE id = 1") == ["-|-"])
        data.boards = []
        try mirror.store.apply(data, at: .day0)
        #expect(try mirror.rows("SELECT * FROM boards") == [])
        #expect(try mirror.rows("SELECT * FROM board_column_statuses") == [])
    }

    @Test("a sprint that no board lists any more goes, or is a stub as long as an issue lists it")
    func unlistedSprints() throws {
        let mirror = try Mirror()
        var data = AgileData()
        data.sprints = (5...8).map { .init(id: $0, boardID: 1, name: "Sprint \($0)", state: "closed") }
        try mirror.store.apply(data, at: .day0)
        try mirror.apply { page in
            page.add(
                10, "ABC-1", sprints: [5],
                changes: [
                    (
                        id: 1, at: .day0 + 60,
                        items: [ItemText(field: "Sprint", type: "custom", from: "6", to: "5")]
                    )
                ])
        }
        data.sprints = [.init(id: 8, boardID: 1, name: "Eight", state: "closed")]
        try mirror.store.apply(data, at: .day0)
        let sprints = "SELECT id, name, is_stub FROM sprints ORDER BY id"
        #expect(try mirror.rows(sprints) == ["5|Sprint 5|1", "8|Eight|0"])
        // It is listed again.
        data.sprints?.append(.init(id: 5, boardID: 1, name: "Five", state: "closed"))
        try mirror.store.apply(data, at: .day0)
        #expect(try mirror.rows(sprints) == ["5|Five|0", "8|Eight|0"])
        let before = try mirror.totalChanges()
        try mirror.store.apply(data, at: .day0)
        #expect(try mirror.totalChanges() == before)
        #expect(try mirror.rows("SELECT sprint_id FROM sprint_intervals ORDER BY 1") == ["5", "6"])
    }

    @Test("a sprint known only from issues goes with the last issue that lists it")
    func lastIssue() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "ABC-1", sprints: [5])
            page.add(11, "ABC-2", sprints: [5, 6])
        }
        try mirror.apply(at: .day0 + 90_000) { $0.add(11, "ABC-2") }
        #expect(try mirror.rows("SELECT id FROM sprints") == ["5"])
        try mirror.store.deleteIssues([10], reason: .gone, at: .day0)
        #expect(try mirror.rows("SELECT id FROM sprints") == [])
    }

    @Test("story points follow the field that most boards estimate by, else the field of that name")
    func storyPoints() throws {
        let mirror = try Mirror()
        var lists = ReferenceData()
        lists.fields = ["Size", "Story Points", "Effort"].enumerated().map {
            .init(
                id: "customfield_\($0 + 1)", name: $1, custom: true, schemaType: "number",
                schemaCustom: "com.atlassian.jira.plugin.system.customfieldtypes:float")
        }
        _ = try mirror.store.apply(lists, at: .day0)
        try mirror.apply { page in
            page.add(10, "ABC-1", fields: [(1, .number(5, "5")), (2, .number(2.5, "2.5"))])
            page.add(11, "ABC-2", fields: [(1, .number(8, "8"))])
        }
        let points = "SELECT story_points FROM issues ORDER BY id"
        #expect(try mirror.rows(points) == ["2.5", "-"])
        try mirror.store.apply(boards(), at: .day0)
        #expect(try mirror.rows(points) == ["5.0", "8.0"])
        // The next page goes by it too.
        try mirror.apply(at: .day0 + 90_000) { $0.add(12, "ABC-3", fields: [(1, .number(13, "13"))]) }
        #expect(try mirror.rows(points) == ["5.0", "8.0", "13.0"])
        // A field that nobody has filled.
        try mirror.store.apply(boards(estimation: "customfield_3"), at: .day0)
        #expect(try mirror.rows(points) == ["-", "-", "-"])
        try mirror.store.apply(boards(estimation: nil), at: .day0)
        #expect(try mirror.rows(points) == ["2.5", "-", "-"])
    }

    @Test("remote links are replaced as a set; an issue that is gone gets none")
    func remoteLinks() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "ABC-1") }
        let links = [
            RemoteLink(id: 1, url: "https://example.org/1", title: "One", relationship: "causes"),
            RemoteLink(id: 2, applicationType: "wiki", applicationName: "Wiki", globalID: "g"),
        ]
        try mirror.store.replaceRemoteLinks(issue: 10, with: links)
        try mirror.store.replaceRemoteLinks(issue: 99, with: links)
        let rows = "SELECT id, url, title, relationship, application_name, global_id FROM remote_links"
        #expect(
            try mirror.rows(rows) == ["1|https://example.org/1|One|causes|-|-", "2|-|-|-|Wiki|g"])
        #expect(try mirror.rows("SELECT changed_at FROM issues") == ["2024-01-11T00:00:00.000Z"])
        let before = try mirror.totalChanges()
        try mirror.store.replaceRemoteLinks(issue: 10, with: links)
        #expect(try mirror.totalChanges() == before)
        try mirror.store.replaceRemoteLinks(issue: 10, with: [RemoteLink(id: 2, url: "u")])
        #expect(try mirror.rows(rows) == ["2|u|-|-|-|-"])
    }

    @Test("issues are listed by id, archived ones too")
    func issuesAbove() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            for id: Int64 in [30, 10, 20] { page.add(id, "ABC-\(id)") }
            page.add(15, "ABC-15") { $0.archivedAt = .day0 }
        }
        #expect(try mirror.store.issues(above: 0, limit: 2) == [10, 15])
        #expect(try mirror.store.issues(above: 15, limit: 3) == [20, 30])
        #expect(try mirror.store.issues(above: 30, limit: 2) == [])
    }
}
