import Reporting
import Testing

@testable import MirrorStore

@Suite struct PlanEpicTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        // Epics: one open in ALPHA, one done, one open in BETA, one archived, one without issues.
        try fixture.plan(1, status: 11)
        try fixture.plan(2, status: 13)
        try fixture.plan(3, project: 2, status: 10)
        try fixture.plan(4, status: 10, archived: true)
        try fixture.plan(5, status: 10)
        try fixture.execute(
            """
            UPDATE issues SET due_date = '2026-06-30', summary = 'Fly' WHERE id = 1;
            INSERT INTO issue_keys (key, issue_id) VALUES ('ALPHA-1', 1), ('GONE-9', 3);
            INSERT INTO fields (id, name, custom, schema_custom)
            VALUES ('customfield_10008', 'Epos', 1, 'com.pyxis.greenhopper.jira:gh-epic-link')
            """)
        try fixture.plan(11, status: 13, epic: (1, "ALPHA-1"), points: 3)
        try fixture.plan(12, status: 11, epic: (1, "ALPHA-1"), points: 5)
        // Moved to another project; it stays in the epic.
        try fixture.plan(13, project: 2, status: 10, epic: (1, "ALPHA-1"))
        try fixture.plan(14, status: 10, epic: (2, "ALPHA-2"))
        for id in 20...23 as ClosedRange<Int64> {
            try fixture.plan(id, project: 2, status: 10, epic: (3, "BETA-3"))
        }
        try fixture.plan(24, status: 10, epic: (4, "ALPHA-4"))
        // Its epic was deleted, or cannot be seen.
        try fixture.plan(25, status: 10, epic: (nil, "ALPHA-99"))
        return fixture
    }

    private func lines(_ document: ReportDocument) throws -> [String] {
        try rows(document.table()).map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).prefix(12).joined(separator: "|")
        }
    }

    @Test("open epics are listed, those with most left first")
    func open() throws {
        let document = try fixture().run("epic-progress")
        #expect(
            try lines(document) == [
                "BETA-3|A summary|BETA|-|4|0|0|4|0.0|0.0|0.0|0.0",
                "ALPHA-1|Fly|ALPHA|2026-06-30|3|1|1|1|33.3|8.0|3.0|5.0",
            ])
        #expect(
            document.headline
                == "2 open epics. BETA-3: 0 of 4 issues are done; no forecast: only 0 whole weeks since work began, 4 are needed."
        )
        #expect(
            document.exclusions.first { $0.reason == "issues whose epic the mirror does not hold" }?.count
                == 1)
        #expect(
            document.searches.first?.jql
                == #"issuetype in standardIssueTypes() AND cf[10008] in ("BETA-3") ORDER BY key"#)
        #expect(document.searches.map(\.expected) == [4, 4])
    }

    @Test("an epic that is asked for is shown, done or empty, also by a former key")
    func named() throws {
        let fixture = try fixture()
        #expect(
            try lines(fixture.run("epic-progress", ["epic": ["alpha-2"]])) == [
                "ALPHA-2|A summary|ALPHA|-|1|0|0|1|0.0|0.0|0.0|0.0"
            ])
        #expect(
            try lines(fixture.run("epic-progress", ["epic": ["GONE-9", "BETA-3"]])).map { $0.prefix(6) }
                == ["BETA-3"])
        #expect(
            try fixture.run("epic-progress", ["epic": ["ALPHA-5"]]).headline == "ALPHA-5 has no issues.")
        #expect(
            throws: ReportError.parameters(
                report: "epic-progress", [.notInMirror(name: "epic", value: "ALPHA-98", nearest: nil)])
        ) { try fixture.run("epic-progress", ["epic": ["ALPHA-98"]]) }
    }

    @Test("a project narrows the issues, not the epics")
    func project() throws {
        let document = try fixture().run("epic-progress", ["project": ["BETA"]])
        #expect(
            try lines(document).map { $0.split(separator: "|")[0] + " " + $0.split(separator: "|")[4] } == [
                "BETA-3 4", "ALPHA-1 1",
            ])
    }

    @Test("nothing open is said")
    func empty() throws {
        let document = try ReportFixture().run("epic-progress")
        #expect(document.headline == "No open epic has issues.")
        #expect(try rows(document.table()).isEmpty)
        #expect(document.sections.count == 1)
    }

    @Test("an epic has its forecast, and the chance of its due date")
    func forecast() throws {
        let fixture = try fixture()
        for (id, day) in [(31, "03-04"), (32, "03-11"), (33, "03-18"), (34, "03-25")] as [(Int64, String)] {
            try fixture.plan(id, status: 13, epic: (1, "ALPHA-1"))
            try fixture.flow(id, started: nil, done: "2026-\(day)T09:00:00.000Z")
        }
        // One a week, two left: sure to be finished in two.
        let document = try fixture.run("epic-progress", ["epic": ["ALPHA-1"]])
        #expect(
            document.headline
                == "ALPHA-1: 5 of 7 issues are done; 85 % of the trials finish the rest by 2026-04-14, 100\u{202F}% by the due date 2026-06-30."
        )
        #expect(try rows(document.table(named: "forecast")) == ["2026-W16|2026-04-13|10000|100.0"])
    }
}
