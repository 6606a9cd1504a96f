import JiraSimulator
import SyncCore
import Synchronization
import TestSupport
import Testing

/// Issues with more worklogs than answers embed, more of them than are asked for one by one.
@Suite("Worklogs that answers cut come from the feed", .serialized)
struct WorklogFeedTests {
    /// Eighty issues with 170 worklogs each, a second apart: pages end between milliseconds, and the feed has fourteen of
    /// them, which are read in up to four parts.
    private func laboratory() async throws -> Laboratory {
        let lab = try await Laboratory(issues: 90, projects: 3)
        let site = lab.jira.site
        // Of one, the first page of the feed has worklogs already that its issue does not embed.
        for _ in 0..<30 {
            #expect(site.apply(.addWorklog(issue: site.issueKeys[0], seconds: 60)).error == nil)
            _ = site.apply(.advanceClock(milliseconds: 1000))
        }
        for _ in 0..<170 {
            for key in site.issueKeys.prefix(80) {
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
        // Fourteen pages, one more for each part but one, and the one that each run asks for.
        let parts = concurrency == 1 ? 2 : 4
        #expect((14 + parts...14 + parts + 1).contains(feeds(lab)), "\(feeds(lab))")
        #expect(single(lab) == 0)
        await lab.stop()
    }

    private func number(_ key: String) -> Int { key.split(separator: "-").last.flatMap { Int($0) } ?? 0 }

    @Test("is read ahead by workers that have no walk left, and asked for no more than once")
    func ahead() async throws {
        let lab = try await laboratory()
        let feedAsked = Mutex(false)
        let held = Mutex(false)
        let late = (lab.jira.site.issueKeys.map(number).max() ?? 0) - 12
        let report = try await lab.sync {
            $0.concurrency = 4
            $0.firstPageSize = 10
            $0.largestPageSize = 10
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                if case .other("worklogFeed") = request { feedAsked.withLock { $0 = true } }
                // The end of the longest walk comes only when the feed was asked for.
                guard case .issues(.projectWalk(_, let from?, _), let limit) = request, limit > 0,
                    number(from) >= late,
                    held.withLock({ isHeld in
                        defer { isHeld = true }
                        return !isHeld
                    })
                else { return }
                for _ in 0..<3000 where !feedAsked.withLock({ $0 }) {
                    try? await Task.sleep(for: .milliseconds(10))
                }
                if !feedAsked.withLock({ $0 }) { throw .tryLater("nobody asked for the feed") }
            }
        }
        #expect(report.failure == nil)
        #expect(held.withLock { $0 } && feedAsked.withLock { $0 })
        try lab.expectFaithful()
        #expect((18...19).contains(feeds(lab)), "\(feeds(lab))")
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
