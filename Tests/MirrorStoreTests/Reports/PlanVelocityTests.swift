import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct PlanVelocityTests {
    private func numbers(_ document: ReportDocument) throws -> [String] {
        // Name, committed, completed, %, added, removed, re-estimated, not completed, outside, issues.
        try rows(document.table()).map { row in
            let cells = row.split(separator: "|")
            return ([cells[1]] + cells[4...]).joined(separator: "|")
        }
    }

    @Test("commitment is that of the start, completed that of the end, whatever happened between")
    func points() throws {
        let document = try ReportFixture.sprints().run("velocity")
        // Committed: 3+2+8+1+5+3+2+5+3+0+1+2+3 = 38 (1 3 4 6 7 8 9 10 11 14 16 17 18).
        // Completed: 3+5+2+9+0+3 = 22 (1 2 9 10 14 18). Not: 8+5+3+0+1+2 = 19 (4 7 8 11 16 17).
        // Outside: 6. Re-estimated: 10 by +4, 11 by -3. 38 + 5 + 1 - 2 = 42 = 22 + 19 + 1.
        // Without estimate at the end: 11 and 14.
        #expect(
            try numbers(document) == [
                "Sprint 0|3.0|0.0|0.0|0.0|0.0|0.0|3.0|0.0|1|0|0",
                "Sprint 1|38.0|22.0|57.9|5.0|2.0|1.0|19.0|1.0|13|6|2",
            ])
        #expect(
            document.headline
                == "Board Team completed 11 points a sprint on average over 2 sprints; that is 54\u{202F}% of what was committed to."
        )
        #expect(
            document.exclusions == [
                Exclusion("closed sprints that are older", 0),
                Exclusion("closed sprints without a known start or close", 0), Exclusion("sub-tasks", 1),
                Exclusion("archived issues", 1), Exclusion("issues taken out before the start", 1),
                Exclusion("issues put in after the close", 1),
            ])
        #expect(try rows(document.table()).last?.contains("2026-03-02T08:00:00.000Z") == true)
    }

    @Test("the picture has both columns of each sprint and the mean")
    func picture() throws {
        let document = try ReportFixture.sprints().run("velocity")
        let charts = document.sections.compactMap { section -> ColumnChart? in
            if case .chart(.columns(let chart)) = section { chart } else { nil }
        }
        let chart = try #require(charts.first)
        #expect(chart.series.map(\.values) == [[3, 38], [0, 22]])
        #expect(chart.markers.map(\.at) == [11])
    }

    @Test("issues are counted on request, and where the board estimates by no field")
    func issues() throws {
        let counts = "Sprint 1|13|6|46.2|1|1|0|6|1|13|6|-"
        #expect(
            try numbers(ReportFixture.sprints().run("velocity", ["unit": ["issues"]])).last == counts)
        let fixture = try ReportFixture.sprints(field: nil)
        let document = try fixture.run("velocity")
        #expect(try numbers(document).last == counts)
        #expect(document.definition.contains { $0.hasPrefix("Issues are counted: the board estimates") })
        // The site's field, on request.
        #expect(
            try numbers(fixture.run("velocity", ["unit": ["points"]])).last
                == "Sprint 1|38.0|22.0|57.9|5.0|2.0|1.0|19.0|1.0|13|6|2")
    }

    @Test("a board without columns goes by the category: a status of none of its columns counts then")
    func byCategory() throws {
        let document = try ReportFixture.sprints(columns: false).run("velocity")
        // 17, of 2 points, is done.
        #expect(
            try numbers(document).last == "Sprint 1|38.0|24.0|63.2|5.0|2.0|1.0|17.0|1.0|13|7|2")
        #expect(document.definition.contains { $0.contains("category Done") && $0.hasPrefix("Done:") })
    }

    @Test("sub-tasks join on request, other filters narrow")
    func filters() throws {
        let fixture = try ReportFixture.sprints()
        #expect(
            try numbers(fixture.run("velocity", ["subtasks": ["yes"]])).last
                == "Sprint 1|42.0|22.0|52.4|5.0|2.0|1.0|23.0|1.0|14|6|2")
        #expect(
            try numbers(fixture.run("velocity", ["project": ["BETA"]])).last
                == "Sprint 1|0.0|0.0|-|0.0|0.0|0.0|0.0|0.0|1|1|1")
    }

    @Test("the last sprints count, by their close; sprints without dates and those not closed are left out")
    func choice() throws {
        let fixture = try ReportFixture.sprints()
        try fixture.sprint(20, "No start", start: nil, closed: 300)
        try fixture.sprint(21, "Not told when closed", start: 5)
        try fixture.sprint(22, "Closed before its start", start: 5, closed: 4)
        try fixture.sprint(23, "Running", state: "active", start: 250)
        try fixture.sprint(24, "To come", state: "future", start: 900)
        try fixture.sprint(25, "Another board's", board: 2, start: 0, closed: 300)
        let document = try fixture.run("velocity", ["sprints": ["1"]])
        #expect(try numbers(document).map { $0.prefix(8) } == ["Sprint 1"])
        #expect(document.exclusions[0].count == 1)
        #expect(document.exclusions[1].count == 3)
        #expect(document.headline.hasPrefix("Board Team completed 22 points in its one closed sprint"))
    }

    @Test("of two boards one must be named, of two of one name the id", arguments: ["velocity", "sprint"])
    func boards(report: String) throws {
        let fixture = try ReportFixture.sprints()
        try fixture.board(2, "team")
        let names = "Team (1), team (2)"
        #expect(
            throws: ReportError.parameters(
                report: report,
                [
                    .invalid(
                        name: "board", value: "not set",
                        expected: "the id or the name of one of the 2 scrum boards: \(names)")
                ])
        ) { try fixture.run(report) }
        #expect(
            throws: ReportError.parameters(
                report: report,
                [
                    .invalid(
                        name: "board", value: "Team", expected: "an id; boards of that name: 1, 2")
                ])
        ) { try fixture.run(report, ["board": ["Team"]]) }
        let found = report == "velocity" ? "completed 11 points" : "completed 22 of 42 points"
        #expect(try fixture.run(report, ["board": ["1"]]).headline.contains(found))
    }

    @Test(
        "no board, a kanban board and a board without closed sprints are said",
        arguments: [
            ([], [:], "The mirror holds no scrum board."),
            (["kanban"], [:], "The mirror holds no scrum board."),
            (["kanban"], ["board": ["1"]], "Board B is a kanban board: it has no sprints."),
            (["scrum"], [:], "Board B has no closed sprint yet."),
        ] as [([String], [String: [String]], String)])
    func empty(types: [String], parameters: [String: [String]], headline: String) throws {
        let fixture = try ReportFixture()
        for (index, type) in types.enumerated() {
            try fixture.board(Int64(index) + 1, "B", type: type, field: nil)
        }
        let document = try fixture.run("velocity", parameters)
        #expect(document.headline == headline)
        #expect(try rows(document.table()).isEmpty)
        #expect(document.sections.count == 1)
    }

    @Test("a number of sprints out of range is refused", arguments: ["0", "-1", "121"])
    func range(count: String) throws {
        #expect(throws: ReportError.self) {
            try ReportFixture.sprints().run("velocity", ["sprints": [count]])
        }
    }

    @Test("points are refused where no field is known to hold them")
    func noField() throws {
        let fixture = try ReportFixture()
        try fixture.board(1, "B", field: nil)
        #expect(throws: ReportError.self) { try fixture.run("velocity", ["unit": ["points"]]) }
    }
}
