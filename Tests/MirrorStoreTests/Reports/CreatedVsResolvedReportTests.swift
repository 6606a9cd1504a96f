import Foundation
import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct CreatedVsResolvedReportTests {
    private let window = ["from": ["2026-03-02"], "to": ["2026-03-22"], "by": ["week"]]

    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.issue(1, created: "2026-02-10")
        try fixture.issue(2, created: "2026-02-11", resolved: "2026-03-03")
        try fixture.issue(3, created: "2026-03-04", resolved: "2026-03-04")
        try fixture.issue(4, created: "2026-03-08")
        try fixture.issue(5, created: "2026-03-09")
        try fixture.issue(6, created: "2026-03-15", resolved: "2026-03-23")
        try fixture.issue(7, created: "2026-03-10", archived: true)
        try fixture.issue(8, type: 3, created: "2026-03-16")
        // Resolved in a status that is not done.
        try fixture.issue(9, status: 10, created: "2026-03-17", resolved: "2026-03-18")
        // Half past midnight in Berlin, on the 23rd.
        try fixture.issue(10, created: "2026-03-23", createdAt: "2026-03-22T23:30:00.000Z")
        return fixture
    }

    @Test("weeks count by day of creation and of resolution, the backlog from the first issue on")
    func weeks() throws {
        let document = try fixture().run("created-vs-resolved", window)
        #expect(
            try rows(document.table()) == [
                "2026-W10|2026-03-02|2|2|0|2|true",
                "2026-W11|2026-03-09|2|0|2|4|true",
                "2026-W12|2026-03-16|2|1|1|5|true",
            ])
        #expect(document.headline == "The backlog grew by 3: 6 created, 3 resolved; 5 are open.")
        #expect(document.exclusions.first { $0.reason == "archived issues" }?.count == 1)
        #expect(document.sample.count == 9)
        #expect(document.asOf?.text == ReportFixture.asOf)
        #expect(document.timeZone.identifier == "Europe/Berlin")
    }

    @Test("each figure stands beside that of as many days before, where anything happened then")
    func before() throws {
        func details(_ parameters: [String: [String]]) throws -> [String?] {
            guard case .tiles(let tiles) = try fixture().run("created-vs-resolved", parameters).sections[0]
            else { return [] }
            return tiles.map(\.detail)
        }
        #expect(
            try details(window) == [
                "2 in the 21 days before", "0 in the 21 days before", "+2 in the 21 days before",
                "on 2026-03-22",
            ])
        #expect(
            try details(["from": ["2026-03-04"], "to": ["2026-03-10"]]).prefix(3) == [
                "0 in the 7 days before", "1 in the 7 days before", "-1 in the 7 days before",
            ])
        #expect(
            try details(["from": ["2026-02-09"], "to": ["2026-03-31"]]).prefix(3) == [
                nil, "44\u{202F}% of created", nil,
            ])
    }

    @Test("sub-tasks are left out on request and counted as such")
    func subtasks() throws {
        let document = try fixture().run(
            "created-vs-resolved", window.merging(["subtasks": ["no"]]) { $1 })
        #expect(try rows(document.table()).last == "2026-W12|2026-03-16|1|1|0|4|true")
        #expect(document.exclusions.first { $0.reason == "sub-tasks" }?.count == 1)
        #expect(document.searches.first?.jql.contains("issuetype in standardIssueTypes()") == true)
    }

    @Test("a day in the middle of a period cuts it, and the table says so")
    func cutPeriods() throws {
        let document = try fixture().run(
            "created-vs-resolved", ["from": ["2026-03-04"], "to": ["2026-03-10"], "by": ["week"]])
        #expect(
            try rows(document.table()) == [
                // The one of 3 March was resolved before the first day: it counts for the backlog only.
                "2026-W10|2026-03-02|2|1|1|2|false",
                "2026-W11|2026-03-09|1|0|1|3|false",
            ])
    }

    @Test("months and days are periods too")
    func otherPeriods() throws {
        let fixture = try fixture()
        let months = try fixture.run(
            "created-vs-resolved", ["from": ["2026-02"], "to": ["2026-03"], "by": ["month"]])
        #expect(
            try rows(months.table()) == [
                "2026-02|2026-02-01|2|0|2|2|true", "2026-03|2026-03-01|7|4|3|5|false",
            ])
        let days = try fixture.run(
            "created-vs-resolved", ["from": ["2026-03-03"], "to": ["2026-03-04"], "by": ["day"]])
        #expect(
            try rows(days.table()) == [
                "2026-03-03|2026-03-03|0|1|-1|1|true", "2026-03-04|2026-03-04|1|1|0|1|true",
            ])
    }

    @Test("the searches name the window and the projects, and are linked under the base URL")
    func searches() throws {
        let document = try fixture().run("created-vs-resolved", window.merging(["project": ["alpha"]]) { $1 })
        #expect(
            document.searches.map(\.jql) == [
                #"project in ("ALPHA") AND created >= "2026-03-02" AND created < "2026-03-23" ORDER BY created"#,
                #"project in ("ALPHA") AND resolved >= "2026-03-02" AND resolved < "2026-03-23" ORDER BY resolved"#,
            ])
        #expect(document.searches.map(\.expected) == [6, 3])
        #expect(
            document.site?.search("a = \"b\"")
                == "https://jira.example.org/jira/issues/?jql=a%20%3D%20%22b%22")
    }

    @Test("an empty mirror gives empty periods, not an error")
    func empty() throws {
        let document = try ReportFixture().run("created-vs-resolved", window)
        #expect(try rows(document.table()).last == "2026-W12|2026-03-16|0|0|0|0|true")
        #expect(document.headline == "Nothing was created or resolved; 0 are open.")
    }
}
