import Reporting
import Testing

@testable import MirrorStore

@Suite struct EffortAgeTests {
    private let window = ["from": ["2026-03-01"], "to": ["2026-03-14"]]

    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.issue(1, created: "2026-02-20")
        try fixture.issue(2, status: 13, created: "2026-03-01", resolved: "2026-03-08")
        try fixture.issue(3, status: 13, created: "2026-03-02", resolved: "2026-03-20")
        try fixture.issue(4, type: 3, created: "2026-02-20")
        try fixture.issue(5, created: "2026-02-20", archived: true)
        try fixture.issue(6, created: "2026-03-14")
        try fixture.issue(7, created: "2026-03-15")
        try fixture.issue(8, status: 13, created: "2026-02-01", resolved: "2026-02-23")
        try fixture.issue(9, "BETA-9", project: 2, created: "2026-02-19")
        // Resolved before it was created: never open.
        try fixture.issue(10, status: 13, created: "2026-03-10", resolved: "2026-02-25")
        return fixture
    }

    @Test("the age of what is open at the end of each period, the last one cut by the chosen days")
    func ages() throws {
        let document = try fixture().run("average-age", window)
        // 1 March is a Sunday. At its end: 1 (9 days), 2 (0), 9 (10).
        // 8 March: 1 (16), 3 (6), 9 (17); 2 is resolved on that day.
        // 14 March: 1 (22), 3 (12), 6 (0), 9 (23).
        #expect(
            try rows(document.table()) == [
                "2026-W09|2026-03-01|3|19|6.3333", "2026-W10|2026-03-08|3|39|13.0",
                "2026-W11|2026-03-14|4|57|14.25",
            ])
        #expect(
            document.headline
                == "The 4 open issues are 14.3 days old on average, 7.9 days more than on 2026-03-01.")
        #expect(document.exclusions == [Exclusion("archived issues", 1), Exclusion("sub-tasks", 1)])
        #expect(document.sample == Sample(4, "issues open at the end of 2026-03-14"))
        #expect(
            document.searches == [
                JiraSearch(
                    "Open at the end of 2026-03-14",
                    jql:
                        "issuetype in standardIssueTypes() AND created < \"2026-03-15\" AND (resolved is EMPTY OR resolved >= \"2026-03-15\") ORDER BY created",
                    expected: 4)
            ])
        guard case .chart(.timeSeries(let chart)) = document.sections[1] else {
            Issue.record("no chart")
            return
        }
        #expect(chart.series[0].values == [19.0 / 3, 13, 14.25])
    }

    @Test("sub-tasks count where they are asked for, and one project alone")
    func scope() throws {
        let all = try fixture().run("average-age", window.merging(["subtasks": ["yes"]]) { $1 })
        #expect(try rows(all.table()).last == "2026-W11|2026-03-14|5|79|15.8")
        let one = try fixture().run("average-age", window.merging(["project": ["BETA"]]) { $1 })
        #expect(try rows(one.table()).last == "2026-W11|2026-03-14|1|23|23.0")
    }

    @Test("nothing is counted beyond the day of the data")
    func future() throws {
        let document = try fixture().run(
            "average-age", ["from": ["2026-03-01"], "to": ["2026-06-30"], "by": ["month"]])
        // Open on 31 March: 1 (39), 6 (17), 7 (16), 9 (40).
        #expect(try rows(document.table()) == ["2026-03|2026-03-31|4|112|28.0"])
    }

    @Test("without open issues there is a sentence and no picture")
    func empty() throws {
        let document = try ReportFixture().run("average-age", window)
        #expect(document.headline == "No issue was open at the end of 2026-03-14.")
        #expect(document.sections.count == 1)
        #expect(try rows(document.table()).first == "2026-W09|2026-03-01|0|0|-")
    }
}
