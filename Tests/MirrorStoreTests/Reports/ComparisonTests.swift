import Reporting
import Testing

@testable import MirrorStore

/// Key figures beside those of as many days before.
@Suite struct ComparisonTests {
    private static let week = ["from": ["2026-03-16"], "to": ["2026-03-22"]]

    private func details(_ document: ReportDocument) -> [String: String] {
        var details: [String: String] = [:]
        for case .tiles(let tiles) in document.sections {
            for tile in tiles { details[tile.label] = tile.detail }
        }
        return details
    }

    @Test("throughput and net flow count the week before by the same rules")
    func flows() throws {
        let fixture = try ReportFixture.flow()
        // From the 9th to the 15th 2, 3 and 5 were finished, 5 was started, 7 and 8 were created.
        let throughput = details(try fixture.run("throughput", Self.week))
        #expect(throughput["Finished"] == "3 in the 7 days before")
        let flow = details(try fixture.run("net-flow", Self.week))
        #expect(flow["Created"] == "2 in the 7 days before")
        #expect(flow["Started"] == "1 in the 7 days before")
        #expect(flow["Finished"] == "3 in the 7 days before")
        #expect(flow["Net flow"] == "+1 in the 7 days before")
    }

    @Test("time in status compares where visits are cut by days, and only there")
    func visits() throws {
        let fixture = try ReportFixture.flow()
        // Visits that ended from the 9th to the 15th: two of 2 (one of them to Done), one of 3, two of 5. All three
        // came to Done in that week, and none of them left it again.
        let cut = details(try fixture.run("time-in-status", Self.week))
        #expect(cut["Issues"] == "3 in the 7 days before")
        #expect(cut["Visits"] == "5 in the 7 days before")
        #expect(cut["Reopen rate"] == "0\u{202F}% in the 7 days before")
        let all = details(try fixture.run("time-in-status"))
        #expect(all["Visits"] == nil)
    }

    @Test("blocked time counts what went by before the first day")
    func blocked() throws {
        let fixture = try ReportFixture.flow()
        // From Sunday noon to Monday noon in Berlin: half a day in each week.
        try fixture.flag(7, at: "03-22T11:00", from: nil, to: "Impediment")
        try fixture.flag(7, at: "03-23T11:00", from: "Impediment", to: nil)
        let document = try fixture.run("blocked-time", ["from": ["2026-03-23"], "to": ["2026-03-29"]])
        #expect(details(document)["Blocked"] == "0.50 in the 7 days before")
    }

    @Test("work in progress stands beside that of a week before the data")
    func aging() throws {
        // 7 and 8 had been started by the 24th; 2, 10 and 11 were done, 16 was started on the 29th.
        let document = try ReportFixture.flow().run("aging-wip")
        #expect(details(document)["In progress"] == "2 a week before")
    }

    @Test("resolution time stands beside that of the month before")
    func resolution() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1, status: 13, created: "2026-01-01", resolved: "2026-01-05")
        try fixture.issue(2, status: 13, created: "2025-12-01", resolved: "2025-12-31")
        try fixture.issue(3, type: 3, status: 13, created: "2025-12-01", resolved: "2025-12-31")
        try fixture.issue(4, status: 13, created: "2025-11-01", resolved: "2025-11-30")
        let document = try fixture.run("resolution-time", ["from": ["2026-01-01"], "to": ["2026-01-31"]])
        #expect(details(document)["Median"] == "30.0 in the 31 days before")
        #expect(details(document)["Resolved"] == "1 in the 31 days before")
        #expect(document.sample.count == 1)
    }

    @Test("logged work stands beside that of the days before, and nothing does where there was none")
    func worklog() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        try fixture.issue(2, archived: true)
        try fixture.work(1, 1, "anna", on: "2026-03-02", 3600)
        try fixture.work(2, 1, "anna", on: "2026-03-01", 7200)
        try fixture.work(3, 2, "anna", on: "2026-03-01", 9999)
        try fixture.work(4, 1, "anna", on: "2026-02-15", 9999)
        let window = ["from": ["2026-03-02"], "to": ["2026-03-15"]]
        let document = try fixture.run("worklog", window)
        #expect(details(document)["Logged"] == "2.0\u{202F}h in the 14 days before")
        #expect(document.sample.count == 1)
        let earlier = try fixture.run("worklog", ["from": ["2026-02-15"], "to": ["2026-02-15"]])
        #expect(details(earlier)["Logged"] == nil)
    }

    @Test("without finished issues nothing is said to be beyond them")
    func nothingToCompare() throws {
        let fixture = try ReportFixture()
        try fixture.walk(1, through: [(10, "03-02T08:00"), (11, "03-03T08:00")])
        guard case .tiles(let tiles) = try fixture.run("aging-wip").sections[0] else {
            Issue.record("no tiles")
            return
        }
        let beyond = tiles.first { $0.label == "Beyond 85 %" }
        #expect(beyond == Tile("Beyond 85 %", "–", detail: "no finished issue to compare with"))
    }
}
