import Reporting
import SyncCore
import Testing

@testable import MirrorStore

/// What all reports with `from` and `to` do alike with them.
@Suite struct PeriodWindowTests {
    private static let reports = ReportCatalog.builtIn.filter { report in
        ["from", "to", "by"].allSatisfy { name in
            report.description.parameters.contains { $0.name == name }
        }
    }.map(\.name).filter { $0 != "dashboard" }

    /// A fixture in which each report finds something in March 2026; the data end on the 31st.
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture.flow()
        try fixture.flag(1, at: "03-04T08:00", from: nil, to: "Impediment")
        try fixture.execute(
            "UPDATE issues SET resolved_on = '2026-03-20', resolved_at = '2026-03-20T12:00:00.000Z' WHERE id = 1"
        )
        try fixture.work(1, 1, nil, on: "2026-03-20", 3600)
        return fixture
    }

    @Test("no report shows periods after the data, whatever is asked for", arguments: reports)
    func afterTheData(report: String) throws {
        let fixture = try fixture()
        var parameters = ["from": ["2026-02-01"], "to": ["2027-06-30"], "by": ["month"]]
        if report == "worklog" { parameters["group"] = ["period"] }
        let document = try fixture.run(report, parameters)
        let table = document.tables.first { $0.columns.first?.name == "period" }
        let months = try rows(table).map { String($0.prefix(7)) }
        #expect(months == ["2026-02", "2026-03"])
        parameters["to"] = ["2026-03-31"]
        #expect(try fixture.run(report, parameters).headline == document.headline)
    }

    @Test("more than some thousand periods are refused, and longer ones are offered", arguments: reports)
    func tooMany(report: String) throws {
        let fixture = try fixture()
        func expect(_ from: String, _ by: String, _ expected: String) {
            #expect(
                throws: ReportError.parameters(
                    report: report,
                    [
                        .invalid(
                            name: "from", value: from,
                            expected: "\(expected); a report shows up to 4000 periods")
                    ])
            ) { try fixture.run(report, ["from": [from], "by": [by]]) }
        }
        expect("2015-01-01", "day", "a later day, or by=week, or by=month")
        expect("1900-01-01", "week", "a later day, or by=month")
        expect("0001-01-01", "month", "a later day")
        _ = try fixture.run(report, ["from": ["2016-01-01"], "by": ["day"]])
    }

    @Test("reports without periods take any day")
    func withoutPeriods() throws {
        let fixture = try fixture()
        for report in ["time-in-status", "aging-wip"] {
            #expect(try fixture.run(report, ["from": ["0001-01-01"]]).sample.count > 0)
        }
    }

    @Test("with a last day after the data time-in-status gives what it gives without")
    func timeInStatus() throws {
        let fixture = try fixture()
        let wide = try fixture.run("time-in-status", ["to": ["2027-06-30"]])
        #expect(try rows(wide.table()) == rows(fixture.run("time-in-status").table()))
    }
}
