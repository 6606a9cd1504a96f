import Reporting
import Testing

@testable import MirrorStore

@Suite struct EffortResolutionTests {
    private let window = ["from": ["2026-01-01"], "to": ["2026-03-31"]]

    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.issue(1, status: 13, created: "2026-01-01", resolved: "2026-01-05")
        try fixture.issue(2, status: 13, created: "2026-01-01", resolved: "2026-01-11")
        try fixture.issue(3, status: 13, created: "2026-01-10", resolved: "2026-01-31")
        try fixture.issue(4, "BETA-4", project: 2, status: 13, created: "2026-02-01", resolved: "2026-03-02")
        try fixture.issue(5, type: 3, status: 13, created: "2026-01-01", resolved: "2026-01-02")
        try fixture.issue(6, status: 13, created: "2026-01-01", resolved: "2026-01-02", archived: true)
        try fixture.issue(7, status: 13, created: "2026-03-10", resolved: "2026-03-05")
        try fixture.issue(8, status: 13, created: "2025-12-01", resolved: "2025-12-31")
        try fixture.issue(9, created: "2026-01-01")
        return fixture
    }

    @Test("mean and percentiles by month of resolution; a month without one has no figures")
    func months() throws {
        let document = try fixture().run("resolution-time", window)
        // January: 4, 10 and 21 days; March: 29 days.
        #expect(
            try rows(document.table()) == [
                "2026-01|2026-01-01|3|11.6667|10.0|21.0|21.0|21.0|true",
                "2026-02|2026-02-01|0|-|-|-|-|-|true",
                "2026-03|2026-03-01|1|29.0|29.0|29.0|29.0|29.0|false",
            ])
        // 4, 10, 21, 29: nearest ranks 2, 3, 4, 4.
        #expect(
            try rows(document.table(named: "percentiles")) == ["50|10.0", "70|21.0", "85|29.0", "95|29.0"])
        #expect(
            document.headline
                == "Half of the issues are resolved within 10.0 days of their creation, 85 % within 29.0 days."
        )
        #expect(
            document.exclusions == [
                Exclusion("archived issues", 1), Exclusion("sub-tasks", 1),
                Exclusion("resolved before they were created", 1),
            ])
        #expect(
            document.searches == [
                JiraSearch(
                    "Resolved",
                    jql:
                        "issuetype in standardIssueTypes() AND resolved >= \"2026-01-01\" AND resolved < \"2026-04-01\" ORDER BY resolved",
                    expected: 5)
            ])
        guard case .chart(.columns(let chart)) = document.sections[1] else {
            Issue.record("no chart")
            return
        }
        #expect(chart.series.map(\.values) == [[10, 0, 29], [21, 0, 29]])
        // The day of the data is not over.
        #expect(chart.isLastPartial)
    }

    @Test("in working hours a day is a working day")
    func business() throws {
        let document = try fixture().run(
            "resolution-time", ["from": ["2026-01-05"], "to": ["2026-01-05"], "calendar": ["business"]])
        // Thursday 1 January 13:00 to Monday 5 January 13:00 in Berlin: 4 + 8 + 4 hours of 8 a day.
        #expect(try rows(document.table()) == ["2026-01|2026-01-01|1|2.0|2.0|2.0|2.0|2.0|false"])
        #expect(
            document.headline
                == "Half of the issues are resolved within 2.0 business days of their creation, 85 % within 2.0 business days."
        )
        #expect(document.definition[0].contains("1 business day is 8.0 hours"))
    }

    @Test("one project, and sub-tasks where they are asked for")
    func scope() throws {
        let one = try fixture().run("resolution-time", window.merging(["project": ["BETA"]]) { $1 })
        #expect(one.sample.count == 1)
        let all = try fixture().run("resolution-time", window.merging(["subtasks": ["yes"]]) { $1 })
        #expect(all.sample.count == 5)
    }

    @Test("without resolutions there is a sentence and no picture")
    func empty() throws {
        let document = try ReportFixture().run("resolution-time", window)
        #expect(document.headline == "No issue was resolved from 2026-01-01 to 2026-03-31.")
        #expect(document.sections.count == 1)
    }
}
