import Reporting
import Testing

@testable import MirrorStore

@Suite struct PlanSprintTests {
    private func lines(_ document: ReportDocument) throws -> [String] {
        // Key, group, added later, estimates.
        try rows(document.table(named: "issues")).map { row in
            let cells = row.split(separator: "|")
            return [cells[0], cells[3], cells[4], cells[8], cells[9]].joined(separator: "|")
        }
    }

    @Test("each issue of a closed sprint stands in its group, with its estimate then and now")
    func groups() throws {
        let document = try ReportFixture.sprints().run("sprint")
        #expect(
            try lines(document) == [
                "ALPHA-1|completed|false|3.0|3.0", "ALPHA-2|completed|true|5.0|5.0",
                "ALPHA-9|completed|false|2.0|2.0", "ALPHA-10|completed|false|5.0|9.0",
                "BETA-14|completed|false|-|-", "ALPHA-18|completed|false|3.0|3.0",
                "ALPHA-4|not completed|false|8.0|8.0", "ALPHA-7|not completed|false|5.0|5.0",
                "ALPHA-8|not completed|false|3.0|3.0", "ALPHA-11|not completed|false|3.0|-",
                "ALPHA-16|not completed|false|1.0|1.0", "ALPHA-17|not completed|false|2.0|2.0",
                "ALPHA-6|completed outside|false|1.0|1.0", "ALPHA-3|removed|false|2.0|2.0",
            ])
        #expect(
            try rows(document.table(named: "groups")) == [
                "completed|6|22.0|17.0|5.0", "not completed|6|19.0|19.0|0.0",
                "completed outside|1|1.0|1.0|0.0",
                "removed|1|2.0|2.0|0.0",
            ])
        #expect(
            document.headline
                == "Sprint 1 completed 22 of 42 points (38 at the start, 5 added, 2 removed).")
        // 17 issues list it: all but 3, 5 and 16, and without the sub-task and the archived one.
        #expect(
            document.searches == [
                JiraSearch(
                    "Issues that list the sprint today",
                    jql: "issuetype in standardIssueTypes() AND sprint = 1 ORDER BY key", expected: 13)
            ])
    }

    @Test("moments of adding, removing and finishing are told where they count")
    func moments() throws {
        let found = try rows(ReportFixture.sprints().run("sprint").table(named: "issues"))
        func line(_ key: String) -> String? { found.first { $0.hasPrefix(key + "|") } }
        #expect(
            line("ALPHA-2")
                == "ALPHA-2|Story|Issue 2|completed|true|\(ReportFixture.at(20))|-|\(ReportFixture.at(100))|5.0|5.0"
        )
        #expect(
            line("ALPHA-3")
                == "ALPHA-3|Story|Issue 3|removed|false|-|\(ReportFixture.at(60))|-|2.0|2.0")
        #expect(line("ALPHA-9")?.contains(ReportFixture.at(200)) == true)
    }

    @Test("done in the sprint, taken out and put in again is completed; done while it was out is not")
    func doneAndMoved() throws {
        let fixture = try ReportFixture()
        try fixture.board(1, "Team", field: nil)
        try fixture.sprint(1, "S", start: 0, closed: 100)
        try fixture.member(1, sprints: [(1, -5, 20), (1, 30, nil)], statuses: [(10, -9), (13, 10)])
        try fixture.member(2, sprints: [(1, -5, 20), (1, 30, nil)], statuses: [(10, -9), (13, 25)])
        // Came in done, was reopened in the sprint and done again.
        try fixture.member(3, sprints: [(1, 5, nil)], statuses: [(13, -9), (11, 10), (13, 20)])
        // Came in done, and between two statuses that say nothing, remains so.
        try fixture.member(4, sprints: [(1, 5, nil)], statuses: [(13, -9), (0, 10), (13, 20)])
        // Done at the very moment of the start: before it. At the very moment of the end: within.
        try fixture.member(5, sprints: [(1, -5, nil)], statuses: [(10, -9), (13, 0)])
        try fixture.member(6, sprints: [(1, -5, nil)], statuses: [(10, -9), (13, 100)])
        // Taken out at the very moment of the start: not in it. Put in then: in it from the start.
        try fixture.member(7, sprints: [(1, -5, 0)])
        try fixture.member(8, sprints: [(1, 0, nil)])
        // In it for no time at all, and gone.
        try fixture.member(9, sprints: [(1, 50, 50)])
        // Done at the very moment at which it was put in: in it. At which it was taken out for a while: not.
        try fixture.member(10, sprints: [(1, 40, nil)], statuses: [(10, -9), (13, 40)])
        try fixture.member(11, sprints: [(1, -5, 20), (1, 30, nil)], statuses: [(10, -9), (13, 20)])
        let document = try fixture.run("sprint")
        #expect(
            try lines(document) == [
                "ALPHA-1|completed|false|1|1", "ALPHA-3|completed|true|1|1", "ALPHA-6|completed|false|1|1",
                "ALPHA-10|completed|true|1|1",
                "ALPHA-8|not completed|false|1|1", "ALPHA-2|completed outside|false|1|1",
                "ALPHA-4|completed outside|true|1|1", "ALPHA-5|completed outside|false|1|1",
                "ALPHA-11|completed outside|false|1|1",
                "ALPHA-9|removed|true|1|1",
            ])
        #expect(document.exclusions.first { $0.reason == "issues taken out before the start" }?.count == 1)
    }

    @Test("an active sprint counts up to the data's moment; of two the one started last is shown")
    func active() throws {
        let fixture = try ReportFixture.sprints()
        // The data are of 31 March, 10:00: hour 698.
        try fixture.sprint(30, "Left", state: "active", start: 500, end: 900)
        try fixture.sprint(31, "Right", state: "active", start: 600, end: 900)
        try fixture.member(
            40, sprints: [(31, 590, nil)], statuses: [(10, -1000), (13, 650)], points: [(3, -1000)])
        try fixture.member(41, sprints: [(31, 610, nil)], points: [(2, -1000)])
        // Done later than the data say: a run that was not completed read it.
        try fixture.member(
            42, sprints: [(31, 590, nil)], statuses: [(10, -1000), (13, 699)], points: [(8, -1000)])
        try fixture.member(43, sprints: [(30, 400, nil)], points: [(1, -1000)])
        let document = try fixture.run("sprint")
        #expect(
            document.headline == "Right has completed 3 of 13 points (11 at the start, 2 added, 0 removed).")
        #expect(document.definition.contains { $0.hasSuffix("Also active: Left.") })
        #expect(
            try fixture.run("sprint", ["sprint": ["left"]]).headline
                == "Left has completed 0 of 1 point (1 at the start, 0 added, 0 removed).")
    }

    @Test("a sprint that has not begun lists what is planned")
    func planned() throws {
        let fixture = try ReportFixture.sprints()
        try fixture.sprint(50, "Next", state: "future", start: 900, end: 1200)
        try fixture.member(60, sprints: [(50, 600, nil)], points: [(3, -1000)])
        try fixture.member(61, sprints: [(50, 600, nil)])
        try fixture.member(62, sprints: [(50, 600, 610)], points: [(5, -1000)])
        let document = try fixture.run("sprint", ["sprint": ["50"]])
        #expect(document.headline == "Next has not begun; 2 issues are planned with 3 points.")
        #expect(
            try lines(document) == ["ALPHA-60|planned|-|3.0|3.0", "ALPHA-61|planned|-|-|-"])
        #expect(document.exclusions.first { $0.reason == "issues taken out before the start" }?.count == 1)
    }

    @Test(
        "sprints whose course is not known say why",
        arguments: [
            ("closed", "X is closed, but Jira does not tell when it began and was closed."),
            ("active", "X is active, but Jira does not tell when it began."),
            (nil, "X: the mirror does not know whether it has begun."),
        ] as [(String?, String)])
    func unknown(state: String?, headline: String) throws {
        let fixture = try ReportFixture.sprints()
        try fixture.sprint(50, "X", state: state, start: nil, closed: state == "closed" ? 100 : nil)
        try fixture.member(60, sprints: [(50, 10, nil)])
        for report in ["sprint", "burndown"] {
            #expect(try fixture.run(report, ["sprint": ["X"]]).headline == headline)
        }
    }

    @Test("a sprint of an unseen board is done by category; an unknown one is refused with the nearest name")
    func choice() throws {
        let fixture = try ReportFixture.sprints()
        try fixture.sprint(50, "Far", board: 77, start: 0, closed: 100)
        try fixture.member(60, sprints: [(50, -10, nil)], statuses: [(10, -1000), (14, 50)])
        let document = try fixture.run("sprint", ["sprint": ["Far"]])
        #expect(document.headline == "Far completed 1 of 1 issue (1 at the start, 0 added, 0 removed).")
        #expect(
            throws: ReportError.parameters(
                report: "sprint", [.notInMirror(name: "sprint", value: "Sprnt 1", nearest: "Sprint 1")])
        ) { try fixture.run("sprint", ["sprint": ["Sprnt 1"]]) }
        try fixture.sprint(51, "far", board: 1, start: 0, closed: 100)
        #expect(
            throws: ReportError.parameters(
                report: "sprint",
                [.invalid(name: "sprint", value: "FAR", expected: "an id; sprints of that name: 50, 51")])
        ) { try fixture.run("sprint", ["sprint": ["FAR"]]) }
        // Among the board's own the name is enough.
        #expect(
            try fixture.run("sprint", ["sprint": ["FAR"], "board": ["Team"]]).headline == "far had no issues."
        )
    }

    @Test("without any sprint the report says so", arguments: ["sprint", "burndown"])
    func none(report: String) throws {
        let fixture = try ReportFixture()
        #expect(try fixture.run(report).headline == "The mirror holds no scrum board.")
        try fixture.board(1, "B", field: nil)
        let document = try fixture.run(report)
        #expect(document.headline == "Board B has no sprint yet.")
        #expect(try rows(document.table()).isEmpty)
    }
}
