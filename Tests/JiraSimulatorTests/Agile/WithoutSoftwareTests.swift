import Testing

@testable import JiraSimulator

@Suite("Sites without Jira Software, and accounts without its licence") struct WithoutSoftwareTests {
    private static let agileFields = [10101, 10102, 10103, 10104, 10106].map { "customfield_\($0)" }

    @Test("without it there are no fields, values, history, boards or sprints of it")
    func without() throws {
        let fixture = SiteFixture(issues: 300) {
            $0.hasJiraSoftware = false
            $0.bodySize = .realistic
        }
        let fields = try JSONReader.read(try #require(fixture.site.list("field"))).items
        let ids = fields.compactMap { $0["id"]?.text }
        #expect(!ids.isEmpty && !ids.contains { Self.agileFields.contains($0) })
        #expect(ids.contains("customfield_10107") && ids.contains("customfield_10200"))
        #expect(try fixture.rows("fields").compactMap { $0["id"] } == ids)
        #expect(!fixture.site.read().fields.contains { $0.isOfSoftware })
        let issues = try fixture.search("", fields: ["*all"], expand: ["names,schema"])
        let names = issues["names"]?.names ?? []
        #expect(names.contains("summary") && !names.contains { Self.agileFields.contains($0) })
        for issue in issues["issues"]?.items ?? [] {
            let names = issue["fields"]?.names ?? []
            #expect(names.contains("summary") && !names.contains { Self.agileFields.contains($0) })
        }
        for truth in fixture.truths() {
            #expect(truth.column("rank") == nil && truth.column("epic_key") == nil)
            #expect(truth.rows["issue_sprints"] == [] && truth.rows["sprint_intervals"] == [])
            #expect(
                !truth.table("changelog_items").contains {
                    ["Sprint", "Rank", "Epic Link"].contains($0["field"])
                })
        }
        for table in ["boards", "board_columns", "board_column_statuses", "sprints"] {
            #expect(try fixture.rows(table).isEmpty)
        }
        for mutation in [
            Mutation.createBoard(name: "x", type: "scrum", projects: ["ALPHA"]), .deleteSprint(sprint: 10000),
            .rankIssue(issue: "ALPHA-1"), .moveToSprint(issues: ["ALPHA-1"]),
            .editIssue(issue: "ALPHA-1", edit: IssueEdit(custom: ["Sprint": "10000"])),
        ] {
            #expect(fixture.site.apply(mutation).error != nil)
        }
        let made = try fixture.apply(.createIssue(project: "ALPHA", summary: "plain", type: "Epic"))
        #expect(try fixture.truth(try #require(made.key)).column("rank") == nil)
    }

    @Test("without a licence every agile resource is a 403, and only issues tell of sprints")
    func forbidden() throws {
        let fixture = SiteFixture(issues: 300) {
            $0.agileForbidden = true
            $0.bodySize = .realistic
        }
        let site = fixture.site
        for result in [
            site.boards(as: "admin"), site.board(1, as: "admin"), site.boardConfiguration(1, as: "admin"),
            site.boardProjects(1, as: "admin"), site.boardSprints(1, as: "admin"),
            site.sprint(10000, as: "admin"),
        ] {
            #expect(try fixture.refused(result)?.status == 403)
        }
        #expect(try fixture.rows("boards").isEmpty)
        let held = Set(fixture.truths().flatMap { $0.table("issue_sprints") }.compactMap { $0["sprint_id"] })
        #expect(Set(try fixture.rows("sprints").compactMap { $0["id"] }) == held && !held.isEmpty)
        _ = try fixture.apply(.setSwitches(switches: SiteSwitches(agileForbidden: false)))
        #expect(try fixture.rows("sprints").count > held.count)
    }

    @Test("story points are read from the field that most boards estimate by")
    func storyPoints() throws {
        let fixture = SiteFixture(issues: 100)
        let state = fixture.site.read()
        #expect(state.storyPointsField(for: state.viewer("admin")) == 10107)
        #expect(fixture.truths().contains { $0.column("story_points") != nil })
        for board: Int64 in [1, 2, 3] { _ = try fixture.apply(.setEstimationField(board: board)) }
        let after = fixture.site.read()
        #expect(after.storyPointsField(for: after.viewer("admin")) == 10107)
    }
}
