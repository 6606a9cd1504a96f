import Foundation
import JiraSimulator
import SyncCore
import Testing

/// Minutes, not seconds: runs where `JIRA_MIRROR_ISSUES` says how many issues.
@Suite("At full size")
struct FullSizeTests {
    private static let issues = ProcessInfo.processInfo.environment["JIRA_MIRROR_ISSUES"].flatMap(Int.init)

    @Test(
        "the mirror equals its source after the fill, an idle run and 500 changes",
        .enabled(if: issues != nil, "set JIRA_MIRROR_ISSUES to a number of issues"))
    func equality() async throws {
        let lab = try await Laboratory(issues: Self.issues ?? 0, projects: 8)
        let fill = try await lab.sync()
        #expect(fill.failure == nil && fill.expectedTotal == fill.mirrorTotal)
        var rows = try lab.expectFaithful()
        let idle = try await lab.sync()
        #expect(idle.failure == nil && idle.issuesWritten == 0)
        rows += try lab.expectFaithful()
        #expect(lab.jira.site.apply(.randomEdits(count: 500, seed: 9)).error == nil)
        _ = lab.jira.site.apply(.advanceClock(milliseconds: 120_000))
        let changes = try await lab.sync()
        #expect(changes.failure == nil && changes.updated > 100)
        rows += try lab.expectFaithful()
        print("\(rows) rows compared in three comparisons")
        await lab.stop()
    }
}
