import Reporting
import Testing

@testable import MirrorStore

@Suite struct ThroughputReportTests {
    @Test("weeks count what was finished in them, by the zone's days, empty ones too")
    func weeks() throws {
        let document = try ReportFixture.flow().run("throughput", ReportFixture.weeks)
        // 10: issue 1. 11: issues 2 (its last finish), 3 (never in progress) and 5. 12: issue 11, which was closed
        // later. 13: issue 10, on Monday in Berlin though on Sunday in UTC.
        #expect(
            try rows(document.table()) == [
                "2026-W10|2026-03-02|1|0|true", "2026-W11|2026-03-09|3|1|true",
                "2026-W12|2026-03-16|1|0|true", "2026-W13|2026-03-23|1|0|true",
                "2026-W14|2026-03-30|0|0|false",
            ])
        #expect(document.sample.count == 6)
        #expect(document.exclusions == [Exclusion("sub-tasks", 1), Exclusion("archived issues", 1)])
    }

    @Test("types stand by themselves, the most frequent first")
    func types() throws {
        let document = try ReportFixture.flow().run("throughput", ReportFixture.weeks)
        #expect(
            try rows(document.table(named: "types")) == [
                "2026-W10|2026-03-02|Bug|1", "2026-W11|2026-03-09|Bug|2", "2026-W11|2026-03-09|Story|1",
                "2026-W12|2026-03-16|Bug|1", "2026-W13|2026-03-23|Bug|1",
            ])
    }

    @Test("mean, least number and trend are those of complete weeks")
    func figures() throws {
        let document = try ReportFixture.flow().run("throughput", ReportFixture.weeks)
        // Weeks 10 to 13: 1, 3, 1, 1. The mean is 6 / 4. Fewer than one of 1, 1, 1, 3 may lie below. The slope: (-1.5 * -0.5 - 0.5 * 1.5 + 0.5 * -0.5 + 1.5 * -0.5) / 5 = -1 / 5.
        guard case .tiles(let tiles) = document.sections[0] else {
            Issue.record("no tiles")
            return
        }
        #expect(
            tiles.map { "\($0.label) \($0.value)" } == [
                "Mean a week 1.5", "At least 1", "Trend -0.20", "Finished 6",
                "Reopened on the way 17\u{202F}%", "Never in progress 17\u{202F}%",
            ])
        #expect(
            document.headline
                == "1.5 issues are finished in a week on average over 4 complete weeks, and at least 1 in 85 % of them."
        )
    }

    @Test("fewer than four periods have no trend, none has no mean")
    func figuresOfFew() {
        #expect(ThroughputFigures([1, 2, 3]).trend == nil)
        #expect(ThroughputFigures([1, 2, 3, 4]).trend == 1)
        #expect(ThroughputFigures([]).mean == nil)
        #expect(ThroughputFigures([]).atLeast == nil)
        // 17 of 20 periods, 85 %, had 4 or more; of 19 periods 17 had 3 or more, and 16 of them are too few.
        #expect(ThroughputFigures(Array(1...20)).atLeast == 4)
        #expect(ThroughputFigures(Array(1...19)).atLeast == 3)
        for count in 1...120 {
            let least = ThroughputFigures(Array(1...count)).atLeast ?? 0
            // count - least + 1 periods had that many or more.
            #expect((count - least + 1) * 100 >= 85 * count)
            #expect((count - least) * 100 < 85 * count, "one more of \(count)")
        }
    }

    @Test("days and months are cut as asked, and never beyond the data")
    func units() throws {
        let fixture = try ReportFixture.flow()
        let days = try fixture.run(
            "throughput", ["from": ["2026-03-12"], "to": ["2026-03-15"], "by": ["day"]])
        #expect(
            try rows(days.table()) == [
                "2026-03-12|2026-03-12|1|0|true", "2026-03-13|2026-03-13|1|1|true",
                "2026-03-14|2026-03-14|1|0|true", "2026-03-15|2026-03-15|0|0|true",
            ])
        let months = try fixture.run(
            "throughput", ["from": ["2026-01-01"], "to": ["2026-12-31"], "by": ["month"]])
        #expect(
            try rows(months.table()) == [
                "2026-01|2026-01-01|1|0|true", "2026-02|2026-02-01|0|0|true", "2026-03|2026-03-01|6|1|false",
            ])
        #expect(months.headline.hasPrefix("0.5 issues are finished in a month on average over 2 complete"))
    }

    @Test("a week that the chosen days cut at its beginning is not complete")
    func cutAtTheBeginning() throws {
        let document = try ReportFixture.flow().run(
            "throughput", ["from": ["2026-03-04"], "to": ["2026-03-15"]])
        #expect(
            try rows(document.table()) == [
                "2026-W10|2026-03-02|1|0|false", "2026-W11|2026-03-09|3|1|true",
            ])
    }

    @Test("sub-tasks join on request, a project takes what was moved into it")
    func scope() throws {
        let fixture = try ReportFixture.flow()
        func count(_ more: [String: [String]]) throws -> Int {
            try fixture.run("throughput", ReportFixture.weeks.merging(more) { $1 }).sample.count
        }
        #expect(try count(["subtasks": ["yes"]]) == 7)
        #expect(try count(["project": ["BETA"]]) == 1)
        #expect(try count(["project": ["ALPHA"]]) == 5)
        #expect(try count(["type": ["Story"]]) == 1)
    }

    @Test("with a board done is its last column")
    func board() throws {
        let fixture = try ReportFixture.flow()
        try fixture.teamBoard()
        let document = try fixture.run(
            "throughput", ReportFixture.weeks.merging(["board": ["team"]]) { $1 })
        // Issue 11 stands in no column now, issue 5 belongs to another project.
        #expect(
            try rows(document.table()).map { $0.split(separator: "|")[2] } == ["1", "2", "0", "1", "0"])
        #expect(
            document.definition.contains { $0.hasPrefix("Done: the last time that it came into the last") })
        #expect(document.searches.isEmpty)
    }

    @Test("the search asks Jira for the change of the status, names quoted")
    func search() throws {
        let fixture = try ReportFixture.flow()
        try fixture.execute("UPDATE statuses SET name = 'In \"Progress\"' WHERE id = 11")
        let document = try fixture.run("throughput", ReportFixture.weeks)
        #expect(
            document.searches.map(\.jql) == [
                #"issuetype in standardIssueTypes() AND statusCategory = 3 AND status CHANGED FROM ("To Do", "In \"Progress\"", "In Review") TO ("Done", "Closed") DURING ("2026-03-02", "2026-04-01")"#
            ])
    }

    @Test("nothing finished in the window is said, with the last finish there was")
    func nothing() throws {
        let document = try ReportFixture.flow().run(
            "throughput", ["from": ["2025-03-01"], "to": ["2025-03-09"]])
        #expect(
            document.headline
                == "No issue was finished from 2025-03-01 to 2025-03-09; the last finish was on 2026-03-23.")
    }
}
