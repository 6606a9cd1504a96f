import Foundation
import Reporting
import Testing

@testable import MirrorStore

@Suite struct DashboardReportTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.issue(1, created: "2026-03-02", resolved: "2026-03-04")
        try fixture.flow(1, started: "2026-03-02T12:00:00.000Z", done: "2026-03-04T12:00:00.000Z")
        try fixture.issue(2, "BETA-2", project: 2, created: "2026-03-05")
        return fixture
    }

    /// Two scrum boards: none can be taken for the one that is meant.
    private func addBoards(to fixture: ReportFixture) throws {
        try fixture.execute(
            """
            INSERT INTO boards (id, name, type, project_id) VALUES (7, 'Alpha board', 'scrum', 1),
                (8, 'Beta board', 'scrum', 2);
            INSERT INTO board_columns (board_id, position, name) VALUES (7, 0, 'To Do'), (7, 1, 'Done');
            INSERT INTO board_column_statuses (board_id, position, status_id) VALUES (7, 0, 10), (7, 1, 13)
            """)
    }

    private func tiles(_ document: ReportDocument) -> [Tile] {
        document.sections.flatMap { section -> [Tile] in
            if case .tiles(let tiles) = section { tiles } else { [] }
        }
    }

    @Test("the parts are chosen by name, in their order, and their figures stand on top under telling names")
    func parts() throws {
        let document = try fixture().run("dashboard", ["reports": ["cycle-time", "created-vs-resolved"]])
        #expect(document.parts.map(\.name) == ["cycle-time", "created-vs-resolved"])
        #expect(document.headline == document.parts[0].headline)
        let tiles = tiles(document)
        #expect(
            tiles.map(\.label) == [
                "Median cycle time", "85 % finished within", "Open issues", "Change of backlog",
            ])
        #expect(tiles.map(\.value) == ["2.0 days", "2.0 days", "1", "+1"])
        #expect(tiles.allSatisfy { $0.detail != nil })
    }

    @Test("parameters go to every part that has them, and to no other")
    func parameters() throws {
        let document = try fixture().run(
            "dashboard",
            [
                "project": ["BETA"], "calendar": ["business"], "from": ["2026-03-01"],
                "reports": ["created-vs-resolved", "data-quality"],
            ])
        #expect(document.parts.map(\.name) == ["created-vs-resolved", "data-quality"])
        for part in document.parts {
            #expect(part.parameters.first { $0.name == "project" }?.value == "BETA")
        }
        #expect(document.parts[0].parameters.first { $0.name == "from" }?.value == "2026-03-01")
        #expect(tiles(document).first { $0.label == "Open issues" }?.value == "1")
        #expect(throws: ReportError.unknownReport(name: "cycletime", nearest: "cycle-time")) {
            try fixture().run("dashboard", ["reports": ["cycletime"]])
        }
    }

    @Test("a velocity that needs a board is left out and that is told, unless it was asked for")
    func boards() throws {
        let fixture = try fixture()
        try addBoards(to: fixture)
        let usual = try fixture.run("dashboard")
        #expect(!usual.parts.contains { $0.name == "velocity" } && usual.parts.count >= 4)
        let told = usual.definition.filter { $0.hasPrefix("Velocity is left out: give board=…, ") }
        #expect(told.count == 1 && told[0].contains("Alpha board (7)"))
        #expect(try fixture.run("dashboard", ["board": ["7"]]).parts.contains { $0.name == "velocity" })
        #expect(throws: ReportError.self) { try fixture.run("dashboard", ["reports": ["velocity"]]) }
        #expect(throws: ReportError.self) { try fixture.run("dashboard", ["board": ["9"]]) }
        // Each part says itself what it needs of a board.
        #expect("its columns hold no statuses") {
            try fixture.run("dashboard", ["board": ["8"]])
        } throws: { "\($0)".contains("give a board whose columns hold statuses") }
        let velocity = try fixture.run("dashboard", ["board": ["8"], "reports": ["velocity"]])
        #expect(velocity.parts.map(\.name) == ["velocity"])
    }

    @Test("a failed run is told once, on top of the page")
    func banner() throws {
        let fixture = try fixture()
        try fixture.execute(
            """
            INSERT INTO sync_runs (id, started_at, finished_at, kind, outcome, exit_status, message)
            VALUES (1, '2026-03-31T11:00:00.000Z', '2026-03-31T11:01:00.000Z', 'incremental', 'failed', 77, 'token revoked')
            """)
        let document = try fixture.run("dashboard")
        #expect(document.banner?.contains("token revoked") == true)
        #expect(document.parts.allSatisfy { $0.banner == nil })
    }
}
