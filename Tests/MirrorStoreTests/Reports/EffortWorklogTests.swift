import Reporting
import Testing

@testable import MirrorStore

@Suite struct EffortWorklogTests {
    private let window = ["from": ["2026-03-02"], "to": ["2026-03-15"]]

    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        try fixture.issue(2, "BETA-2", project: 2)
        try fixture.issue(3, type: 3)
        try fixture.issue(4, archived: true)
        try fixture.execute(
            "INSERT INTO users (key, username, display_name) VALUES ('anna', 'a.a', 'Anna Å'), ('bert', 'bert', NULL)"
        )
        try fixture.work(1, 1, "anna", on: "2026-03-02", 3600)
        try fixture.work(2, 1, "bert", on: "2026-03-08", 1800)
        try fixture.work(3, 2, "anna", on: "2026-03-09", 7200)
        try fixture.work(4, 3, "anna", on: "2026-03-10", 900)
        try fixture.work(5, 4, "bert", on: "2026-03-10", 3600)
        try fixture.work(6, 1, "anna", on: "2026-03-01", 9999)
        try fixture.work(7, 1, nil, on: "2026-03-15", 600)
        try fixture.work(8, 1, "anna", on: "2026-03-16", 9999)
        return fixture
    }

    private func run(_ more: [String: [String]] = [:]) throws -> ReportDocument {
        try fixture().run("worklog", window.merging(more) { $1 })
    }

    @Test("hours by person: from the first day to the last, sub-tasks included, archived issues not")
    func people() throws {
        let document = try run()
        // Anna 3600 + 7200 + 900, Bert 1800, somebody 600 seconds: 14,100 in all.
        #expect(
            try rows(document.table()) == [
                "Anna Å|3.25|82.98|3", "bert|0.5|12.77|1", "(anonymous)|0.1667|4.26|1",
            ])
        #expect(
            try rows(document.table(named: "details")) == [
                "2026-W10|2026-03-02|Anna Å|1.0", "2026-W10|2026-03-02|bert|0.5",
                "2026-W11|2026-03-09|Anna Å|2.25", "2026-W11|2026-03-09|(anonymous)|0.1667",
            ])
        #expect(
            document.headline
                == "3.9\u{202F}h were logged by 3 people on 3 issues, the most by Anna Å (3.3\u{202F}h).")
        #expect(
            document.exclusions == [
                Exclusion("entries on archived issues (1.0\u{202F}h)", 1),
                Exclusion("entries on sub-tasks (0.0\u{202F}h)", 0),
            ])
        #expect(
            document.searches == [
                JiraSearch(
                    "Issues worked on",
                    jql: "worklogDate >= \"2026-03-02\" AND worklogDate <= \"2026-03-15\"",
                    expected: 3)
            ])
        guard case .chart(.columns(let chart)) = document.sections[1] else {
            Issue.record("no chart")
            return
        }
        #expect(chart.isStacked)
        #expect(chart.series.map(\.name) == ["Anna Å", "bert", "(anonymous)"])
        #expect(chart.series[0].values == [1, 2.25])
    }

    @Test(
        "hours by project, period and issue, the same in one project as in all",
        arguments: [
            (["group": ["project"]], ["BETA|2.0|51.06|1", "ALPHA|1.9167|48.94|4"]),
            (["group": ["project"], "project": ["ALPHA"]], ["ALPHA|1.9167|100.0|4"]),
            (["group": ["period"]], ["2026-W10|2026-03-02|1.5|2", "2026-W11|2026-03-09|2.4167|3"]),
            (
                ["group": ["period"], "by": ["month"]], ["2026-03|2026-03-01|3.9167|5"]
            ),
            (
                ["group": ["issue"]],
                [
                    "BETA-2|A summary|2.0|51.06|1", "ALPHA-1|A summary|1.6667|42.55|3",
                    "ALPHA-3|A summary|0.25|6.38|1",
                ]
            ),
            (
                ["project": ["ALPHA"]],
                ["Anna Å|1.25|65.22|2", "bert|0.5|26.09|1", "(anonymous)|0.1667|8.7|1"]
            ),
            (["subtasks": ["no"]], ["Anna Å|3.0|81.82|2", "bert|0.5|13.64|1", "(anonymous)|0.1667|4.55|1"]),
            (
                ["subtasks": ["no"], "project": ["ALPHA"]],
                ["Anna Å|1.0|60.0|1", "bert|0.5|30.0|1", "(anonymous)|0.1667|10.0|1"]
            ),
            (["person": ["Anna Å"]], ["Anna Å|3.25|100.0|3"]),
            (["type": ["Sub-task"]], ["Anna Å|0.25|100.0|1"]),
        ] as [([String: [String]], [String])])
    func groups(parameters: [String: [String]], expected: [String]) throws {
        #expect(try rows(run(parameters).table()) == expected)
    }

    @Test("left out sub-tasks are told with their hours; by author Jira is not asked")
    func exclusions() throws {
        let document = try run(["subtasks": ["no"], "person": ["anna"]])
        #expect(
            document.exclusions == [
                Exclusion("entries on archived issues (0.0\u{202F}h)", 0),
                Exclusion("entries on sub-tasks (0.3\u{202F}h)", 1),
            ])
        #expect(document.searches.isEmpty)
    }

    @Test("the eight with the most hours are drawn, the others together")
    func manyPeople() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        for number in 1...11 {
            try fixture.work(Int64(number), 1, "p\(number)", on: "2026-03-03", Int64(number) * 3600)
        }
        let document = try fixture.run("worklog", window)
        guard case .chart(.columns(let chart)) = document.sections[1] else {
            Issue.record("no chart")
            return
        }
        #expect(
            chart.series.map(\.name) == ["p11", "p10", "p9", "p8", "p7", "p6", "p5", "p4", "3 others"])
        #expect(chart.series.last?.values == [6, 0])
        #expect(try rows(document.table()).count == 11)
    }

    @Test("issues whose entries are not all read yet are told")
    func incomplete() throws {
        let fixture = try fixture()
        try fixture.execute("INSERT INTO incomplete_worklogs (issue_id, total) VALUES (1, 9), (2, 9)")
        let document = try fixture.run("worklog", window.merging(["project": ["BETA"]]) { $1 })
        #expect(
            document.definition.last
                == "Of 1 issues not all entries have been read yet: their hours are too low.")
    }

    @Test("numbers that no clock shows do not trap")
    func hostileNumbers() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        try fixture.work(1, 1, "anna", on: "2026-03-03", .max)
        try fixture.work(2, 1, "anna", on: "2026-03-04", .max)
        #expect(try rows(fixture.run("worklog", window).table()).count == 1)
    }

    @Test("without entries there is a sentence and no picture")
    func empty() throws {
        let document = try ReportFixture().run("worklog", window)
        #expect(document.headline == "No work was logged from 2026-03-02 to 2026-03-15.")
        #expect(document.sections.count == 2)
    }
}
