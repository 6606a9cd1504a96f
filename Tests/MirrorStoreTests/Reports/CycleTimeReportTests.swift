import Reporting
import Testing

@testable import MirrorStore

@Suite struct CycleTimeReportTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        func add(
            _ id: Int64, _ started: String?, _ done: String?, project: Int64 = 1, type: Int64 = 1,
            archived: Bool = false, active: Int64 = 0, reopened: Int64 = 0
        ) throws {
            try fixture.issue(
                id, project == 1 ? nil : "BETA-\(id)", project: project, type: type, archived: archived)
            try fixture.flow(id, started: started, done: done, active: active, reopened: reopened)
        }
        try add(1, "2026-03-02T00:00:00.000Z", "2026-03-04T00:00:00.000Z", active: 86_400)
        // Reopened: from the first start to the last finish.
        try add(2, "2026-03-01T00:00:00.000Z", "2026-03-11T00:00:00.000Z", active: 345_600, reopened: 1)
        // Never in progress.
        try add(3, nil, "2026-03-12T00:00:00.000Z")
        // A sub-task.
        try add(4, "2026-03-01T00:00:00.000Z", "2026-03-05T00:00:00.000Z", type: 3)
        // Started and done in one moment.
        try add(5, "2026-03-06T08:00:00.000Z", "2026-03-06T08:00:00.000Z")
        // Not finished.
        try add(6, "2026-03-06T08:00:00.000Z", nil)
        // Finished long ago.
        try add(7, "2024-03-06T08:00:00.000Z", "2024-03-07T08:00:00.000Z")
        // Another project, moved there.
        try add(8, "2026-03-10T00:00:00.000Z", "2026-03-14T00:00:00.000Z", project: 2)
        try add(9, "2026-03-10T00:00:00.000Z", "2026-03-14T00:00:00.000Z", archived: true)
        // Half past midnight in Berlin, on 1 April: tomorrow.
        try add(10, "2026-03-10T00:00:00.000Z", "2026-03-31T22:30:00.000Z")
        // The clock ran backwards.
        try add(11, "2026-03-10T00:00:00.000Z", "2026-03-09T00:00:00.000Z")
        return fixture
    }

    @Test("percentiles, mean and counts are those worked out by hand")
    func figures() throws {
        let document = try fixture().run("cycle-time")
        #expect(document.sample.count == 4)
        #expect(
            try rows(document.table(named: "percentiles")) == [
                "50|2.0|2", "70|4.0|3", "85|10.0|4", "95|10.0|4",
            ])
        #expect(
            document.headline
                == "Half of the issues are finished within 2.0 days of their start, 85 % within 10.0 days.")
        #expect(
            document.exclusions == [
                Exclusion("finished without ever being in progress", 1),
                Exclusion("finished before they were started", 1), Exclusion("sub-tasks", 1),
                Exclusion("archived issues", 1),
            ])
    }

    @Test("percentiles stand beside those of as many days before")
    func before() throws {
        func details(_ from: String, _ to: String) throws -> [String?] {
            let document = try fixture().run("cycle-time", ["from": [from], "to": [to]])
            guard case .tiles(let tiles) = document.sections[0] else { return [] }
            return tiles.prefix(4).map(\.detail)
        }
        // Within a day and two days; the sub-task does not count.
        #expect(
            try details("2026-03-08", "2026-03-14") == [
                "0.00 in the 7 days before", "2.0 in the 7 days before", "2.0 in the 7 days before",
                "2.0 in the 7 days before",
            ])
        #expect(try details("2026-03-01", "2026-03-31") == [nil, nil, nil, nil])
    }

    @Test("the data formats print one row an issue, the latest first, with its rolling mean")
    func issues() throws {
        let document = try fixture().run("cycle-time")
        #expect(
            try rows(document.table()) == [
                // In the order of finishing: 2, 0, 10, 4 days; the window of five reaches two to each side.
                "BETA-8|Bug|A summary|2026-03-10T00:00:00.000Z|2026-03-14T00:00:00.000Z|345600|4.0|0.0|0|4.6667",
                "ALPHA-2|Bug|A summary|2026-03-01T00:00:00.000Z|2026-03-11T00:00:00.000Z|864000|10.0|4.0|1|4.0",
                "ALPHA-5|Bug|A summary|2026-03-06T08:00:00.000Z|2026-03-06T08:00:00.000Z|0|0.0|0.0|0|4.0",
                "ALPHA-1|Bug|A summary|2026-03-02T00:00:00.000Z|2026-03-04T00:00:00.000Z|172800|2.0|1.0|0|4.0",
            ])
    }

    @Test("sub-tasks join on request")
    func subtasks() throws {
        let document = try fixture().run("cycle-time", ["subtasks": ["yes"]])
        #expect(document.sample.count == 5)
        #expect(document.exclusions.first { $0.reason == "sub-tasks" }?.count == 0)
    }

    @Test("one project by index gives what the pass over all gives", arguments: ["BETA", "old", "Beta"])
    func oneProject(key: String) throws {
        let document = try fixture().run("cycle-time", ["project": [key]])
        #expect(try rows(document.table()).map { $0.prefix(6) } == ["BETA-8"])
        let both = try fixture().run("cycle-time", ["project": ["ALPHA,BETA"]])
        #expect(try rows(both.table()) == rows(fixture().run("cycle-time").table()))
    }

    @Test("types limit it")
    func types() throws {
        let fixture = try fixture()
        #expect(try fixture.run("cycle-time", ["type": ["bug"]]).sample.count == 4)
        #expect(try fixture.run("cycle-time", ["type": ["Story"]]).sample.count == 0)
    }

    @Test("periods count what was finished in them, empty ones too")
    func periods() throws {
        let document = try fixture().run("cycle-time", ["from": ["2026-03-01"], "to": ["2026-03-15"]])
        #expect(
            try rows(document.table(named: "periods")) == [
                "2026-W09|2026-02-23|0|-|-|false", "2026-W10|2026-03-02|2|0.0|2.0|true",
                "2026-W11|2026-03-09|2|4.0|10.0|true",
            ])
    }

    @Test("nothing finished in the window is said, with the last finish there was")
    func nothing() throws {
        let document = try fixture().run("cycle-time", ["from": ["2025-01-01"], "to": ["2025-02-01"]])
        #expect(
            document.headline
                == "No started issue was finished from 2025-01-01 to 2025-02-01; the last finish was on 2026-04-01."
        )
        #expect(try rows(document.table()).isEmpty)
    }

    @Test("with a board begun and done are its columns")
    func board() throws {
        let fixture = try ReportFixture.flow()
        try fixture.teamBoard()
        let document = try fixture.run("cycle-time", ["board": ["Team"]])
        // 10: half a day, 2: 8 days, 1: 2 days, 12: 1 day. 3 never stood in Doing.
        #expect(
            try rows(document.table()).map { $0.split(separator: "|") }.map { "\($0[0]) \($0[6])" } == [
                "ALPHA-10 0.5", "ALPHA-2 8.0", "ALPHA-1 2.0", "ALPHA-12 1.0",
            ])
        // Never started, backwards, the sub-task 4, archived.
        #expect(document.exclusions.map(\.count) == [1, 0, 1, 1])
        // A status in which work is done may stand in the first column of another board.
        try fixture.execute(
            "UPDATE board_column_statuses SET position = 2 WHERE status_id = 12; UPDATE board_column_statuses SET position = 1 WHERE status_id = 10"
        )
        // To Do is work and In Review is done: 7 took from its creation to 26 March, 3 from the 3rd to the 13th.
        let other = try fixture.run("cycle-time", ["board": ["Team"], "from": ["2026-03-13"]])
        #expect(
            try rows(other.table()).map { $0.split(separator: "|") }.map { "\($0[0]) \($0[6])" } == [
                "ALPHA-7 11.0", "ALPHA-10 2.5", "ALPHA-3 10.0",
            ])
    }

    @Test("business days count working hours only; the seconds are those")
    func business() throws {
        let document = try ReportFixture.flow().run("cycle-time", ["calendar": ["business"]])
        // From 9:00 to 9:00 in Berlin, Monday to Friday: 1: Tuesday to Thursday. 2: 4 to 12 March. 5: Monday to
        // Saturday. 10: Sunday to Monday 0:30. 11 and 12: Tuesday to Wednesday.
        #expect(
            try rows(document.table()).map { $0.split(separator: "|") }.map { "\($0[0]) \($0[5]) \($0[6])" }
                == [
                    "ALPHA-10 0 0.0", "ALPHA-11 28800 1.0", "BETA-5 144000 5.0", "ALPHA-2 172800 6.0",
                    "ALPHA-1 57600 2.0", "ALPHA-12 28800 1.0",
                ])
        #expect(
            document.headline
                == "Half of the issues are finished within 1.0 business day of their start, 85 % within 6.0 business days."
        )
    }

    @Test("a renamed status stays the same")
    func statuses() throws {
        let fixture = try ReportFixture.flow()
        try fixture.execute("UPDATE statuses SET name = 'Doing' WHERE id = 11")
        let whole = try rows(ReportFixture.flow().run("cycle-time").table())
        #expect(try rows(fixture.run("cycle-time").table()) == whole)
    }
}
