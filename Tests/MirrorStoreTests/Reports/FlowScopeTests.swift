import Foundation
import GRDB
import Reporting
import SyncCore
import Testing

@testable import MirrorStore

/// What all flow reports do alike with their parameters.
@Suite struct FlowScopeTests {
    private static let reports = FlowReports.all.map(\.name)

    private func tables(_ document: ReportDocument) throws -> [[String]] {
        try document.tables.map { try rows($0) }
    }

    /// All issues have the label `all`, the component Core, the version 1.0 and Ann as assignee; 1, 5 and 8 have
    /// the label `some`.
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture.flow()
        try fixture.flag(1, at: "03-04T08:00", from: nil, to: "Impediment")
        try fixture.flag(5, at: "03-10T08:00", from: nil, to: "Impediment")
        try fixture.execute(
            """
            INSERT INTO users (key, username, display_name) VALUES ('JIRAUSER1', 'ann', 'Ann O''Hara');
            INSERT INTO components (id, project_id, name) VALUES (1, 1, 'Core'), (2, 2, 'core');
            INSERT INTO versions (id, project_id, name) VALUES (1, 1, '1.0');
            INSERT INTO issue_labels (issue_id, label) SELECT id, 'all' FROM issues;
            INSERT INTO issue_labels (issue_id, label) VALUES (1, 'some'), (5, 'some'), (8, 'some');
            INSERT INTO issue_components (issue_id, component_id) SELECT id, project_id FROM issues;
            INSERT INTO issue_fix_versions (issue_id, version_id) SELECT id, 1 FROM issues;
            UPDATE issues SET assignee_key = 'JIRAUSER1', resolved_on = '2026-03-20', resolution_id = 1,
                resolved_at = '2026-03-20T12:00:00.000Z' WHERE status_id IN (13, 14);
            UPDATE issues SET assignee_key = 'JIRAUSER1';
            """)
        return fixture
    }

    @Test(
        "whatever path is taken, a choice of all issues gives what no choice gives", arguments: reports,
        [
            ["label": ["all"]], ["component": ["CORE"]], ["version": ["1.0"]], ["assignee": ["ann"]],
            ["assignee": ["Ann O'Hara"]], ["type": ["Bug", "Story", "Sub-task"]],
            ["project": ["ALPHA", "OLD"]], ["project": ["ALPHA,BETA"], "label": ["all"]],
        ])
    func everything(report: String, choice: [String: [String]]) throws {
        let fixture = try fixture()
        let whole = try fixture.run(report)
        let chosen = try fixture.run(report, choice)
        #expect(try tables(chosen) == tables(whole))
        #expect(chosen.headline == whole.headline)
        #expect(chosen.exclusions == whole.exclusions)
        // The page is printed from what was found, so the whole of it must be the same but for the parameters.
        #expect(chosen.definition == whole.definition)
    }

    @Test("a choice of some issues leaves the others out", arguments: reports)
    func some(report: String) throws {
        let fixture = try fixture()
        let chosen = try fixture.run(report, ["label": ["some"]])
        // The same issues alone in a mirror.
        try fixture.execute(
            """
            DELETE FROM status_interval_data WHERE issue_id NOT IN (1, 5, 8);
            DELETE FROM issue_flow WHERE issue_id NOT IN (1, 5, 8);
            DELETE FROM issues WHERE id NOT IN (1, 5, 8);
            """)
        let alone = try fixture.run(report)
        #expect(try tables(chosen) == tables(alone))
        #expect(chosen.sample == alone.sample)
        #expect(chosen.sample.count > 0)
    }

    @Test("a name that the mirror does not hold is refused by each", arguments: reports)
    func unknown(report: String) throws {
        #expect(
            throws: ReportError.parameters(
                report: report,
                [
                    .notInMirror(name: "label", value: "al", nearest: "all"),
                    .notInMirror(name: "component", value: "Cor", nearest: "Core"),
                ])
        ) { try fixture().run(report, ["label": ["al"], "component": ["Cor"]]) }
    }

    @Test("the reports on sprints, versions and epics say it alike", arguments: PlanReports.all.map(\.name))
    func toldOfPlans(report: String) throws {
        let fixture = try ReportFixture.sprints()
        for (subtasks, rule) in [
            ("no", "sub-tasks are left out"), ("yes", "sub-tasks count like other issues"),
        ] {
            let document = try fixture.run(report, ["subtasks": [subtasks]])
            let text = document.definition.joined(separator: "\n").lowercased()
            for word in ["reopened", "moved", "archived", "deleted", "renamed", rule] {
                #expect(text.contains(word), "\(word)")
            }
            // Those that count whole weeks; a sprint begins and ends at a moment.
            if report.hasSuffix("progress") {
                for word in ["europe/berlin", "never started"] { #expect(text.contains(word), "\(word)") }
            }
            #expect(document.jiraDifference != nil)
            #expect(document.exclusions.contains { $0.reason.hasPrefix("sub-tasks") })
            #expect(document.exclusions.contains { $0.reason.hasPrefix("archived issues") })
        }
        let byColumn = try fixture.run(report).definition.contains { $0.contains("by the column in which") }
        #expect(byColumn == !report.hasSuffix("progress"))
    }

    @Test("each says how it counts: zone, edge rules, exclusions, Jira's difference", arguments: reports)
    func told(report: String) throws {
        let document = try fixture().run(report)
        let text = document.definition.joined(separator: "\n").lowercased()
        var words = ["europe/berlin", "reopened", "moved", "archived", "deleted", "sub-tasks"]
        // The one report for which it does not matter whether an issue was in progress.
        if report != "created-vs-resolved" { words += ["never started", "renamed"] }
        for word in words { #expect(text.contains(word), "\(word)") }
        #expect(document.jiraDifference != nil)
        #expect(document.asOf == ReportFixture.instant(ReportFixture.asOf))
        #expect(document.exclusions.contains { $0.reason.hasPrefix("sub-tasks") })
        #expect(document.exclusions.contains { $0.reason.hasPrefix("archived issues") })
    }

    @Test(
        "what would not have counted is not told as left out",
        arguments: ["cumulative-flow", "net-flow", "created-vs-resolved"])
    func leftOut(report: String) throws {
        let fixture = try ReportFixture()
        // Over long before the window, begun after it, and in it: as sub-tasks and as archived issues.
        for (first, type, archived) in [(1, 3, false), (11, 1, true)] as [(Int64, Int64, Bool)] {
            let moves =
                [
                    [(10, "01-05T08:00"), (11, "01-06T08:00"), (13, "01-07T08:00")],
                    [(10, "03-25T08:00"), (11, "03-26T08:00")],
                    [(10, "01-05T08:00"), (11, "01-06T08:00"), (13, "03-10T08:00")],
                    [(10, "01-05T08:00")],
                ] as [[(status: Int64, at: String)]]
            for (index, moves) in moves.enumerated() {
                try fixture.walk(first + Int64(index), type: type, archived: archived, through: moves)
            }
        }
        try fixture.execute(
            """
            UPDATE issues SET resolved_on = '2026-01-07' WHERE id IN (1, 11);
            UPDATE issues SET resolved_on = '2026-03-10' WHERE id IN (3, 13)
            """)
        let document = try fixture.run(
            report, ["from": ["2026-03-02"], "to": ["2026-03-15"], "by": ["week"], "subtasks": ["no"]])
        func count(_ reason: String) -> Int? {
            document.exclusions.first { $0.reason == reason }?.count
        }
        #expect(count("sub-tasks") == 2)
        #expect(count("archived issues") == 2)
    }

    @Test(
        "a report fails where the names of its issues cannot be read",
        arguments: ["cycle-time", "aging-wip", "sprint"])
    func unreadableNames(report: String) throws {
        let fixture = try report == "sprint" ? ReportFixture.sprints() : fixture()
        _ = try fixture.run(report)
        try fixture.execute("ALTER TABLE issues RENAME COLUMN summary TO gone")
        #expect(throws: ReportError.self) { try fixture.run(report) }
    }

    @Test("each can be printed in every format", arguments: reports)
    func formats(report: String) throws {
        let fixture = try fixture()
        for format: OutputFormat in [.csv, .json, .markdown, .table] {
            #expect(try !fixture.text(report, format).isEmpty)
        }
        let html = try fixture.text(report, .html)
        #expect(html.contains("How counted"))
    }

    @Test("a board that only Jira's filter fills is refused, by each that has a board")
    func boardOfAFilter() throws {
        let fixture = try fixture()
        try fixture.teamBoard()
        try fixture.execute("UPDATE boards SET project_id = NULL")
        for report in Self.reports + ["dashboard"] where report != "created-vs-resolved" {
            #expect("\(report)") {
                try fixture.run(report, ["board": ["Team"]])
            } throws: { error in
                "\(error)".contains(
                    "'board' cannot be 'Team'; give a board that belongs to a project or has had sprints")
                    && "\(error)".contains("which Jira alone can run")
            }
        }
        // One that ever had an issue in a sprint chooses by that.
        try fixture.execute(
            """
            INSERT INTO sprints (id, board_id, name, state) VALUES (1, 1, 'S', 'active');
            INSERT INTO sprint_intervals (issue_id, sprint_id, added_at) VALUES (7, 1, '2026-03-20T08:00:00.000Z')
            """)
        #expect(try fixture.run("aging-wip", ["board": ["Team"]]).sample.count == 1)
        // Without statuses it would choose nothing.
        try fixture.execute("DELETE FROM board_column_statuses; UPDATE boards SET project_id = 1")
        #expect("no statuses") {
            try fixture.run("throughput", ["board": ["Team"]])
        } throws: { "\($0)".contains("give a board whose columns hold statuses") }
    }

    @Test("an issue that leaves the last column for a status in no column is not done until it comes back")
    func outsideTheBoard() throws {
        let fixture = try ReportFixture()
        try fixture.teamBoard()
        // Done on 5 January, in a status of no column on the 10th, done again on 20 February.
        try fixture.walk(
            1,
            through: [
                (10, "01-02T08:00"), (11, "01-03T08:00"), (13, "01-05T08:00"), (14, "01-10T08:00"),
                (13, "02-20T08:00"),
            ])
        // Left the last column in the same way and came back into work: in progress.
        try fixture.walk(
            2,
            through: [
                (10, "01-02T08:00"), (13, "01-05T08:00"), (14, "01-10T08:00"), (11, "02-20T08:00"),
            ])
        let year = ["board": ["Team"], "from": ["2026-01-01"], "by": ["month"]]
        #expect(
            try rows(fixture.run("throughput", year).table()) == [
                "2026-01|2026-01-01|0|0|true", "2026-02|2026-02-01|1|0|true", "2026-03|2026-03-01|0|0|false",
            ])
        #expect(
            try rows(fixture.run("net-flow", year).table()).map { $0.split(separator: "|")[4] } == [
                "0", "1", "0",
            ])
        let cycle = try #require(
            try rows(fixture.run("cycle-time", ["board": ["Team"]]).table(named: "issues")).first)
        #expect(cycle.contains("|2026-02-20T08:00:00.000Z|"))
        // Reopened once.
        #expect(cycle.split(separator: "|")[8] == "1")
        #expect(try fixture.run("aging-wip", ["board": ["Team"]]).sample.count == 1)
    }

    @Test("reports with a board say how they choose and count by it")
    func board() throws {
        let fixture = try fixture()
        try fixture.teamBoard()
        for report in Self.reports where report != "created-vs-resolved" {
            let document = try fixture.run(report, ["board": ["Team"]])
            #expect(document.definition.last?.hasPrefix("Board Team:") == true, "\(report)")
            #expect(document.searches.isEmpty)
        }
    }

    @Test(
        "a name is found and searched for as the mirror writes it: combining marks, apostrophes, one letter in two ways",
        arguments: [
            (["label": ["caf\u{E9}"]], 2), (["label": ["cafe\u{301}"]], 2),
            (["label": ["it'\u{301}s) OR (1"]], 1),
            (["assignee": ["o'\u{301}hara') OR (1=1"]], 1),
        ])
    func bytes(choice: [String: [String]], count: Int) throws {
        let fixture = try fixture()
        try fixture.execute(
            """
            DELETE FROM issue_labels;
            INSERT INTO users (key, username, display_name) VALUES (:ohara, 'odd', 'Odd');
            UPDATE issues SET assignee_key = :ohara WHERE id = 8;
            INSERT INTO issue_labels (issue_id, label) VALUES (1, :nfc), (5, :nfd), (8, :mark);
            """,
            [
                "ohara": "o'\u{301}hara') OR (1=1", "nfc": "caf\u{E9}", "nfd": "cafe\u{301}",
                "mark": "it'\u{301}s) OR (1",
            ])
        let values = try ParameterValues(
            choice,
            of: ReportDescription(name: "x", title: "", summary: "", parameters: ReportParameter.scope),
            today: .init(year: 2026, month: 3, day: 31))
        var filters = ScopeFilters()
        var problems: [ParameterProblem] = []
        try filters.find(values, fixture.reader, &problems)
        #expect(problems.isEmpty)
        let condition = filters.conditions("i").joined(separator: " AND ")
        #expect(
            try fixture.reader.all(sql: "SELECT count(*) FROM issues AS i WHERE \(condition)")
                == [[.integer(Int64(count))]])
        // The same in a report of one's own.
        if let label = choice["label"] {
            let report = try SQLReport(
                name: "x",
                sql: """
                    -- parameter: label labels
                    SELECT issue_id FROM issue_labels WHERE label IN (SELECT value FROM json_each(:label))
                    """, path: nil)
            let document = try report.run(
                reader: fixture.reader, parameters: ["label": label], context: fixture.context)
            #expect(document.table()?.rowCount == count)
        }
    }
}
