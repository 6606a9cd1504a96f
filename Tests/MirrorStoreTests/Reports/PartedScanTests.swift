import Reporting
import SyncCore
import Testing

@testable import MirrorStore

/// Passes in many small parts by two connections, against the same passes in one part by one.
@Suite struct PartedScanTests {
    static let choices: [[String: [String]]] = [
        [:], ["project": ["ALPHA"]], ["project": ["ALPHA,BETA"]], ["type": ["Story"]],
        ["project": ["BETA"], "type": ["Bug", "Sub-task"]], ["project": ["BETA"], "subtasks": ["no"]],
        ["type": ["Sub-task"], "project": ["EMPTY"]],
    ]

    /// Issues of two projects whose ids interleave; some have no stays, some no row of the flow.
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.execute("INSERT INTO projects (id, key, name) VALUES (3, 'EMPTY', 'Empty')")
        var random = SplitMix64(seed: 11)
        for id in 1...150 {
            let isBeta = random.index(below: 3) == 0
            let days = Set((0...random.index(below: 5)).map { _ in random.index(below: 27) + 1 }).sorted()
            try fixture.walk(
                Int64(id), "\(isBeta ? "BETA" : "ALPHA")-\(id)", project: isBeta ? 2 : 1,
                type: Int64(random.index(below: 3) + 1), archived: random.index(below: 9) == 0,
                through: days.enumerated().map { index, day in
                    (Int64(10 + index % 5), day < 10 ? "03-0\(day)T08:00" : "03-\(day)T08:00")
                })
        }
        try fixture.execute(
            "DELETE FROM status_interval_data WHERE issue_id % 10 = 3; DELETE FROM issue_flow WHERE issue_id % 10 = 7"
        )
        return fixture
    }

    private func scope(_ fixture: ReportFixture, _ choice: [String: [String]]) throws -> (
        IssueScope, StageRule
    ) {
        let report = TimeInStatusReport()
        let facts = try MirrorFacts(fixture.reader, fixture.context)
        let request = ReportRequest(
            reader: fixture.reader,
            values: try ParameterValues(choice, of: report.description, today: facts.today), facts: facts,
            now: fixture.context.now)
        let scope = try IssueScope(request)
        return (scope, try StageRule(scope, fixture.reader))
    }

    @Test("stays come whole, whatever the parts", arguments: choices)
    func stays(choice: [String: [String]]) throws {
        let fixture = try fixture()
        let (scope, _) = try scope(fixture, choice)
        func read(_ smallest: Int, few: Int) throws -> (issues: [Int64: [String]], parts: Int) {
            let selection = try IssueSelection(scope, fixture.reader, few: few)
            var issues: [Int64: [String]] = [:]
            try StayScan(scope: scope, smallestPart: smallest).run(fixture.reader, selection) {
                issue, stays in
                #expect(issues[issue.id] == nil, "an issue comes once")
                issues[issue.id] = stays.map { "\(issue.type) \($0.status) \($0.entered) \($0.left)" }
            }
            return (issues, selection.parts(of: scope, smallest: smallest).count)
        }
        let whole = try fixture.reader.snapshot { try read(8192, few: 0) }
        for few in [0, 1000] {
            let parted = try fixture.reader.pairedSnapshot { try read(7, few: few) }
            #expect(parted.issues == whole.issues)
            if choice["project"] != ["EMPTY"] {
                #expect(parted.parts > whole.parts && !whole.issues.isEmpty)
            }
        }
        let held = try fixture.reader.all(
            sql: """
                SELECT count(*), count(DISTINCT issue_id) FROM status_interval_data AS d
                JOIN issues AS i ON i.id = d.issue_id WHERE \(scope.condition("i"))
                """)[0]
        #expect(
            held == [
                .integer(whole.issues.values.reduce(0) { $0 + Int64($1.count) }),
                .integer(Int64(whole.issues.count)),
            ])
    }

    @Test("what the flow rules say comes whole, whatever the parts", arguments: choices)
    func flows(choice: [String: [String]]) throws {
        let fixture = try fixture()
        let (scope, stages) = try scope(fixture, choice)
        func read(_ smallest: Int, few: Int) throws -> [Int64: String] {
            var issues: [Int64: String] = [:]
            let scan = FlowScan(scope: scope, stages: stages, smallestPart: smallest, few: few)
            try scan.run(fixture.reader) { issue, flow in
                #expect(issues[issue.id] == nil, "an issue comes once")
                issues[issue.id] = "\(issue) \(flow)"
            }
            return issues
        }
        let whole = try fixture.reader.snapshot { try read(8192, few: 0) }
        for few in [0, 1000] {
            #expect(try fixture.reader.pairedSnapshot { try read(7, few: few) } == whole)
        }
        let held = try fixture.reader.all(
            sql: """
                SELECT count(*) FROM issue_flow AS f JOIN issues AS i ON i.id = f.issue_id
                WHERE \(scope.condition("i"))
                """)
        #expect(held == [[.integer(Int64(whole.count))]])
    }
}
