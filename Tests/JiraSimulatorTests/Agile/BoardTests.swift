import Testing

@testable import JiraSimulator

@Suite("Boards") struct BoardTests {
    static let fixture = SiteFixture(issues: 120, projects: 5)

    @Test("the list has total and isLast, and no location")
    func list() throws {
        let answer = try Self.fixture.read(Self.fixture.site.boards(as: "mirror"))
        #expect(answer.names == ["isLast", "maxResults", "startAt", "total", "values"])
        #expect(answer["maxResults"]?.int == 50 && answer["isLast"] == .boolean(true))
        let boards = answer["values"]?.items ?? []
        #expect(answer["total"]?.int == boards.count && boards.count == 6)
        #expect(boards.allSatisfy { $0.names == ["id", "name", "self", "type"] })
        #expect(boards[0]["self"]?.text == "http://jira.test/ctx/rest/agile/1.0/board/1")
        #expect(Set(boards.compactMap { $0["type"]?.text }) == ["scrum", "kanban"])
        #expect(boards.count { $0["type"]?.text == "kanban" } == 1)
    }

    @Test("pages hold every board once, and a page is never larger than the cap")
    func paging() throws {
        let fixture = SiteFixture(issues: 10, projects: 20) { $0.agilePageCap = 3 }
        let capped = try fixture.read(fixture.site.boards(maxResults: 500, as: "admin"))
        #expect(capped["maxResults"]?.int == 3 && capped["values"]?.items.count == 3)
        #expect(capped["isLast"] == .boolean(false))
        let all = try fixture.pages(3) { fixture.site.boards(startAt: $0, maxResults: $1, as: "admin") }
        #expect(try fixture.rows("boards").compactMap { $0["id"] } == all.compactMap { $0["id"]?.text })
        #expect(Set(all.compactMap { $0["id"]?.text }).count == all.count && all.count > 10)
        let beyond = try fixture.read(fixture.site.boards(startAt: 1000, as: "admin"))
        #expect(beyond["values"]?.items.isEmpty == true && beyond["isLast"] == .boolean(true))
        #expect(try fixture.refused(fixture.site.boards(startAt: -1, as: "admin"))?.status == 400)
    }

    @Test("type, name and project narrow the list")
    func filters() throws {
        let site = Self.fixture.site
        let scrum = try Self.fixture.read(site.boards(type: "scrum", as: "admin"))
        #expect(scrum["values"]?.items.allSatisfy { $0["type"]?.text == "scrum" } == true)
        let named = try Self.fixture.read(site.boards(name: "alpha", as: "admin"))
        #expect(named["values"]?.items.compactMap { $0["id"]?.int } == [1])
        let ofProject = try Self.fixture.read(site.boards(projectKeyOrId: "BETA", as: "admin"))
        #expect(ofProject["values"]?.items.compactMap { $0["id"]?.int } == [2, 7])
        #expect(try Self.fixture.refused(site.boards(projectKeyOrId: "NOPE", as: "admin"))?.status == 400)
    }

    @Test(
        "the configuration holds filter, columns with statuses, estimation and ranking as the truth has them")
    func configuration() throws {
        let fixture = Self.fixture
        for board in try fixture.rows("boards") {
            let id = try #require(Int64(board["id"] ?? ""))
            let answer = try fixture.read(fixture.site.boardConfiguration(id, as: "admin"))
            #expect(answer["id"]?.text == board["id"] && answer["name"]?.text == board["name"])
            #expect(answer["type"]?.text == board["type"])
            #expect(answer["filter"]?["id"] == .string(board["filter_id"] ?? ""))
            #expect(answer["ranking"]?["rankCustomFieldId"]?.int == 10106)
            let columns = answer["columnConfig"]?["columns"]?.items ?? []
            let wanted = try fixture.rows("board_columns").filter { $0["board_id"] == board["id"] }
            #expect(columns.compactMap { $0["name"]?.text } == wanted.compactMap { $0["name"] })
            #expect(wanted.compactMap { $0["position"] } == columns.indices.map { String($0) })
            let statuses = columns.enumerated().flatMap { position, column in
                (column["statuses"]?.items ?? []).map { [String(position), $0["id"]?.text] }
            }
            let rows = try fixture.rows("board_column_statuses").filter { $0["board_id"] == board["id"] }
            #expect(statuses == rows.map { [$0["position"], $0["status_id"]] })
            #expect(!statuses.isEmpty)
            if board["type"] == "kanban" {
                #expect(answer["estimation"] == nil && columns[0]["statuses"]?.items.isEmpty == true)
            } else {
                #expect(answer["estimation"]?["field"]?["fieldId"]?.text == board["estimation_field_id"])
            }
        }
        let first = try fixture.read(fixture.site.boardConfiguration(1, as: "admin"))["estimation"]
        #expect(first?["type"]?.text == "field" && first?["field"]?["displayName"]?.text == "Story Points")
    }

    @Test("a board's projects are those that the reader may browse; exactly one is its project")
    func projects() throws {
        let fixture = SiteFixture(issues: 20, projects: 5)
        let both = try fixture.read(fixture.site.boardProjects(7, as: "mirror"))
        #expect(both["values"]?.items.compactMap { $0["key"]?.text } == ["ALPHA", "BETA"])
        #expect(both["total"]?.int == 2)
        #expect(try fixture.row("boards", 7, as: "mirror")?["project_id"] == nil)
        #expect(try fixture.row("boards", 1, as: "mirror")?["project_id"] == "10000")
        _ = try fixture.apply(.hideProject(project: "BETA", from: "mirror"))
        let one = try fixture.read(fixture.site.boardProjects(7, as: "mirror"))
        #expect(one["values"]?.items.compactMap { $0["key"]?.text } == ["ALPHA"])
        #expect(try fixture.row("boards", 7, as: "mirror")?["project_id"] == "10000")
    }

    @Test("a board of projects that the reader may not browse is not listed, and a 404")
    func visibility() throws {
        let fixture = SiteFixture(issues: 20)
        _ = try fixture.apply(.hideProject(project: "BETA", from: "mirror"))
        let ids = try fixture.pages { fixture.site.boards(startAt: $0, maxResults: $1, as: "mirror") }
            .compactMap { $0["id"]?.text }
        #expect(!ids.contains("2"))
        #expect(try fixture.rows("boards", as: "mirror").map { $0["id"] } == ids)
        #expect(try fixture.rows("boards").contains { $0["id"] == "2" })
        let site = fixture.site
        for result in [
            site.board(2, as: "mirror"), site.boardConfiguration(2, as: "mirror"),
            site.boardProjects(2, as: "mirror"), site.boardSprints(2, as: "mirror"),
            site.board(999, as: "admin"),
        ] {
            let refusal = try #require(try fixture.refused(result))
            #expect(refusal.status == 404 && refusal.message?.hasPrefix("The requested board") == true)
        }
        #expect(try fixture.read(site.board(2, as: "admin"))["id"]?.int == 2)
        #expect(try fixture.rows("boards", as: nil).isEmpty)
    }

    @Test("boards are made, renamed, given columns and estimation, and deleted, with their truth")
    func mutations() throws {
        let fixture = SiteFixture(issues: 30)
        let id = try #require(
            try fixture.apply(.createBoard(name: "New, \"one\"", type: "scrum", projects: ["CORE", "BETA"]))
                .id)
        #expect(try fixture.row("boards", id)?["project_id"] == nil)
        _ = try fixture.apply(.renameBoard(board: id, to: "Renamed"))
        _ = try fixture.apply(
            .setBoardColumns(
                board: id,
                columns: [
                    BoardColumn(name: "A", statuses: ["To Do", "In Progress"]),
                    BoardColumn(name: "Empty", statuses: []), BoardColumn(name: "A", statuses: ["10001"]),
                ]))
        let configuration = try fixture.read(fixture.site.boardConfiguration(id, as: "admin"))
        #expect(configuration["name"]?.text == "Renamed")
        #expect(
            try fixture.rows("board_columns").filter { $0["board_id"] == String(id) }.map { $0["name"] }
                == ["A", "Empty", "A"])
        #expect(
            try fixture.rows("board_column_statuses").filter { $0["board_id"] == String(id) }
                .map { ($0["position"] ?? "") + ":" + ($0["status_id"] ?? "") }
                == ["0:10000", "0:3", "2:10001"])
        #expect(configuration["columnConfig"]?["columns"]?.items.count == 3)
        #expect(configuration["estimation"]?["type"]?.text == "issueCount")
        _ = try fixture.apply(.setEstimationField(board: id, field: "timeoriginalestimate"))
        #expect(
            try fixture.read(fixture.site.boardConfiguration(id, as: "admin"))["estimation"]?["field"]?[
                "fieldId"]?.text == "timeoriginalestimate")
        #expect(try fixture.row("boards", id)?["estimation_field_id"] == nil)
        _ = try fixture.apply(.setEstimationField(board: id, field: "Story Points"))
        #expect(try fixture.row("boards", id)?["estimation_field_id"] == "customfield_10107")
        _ = try fixture.apply(.deleteBoard(board: id))
        #expect(try fixture.row("boards", id) == nil)
        #expect(try fixture.refused(fixture.site.board(id, as: "admin"))?.status == 404)
        #expect(try !fixture.rows("board_columns").contains { $0["board_id"] == String(id) })
    }

    @Test(
        "a change of a board that makes no sense is refused",
        arguments: [
            Mutation.createBoard(name: "x", type: "agile", projects: ["ALPHA"]),
            .createBoard(name: "x", type: "scrum", projects: []),
            .createBoard(name: "x", type: "scrum", projects: ["NOPE"]),
            .renameBoard(board: 99, to: "x"), .deleteBoard(board: 99),
            .setBoardColumns(
                board: 1,
                columns: [
                    BoardColumn(name: "a", statuses: ["Open"]), BoardColumn(name: "b", statuses: ["Open"]),
                ]),
            .setEstimationField(board: 1, field: "Team Note"),
            .setEstimationField(board: 4, field: "Story Points"),
        ])
    func refusals(_ mutation: Mutation) throws {
        let fixture = SiteFixture(issues: 5)
        let before = try fixture.rows("boards")
        #expect(fixture.site.apply(mutation).error != nil)
        #expect(try fixture.rows("boards") == before)
    }
}
