import JiraSimulator
import SyncCore
import Synchronization
import TestSupport
import Testing

/// Issues with more worklogs than answers embed, more of them than are asked for one by one.
@Suite("Worklogs that answers cut come from the feed", .serialized)
struct WorklogFeedTests {
    /// Sixty issues with a hundred worklogs each, a second apart: pages end between milliseconds, and each of four parts
    /// has several.
    private func laboratory() async throws -> Laboratory {
        let lab = try await Laboratory(issues: 90, projects: 3)
        let site = lab.jira.site
        // Of one, the first page of the feed has worklogs already that its issue does not embed.
        for _ in 0..<30 {
            #expect(site.apply(.addWorklog(issue: site.issueKeys[0], seconds: 60)).error == nil)
            _ = site.apply(.advanceClock(milliseconds: 1000))
        }
        for _ in 0..<100 {
            for key in site.issueKeys.prefix(60) {
                #expect(site.apply(.addWorklog(issue: key, seconds: 600)).error == nil)
                _ = site.apply(.advanceClock(milliseconds: 1000))
            }
        }
        // Jira's feeds leave out the last minute.
        _ = site.apply(.advanceClock(milliseconds: 120_000))
        return lab
    }

    private func feeds(_ lab: Laboratory) -> Int { lab.jira.log.records(path: "/worklog/updated").count }
    private func single(_ lab: Laboratory) -> Int {
        lab.jira.log.records(path: "/issue/").count { $0.path.hasSuffix("/worklog") }
    }

    @Test("read in parts side by side, each worklog once, by one walk or by four", arguments: [1, 4])
    func parts(_ concurrency: Int) async throws {
        let lab = try await laboratory()
        #expect(try await lab.sync { $0.concurrency = concurrency }.failure == nil)
        try lab.expectFaithful()
        // The first page, five more or two for each part, and the one that each run asks for.
        #expect(feeds(lab) >= 1 + max(5, 2 * concurrency) + 1, "\(feeds(lab))")
        #expect(single(lab) == 0)
        await lab.stop()
    }

    @Test("a kill among the parts leaves those that are not done", arguments: [1, 3, 5, 7])
    func killed(_ page: Int) async throws {
        let lab = try await laboratory()
        let left = Mutex(page)
        let killed = try await lab.sync {
            $0.concurrency = 4
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                guard case .other("worklogFeed") = request else { return }
                let isOver = left.withLock { left in
                    left -= 1
                    return left < 0
                }
                if isOver { throw .tryLater("killed") }
            }
        }
        #expect(killed.failure != nil && left.withLock { $0 } < 0)
        lab.jira.log.reset()
        #expect(try await lab.sync { $0.concurrency = 4 }.failure == nil)
        try lab.expectFaithful()
        #expect(single(lab) == 0)
        await lab.stop()
    }
}
