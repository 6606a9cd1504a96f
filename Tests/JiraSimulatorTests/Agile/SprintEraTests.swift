import Foundation
import Testing

@testable import JiraSimulator

@Suite("Texts of sprints over the years") struct SprintEraTests {
    private let sprint = SimulatedSprint(
        id: 12, board: 3, name: "a,b=c [d] | \"e\"", state: .closed, start: 1_764_000_000_123,
        end: 1_764_000_001_000, complete: nil, activated: 1_764_000_000_124, goal: "")

    private func text(_ era: SprintEra, offset: Int = 0) throws -> String {
        var out = JSONBuffer()
        out.byte(34)
        SprintText(era: era, offset: offset).write(sprint, to: &out)
        return try #require(try JSONReader.read(out.bytes).text)
    }

    /// What follows the class name, with placeholders for the values.
    private static let patterns: [SprintEra: String] = [
        .closedFlag: "[name=NAME,closed=true,startDate=START,endDate=END,completeDate=<null>,id=12]",
        .idLast:
            "[rapidViewId=3,state=CLOSED,name=NAME,startDate=START,endDate=END,completeDate=<null>,id=12]",
        .idLastWithSequence:
            "[rapidViewId=3,state=CLOSED,name=NAME,startDate=START,endDate=END,completeDate=<null>,sequence=12,id=12]",
        .idFirstWithoutGoal:
            "[id=12,rapidViewId=3,state=CLOSED,name=NAME,startDate=START,endDate=END,completeDate=<null>,sequence=12]",
        .idFirst:
            "[id=12,rapidViewId=3,state=CLOSED,name=NAME,startDate=START,endDate=END,completeDate=<null>,sequence=12,goal=]",
        .alphabetical:
            "[activatedDate=BEGUN,autoStartStop=false,completeDate=<null>,endDate=END,goal=<null>,id=12,incompleteIssuesDestinationId=<null>,name=NAME,rapidViewId=3,sequence=12,startDate=START,state=CLOSED,synced=false]",
    ]

    @Test("each era has its keys in its order", arguments: SprintEra.allCases)
    func keys(_ era: SprintEra) throws {
        var wanted = try #require(Self.patterns[era])
        for (placeholder, value) in [
            ("NAME", sprint.name), ("START", "2025-11-24T16:00:00.123Z"),
            ("END", "2025-11-24T16:00:01.000Z"), ("BEGUN", "2025-11-24T16:00:00.124Z"),
        ] {
            wanted = wanted.replacingOccurrences(of: placeholder, with: value)
        }
        #expect(try text(era) == wanted)
    }

    @Test("dates carry the server's offset with a colon")
    func offset() throws {
        #expect(try text(.idFirst, offset: -480).contains("startDate=2025-11-24T08:00:00.123-08:00,"))
    }

    @Test("the era follows the version unless it is chosen, and may change while the site runs")
    func choice() throws {
        let fixture = SiteFixture(issues: 100) { $0.sprintEra = .closedFlag }
        let key = try #require(fixture.truths().first { $0.key.hasPrefix("ALPHA-") }?.key)
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: 10099))
        func shown() throws -> String? {
            try fixture.issue(key)["fields"]?["customfield_10101"]?.items.last?.text
        }
        #expect(try shown()?.contains("[name=ALPHA next,closed=false,") == true)
        // Such a text names no board: a sprint known by it alone has none.
        _ = try fixture.apply(.setSwitches(switches: SiteSwitches(agileForbidden: true)))
        #expect(try fixture.row("sprints", 10099)?["board_id"] == nil)
        _ = try fixture.apply(.setSwitches(switches: SiteSwitches(sprintEra: .idLast)))
        #expect(try shown()?.hasSuffix(",id=10099]") == true)
        #expect(try fixture.row("sprints", 10099)?["board_id"] == "1")
        #expect(SiteOptions(version: "9.12.4").presentSprintEra == .idFirst)
        #expect(SiteOptions(version: "10.0.0").presentSprintEra == .alphabetical)
        #expect(SiteOptions(version: "11.3.1").presentSprintEra == .alphabetical)
    }
}
