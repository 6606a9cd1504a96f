import Reporting
import Testing

@testable import MirrorStore

@Suite struct NetFlowReportTests {
    @Test("weeks count what was created, started and finished, and what that leaves")
    func weeks() throws {
        let document = try ReportFixture.flow().run("net-flow", ReportFixture.weeks)
        // Created, started, finished, never started, net, open, in progress.
        #expect(
            try rows(document.table()).map { $0.split(separator: "|").dropFirst(2).joined(separator: "|") }
                == [
                    // Created 1, 2, 3, 5, 11, 13; started 1, 2; finished 1. 2 was done and reopened: still in
                    // progress.
                    "6|2|1|0|-5|5|1|true",
                    // Created 7, 8; started 5; finished 2, 3, 5.
                    "2|1|3|1|1|4|0|true",
                    // Created 9, 10; started 7, 8, 10, 11; finished 11.
                    "2|4|1|0|-1|5|3|true",
                    // Created 16; started 16, on Sunday; finished 10. 8 went back to To Do and stays in progress.
                    "1|1|1|0|0|5|3|true", "0|0|0|0|0|5|3|false",
                ])
        #expect(
            document.headline
                == "Open work grew by 5: 11 issues were created, 8 started, 6 finished; work in progress grew by 3."
        )
        #expect(
            document.exclusions.map(\.count) == [0, 2, 2])
    }

    @Test("what was open and in progress before the first day is carried on")
    func before() throws {
        let document = try ReportFixture.flow().run(
            "net-flow", ["from": ["2026-03-16"], "to": ["2026-03-22"]])
        #expect(
            try rows(document.table()).map { $0.split(separator: "|").dropFirst(2).joined(separator: "|") }
                == ["2|4|1|0|-1|5|3|true"])
    }

    @Test("in a week that the chosen days cut, work in progress grows from the first day on, as all else")
    func cutWeek() throws {
        // 1 and 2 were started on the 3rd and the 4th; 1 is done on the 5th, 5 is started on the 9th.
        let document = try ReportFixture.flow().run(
            "net-flow", ["from": ["2026-03-05"], "to": ["2026-03-10"], "by": ["week"]])
        #expect(
            try rows(document.table()).map { $0.split(separator: "|").dropFirst(2).joined(separator: "|") }
                == ["0|0|1|0|1|5|1|false", "0|1|0|0|0|5|2|false"])
        #expect(
            document.headline
                == "Open work shrank by 1: 0 issues were created, 1 started, 1 finished; work in progress stayed as it was."
        )
    }

    @Test("an issue that was finished before it was started is told, and never in progress")
    func backwards() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1, created: "2026-03-02")
        try fixture.flow(1, started: "2026-03-10T08:00:00.000Z", done: "2026-03-09T08:00:00.000Z")
        let document = try fixture.run("net-flow", ReportFixture.weeks)
        #expect(document.exclusions.first?.count == 1)
        #expect(
            try rows(document.table()).map { $0.split(separator: "|").dropFirst(2).joined(separator: "|") }
                == [
                    "1|0|0|0|-1|1|0|true", "0|1|1|0|1|0|0|true", "0|0|0|0|0|0|0|true", "0|0|0|0|0|0|0|true",
                    "0|0|0|0|0|0|0|false",
                ])
    }

    @Test("the searches count what was created, and what is open now")
    func searches() throws {
        let fixture = try ReportFixture.flow()
        let document = try fixture.run("net-flow", ReportFixture.weeks)
        #expect(
            document.searches.map { "\($0.jql): \($0.expected ?? -1)" } == [
                #"issuetype in standardIssueTypes() AND created >= "2026-03-02" AND created < "2026-04-01" ORDER BY created: 11"#,
                "issuetype in standardIssueTypes() AND statusCategory != 3: 5",
            ])
    }

    @Test("with a board begun and done are its columns")
    func board() throws {
        let fixture = try ReportFixture.flow()
        try fixture.teamBoard()
        let document = try fixture.run(
            "net-flow", ReportFixture.weeks.merging(["board": ["Team"]]) { $1 })
        // 1, 2, 3, 7, 8, 9, 10, 12 and 16.
        #expect(
            try rows(document.table()).map { $0.split(separator: "|").dropFirst(2).joined(separator: "|") }
                == [
                    "3|2|1|0|-2|2|1|true", "2|0|2|1|0|2|0|true", "2|3|0|0|-2|4|3|true", "1|1|1|0|0|4|3|true",
                    "0|0|0|0|0|4|3|false",
                ])
    }
}
