import Foundation
import JiraAPI
import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("A mirror equals its source")
struct FaithfulnessTests {
    @Test("after the first fill, cell by cell")
    func firstFill() async throws {
        let lab = try await Laboratory(issues: 400, projects: 4)
        let report = try await lab.sync()
        #expect(report.failure == nil)
        #expect(report.expectedTotal == report.mirrorTotal)
        #expect(try lab.expectFaithful() > 4000)
        await lab.stop()
    }

    @Test("an idle run asks six times at most, and twice for the rolling re-read, and writes nothing")
    func idle() async throws {
        let lab = try await Laboratory(issues: 200)
        _ = try await lab.sync()
        // Nothing in this site changes by itself, so the overlap is all that is read again.
        lab.jira.log.reset()
        let report = try await lab.sync()
        #expect(report.failure == nil)
        #expect(report.issuesWritten == 0)
        #expect(report.deleted == 0)
        #expect(lab.jira.log.counters.requests <= 8)
        lab.jira.log.reset()
        _ = try await lab.sync { $0.rereadPages = 0 }
        #expect(lab.jira.log.counters.requests <= 6)
        #expect(lab.jira.log.counters.repeatedNonces == 0)
        await lab.stop()
    }

    @Test("after 500 changes of all kinds")
    func manyChanges() async throws {
        let lab = try await Laboratory(issues: 600, projects: 4)
        _ = try await lab.sync()
        let result = lab.jira.site.apply(.randomEdits(count: 500, seed: 3))
        #expect(result.error == nil && result.issues.count > 100)
        // The worklog feeds hold back the last minute.
        _ = lab.jira.site.apply(.advanceClock(milliseconds: 120_000))
        let report = try await lab.sync()
        #expect(report.failure == nil)
        #expect(report.updated > 100)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("moves, deletions, edits and new issues on every page request", arguments: 0..<8 as Range<UInt64>)
    func movingGround(seed: UInt64) async throws {
        let lab = try await Laboratory(issues: 240, projects: 3, seed: seed)
        let commotion = Commotion(lab.jira.site, seed: seed)
        let moving: @Sendable (JiraClient) -> any RecordSource = { client in
            HookedSource.moving(client) { key in await commotion.stir(key) }
        }
        let small: (inout SyncOptions) -> Void = {
            $0.firstPageSize = 10
            $0.largestPageSize = 10
            $0.allowMassDeletion = true
        }
        let first = try await lab.sync(small, through: { moving($0) })
        #expect(first.failure == nil)
        let second = try await lab.sync(small, through: { moving($0) })
        #expect(second.failure == nil)
        #expect(await commotion.moves > 0)
        #expect(await commotion.deletions > 0)
        #expect(await commotion.edits > 0)
        // A link vanishes from an issue without a trace where the other end is deleted: only reading again tells.
        let last = try await lab.sync { options in
            small(&options)
            options.rereadPages = 100
        }
        #expect(last.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a minute that holds more issues than a page")
    func crowdedMinute() async throws {
        let lab = try await Laboratory(issues: 150, projects: 2)
        _ = try await lab.sync()
        let bulk = lab.jira.site.apply(.bulkEdit(count: 120))
        #expect(bulk.issues.count == 120)
        let report = try await lab.sync {
            $0.firstPageSize = 20
            $0.largestPageSize = 20
        }
        #expect(report.failure == nil)
        #expect(report.updated >= 120)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a project whose key changed, with no issue touched")
    func projectKeyChange() async throws {
        let lab = try await Laboratory(issues: 120, projects: 3)
        _ = try await lab.sync()
        let key = lab.jira.site.projectKeys[0]
        #expect(lab.jira.site.apply(.changeProjectKey(project: key, to: "NEWKEY")).error == nil)
        let report = try await lab.sync()
        #expect(report.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("the deletion guard holds back a project that lost its permission, until told otherwise")
    func deletionGuard() async throws {
        let lab = try await Laboratory(issues: 240, projects: 3)
        _ = try await lab.sync()
        let key = lab.jira.site.projectKeys[0]
        let before = try await lab.sync().mirrorTotal
        #expect(lab.jira.site.apply(.hideProject(project: key)).error == nil)
        let guarded = try await lab.sync()
        #expect(guarded.guardStops.map(\.project) == [key])
        #expect(guarded.mirrorTotal == before)
        let allowed = try await lab.sync { $0.allowMassDeletion = true }
        #expect(allowed.guardStops.isEmpty)
        #expect(allowed.deleted > 20)
        try lab.expectFaithful()
        await lab.stop()
    }
}
