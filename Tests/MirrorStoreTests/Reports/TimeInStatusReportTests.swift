import Reporting
import Testing

@testable import MirrorStore

@Suite struct TimeInStatusReportTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        for id in 1...4 as ClosedRange<Int64> { try fixture.issue(id) }
        try fixture.issue(5, type: 3)
        try fixture.issue(6, archived: true)
        // Back to To Do and in progress again; then done until the data's moment (hour 20).
        try fixture.stays(1, [(10, 0, 2), (11, 2, 5), (10, 5, 6), (11, 6, 10), (13, 10, nil)])
        // Entered and left in one moment; done, reopened, closed.
        try fixture.stays(2, [(10, 0, 0), (11, 0, 4), (13, 4, 6), (11, 6, 8), (14, 8, nil)])
        try fixture.stays(3, [(10, 0, nil)])
        // From one done status to another: no reopening.
        try fixture.stays(4, [(11, 0, 1), (13, 1, 2), (14, 2, nil)])
        try fixture.stays(5, [(12, 0, 20)])
        try fixture.stays(6, [(12, 0, 20)])
        return fixture
    }

    private func days(_ hours: Double) -> String { String((hours / 24 * 10_000).rounded() / 10_000) }

    private var expected: [String] {
        [
            "To Do|To Do|3|4|1|\(days(23))|\(days(23.0 / 3))|\(days(3))|\(days(20))",
            "In Progress|In Progress|3|5|0|\(days(14))|\(days(14.0 / 3))|\(days(6))|\(days(7))",
            "Closed|Done|2|2|2|\(days(30))|\(days(15))|\(days(12))|\(days(18))",
            "Done|Done|3|3|1|\(days(13))|\(days(13.0 / 3))|\(days(2))|\(days(10))",
        ]
    }

    @Test("repeated visits add up, open ones run to the data's moment, sub-tasks and archived ones are out")
    func statuses() throws {
        let document = try fixture().run("time-in-status")
        #expect(try rows(document.table()) == expected)
        #expect(document.exclusions == [Exclusion("sub-tasks", 1), Exclusion("archived issues", 1)])
        #expect(document.sample.count == 4)
    }

    @Test("one project by index gives what the pass over all gives")
    func oneProject() throws {
        #expect(try rows(fixture().run("time-in-status", ["project": ["ALPHA"]]).table()) == expected)
        #expect(try rows(fixture().run("time-in-status", ["project": ["BETA"]]).table()).isEmpty)
    }

    @Test("reopened is leaving the category done, not moving within it")
    func reopening() throws {
        let document = try fixture().run("time-in-status")
        #expect(try rows(document.table(named: "reopening")) == ["3|1|1|33.33"])
        #expect(document.headline.hasSuffix("33\u{202F}% of finished issues were reopened."))
    }

    @Test("with a window only visits count that end in it")
    func window() throws {
        let fixture = try fixture()
        // Hour 8 of the fixture is midnight in Berlin (summer time): a visit that ends then belongs to the 31st.
        let document = try fixture.run("time-in-status", ["from": ["2026-03-31"]])
        #expect(
            try rows(document.table()).map { $0.split(separator: "|").prefix(5).joined(separator: "|") } == [
                "To Do|To Do|1|1|1", "In Progress|In Progress|2|2|0", "Closed|Done|2|2|2",
                "Done|Done|1|1|1",
            ])
        let before = try fixture.run("time-in-status", ["to": ["2026-03-30"]])
        #expect(
            try rows(before.table()).map { $0.split(separator: "|").prefix(5).joined(separator: "|") } == [
                "To Do|To Do|2|3|0", "In Progress|In Progress|3|3|0", "Done|Done|2|2|0",
            ])
    }

    @Test("with a window the reopen rate is of the issues that were finished in it, reopened whenever")
    func windowOfReopening() throws {
        let fixture = try fixture()
        // Issues 2 and 4 are done on the 30th, and the second goes back in the same night; 1 and 2 are done later.
        let first = try fixture.run("time-in-status", ["to": ["2026-03-30"]])
        #expect(try rows(first.table(named: "reopening")) == ["2|1|1|50.0"])
        let second = try fixture.run("time-in-status", ["from": ["2026-03-31"]])
        #expect(try rows(second.table(named: "reopening")) == ["2|0|0|0.0"])
    }

    @Test("a status that nobody can name any more is still counted")
    func unknownStatus() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        try fixture.stays(1, [(0, 0, 1), (99, 1, nil)])
        #expect(
            try rows(fixture.run("time-in-status").table()).map { $0.prefix(14) } == [
                "?99|-|1|1|1|0.", "(unknown)|-|1|",
            ])
    }

    @Test("the search asks for the issues that are in the status now")
    func search() throws {
        let document = try fixture().run("time-in-status")
        #expect(
            document.searches == [
                JiraSearch(
                    "Now in To Do", jql: #"issuetype in standardIssueTypes() AND status in ("To Do")"#,
                    expected: 1)
            ])
    }

    @Test("with a board its columns stand from the left, and moves within a column are none")
    func board() throws {
        let fixture = try ReportFixture.flow()
        try fixture.teamBoard()
        let document = try fixture.run("time-in-status", ["board": ["Team"], "to": ["2026-03-31"]])
        // Doing: 1 for 2 days, 2 for 2 and 2, 7 for 5 and 5 in one visit, 8 for 8, 10 for 0.5, 12 for 1, 16 for 2.
        // Ascending 0.5, 1, 2, 2, 4, 8, 10: the ranks 4 and 6.
        #expect(
            try rows(document.table()).map { $0.split(separator: "|") }.filter { $0[0] == "Doing" } == [
                ["Doing", "-", "7", "8", "2", "27.5", "3.9286", "2.0", "8.0"]
            ])
        #expect(try rows(document.table()).map { $0.prefix { $0 != "|" } } == ["Ready", "Doing", "Shipped"])
        #expect(try rows(document.table(named: "reopening")) == ["5|1|1|20.0"])
    }

    @Test("business days count working hours only")
    func business() throws {
        let fixture = try ReportFixture.flow()
        let document = try fixture.run("time-in-status", ["calendar": ["business"]])
        // In Review: 7 since Thursday 26 March 11:00 in Berlin: 6 + 8 + 8 + 3 = 25 hours.
        #expect(
            try rows(document.table()).contains("In Review|In Progress|1|1|1|3.125|3.125|3.125|3.125"))
    }

    @Test("the search for a name counts all statuses of it")
    func statusesOfOneName() throws {
        let fixture = try ReportFixture()
        try fixture.execute(
            "INSERT INTO statuses (id, name, category_id, position) VALUES (16, 'In Review', 4, 6)")
        try fixture.walk(1, through: [(12, "03-02T08:00")])
        try fixture.walk(2, through: [(16, "03-20T08:00")])
        let document = try fixture.run("time-in-status")
        #expect(document.searches.map(\.label) == ["Now in In Review"])
        #expect(document.searches.first?.expected == 2)
    }
}
