import Reporting
import Testing

@testable import MirrorStore

@Suite struct CumulativeFlowReportTests {
    private static let march = ["from": ["2026-03-02"], "to": ["2026-03-31"]]

    /// Came into progress, done, to do, in progress, done and unknown at the end, complete.
    private func days(_ document: ReportDocument, _ wanted: [String]) throws -> [String] {
        try rows(document.table(named: "periods")).filter { row in wanted.contains { row.hasPrefix($0) } }
            .map { $0.split(separator: "|").dropFirst(2).joined(separator: "|") }
    }

    @Test("each issue counts at the end of each day in the category of its status then")
    func categories() throws {
        let document = try ReportFixture.flow().run("cumulative-flow", Self.march)
        #expect(
            try days(document, ["2026-03-02", "2026-03-04", "2026-03-06", "2026-03-10", "2026-03-31"]) == [
                // 1, 2, 5, 11 and 13 were made.
                "0|0|5|0|0|0|true",
                // 3, 5 and 11 wait; 1 and 2 are in progress, 2 since today; 13 is somewhere.
                "1|0|3|2|0|1|true",
                // 1 and 2 are done, 2 since today.
                "0|1|3|0|2|1|true",
                // 2 is reopened today: one done less. 5 is in progress since yesterday.
                "0|-1|2|2|1|1|true",
                // 8 and 9 wait, 7 and 16 are in progress; 1, 2, 3, 5, 10 and 11 are done.
                "0|0|2|2|6|1|false",
            ])
        #expect(document.sample.count == 11)
        #expect(
            document.exclusions == [
                Exclusion("done before the first day, and still", 1), Exclusion("sub-tasks", 2),
                Exclusion("archived issues", 2),
            ])
    }

    @Test("a finish at half past midnight belongs to the day of the zone")
    func midnight() throws {
        // Issue 10 is done on 22 March in UTC, on the 23rd in Berlin; 11 moves within done on the 25th.
        let document = try ReportFixture.flow().run("cumulative-flow", Self.march)
        #expect(
            try days(document, ["2026-03-22", "2026-03-23", "2026-03-25"]) == [
                // 7, 8 and 10 in progress, 9 to do; 1, 2, 3, 5 and 11 done.
                "1|0|1|3|5|1|true", "0|1|1|2|6|1|true", "0|0|2|1|6|1|true",
            ])
    }

    @Test("what was done before joins on request")
    func all() throws {
        let document = try ReportFixture.flow().run(
            "cumulative-flow", Self.march.merging(["finished": ["all"]]) { $1 })
        #expect(
            try days(document, ["2026-03-02", "2026-03-31"]) == ["0|0|5|0|1|0|true", "0|0|2|2|7|1|false"])
        #expect(document.exclusions.first?.count == 0)
    }

    @Test("an issue that was done before and is reopened in the window is shown from the beginning")
    func reopenedLater() throws {
        let fixture = try ReportFixture.flow()
        let document = try fixture.run("cumulative-flow", ["from": ["2026-03-09"], "to": ["2026-03-11"]])
        // On the 9th 2 is still done, though it is reopened on the 10th. 1 stays done and is left out with 12.
        #expect(
            try days(document, ["2026-03-09", "2026-03-10", "2026-03-11"]) == [
                "1|0|2|1|1|1|true", "0|-1|2|2|0|1|true", "0|0|2|2|0|1|true",
            ])
        #expect(document.exclusions.first?.count == 2)
    }

    @Test("weeks show their last day; little's law divides what is in progress by what is done")
    func weeks() throws {
        let document = try ReportFixture.flow().run("cumulative-flow", ReportFixture.weeks)
        #expect(
            try days(document, ["2026-W10", "2026-W11", "2026-W12", "2026-W13", "2026-W14"]) == [
                "2|2|3|0|2|1|true",
                // Made: 7 and 8. 3 went from to do to done at once, and counts in both.
                "2|2|3|0|4|1|true",
                // Made: 9 and 10.
                "4|1|1|3|5|1|true",
                // 8 goes back to do, 16 comes in.
                "0|1|2|2|6|1|true", "0|0|2|2|6|1|false",
            ])
        guard case .tiles(let tiles) = document.sections[0] else {
            Issue.record("no tiles")
            return
        }
        // In progress at the end of the weeks: 0, 0, 3, 2 for 7 days each, and 2 for 2 days: 39 days together, and
        // 6 were done. Of the four complete weeks 8 came in and 6 were done.
        #expect(
            tiles.map { "\($0.label) \($0.value)" } == [
                "In progress 2", "Change +2", "Arrivals a week 2.0", "Departures a week 1.5",
                "Approximate cycle time 6.5 days",
            ])
        #expect(
            document.headline
                == "2 issues are in progress, 2 more than at the beginning: 8 came in, 6 were finished.")
    }

    @Test("a week that the chosen days cut counts from the first day on, and weighs as many days")
    func cutWeek() throws {
        // Thursday of week 10 to Tuesday of week 12, the 13 days from 5 to 17 March.
        let document = try ReportFixture.flow().run(
            "cumulative-flow", ["from": ["2026-03-05"], "to": ["2026-03-17"], "by": ["week"]])
        #expect(
            try days(document, ["2026-W10", "2026-W11", "2026-W12"]) == [
                // 1 and 2 were in progress when the 5th began, and are done on the 5th and the 6th.
                "0|2|3|0|2|1|false", "2|2|3|0|4|1|true",
                // 8 comes in on the 16th, 11 on the 17th.
                "2|0|1|2|4|1|false",
            ])
        #expect(
            document.headline
                == "2 issues are in progress, as many as at the beginning: 4 came in, 4 were finished.")
        guard case .tiles(let tiles) = document.sections[0] else {
            Issue.record("no tiles")
            return
        }
        // In progress: 0 for 4 and 7 days, 2 for 2 days; 4 were done. The complete week is the eleventh.
        #expect(
            tiles.map { "\($0.label) \($0.value)" } == [
                "In progress 2", "Change 0", "Arrivals a week 2.0", "Departures a week 2.0",
                "Approximate cycle time 1.0 day",
            ])
        // Done before the 5th: only 12.
        #expect(document.exclusions.first == Exclusion("done before the first day, and still", 1))
        // The sums do not depend on how the days are cut.
        let byDay = try ReportFixture.flow().run(
            "cumulative-flow", ["from": ["2026-03-05"], "to": ["2026-03-17"], "by": ["day"]])
        #expect(byDay.headline == document.headline)
        #expect(byDay.sample.count == document.sample.count)
    }

    @Test("where no period is complete there is no mean")
    func noCompletePeriod() throws {
        let document = try ReportFixture.flow().run(
            "cumulative-flow", ["from": ["2026-03-05"], "to": ["2026-03-07"], "by": ["month"]])
        guard case .tiles(let tiles) = document.sections[0] else {
            Issue.record("no tiles")
            return
        }
        #expect(tiles.map(\.value)[2...3] == ["–", "–"])
    }

    @Test("statuses can be stacked, with a search for each that is not done")
    func statuses() throws {
        let fixture = try ReportFixture.flow()
        let document = try fixture.run(
            "cumulative-flow", Self.march.merging(["layers": ["status"], "by": ["week"]]) { $1 })
        #expect(
            try rows(document.table(named: "layers")).suffix(6) == [
                "2026-W14|2026-03-30|Unknown|1", "2026-W14|2026-03-30|To Do|2",
                "2026-W14|2026-03-30|In Progress|1", "2026-W14|2026-03-30|In Review|1",
                "2026-W14|2026-03-30|Done|5", "2026-W14|2026-03-30|Closed|1",
            ])
        #expect(
            document.searches.map { "\($0.jql): \($0.expected ?? -1)" } == [
                #"issuetype in standardIssueTypes() AND status in ("In Review"): 1"#,
                #"issuetype in standardIssueTypes() AND status in ("In Progress"): 1"#,
                #"issuetype in standardIssueTypes() AND status in ("To Do"): 2"#,
            ])
    }

    @Test("a search for a name counts all statuses of it, once")
    func statusesOfOneName() throws {
        let fixture = try ReportFixture.flow()
        // Another status In Review, with one issue in it, and one To Do that is done.
        try fixture.execute(
            """
            INSERT INTO statuses (id, name, category_id, position)
            VALUES (16, 'In Review', 4, 6), (17, 'To Do', 3, 7)
            """)
        try fixture.walk(17, through: [(10, "03-20T10:00"), (16, "03-21T10:00")])
        let document = try fixture.run(
            "cumulative-flow", Self.march.merging(["layers": ["status"], "by": ["week"]]) { $1 })
        #expect(
            document.searches.map { "\($0.jql): \($0.expected ?? -1)" } == [
                #"issuetype in standardIssueTypes() AND status in ("In Review"): 2"#,
                #"issuetype in standardIssueTypes() AND status in ("In Progress"): 1"#,
            ])
    }

    @Test("with a board its columns are stacked")
    func board() throws {
        let fixture = try ReportFixture.flow()
        try fixture.teamBoard()
        let document = try fixture.run(
            "cumulative-flow",
            ReportFixture.weeks.merging(["board": ["Team"], "finished": ["all"]]) { $1 })
        // Of ALPHA, in a column today: 1, 2, 3, 7, 8, 9, 10, 12 and 16.
        #expect(
            try rows(document.table(named: "layers")).suffix(3) == [
                "2026-W14|2026-03-30|Ready|2", "2026-W14|2026-03-30|Doing|2", "2026-W14|2026-03-30|Shipped|5",
            ])
        #expect(document.searches.isEmpty)
    }

    @Test("a renamed status stays the same, one whose category changes counts by today's, also in the past")
    func statusesOfToday() throws {
        let fixture = try ReportFixture.flow()
        try fixture.execute("UPDATE statuses SET name = 'Reviewing', category_id = 3 WHERE id = 12")
        let document = try fixture.run("cumulative-flow", Self.march)
        // 7 is in that status since 26 March.
        #expect(
            try days(document, ["2026-03-25", "2026-03-26", "2026-03-31"]) == [
                "0|0|2|1|6|1|true", "0|1|2|0|7|1|true", "0|0|2|1|7|1|false",
            ])
    }

    @Test("the present can be searched in Jira, the past cannot")
    func searches() throws {
        let fixture = try ReportFixture.flow()
        #expect(
            try fixture.run("cumulative-flow", Self.march).searches.map { "\($0.jql): \($0.expected ?? -1)" }
                == [
                    "issuetype in standardIssueTypes() AND statusCategory = 4: 2",
                    "issuetype in standardIssueTypes() AND statusCategory = 2: 2",
                ])
        #expect(try fixture.run("cumulative-flow", ["to": ["2026-03-30"]]).searches.isEmpty)
    }

    @Test("a mirror without issues has a report that says so")
    func nothing() throws {
        let document = try ReportFixture().run("cumulative-flow", ReportFixture.weeks)
        #expect(document.headline == "No issue was there from 2026-03-02 to 2026-03-31.")
        #expect(try rows(document.table()).count == 5)
    }
}
