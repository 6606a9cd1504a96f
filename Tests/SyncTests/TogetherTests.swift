import JiraAPI
import JiraSimulator
import SyncCore
import Synchronization
import TestSupport
import Testing

@Suite("Of what goes side by side")
struct TogetherTests {
    @Test("the first failure ends the others at once", .timeLimit(.minutes(1)))
    func failure() async throws {
        let lab = try await Laboratory(issues: 30, projects: 2)
        let walks = Mutex((begun: 0, cancelled: 0))
        let report = try await lab.sync {
            $0.concurrency = 1
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                guard case .issues(let query, let limit) = request else { return }
                switch query {
                case .projectWalk:
                    walks.withLock { $0.begun += 1 }
                    do {
                        try await Task.sleep(for: .seconds(3600))
                    } catch {
                        walks.withLock { $0.cancelled += 1 }
                        throw .cancelled
                    }
                case .all where limit == 0:
                    while walks.withLock({ $0.begun }) == 0 { await Task.yield() }
                    throw .tryLater("the count is not to be had")
                default: break
                }
            }
        }
        #expect(report.failure == .source(.tryLater("the count is not to be had")))
        #expect(walks.withLock { $0.begun > 0 && $0.cancelled == $0.begun })
        await lab.stop()
    }
}

@Suite("Parts of a project")
struct ProjectPartsTests {
    @Test("are read once: the last page of each ends where the next one begins")
    func once() async throws {
        let lab = try await Laboratory(issues: 3000, projects: 2)
        let parts = Mutex(0)
        let report = try await lab.sync {
            $0.concurrency = 4
            $0.firstPageSize = 100
            $0.largestUnsplit = 200
        } through: { client in
            HookedSource.splitting(client) { parts.withLock { $0 += 1 } }
        }
        #expect(report.failure == nil)
        #expect(parts.withLock { $0 } >= 8)
        // Each page begins with the last issue of the one before; some keys are missing, for which a page reads on.
        #expect(report.issuesRead < 3000 + 50 * parts.withLock { $0 }, "\(report.issuesRead)")
        try lab.expectFaithful()
        await lab.stop()
    }
}
