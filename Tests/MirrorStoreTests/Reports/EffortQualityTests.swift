import Reporting
import Testing

@testable import MirrorStore

@Suite struct EffortQualityTests {
    /// Days of the data: 31 March 2026. Stale after 90 days: before 31 December 2025.
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.issue(1, status: 11)
        try fixture.stays(1, [(10, -100, 0), (11, 0, nil)])
        try fixture.issue(2, status: 11, assignee: "anna")
        try fixture.issue(3, status: 13)
        try fixture.issue(4, status: 10, resolved: "2026-02-01")
        try fixture.issue(5, created: "2025-12-30", assignee: "anna")
        try fixture.issue(6, created: "2025-12-31")
        try fixture.issue(7)
        try fixture.set(7, "due_date = '2026-03-30'")
        try fixture.issue(8)
        try fixture.set(8, "due_date = '2026-03-31'")
        for id in 9...11 { try fixture.issue(Int64(id)) }
        try fixture.set(10, "story_points = 0")
        try fixture.execute(
            """
            INSERT INTO sprints (id, name, state) VALUES (1, 'Now', 'active'), (2, 'Then', 'closed');
            INSERT INTO issue_sprints (issue_id, sprint_id) VALUES (9, 1), (10, 1), (11, 2), (14, 1);
            INSERT INTO sprint_intervals (issue_id, sprint_id, added_at) VALUES
                (9, 1, '2026-03-01T23:30:00.000Z'), (10, 1, '2026-03-01T23:30:00.000Z');
            INSERT INTO users (key, username, display_name) VALUES ('anna', 'a.a', 'Anna Å');
            """)
        try fixture.issue(12, status: 13, resolved: "2026-02-10")
        try fixture.issue(13)
        try fixture.issue(14, status: 13, resolved: "2026-02-01")
        try fixture.set(13, "epic_id = 12")
        try fixture.set(14, "epic_id = 12")
        try fixture.issue(15)
        try fixture.issue(16, type: 3, status: 13, resolved: "2026-02-03")
        try fixture.issue(17, type: 3, status: 13, resolved: "2026-02-01")
        try fixture.issue(18)
        try fixture.issue(19, type: 3)
        try fixture.issue(22, type: 3, status: 13, resolved: "2026-02-01")
        try fixture.set(16, "parent_id = 15")
        try fixture.set(17, "parent_id = 15")
        try fixture.set(19, "parent_id = 18")
        try fixture.set(22, "parent_id = 18")
        try fixture.issue(20, status: 11, created: "2020-01-01", archived: true)
        // A status that the mirror knows nothing of says nothing.
        try fixture.issue(21, status: 99)
        return fixture
    }

    @Test("each check finds its issue and not its neighbour")
    func checks() throws {
        let document = try fixture().run("data-quality")
        #expect(
            try rows(document.table(named: "issues")).map {
                $0.split(separator: "|").prefix(4).joined(separator: "|")
            }
                == [
                    // Into the status at 14:00 UTC on the day before the data.
                    "ALPHA-1|In progress, but nobody works on it|2026-03-30|1",
                    // No history is known.
                    "ALPHA-3|Done, but without a resolution|-|-",
                    "ALPHA-4|Resolved, but not done|2026-02-01|58",
                    "ALPHA-5|Open and not touched for 90 days|2025-12-30|91",
                    "ALPHA-7|Open after the due date|2026-03-30|1",
                    // 23:30 UTC on 1 March is 2 March in Berlin.
                    "ALPHA-9|In an active sprint without an estimate|2026-03-02|29",
                    "ALPHA-13|The epic is closed, this is open|2026-02-10|49",
                    "ALPHA-15|All sub-tasks are closed, this is open|2026-02-03|56",
                ])
        #expect(
            try rows(document.table()).map { $0.split(separator: "|").prefix(4).joined(separator: "|") } == [
                "in_progress_unassigned|In progress, but nobody works on it|1|2026-03-30",
                "done_unresolved|Done, but without a resolution|1|-",
                "resolved_not_done|Resolved, but not done|1|2026-02-01",
                "stale|Open and not touched for 90 days|1|2025-12-30",
                "overdue|Open after the due date|1|2026-03-30",
                "sprint_unestimated|In an active sprint without an estimate|1|2026-03-02",
                "epic_closed|The epic is closed, this is open|1|2026-02-10",
                "subtasks_done|All sub-tasks are closed, this is open|1|2026-02-03",
            ])
        // Unresolved: 1, 2, 3, 5 to 11, 13, 15, 18, 21; resolved, but not done: 4.
        #expect(document.sample == Sample(15, "issues that are unresolved or not done"))
        #expect(document.exclusions == [Exclusion("archived issues", 1), Exclusion("sub-tasks", 1)])
        #expect(
            document.headline
                == "8 of 15 issues need a look; most often: in progress, but nobody works on it (1).")
    }

    @Test("each check that JQL can ask has its search, with categories by id")
    func searches() throws {
        let fixture = try fixture()
        try fixture.execute(
            "INSERT INTO fields (id, name, custom, schema_type) VALUES ('customfield_10002', 'Story points', 1, 'number')"
        )
        let document = try fixture.run("data-quality", ["project": ["ALPHA"], "stale": ["30"]])
        let head = "project in (\"ALPHA\") AND issuetype in standardIssueTypes() AND "
        let open = head + "resolution is EMPTY AND resolved is EMPTY AND "
        #expect(
            document.searches.map(\.jql) == [
                open + "statusCategory = 4 AND assignee is EMPTY", open + "statusCategory = 3",
                head + "resolution is not EMPTY AND statusCategory in (2, 4)",
                open + "statusCategory != 3 AND updated < \"2026-03-01\"",
                open + "statusCategory != 3 AND due < \"2026-03-31\"",
                open
                    + "statusCategory != 3 AND sprint in openSprints() AND cf[10002] is EMPTY AND originalEstimate is EMPTY",
            ])
        // Stale after 30 days: every issue that is open and not done, but those of unknown status too:
        // 1, 2, 5 to 11, 13, 15, 18, 21.
        #expect(document.searches.map(\.expected) == [1, 1, 1, 13, 1, 1])
    }

    @Test("sub-tasks are looked at where they are asked for")
    func subtasks() throws {
        let fixture = try fixture()
        try fixture.set(19, "status_id = 11")
        let document = try fixture.run("data-quality", ["subtasks": ["yes"]])
        #expect(
            try rows(document.table()).first?.hasPrefix(
                "in_progress_unassigned|In progress, but nobody works on it|2|") == true)
        #expect(document.exclusions.map(\.count) == [1, 0])
    }

    @Test("an archived sub-task neither keeps its parent at work nor closes it")
    func archivedSubtasks() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        try fixture.issue(2, type: 3, status: 13, resolved: "2026-02-01", archived: true)
        try fixture.issue(3, type: 3, archived: true)
        try fixture.set(2, "parent_id = 1")
        try fixture.set(3, "parent_id = 1")
        #expect(try rows(fixture.run("data-quality").table(named: "issues")).isEmpty)
        try fixture.issue(4, type: 3, status: 13, resolved: "2026-02-02")
        try fixture.set(4, "parent_id = 1")
        #expect(try rows(fixture.run("data-quality").table(named: "issues")).count == 1)
    }

    @Test("a number of days that makes no sense is refused", arguments: ["0", "-5", "36501"])
    func staleDays(days: String) throws {
        #expect(
            throws: ReportError.parameters(
                report: "data-quality",
                [.invalid(name: "stale", value: days, expected: "a number of days from 1 to 36500")])
        ) { try ReportFixture().run("data-quality", ["stale": [days]]) }
    }

    @Test("where nothing is amiss there is a sentence and no picture")
    func clean() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        let document = try fixture.run("data-quality")
        #expect(
            document.headline == "Nothing is amiss with the 1 issues that are unresolved or not done.")
        #expect(document.sections.count == 2)
        #expect(try rows(document.table()).count == 8)
    }
}
