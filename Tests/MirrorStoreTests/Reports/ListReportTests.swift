import Reporting
import Testing

@testable import MirrorStore

@Suite struct ListReportTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.issue(
            1, status: 10, created: "2026-03-01", summary: "=cmd|' /C calc'!A0", assignee: "anna")
        try fixture.issue(2, type: 2, status: 13, created: "2026-03-02", resolved: "2026-03-05")
        try fixture.issue(
            3, "BETA-3", project: 2, created: "2026-03-03", summary: "<script>alert(1)</script>")
        try fixture.execute(
            """
            INSERT INTO users (key, username, display_name, active) VALUES ('anna', 'anna', 'Anna Å', 1),
                ('bert', 'bert', NULL, 0);
            INSERT INTO issue_labels (issue_id, label) VALUES (1, 'a'), (1, 'b')
            """)
        return fixture
    }

    @Test("issues come with names, ordered by project and number")
    func issues() throws {
        let document = try fixture().run("issues")
        #expect(
            try rows(document.table()) == [
                "ALPHA-1|ALPHA|Bug|=cmd|' /C calc'!A0|To Do|new|-|-|Anna Å|-|2026-03-01T12:00:00.000Z|2026-03-01T12:00:00.000Z|-|-|a, b",
                "ALPHA-2|ALPHA|Story|A summary|Done|done|-|-|-|-|2026-03-02T12:00:00.000Z|2026-03-02T12:00:00.000Z|2026-03-05T12:00:00.000Z|-|-",
                "BETA-3|BETA|Bug|<script>alert(1)</script>|To Do|new|-|-|-|-|2026-03-03T12:00:00.000Z|2026-03-03T12:00:00.000Z|-|-|-",
            ])
        #expect(document.headline == "3 issues.")
    }

    @Test(
        "issues are limited by project, type, status, state and days",
        arguments: [
            (["project": ["beta"]], ["BETA-3"]),
            (["project": ["OLD", "ALPHA"]], ["ALPHA-1", "ALPHA-2", "BETA-3"]),
            (["type": ["story"]], ["ALPHA-2"]), (["status": ["done,Closed"]], ["ALPHA-2"]),
            (["state": ["open"]], ["ALPHA-1", "BETA-3"]), (["state": ["resolved"]], ["ALPHA-2"]),
            (["from": ["2026-03-02"]], ["ALPHA-2", "BETA-3"]),
            (["to": ["2026-03-02"]], ["ALPHA-1", "ALPHA-2"]),
        ] as [([String: [String]], [String])])
    func limits(parameters: [String: [String]], keys: [String]) throws {
        let found = try rows(fixture().run("issues", parameters).table())
        #expect(found.map { String($0.prefix { $0 != "|" }) } == keys)
    }

    @Test("a formula in a summary is harmless in the CSV and plain in JSON")
    func formats() throws {
        let fixture = try fixture()
        #expect(try fixture.text("issues", .csv).contains("\"'=cmd|' /C calc'!A0\""))
        #expect(try fixture.text("issues", .json).contains("\"summary\":\"=cmd|' /C calc'!A0\""))
        let html = try fixture.text("issues", .html)
        // One is the page's own.
        #expect(html.ranges(of: "<script").count == 1)
        #expect(html.contains("<a href=\"https://jira.example.org/jira/browse/BETA-3\">BETA-3</a>"))
    }

    @Test("users are listed by key, with booleans as such")
    func users() throws {
        let fixture = try fixture()
        #expect(
            try rows(fixture.run("users").table()) == [
                "anna|anna|Anna Å|-|true|false|-", "bert|bert|-|-|false|false|-",
            ])
        #expect(try rows(fixture.run("users", ["active": ["no"]]).table()).count == 1)
    }
}

extension ReportFixture {
    func text(_ name: String, _ format: OutputFormat) throws -> String { try text(name, [:], format) }
}
