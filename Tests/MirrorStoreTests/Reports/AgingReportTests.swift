import Foundation
import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct AgingReportTests {
    @Test("issues in progress stand by age, the oldest first, against finished ones")
    func issues() throws {
        let document = try ReportFixture.flow().run("aging-wip")
        // Finished within a year, in days: 2, 8, 5, 0.5, 1, and 1 in January. Ascending 0.5, 1, 1, 2, 5, 8: the
        // ranks 3, 5, 6 and 6 are the percentiles. Until 31 March 10:00 UTC issue 8 is 15 days old, 7 is 10 and
        // 16 is 2, as old or older than 4 of the 6.
        #expect(
            try rows(document.table()) == [
                "ALPHA-8|Bug|Issue 8|To Do|2026-03-16T10:00:00.000Z|15.0|7.0|100.0|7.0",
                "ALPHA-7|Bug|Issue 7|In Review|2026-03-21T10:00:00.000Z|10.0|5.0|100.0|2.0",
                "ALPHA-16|Bug|Issue 16|In Progress|2026-03-29T10:00:00.000Z|2.0|2.0|66.67|-",
            ])
        #expect(
            try rows(document.table(named: "percentiles")) == [
                "50|1.0|3", "70|5.0|2", "85|8.0|2", "95|8.0|2",
            ])
        #expect(
            document.headline
                == "2 of 3 issues in progress are older than the 8.0 days within which 85 % of the finished ones were done."
        )
    }

    @Test("what is left out is told: never started, sub-tasks, archived")
    func exclusions() throws {
        // Never started: issue 9, and 13, in a status of which nothing is known.
        #expect(
            try ReportFixture.flow().run("aging-wip").exclusions == [
                Exclusion("open issues that were never started", 2),
                Exclusion("sub-tasks in progress", 1), Exclusion("archived issues in progress", 1),
            ])
    }

    @Test("statuses stand in the order of work")
    func places() throws {
        let document = try ReportFixture.flow().run("aging-wip")
        #expect(
            try rows(document.table(named: "places")) == [
                "To Do|1|15.0|15.0|1", "In Progress|1|2.0|2.0|0", "In Review|1|10.0|10.0|1",
            ])
    }

    @Test("the searches count what is in progress now, and what is back in To Do")
    func searches() throws {
        let document = try ReportFixture.flow().run("aging-wip", ["project": ["ALPHA"]])
        #expect(
            document.searches.map(\.jql) == [
                #"project in ("ALPHA") AND issuetype in standardIssueTypes() AND statusCategory = 4"#,
                #"project in ("ALPHA") AND issuetype in standardIssueTypes() AND statusCategory = 2 AND status WAS IN ("In Progress", "In Review")"#,
            ])
        #expect(document.searches.map(\.expected) == [2, 1])
    }

    @Test("business days count working hours only, on both sides")
    func business() throws {
        let document = try ReportFixture.flow().run("aging-wip", ["calendar": ["business"]])
        // Until Tuesday 31 March, 12:00 in Berlin, Monday to Friday from 9 to 17, 8 hours a day.
        // 8: from Monday 16 March 11:00: 6 + 4 * 8 + 5 * 8 + 8 + 3 = 89 hours.
        // 7: from Saturday 21 March: 5 * 8 + 8 + 3 = 51 hours. 16: from Sunday 29 March: 8 + 3 = 11 hours.
        // Back in To Do since Tuesday 24 March 11:00: 6 + 24 + 8 + 3 = 41 hours; in review since Thursday 26 March
        // 11:00: 6 + 8 + 8 + 3 = 25 hours.
        // Finished, in business days: issue 1 from Tuesday 9:00 to Thursday 9:00 is 2; 2 from Wednesday 4 March to
        // Thursday 12 March is 6; 5 from Monday 9:00 to Saturday is 5; 10 is Sunday noon to Monday 0:30, 0; 11 is 1;
        // 12 is 1, though 6 January is a Tuesday like any other. Ascending 0, 1, 1, 2, 5, 6.
        #expect(
            try rows(document.table()).map { $0.split(separator: "|").dropFirst(5).joined(separator: "|") }
                == [
                    "11.125|5.125|100.0|5.125", "6.375|3.125|100.0|0.375", "1.375|1.375|50.0|-",
                ])
        #expect(
            try rows(document.table(named: "percentiles")) == [
                "50|1.0|3", "70|5.0|2", "85|6.0|2", "95|6.0|2",
            ])
    }

    @Test("only the chosen finished issues are compared with")
    func window() throws {
        let document = try ReportFixture.flow().run(
            "aging-wip", ["from": ["2026-03-05"], "to": ["2026-03-12"]])
        // Issues 1 and 2: 2 and 8 days.
        #expect(
            try rows(document.table(named: "percentiles")) == [
                "50|2.0|2", "70|8.0|2", "85|8.0|2", "95|8.0|2",
            ])
    }

    @Test("without finished issues ages still stand, without a comparison")
    func nothingFinished() throws {
        let document = try ReportFixture.flow().run(
            "aging-wip", ["from": ["2025-03-05"], "to": ["2025-03-12"]])
        #expect(try rows(document.table()).last?.hasSuffix("|2.0|2.0|-|-") == true)
        #expect(
            document.headline
                == "3 issues are in progress, the oldest for 15.0 days; no finished issue to compare with.")
        #expect(try rows(document.table(named: "percentiles")).isEmpty)
    }

    @Test("with a board issues stand in its columns, and work is what stands between the first and the last")
    func board() throws {
        let fixture = try ReportFixture.flow()
        try fixture.teamBoard()
        let document = try fixture.run("aging-wip", ["board": ["1"]])
        #expect(
            try rows(document.table(named: "places")) == [
                "Ready|1|15.0|15.0|1", "Doing|2|2.0|10.0|1",
            ])
        // 1, 2, 10 and 12: 2, 8, 0.5 and 1 day.
        #expect(
            try rows(document.table(named: "percentiles")) == [
                "50|1.0|3", "70|2.0|2", "85|8.0|2", "95|8.0|2",
            ])
    }

    @Test("nothing in progress is said")
    func nothing() throws {
        let document = try ReportFixture().run("aging-wip")
        #expect(document.headline == "No issue is in progress.")
        #expect(document.sections.count == 3)
    }

    @Test("a status that the mirror does not know is told as unknown")
    func unknownStatus() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1, status: 99)
        try fixture.flow(1, started: "2026-03-21T10:00:00.000Z", done: nil)
        let document = try fixture.run("aging-wip")
        #expect(try rows(document.table(named: "places")).first?.hasPrefix("(unknown)|1|") == true)
    }
}
