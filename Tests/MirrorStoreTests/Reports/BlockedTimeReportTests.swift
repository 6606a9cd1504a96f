import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct BlockedTimeReportTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture.flow()
        try fixture.execute(
            "INSERT INTO statuses (id, name, category_id, position) VALUES (16, 'Blocked by others', 4, 6)")
        // Flagged, and done with the flag: a day.
        try fixture.flag(1, at: "03-04T08:00", from: nil, to: "Impediment")
        // Flagged before it was done and while it was reopened: a day and 2 days.
        try fixture.flag(2, at: "03-05T08:00", from: nil, to: "Impediment")
        // From Sunday noon to Monday noon: half a day in each week.
        try fixture.flag(7, at: "03-22T11:00", from: nil, to: "Impediment")
        try fixture.flag(7, at: "03-23T11:00", from: "Impediment", to: nil)
        // Made with the flag, taken off after a day.
        try fixture.flag(9, at: "03-21T10:00", from: "Impediment", to: nil)
        // Still flagged, for a day.
        try fixture.flag(16, at: "03-30T10:00", from: nil, to: "Impediment")
        // In the status for 36 hours; flagged from its 24th hour on for a day: 2 days, once.
        try fixture.walk(
            17, through: [(10, "03-16T08:00"), (11, "03-17T08:00"), (16, "03-18T08:00"), (11, "03-19T20:00")])
        try fixture.flag(17, at: "03-19T08:00", from: nil, to: "Impediment")
        try fixture.flag(17, at: "03-20T08:00", from: "Impediment", to: nil)
        // A sub-task and an archived issue.
        try fixture.flag(14, at: "03-20T08:00", from: nil, to: "Impediment")
        try fixture.flag(15, at: "03-20T08:00", from: nil, to: "Impediment")
        // Another field.
        try fixture.flag(13, at: "03-20T09:00", from: nil, to: "Impediment", field: "Flag of the ship")
        return fixture
    }

    @Test("flags and statuses count together, once, while the issue is not done")
    func issues() throws {
        let document = try fixture().run("blocked-time", ReportFixture.weeks)
        #expect(
            try rows(document.table()) == [
                "ALPHA-16|Bug|Issue 16|In Progress|2026-03-30T10:00:00.000Z|1.0|1",
                "ALPHA-2|Story|Issue 2|Done|-|3.0|2",
                "ALPHA-17|Bug|Issue 17|In Progress|-|2.0|1",
                "ALPHA-1|Bug|Issue 1|Done|-|1.0|1",
                "ALPHA-7|Bug|Issue 7|In Review|-|1.0|1",
                "ALPHA-9|Bug|Issue 9|To Do|-|1.0|1",
            ])
        #expect(document.exclusions.map(\.count) == [1, 1])
        #expect(
            document.headline
                == "6 issues were blocked for 9.0 days in all; 1 is blocked at the end.")
    }

    @Test("time is cut into the periods in which it went by")
    func periods() throws {
        let document = try fixture().run("blocked-time", ReportFixture.weeks)
        #expect(
            try rows(document.table(named: "periods")).map {
                $0.split(separator: "|").dropFirst(2).joined(separator: "|")
            } == [
                // 1 and 2; 2; 17, 9 and half of 7; the other half; 16.
                "2.0|2|0|true", "2.0|1|0|true", "3.5|3|1|true", "0.5|1|0|true", "1.0|1|1|false",
            ])
    }

    @Test("a window counts only what went by in it")
    func window() throws {
        let document = try fixture().run(
            "blocked-time", ["from": ["2026-03-11"], "to": ["2026-03-19"]])
        // 2: from midnight of the 11th in Berlin to 12 March 9:00, 33 hours. 17: from 18 March 9:00 to the end of
        // the 19th, 39 hours; it is blocked then.
        #expect(
            try rows(document.table()) == [
                "ALPHA-17|Bug|Issue 17|In Progress|2026-03-18T08:00:00.000Z|1.625|1",
                "ALPHA-2|Story|Issue 2|Done|-|1.375|1",
            ])
    }

    @Test("business days count working hours only")
    func business() throws {
        let document = try fixture().run(
            "blocked-time", ReportFixture.weeks.merging(["calendar": ["business"]]) { $1 })
        // 7: on Monday from 9 to 12, 3 of 8 hours. 9: from Friday 20 March 11:00, 6 hours. 16: Monday 30 March
        // 12:00 to Tuesday 12:00, 5 and 3 hours.
        #expect(
            try rows(document.table()).map { $0.split(separator: "|") }.map { "\($0[0]) \($0[5])" } == [
                "ALPHA-16 1.0", "ALPHA-2 3.0", "ALPHA-17 2.0", "ALPHA-1 1.0", "ALPHA-9 0.75",
                "ALPHA-7 0.375",
            ])
    }

    @Test("field and statuses can be named; the rule says which")
    func rule() throws {
        let fixture = try fixture()
        let other = try fixture.run(
            "blocked-time",
            ReportFixture.weeks.merging(["flag": ["Flag of the ship"], "status": ["in review"]]) { $1 })
        // 7 in review since 26 March 10:00, 13 flagged since the 20th 9:00: 5 days, and 11 days and an hour.
        #expect(
            try rows(other.table()).map { $0.split(separator: "|") }.map { "\($0[0]) \($0[5])" } == [
                "ALPHA-13 11.0417", "ALPHA-7 5.0",
            ])
        #expect(
            other.definition[0]
                == "Blocked: while the field Flag of the ship holds a value, by its history, and while the issue is in one of the statuses In Review (as chosen). Where both hold, the time counts once."
        )
        let usual = try fixture.run("blocked-time", ReportFixture.weeks)
        #expect(usual.definition[0].contains("one of the statuses Blocked by others (by their names)"))
        #expect(
            throws: ReportError.parameters(
                report: "blocked-time",
                [.notInMirror(name: "status", value: "In Revue", nearest: "In Review")])
        ) { try fixture.run("blocked-time", ["status": ["In Revue"]]) }
    }

    @Test("the search asks for what is blocked now, by what the site has")
    func search() throws {
        func searches(_ fixture: ReportFixture) throws -> [String] {
            try fixture.run("blocked-time", ReportFixture.weeks).searches.map {
                "\($0.jql): \($0.expected ?? -1)"
            }
        }
        let fixture = try fixture()
        let open = "issuetype in standardIssueTypes() AND statusCategory != 3 AND "
        #expect(try searches(fixture) == [open + #"status in ("Blocked by others"): 1"#])
        try fixture.execute("INSERT INTO fields (id, name, custom) VALUES ('customfield_1', 'Flagged', 1)")
        #expect(
            try searches(fixture) == [
                open + #"("Flagged" is not EMPTY OR status in ("Blocked by others")): 1"#
            ])
        #expect(try searches(ReportFixture.flow()).isEmpty)
    }

    @Test("a project takes its own issues only, and no status that says so is told")
    func project() throws {
        let document = try ReportFixture.flow().run("blocked-time", ["project": ["BETA"]])
        #expect(document.headline.hasPrefix("No issue was blocked from "))
        #expect(document.definition[0].hasSuffix("No status has \"block\" or \"impediment\" in its name."))
    }

    @Test(
        "a project has the flags of its own issues, through the index and through all histories",
        arguments: ["Flagged", "Flag of the ship"])
    func flagsOfProject(field: String) throws {
        let fixture = try ReportFixture.flow()
        try fixture.flag(5, at: "03-12T08:00", from: nil, to: "Impediment", field: field)
        try fixture.flag(16, at: "03-30T10:00", from: nil, to: "Impediment", field: field)
        func issues(_ project: String) throws -> [String] {
            let chosen = ["flag": [field], "project": [project]]
            return try rows(
                fixture.run("blocked-time", ReportFixture.weeks.merging(chosen) { $1 }).table())
        }
        #expect(try issues("BETA") == ["BETA-5|Bug|Issue 5|Done|-|2.0|1"])
        #expect(try issues("ALPHA") == ["ALPHA-16|Bug|Issue 16|In Progress|2026-03-30T10:00:00.000Z|1.0|1"])
    }

    @Test("the flag's history is read through its index")
    func index() throws {
        let fixture = try fixture()
        // Among many other changes, as in life.
        try fixture.execute(
            """
            INSERT INTO changelog_items (issue_id, changelog_id, position, field)
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000)
            SELECT 1, 1, n, 'summary' FROM numbers
            """)
        try fixture.store.buildMissingIndexes()
        #expect(
            try rows(fixture.run("blocked-time", ReportFixture.weeks).table()).first?.hasPrefix("ALPHA-16")
                == true)
        // Only now: explaining alone does not notice that another connection made an index.
        var plan: [String] = []
        try fixture.reader.rows(
            sql: """
                EXPLAIN QUERY PLAN SELECT t.issue_id FROM changelog_items AS t
                CROSS JOIN changelog AS c ON c.issue_id = t.issue_id AND c.id = t.changelog_id
                WHERE t.field = 'Flagged'
                """
        ) { plan.append($0.text(3) ?? "") }
        #expect(plan.first?.contains("changelog_flags") == true, "\(plan)")
    }
}
