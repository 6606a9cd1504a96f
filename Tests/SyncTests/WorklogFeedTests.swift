import JiraSimulator
import SyncCore
import Synchronization
import TestSupport
import Testing

/// Issues with more worklogs than answers embed, more of them than are asked for one by one.
@Suite("Worklogs that answers cut come from the feed", .serialized)
struct WorklogFeedTests {
    private static let issues = 5000

    private func feeds(_ lab: Laboratory) -> Int { lab.jira.log.records(path: "/worklog/updated").count }
    private func single(_ lab: Laboratory) -> Int {
        lab.jira.log.records(path: "/issue/").count { $0.path.hasSuffix("/worklog") }
    }

    @Test("read in parts side by side, each worklog once, by one walk or by eight", arguments: [1, 8])
    func parts(_ concurrency: Int) async throws {
        let lab = try await Laboratory(issues: Self.issues, projects: 3)
        #expect(try await lab.sync { $0.concurrency = concurrency }.failure == nil)
        try lab.expectFaithful()
        // One at the end of each run is not of the completion.
        #expect(feeds(lab) > 1 + concurrency, "\(feeds(lab))")
        #expect(single(lab) == 0)
        await lab.stop()
    }

    @Test("a kill among the parts leaves those that are not done", arguments: [1, 3, 5, 7])
    func killed(_ page: Int) async throws {
        let lab = try await Laboratory(issues: Self.issues, projects: 3)
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
