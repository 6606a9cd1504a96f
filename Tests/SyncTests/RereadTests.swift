import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("The rolling re-read finds what leaves no trace")
struct RereadTests {
    @Test("votes, watches and ranks, within a few runs of two pages each")
    func votes() async throws {
        let lab = try await Laboratory(issues: 90, projects: 3)
        let site = lab.jira.site
        _ = try await lab.sync()
        // Past the overlap, nothing of this is in the window of an incremental run.
        _ = site.apply(.advanceClock(milliseconds: 3_600_000))
        _ = try await lab.sync { $0.rereadPages = 0 }
        // Issues from the future are in every window.
        let keys = site.pastIssueKeys.prefix(20)
        for key in keys {
            #expect(site.apply(.setVotes(issue: key, votes: 77)).error == nil)
            #expect(site.apply(.setWatches(issue: key, watches: 12)).error == nil)
            #expect(site.apply(.rankIssue(issue: key)).error == nil)
        }
        let blind = try await lab.sync { $0.rereadPages = 0 }
        #expect(blind.updated == 0)
        var updated = 0
        for _ in 0..<4 {
            lab.jira.log.reset()
            updated += try await lab.sync { $0.rereadPageSize = 30 }.updated
            // An issue with more worklogs than are embedded costs one more when it is written.
            #expect(lab.jira.log.counters.requests <= 10)
        }
        #expect(updated == 20)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("what a fill read before it was stopped is read again by the run that ends it")
    func resumedFill() async throws {
        let lab = try await Laboratory(issues: 90, projects: 3)
        let site = lab.jira.site
        let fuse = KilledStore.Fuse(8)
        let stopped = try await lab.sync(
            {
                $0.firstPageSize = 5
                $0.largestPageSize = 5
            },
            through: { client in
                HookedSource(base: client) { (request) throws(SourceError) in
                    guard case .issues(_, let limit) = request, limit > 0 else { return }
                    do { try fuse.burn() } catch { throw .tryLater("stopped") }
                }
            })
        #expect(stopped.failure != nil && fuse.isBurnt && stopped.inserted > 5)
        for key in site.pastIssueKeys {
            #expect(site.apply(.setVotes(issue: key, votes: 77)).error == nil)
        }
        // A page does not go beyond its project.
        #expect(try await lab.sync { $0.rereadPages = 10 }.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a field that came into use everywhere without a write is filled")
    func scriptedField() async throws {
        let lab = try await Laboratory(issues: 90, projects: 2)
        let site = lab.jira.site
        _ = try await lab.sync()
        #expect(site.apply(.createField(name: "Effort class", type: "textfield")).error == nil)
        _ = site.apply(.advanceClock(milliseconds: 3_600_000))
        _ = try await lab.sync { $0.rereadPages = 0 }
        let project = site.projectKeys[0]
        #expect(
            site.apply(.setFieldForAll(project: project, field: "Effort class", value: "large")).error == nil)
        // One of them is touched: so the field is met at all.
        let key = try #require(site.issueKeys.first { $0.hasPrefix(project + "-") })
        #expect(site.apply(.editIssue(issue: key, edit: IssueEdit(summary: "touched"))).error == nil)
        let first = try await lab.sync { $0.rereadPages = 0 }
        #expect(first.failure == nil)
        #expect(first.updated > 1)
        try lab.expectFaithful()
        await lab.stop()
    }
}
