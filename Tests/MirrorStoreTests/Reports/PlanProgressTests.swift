import GRDB
import Reporting
import SyncCore
import Testing

@testable import MirrorStore

/// Data as of Tuesday, 31 March 2026; the whole weeks before it begin on 2, 9, 16 and 23 March.
@Suite struct PlanProgressTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.execute(
            """
            INSERT INTO versions (id, project_id, name, start_date, release_date, released, archived, position)
            VALUES (100, 1, '1.0', '2026-03-01', '2026-04-20', 0, 0, 1),
                (101, 1, '2.0', NULL, NULL, 0, 0, 2), (102, 1, '0.9', NULL, '2026-01-01', 1, 0, 0),
                (103, 1, 'dropped', NULL, NULL, 0, 1, 3), (104, 1, 'empty', NULL, '2026-12-01', 0, 0, 4),
                (105, 2, '1.0', NULL, NULL, 0, 0, 0), (106, NULL, NULL, NULL, NULL, 0, 0, 0)
            """)
        // 1.0: finished in the weeks of 2, 9, 9 and 23 March; one in progress, one to do.
        for (id, day) in [(1, "03-04"), (2, "03-11"), (3, "03-15"), (4, "03-25")] as [(Int64, String)] {
            try fixture.plan(id, status: 13, versions: [100], points: 2)
            try fixture.flow(
                id, started: "2026-03-02T09:00:00.000Z", done: "2026-\(day)T09:00:00.000Z")
        }
        try fixture.plan(5, status: 11, versions: [100], points: 3)
        try fixture.flow(5, started: "2026-03-20T09:00:00.000Z", done: nil)
        try fixture.plan(6, status: 10, versions: [100, 101])
        // Left out: a sub-task, an archived issue.
        try fixture.plan(7, type: 3, status: 10, versions: [100], points: 9)
        try fixture.plan(8, status: 10, archived: true, versions: [100], points: 9)
        // Released, archived and foreign versions.
        try fixture.plan(9, status: 13, versions: [102, 103])
        try fixture.plan(10, project: 2, status: 10, versions: [105], points: 1)
        return fixture
    }

    private func cells(_ document: ReportDocument, _ names: [String]) throws -> [String] {
        let table = try #require(document.table())
        let places = names.compactMap { name in table.columns.firstIndex { $0.name == name } }
        #expect(places.count == names.count)
        return try rows(table).map { row in
            let cells = row.split(separator: "|", omittingEmptySubsequences: false)
            return places.map { cells[$0] }.joined(separator: "|")
        }
    }

    private let counts = [
        "version", "project", "start_date", "release_date", "issues", "issues_done", "issues_in_progress",
        "issues_to_do", "points", "points_done", "points_in_progress", "points_to_do", "unestimated_percent",
    ]

    @Test("unreleased versions that have issues are listed by release date, with what is done and left")
    func versions() throws {
        let document = try fixture().run("version-progress")
        #expect(
            try cells(document, counts) == [
                "1.0|ALPHA|2026-03-01|2026-04-20|6|4|1|1|11.0|8.0|3.0|0.0|16.7",
                "2.0|ALPHA|-|-|1|0|0|1|0.0|0.0|0.0|0.0|100.0",
                "1.0|BETA|-|-|1|0|0|1|1.0|0.0|0.0|1.0|0.0",
            ])
        #expect(
            document.exclusions == [
                Exclusion("sub-tasks", 1), Exclusion("archived issues", 1),
                Exclusion("issues in a status of unknown category, counted as to do", 0),
                Exclusion("versions without issues", 2), Exclusion("versions beyond the limit", 0),
            ])
        #expect(
            document.searches.map(\.jql) == [
                "issuetype in standardIssueTypes() AND fixVersion = 100 ORDER BY key",
                "issuetype in standardIssueTypes() AND fixVersion = 100 AND statusCategory != Done ORDER BY key",
            ])
        #expect(document.searches.map(\.expected) == [6, 2])
    }

    @Test("the forecast draws from the weeks since work began and gives the dates worked out by hand")
    func forecast() throws {
        let document = try fixture().run("version-progress")
        // Two are left; a week finished 1, 2, 0 or 1. Within one week: 1/4 of all sequences, two: 11/16,
        // three: 57/64 (89 %), four: 247/256 (96 %).
        #expect(
            try cells(document, ["weeks_counted", "per_week", "p50_date", "p85_date", "p95_date"])[0]
                == "4|1.0|2026-04-14|2026-04-21|2026-04-28")
        // Two whole weeks fit before 20 April: 69 %, and 2 % for chance.
        let onTime = try cells(document, ["on_time_percent"])[0]
        let share = try #require(Double(onTime))
        #expect(abs(share - 68.75) < 2)
        #expect(document.headline.hasPrefix("3 unreleased versions. ALPHA 1.0: 4 of 6 issues are done; "))
        #expect(document.headline.contains("85 % of the trials finish the rest by 2026-04-21, "))
        let table = try rows(document.table(named: "forecast"))
        #expect(table.first?.hasPrefix("2026-W15|2026-04-06|") == true)
        #expect(table.last?.hasSuffix("|100.0") == true)
    }

    @Test("the histogram stands above its table and is marked at the three dates")
    func histogram() throws {
        let document = try fixture().run("version-progress")
        let charts = document.sections.compactMap { section -> ColumnChart? in
            if case .chart(.columns(let chart)) = section { chart } else { nil }
        }
        #expect(charts.count == 2)
        #expect(charts[0].isStacked)
        #expect(charts[0].series.map(\.values) == [[4, 0, 0], [1, 0, 0], [1, 1, 1]])
        #expect(charts[1].markers.map(\.at) == [1, 2, 3])
        #expect(charts[1].series.first?.values.reduce(0, +) == 10_000)
        #expect(charts[1].markers.first?.label == "50 % 2026-04-14")
    }

    @Test("the same seed gives the same numbers, another one others")
    func seed() throws {
        let fixture = try fixture()
        func trials(_ seed: String) throws -> [String] {
            try rows(fixture.run("version-progress", ["seed": [seed]]).table(named: "forecast"))
        }
        #expect(try trials("1") == trials("1"))
        #expect(try trials("1") != trials("2"))
        #expect(try trials("-9223372036854775808").isEmpty == false)
    }

    @Test("points are forecast on request, growth makes it later")
    func units() throws {
        let fixture = try fixture()
        // 3 points are left, weeks of 2, 4, 0 and 2: one week 1/4, two 11/16.
        let points = try fixture.run("version-progress", ["unit": ["points"]])
        #expect(try cells(points, ["per_week", "p50_date"])[0] == "2.0|2026-04-14")
        // The second has no estimates at all.
        #expect(
            try cells(points, ["no_forecast_because"])[1] == "open issues have no estimates")
        try fixture.execute("UPDATE issues SET created_on = '2026-03-17' WHERE id IN (5, 6)")
        let growth = try fixture.run("version-progress", ["growth": ["yes"]])
        // Now a week brings +1, +2, -2 or +1 for two that are left: half are through after two weeks (10/16).
        #expect(try cells(growth, ["p50_date"])[0] == "2026-04-14")
        let late = try #require(try cells(growth, ["p85_date"]).first)
        #expect(late > "2026-04-28")
    }

    @Test(
        "without a basis there is no forecast, and the reason is told",
        arguments: [
            (2, "only 2 whole weeks since work began, 4 are needed"),
            (1, "only 1 whole week since work began, 4 are needed"),
            (0, "only 0 whole weeks since work began, 4 are needed"),
        ] as [(Int, String)])
    func tooYoung(weeks: Int, reason: String) throws {
        let fixture = try ReportFixture()
        try fixture.execute("INSERT INTO versions (id, project_id, name) VALUES (100, 1, '1.0')")
        try fixture.plan(1, status: 13, versions: [100])
        try fixture.plan(2, status: 10, versions: [100])
        // Sunday in UTC, Monday in Berlin: clocks are put forward on 29 March.
        let day = Day(daysSince1970: Day(year: 2026, month: 3, day: 29).daysSince1970 - 7 * weeks)
        try fixture.flow(1, started: nil, done: "\(day.text)T23:30:00.000Z")
        let document = try fixture.run("version-progress")
        #expect(try cells(document, ["no_forecast_because", "p50_date"]) == ["\(reason)|-"])
        #expect(document.headline == "1.0: 1 of 2 issues are done; no forecast: \(reason).")
        #expect(document.table(named: "forecast") == nil)
    }

    @Test("nothing finished, all done and no issues are told as such")
    func noForecast() throws {
        let fixture = try ReportFixture()
        try fixture.execute(
            "INSERT INTO versions (id, project_id, name) VALUES (1, 1, 'A'), (2, 1, 'B'), (3, 1, 'C')")
        try fixture.plan(1, status: 11, versions: [1])
        try fixture.flow(1, started: "2025-01-01T00:00:00.000Z", done: nil)
        try fixture.plan(2, status: 13, versions: [2])
        try fixture.flow(2, started: nil, done: "2026-03-30T00:00:00.000Z")
        let document = try fixture.run("version-progress", ["version": ["a,B,c"]])
        #expect(
            try cells(document, ["version", "no_forecast_because"]) == [
                "A|nothing was finished in 12 weeks", "B|all done", "C|no issues",
            ])
        let released = try fixture.run("version-progress", ["version": ["B"]])
        #expect(released.headline == "B: 1 of 1 issues are done.")
        #expect(try ReportFixture().run("version-progress").headline == "No unreleased version has issues.")
    }

    @Test("a version that is asked for is shown though it is released; projects narrow")
    func named() throws {
        let fixture = try fixture()
        #expect(
            try cells(fixture.run("version-progress", ["version": ["0.9"]]), ["version", "issues_done"])
                == ["0.9|1"])
        #expect(
            try cells(
                fixture.run("version-progress", ["version": ["1.0"], "project": ["BETA"]]),
                ["version", "project"]) == ["1.0|BETA"])
        #expect(
            try fixture.run("version-progress", ["version": ["0.9"], "project": ["BETA"]]).headline
                == "None of these versions is in the projects.")
        let limited = try fixture.run("version-progress", ["limit": ["1"]])
        #expect(try cells(limited, ["version"]) == ["1.0"])
        #expect(limited.exclusions.last == Exclusion("versions beyond the limit", 2))
    }

    @Test("a status of unknown category counts as to do, and the number is told")
    func unknownStatus() throws {
        let fixture = try fixture()
        try fixture.execute("INSERT INTO statuses (id, name) VALUES (77, 'Odd')")
        try fixture.plan(20, status: 77, versions: [100])
        let document = try fixture.run("version-progress")
        #expect(try cells(document, ["issues_to_do"])[0] == "2")
        #expect(document.exclusions[2].count == 1)
    }

    @Test("numbers out of range are refused, all at once")
    func range() throws {
        #expect(
            throws: ReportError.parameters(
                report: "epic-progress",
                [
                    .invalid(name: "window", value: "3", expected: "a whole number from 4 to 104"),
                    .invalid(name: "limit", value: "0", expected: "a whole number from 1 to 200"),
                ])
        ) { try fixture().run("epic-progress", ["window": ["3"], "limit": ["0"]]) }
    }
}

extension ReportFixture {
    /// An issue with its versions, its epic and its estimate.
    func plan(
        _ id: Int64, _ key: String? = nil, project: Int64 = 1, type: Int64 = 2, status: Int64,
        archived: Bool = false, versions: [Int64] = [], epic: (id: Int64?, key: String)? = nil,
        points: Double? = nil
    ) throws {
        try issue(
            id, key ?? (project == 1 ? nil : "BETA-\(id)"), project: project, type: type, status: status,
            archived: archived)
        try execute(
            "UPDATE issues SET story_points = ?, epic_id = ?, epic_key = ? WHERE id = ?",
            [points, epic?.id, epic?.key, id])
        for version in versions {
            try execute("INSERT INTO issue_fix_versions (issue_id, version_id) VALUES (?, ?)", [id, version])
        }
    }
}
