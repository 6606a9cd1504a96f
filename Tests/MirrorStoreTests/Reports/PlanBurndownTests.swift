import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct PlanBurndownTests {
    private func events(_ document: ReportDocument) throws -> [String] {
        // When (hours), key, event, change, remaining.
        try rows(document.table(named: "events")).map { row in
            let cells = row.split(separator: "|")
            let base = ReportFixture.instant(ReportFixture.at(0)).milliseconds
            let hour = (ReportFixture.instant(String(cells[0])).milliseconds - base) / ReportFixture.hour
            return "\(hour) \(cells[1]) \(cells[3]) \(cells[6]) \(cells[7])"
        }
    }

    private func chart(_ document: ReportDocument) throws -> StepChart {
        let charts = document.sections.compactMap { section -> StepChart? in
            if case .chart(.steps(let chart)) = section { chart } else { nil }
        }
        return try #require(charts.first)
    }

    @Test("the remaining work follows every event from the start to the close")
    func closed() throws {
        let document = try ReportFixture.sprints().run("burndown")
        // 38 points at the start without the one of ALPHA-6, which was done before.
        #expect(
            try events(document) == [
                "0 - sprint begins - 37.0", "10 BETA-14 done 0.0 37.0", "20 ALPHA-2 added 5.0 42.0",
                "30 ALPHA-4 removed -8.0 34.0", "30 ALPHA-11 re-estimated -3.0 31.0",
                "40 ALPHA-8 done -3.0 28.0", "40 ALPHA-9 done -2.0 26.0", "50 ALPHA-1 done -3.0 23.0",
                "60 ALPHA-3 removed -2.0 21.0", "60 ALPHA-8 reopened 3.0 24.0",
                "60 ALPHA-9 reopened 2.0 26.0", "70 ALPHA-4 added 8.0 34.0",
                "90 ALPHA-10 re-estimated 4.0 38.0", "100 ALPHA-2 done -5.0 33.0",
                "100 ALPHA-18 done -3.0 30.0", "120 ALPHA-10 done -9.0 21.0", "200 ALPHA-9 done -2.0 19.0",
                "240 - sprint is closed - 19.0",
            ])
        // Scope: +5 -8 -3 -2 +8 +4.
        #expect(
            document.headline
                == "Sprint 1 began with 37 points to do and ended with 19; its scope changed by +4 on the way."
        )
    }

    @Test("the picture steps at each moment, marks scope changes, and hopes for a straight line")
    func picture() throws {
        let chart = try chart(ReportFixture.sprints().run("burndown"))
        #expect(chart.lines.map(\.form) == [.steps, .guideline])
        let remaining = chart.lines[0].points
        #expect(
            remaining.map(\.y) == [37, 37, 42, 31, 26, 23, 26, 34, 38, 30, 21, 19, 19])
        // 2 March, 09:00 in Berlin is day 20514.375; the planned end is 14 days later.
        #expect(chart.lines[1].points.map(\.x) == [20_514.375, 20_528.375])
        #expect(chart.lines[1].points.map(\.y) == [37, 0])
        #expect(chart.span == 20_514.375...20_528.375)
        #expect(
            chart.events.map(\.label) == [
                "ALPHA-2 added, +5", "ALPHA-4 removed, -8", "ALPHA-11 re-estimated, -3",
                "ALPHA-3 removed, -2", "2 issues reopened, +5", "ALPHA-4 added, +8",
                "ALPHA-10 re-estimated, +4",
            ])
        #expect(chart.events.map(\.isGood) == [false, true, true, true, false, false, false])
    }

    @Test("with business hours the guideline stands still at night and at weekends")
    func businessHours() throws {
        let chart = try chart(
            ReportFixture.sprints().run("burndown", ["calendar": ["business"], "unit": ["issues"]]))
        let line = chart.lines[1].points
        // 12 issues (13 without ALPHA-6). Ten working days of 8 hours from Monday, 09:00, to Monday, 09:00,
        // a fortnight later: 80 hours; each takes 1.2.
        #expect(line.count == 16)
        #expect(line.first?.y == 12)
        #expect(line[1].y == 10.8)
        #expect(line[5].y == 6)
        #expect(line[6].y == 6)
        #expect(line[7].y == 6)
        #expect(line[8].y == 4.8)
        #expect(line.last?.y == 0)
    }

    @Test("a sprint without a planned end has no guideline, an active one ends at the data's moment")
    func active() throws {
        let fixture = try ReportFixture.sprints()
        try fixture.sprint(30, "Now", state: "active", start: 600)
        try fixture.member(40, sprints: [(30, 590, nil)], points: [(3, -1000)])
        let document = try fixture.run("burndown")
        let chart = try chart(document)
        #expect(chart.lines.count == 1)
        #expect(try events(document) == ["600 - sprint begins - 3.0", "698 - now - 3.0"])
        #expect(
            document.headline
                == "Now began with 3 points to do and has 3 left; its scope did not change on balance.")
    }

    @Test("what happens in one moment is told one by one and adds up")
    func together() throws {
        let fixture = try ReportFixture.sprints()
        try fixture.sprint(30, "S", start: 0, closed: 100)
        // Added as it becomes done: comes in as it is.
        try fixture.member(40, sprints: [(30, 10, nil)], statuses: [(10, -9), (13, 10)], points: [(3, -9)])
        // Estimated and done in one moment.
        try fixture.member(
            41, sprints: [(30, -5, nil)], statuses: [(10, -9), (13, 20)], points: [(3, -9), (5, 20)])
        // Done and taken out in one moment.
        try fixture.member(42, sprints: [(30, -5, 30)], statuses: [(10, -9), (13, 30)], points: [(2, -9)])
        // Estimated anew while it was out, and done: no event but the coming and going.
        try fixture.member(
            43, sprints: [(30, -5, 40), (30, 60, nil)], statuses: [(10, -9), (13, 50)],
            points: [(1, -9), (8, 45)])
        // Out of the sprint and in again in one moment: no change at all.
        try fixture.member(44, sprints: [(30, -5, 70), (30, 70, nil)], points: [(4, -9)])
        #expect(
            try events(fixture.run("burndown", ["sprint": ["S"]])) == [
                "0 - sprint begins - 10.0", "10 ALPHA-40 added 0.0 10.0",
                "20 ALPHA-41 re-estimated 2.0 12.0", "20 ALPHA-41 done -5.0 7.0",
                "30 ALPHA-42 done -2.0 5.0", "30 ALPHA-42 removed 0.0 5.0", "40 ALPHA-43 removed -1.0 4.0",
                "60 ALPHA-43 added 0.0 4.0", "100 - sprint is closed - 4.0",
            ])
    }

    @Test("an empty sprint and one to come have a sentence and no picture")
    func empty() throws {
        let fixture = try ReportFixture.sprints()
        try fixture.sprint(30, "Empty", start: 0, closed: 100)
        try fixture.sprint(31, "Next", state: "future", start: 900)
        let document = try fixture.run("burndown", ["sprint": ["Empty"]])
        #expect(document.headline == "Empty had no issues.")
        #expect(document.sections.count == 1)
        let next = try fixture.run("burndown", ["sprint": ["Next"]])
        #expect(next.headline == "Next has not begun; 0 issues are planned with 0 points.")
        #expect(next.sections.count == 1)
    }
}
