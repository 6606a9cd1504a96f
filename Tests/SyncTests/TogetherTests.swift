import Foundation
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

    private static let issueCount = "SELECT CAST(count(*) AS TEXT) FROM issues"

    /// Lets the lists of parts wait until the first pages were asked for, and what came of it.
    private func holdingLists(
        of lab: Laboratory, _ then: @escaping @Sendable () async throws(SourceError) -> Void
    ) async throws -> RunReport {
        let pagesAsked = Mutex(0)
        return try await lab.sync {
            $0.concurrency = 4
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                switch request {
                case .issues(.projectWalk, let limit) where limit > 0: pagesAsked.withLock { $0 += 1 }
                case .other("components"):
                    for _ in 0..<3000 where pagesAsked.withLock({ $0 }) < 2 {
                        try? await Task.sleep(for: .milliseconds(10))
                    }
                    guard pagesAsked.withLock({ $0 }) >= 2 else {
                        throw .unexpectedAnswer("nobody asked for pages")
                    }
                    // Time in which they could be stored.
                    try? await Task.sleep(for: .milliseconds(300))
                    try await then()
                default: break
                }
            }
        }
    }

    @Test("the first pages of a fill are asked for while lists are read, and stored when they are there")
    func firstPages() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        let stored = Mutex<[String]>([])
        let path = lab.mirror.path
        let report = try await holdingLists(of: lab) { () throws(SourceError) in
            let count = try? Laboratory.texts(Self.issueCount, at: path)
            stored.withLock { $0 += count ?? ["unread"] }
        }
        #expect(report.failure == nil)
        #expect(stored.withLock { $0 } == ["0", "0"])
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("where a list fails, nothing of the pages that were asked for is stored")
    func failedList() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        let report = try await holdingLists(of: lab) { () throws(SourceError) in
            throw .tryLater("no list")
        }
        #expect(report.failure == .source(.tryLater("no list")))
        #expect(try lab.texts(Self.issueCount) == ["0"])
        #expect(try await lab.sync().failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a failure of the fill ends it while its pages still wait for the lists", .timeLimit(.minutes(1)))
    func failedCount() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        let answered = Mutex(0)
        let report = try await lab.sync {
            $0.concurrency = 4
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                switch request {
                case .issues(.projectWalk, let limit) where limit > 0: answered.withLock { $0 += 1 }
                case .issues(.all, let limit) where limit == 0:
                    while answered.withLock({ $0 }) < 2 { await Task.yield() }
                    // Both pages have come by then.
                    try? await Task.sleep(for: .milliseconds(500))
                    throw .tryLater("the count is not to be had")
                case .other("components"):
                    do { try await Task.sleep(for: .seconds(3600)) } catch { throw .cancelled }
                default: break
                }
            }
        }
        #expect(report.failure == .source(.tryLater("the count is not to be had")))
        await lab.stop()
    }

    /// An issue that no page of the run brings, with a worklog that its feed tells of.
    private static func logOnNewIssue(of site: SimulatedSite) {
        let project = String(site.issueKeys[0].prefix { $0 != "-" })
        let key = site.apply(.createIssue(project: project, summary: "late")).key
        #expect(site.apply(.addWorklog(issue: key ?? "", seconds: 60)).error == nil)
        // Jira's feeds leave out the last minute.
        _ = site.apply(.advanceClock(milliseconds: 120_000))
    }

    @Test("the count is asked with the worklog feeds, and once more where a worklog brings an issue")
    func count() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        let site = lab.jira.site
        #expect(try await lab.sync().failure == nil)
        for isNew in [false, true] {
            let seen = Mutex((counts: 0, created: false))
            let report = try await lab.sync { _ in
            } through: { client in
                HookedSource(base: client) { (request) throws(SourceError) in
                    switch request {
                    case .issues(.all, let limit) where limit == 0: seen.withLock { $0.counts += 1 }
                    case .other("worklogFeed") where isNew:
                        let isFirst = seen.withLock { seen in
                            defer { seen.created = true }
                            return !seen.created
                        }
                        if isFirst { Self.logOnNewIssue(of: site) }
                    default: break
                    }
                }
            }
            #expect(report.failure == nil)
            #expect(seen.withLock { $0.counts } == (isNew ? 2 : 1))
            #expect(seen.withLock { $0.created } == isNew)
            #expect(report.expectedTotal == report.mirrorTotal)
            try lab.expectFaithful()
        }
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
