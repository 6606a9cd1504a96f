import Reporting
import Testing

@testable import MirrorStore

@Suite struct EffortWorkloadTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.execute(
            "INSERT INTO users (key, username, display_name) VALUES ('anna', 'a.a', 'Anna Å'), ('bert', 'b.b', NULL)"
        )
        try fixture.issue(1, status: 11, created: "2026-02-01", assignee: "anna")
        try fixture.set(1, "remaining_estimate_seconds = 7200, due_date = '2026-03-30'")
        try fixture.issue(2, created: "2026-02-02", assignee: "anna")
        try fixture.set(2, "due_date = '2026-03-31'")
        try fixture.issue(3, created: "2026-02-03")
        try fixture.set(3, "remaining_estimate_seconds = 1800")
        try fixture.issue(4, status: 13, resolved: "2026-02-04", assignee: "anna")
        try fixture.issue(5, archived: true, assignee: "anna")
        try fixture.issue(6, type: 3, assignee: "carl")
        // Done, but without a resolution: Jira counts it as unresolved.
        try fixture.issue(7, "BETA-7", project: 2, status: 13, created: "2026-02-07", assignee: "bert")
        return fixture
    }

    @Test("unresolved issues of each person, and of nobody")
    func people() throws {
        let document = try fixture().run("workload")
        #expect(
            try rows(document.table()) == [
                "Anna Å|2|1|2.0|1|1|2026-02-01|0", "(nobody)|1|0|0.5|0|0|2026-02-03|1",
                "b.b|1|0|0.0|1|0|2026-02-07|0",
            ])
        #expect(
            document.headline
                == "4 issues are unresolved, 1 of them nobody's; their remaining estimates add up to 2.5 hours."
        )
        #expect(document.exclusions == [Exclusion("archived issues", 1), Exclusion("sub-tasks", 1)])
        #expect(document.sample == Sample(4, "unresolved issues"))
        #expect(document.searches.map(\.expected) == [4, 1])
        #expect(
            document.searches[0].jql
                == "issuetype in standardIssueTypes() AND resolution is EMPTY AND resolved is EMPTY")
        guard case .tiles(let tiles) = document.sections[0],
            case .chart(.bars(let bars)) = document.sections[1]
        else {
            Issue.record("no tiles or no bars")
            return
        }
        #expect(tiles[0] == Tile("Unresolved", "4", detail: "of 2 people, and nobody's"))
        #expect(tiles[3] == Tile("Overdue", "1", detail: "due before 2026-03-31"))
        #expect(bars.bars.map(\.label) == ["Anna Å", "(nobody)", "b.b"])
    }

    @Test("the scope narrows the table and what is left out")
    func scope() throws {
        let document = try fixture().run("workload", ["project": ["BETA"]])
        #expect(try rows(document.table()) == ["b.b|1|0|0.0|1|0|2026-02-07|0"])
        #expect(document.exclusions.map(\.count) == [0, 0])
        // No hours: no picture of them.
        #expect(document.sections.count == 3)
        let all = try fixture().run("workload", ["subtasks": ["yes"]])
        #expect(try rows(all.table()).contains("carl|1|0|0.0|1|0|2026-01-01|0"))
        #expect(all.exclusions.map(\.count) == [1, 0])
    }

    @Test("without unresolved issues there is a sentence")
    func empty() throws {
        let document = try ReportFixture().run("workload")
        #expect(document.headline == "No issue is unresolved.")
        #expect(document.exclusions.map(\.count) == [0, 0])
    }
}
