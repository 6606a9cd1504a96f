import Reporting
import Testing

@testable import MirrorStore

@Suite struct DashboardReportTests {
    private func overview(_ document: ReportDocument) -> [String] {
        guard case .tiles(let tiles) = document.sections[0] else { return [] }
        return tiles.map { "\($0.label) \($0.value)" }
    }

    @Test("a page holds the reports by value, under their most telling figures")
    func parts() throws {
        let fixture = try ReportFixture.flow()
        let document = try fixture.run("dashboard", ["from": ["2026-03-02"]])
        #expect(
            document.parts.map(\.name) == [
                "created-vs-resolved", "throughput", "cycle-time", "aging-wip", "cumulative-flow",
                "time-in-status", "velocity", "data-quality",
            ])
        // Each is the report's own: throughput 6 / 4 weeks, 5 issues since March with 2, 8, 5, 0.5 and 1 day.
        let tiles = overview(document)
        for tile in ["Mean a week 1.5", "Median 2.0 days", "85 % within 8.0 days", "In progress 3"] {
            #expect(tiles.contains(tile), "\(tile): \(tiles)")
        }
    }

    @Test("parameters reach the reports that have them")
    func parameters() throws {
        let fixture = try ReportFixture.flow()
        let document = try fixture.run(
            "dashboard", ["project": ["BETA"], "from": ["2026-03-01"], "reports": ["throughput,cycle-time"]])
        #expect(document.parts.map(\.sample.count) == [1, 1])
        #expect(throws: ReportError.self) { try fixture.run("dashboard", ["project": ["GAMMA"]]) }
    }

    @Test("a report for which a board has to be chosen is left out, and that is told; a wrong one is refused")
    func board() throws {
        let fixture = try ReportFixture.flow()
        try fixture.board(1, "Team", field: nil)
        try fixture.board(2, "Other team", field: nil)
        let document = try fixture.run("dashboard")
        #expect(!document.parts.contains { $0.name == "velocity" })
        #expect(document.definition.first == "Velocity is left out: give board=…")
        #expect(try fixture.run("dashboard", ["board": ["Team"]]).parts.contains { $0.name == "velocity" })
        #expect(throws: ReportError.self) { try fixture.run("dashboard", ["board": ["Nobody"]]) }
    }
}
