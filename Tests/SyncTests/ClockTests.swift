import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("Clocks and late indexes lose nothing")
struct ClockTests {
    /// Work between runs on a site of several nodes; afterwards a run when every index has caught up.
    private func run(
        _ nodes: [NodeOptions], seed: UInt64, _ between: (SimulatedSite, Int) -> Void = { _, _ in }
    ) async throws {
        let lab = try await Laboratory(issues: 60, projects: 2, seed: seed) { $0.site.nodes = nodes }
        let site = lab.jira.site
        #expect(try await lab.sync().failure == nil)
        for round in 0..<4 {
            let edits = site.apply(.randomEdits(count: 25, seed: seed &* 7 &+ UInt64(round)))
            #expect(edits.issues.count > 5)
            between(site, round)
            // This run sees what the nodes' indexes show; the net of the overlap catches what they hold back.
            let report = try await lab.sync { options in
                options.rereadPages = 0
                options.allowMassDeletion = true
            }
            #expect(report.failure == nil)
            _ = site.apply(.advanceClock(milliseconds: 90_000))
        }
        // Longer than the largest lag and the minute that the worklog feeds hold back.
        _ = site.apply(.advanceClock(milliseconds: 360_000))
        let last = try await lab.sync { options in
            options.rereadPages = 0
            options.allowMassDeletion = true
        }
        #expect(last.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("nodes whose indexes lag by up to five minutes", arguments: 1...3 as ClosedRange<UInt64>)
    func lag(seed: UInt64) async throws {
        try await run(
            [
                NodeOptions("a"), NodeOptions("b", indexLag: 120_000), NodeOptions("c", indexLag: 300_000),
            ], seed: seed)
    }

    @Test("nodes whose clocks differ", arguments: 1...3 as ClosedRange<UInt64>)
    func nodeClocks(seed: UInt64) async throws {
        try await run(
            [NodeOptions("a", clockOffset: -60_000), NodeOptions("b", clockOffset: 60_000)], seed: seed
        ) { site, round in
            _ = site.apply(.workOn(node: round % 2 == 0 ? "a" : "b"))
        }
    }

    @Test("a server clock ten minutes ahead, then back, then behind", arguments: 1...3 as ClosedRange<UInt64>)
    func jumpingClock(seed: UInt64) async throws {
        try await run([], seed: seed) { site, round in
            _ = site.apply(.setClock(offset: [600_000, 0, -600_000, 0][round]))
        }
    }

    @Test("issues from the future, imported between runs")
    func future() async throws {
        let lab = try await Laboratory(issues: 40, projects: 2)
        let site = lab.jira.site
        _ = try await lab.sync()
        let project = site.projectKeys[0]
        for days in 1...3 as ClosedRange<Int64> {
            let at = site.now + days * 86_400_000
            #expect(
                site.apply(
                    .importIssue(project: project, summary: "later", created: at, updated: at)
                ).error == nil)
        }
        #expect(try await lab.sync().inserted == 3)
        #expect(site.apply(.randomEdits(count: 20, seed: 2)).error == nil)
        _ = site.apply(.advanceClock(milliseconds: 120_000))
        #expect(try await lab.sync { $0.rereadPages = 0 }.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a result window of 100 that answers 500 beyond, and pages cut at 30")
    func resultWindow() async throws {
        let lab = try await Laboratory(issues: 260, projects: 1) { options in
            options.site.resultWindow = 100
            options.site.pageCap = 30
        }
        #expect(try await lab.sync().failure == nil)
        #expect(lab.jira.site.apply(.bulkEdit(count: 200)).issues.count == 200)
        #expect(try await lab.sync().failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }
}
