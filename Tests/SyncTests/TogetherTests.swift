import HTTPCore
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
                    try await Self.untilCancelled { walks.withLock { $0.cancelled += 1 } }
                case .all where limit == 0:
                    while !Task.isCancelled, walks.withLock({ $0.begun }) == 0 { await Task.yield() }
                    throw .tryLater("the count is not to be had")
                default: break
                }
            }
        }
        #expect(report.failure == .source(.tryLater("the count is not to be had")))
        #expect(walks.withLock { $0.begun > 0 && $0.cancelled == $0.begun })
        await lab.stop()
    }

    /// An hour's wait, unless it is cancelled before.
    private static func untilCancelled(_ then: () -> Void) async throws(SourceError) {
        do {
            try await Task.sleep(for: .seconds(3600))
        } catch {
            then()
            throw .cancelled
        }
    }

    private static let feedMarks =
        "SELECT state FROM sync_checkpoints WHERE stream = 'worklogs' ORDER BY scope"
    private static let loggedHere =
        "SELECT CAST(count(*) AS TEXT) FROM worklogs WHERE time_spent_seconds = 4711"
    private static let someWorklog =
        "SELECT issues.key || ' ' || worklogs.id FROM worklogs JOIN issues ON issues.id = issue_id LIMIT 1"
    private static let noCount = SourceError.backOff("the count is not to be had")

    @Test(
        "the first failure is heard by those that wait while others hold all turns", .timeLimit(.minutes(1)))
    func failureBehindTurns() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        // More than an answer embeds: they are fetched while the last questions are asked.
        for _ in 0..<30 {
            let logged = lab.jira.site.apply(.addWorklog(issue: lab.jira.site.issueKeys[0], seconds: 60))
            #expect(logged.error == nil)
        }
        let holding = Holding()
        lab.wrapTransport = { HoldingTransport(base: $0, holding: holding) }
        let report = try await lab.sync {
            $0.concurrency = 1
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                switch request {
                case .issues(.all, let limit) where limit == 0 && holding.state.withLock({ $0.isFilled }):
                    holding.state.withLock { $0.counted = true }
                    while !Task.isCancelled, holding.state.withLock({ $0.feedsAsked < 2 }) {
                        await Task.yield()
                    }
                    // They wait for a turn by then.
                    try? await Task.sleep(for: .milliseconds(300))
                    throw Self.noCount
                case .other("worklogs of an issue"):
                    while !Task.isCancelled, holding.state.withLock({ !$0.counted }) { await Task.yield() }
                case .other("worklogFeed"):
                    while !Task.isCancelled, holding.state.withLock({ $0.held == 0 }) { await Task.yield() }
                    holding.state.withLock { $0.feedsAsked += 1 }
                case .issues(.updatedWithin, _):
                    holding.state.withLock { $0.isFilled = true }
                default: break
                }
            }
        }
        #expect(report.failure == .source(Self.noCount))
        #expect(holding.state.withLock { $0.held == 1 && $0.released == 1 && $0.feedsAsked == 2 })
        await lab.stop()
    }

    /// Which of the last questions are refused.
    enum Refused: CaseIterable { case count, feeds }

    @Test(
        "a last question that Jira does not answer fails in its place, where all before it is done",
        arguments: Refused.allCases,
        [SourceError.pageTooHeavy("504"), .tryLater("500, after 6 tries"), .notAuthorized("not this")])
    func refusedAhead(_ refused: Refused, _ error: SourceError) async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        #expect(try await lab.sync().failure == nil)
        let before = try lab.texts(Self.feedMarks)
        let site = lab.jira.site
        let held = try #require(try lab.texts(Self.someWorklog).first).split(separator: " ")
        let id = try #require(Int64(held[1]))
        #expect(site.apply(.deleteWorklog(issue: String(held[0]), worklog: id)).error == nil)
        // More than an answer embeds.
        for _ in 0..<30 {
            #expect(site.apply(.addWorklog(issue: site.issueKeys[0], seconds: 4711)).error == nil)
        }
        _ = site.apply(.advanceClock(milliseconds: 120_000))
        let asked = Mutex(0)
        let report = try await lab.sync { _ in
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                switch (request, refused) {
                case (.issues(.all, 0), .count), (.other("worklogFeed"), .feeds):
                    asked.withLock { $0 += 1 }
                    throw error
                default: break
                }
            }
        }
        #expect(report.failure == .source(error))
        #expect(asked.withLock { $0 } == (refused == .count ? 1 : 2))
        #expect(try lab.texts(Self.loggedHere) == ["30"])
        let after = try lab.texts(Self.feedMarks)
        #expect(after.count == 2)
        #expect(zip(before, after).count { $0 != $1 } == (refused == .count ? 2 : 0))
        #expect(try await lab.sync().failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test(
        "a failing walk ends those that wait for the count, and the reason is its own",
        .timeLimit(.minutes(1)))
    func failedWalk() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        let seen = Mutex((walks: 0, counts: 0, ended: 0))
        let noPage = SourceError.tryLater("no page")
        let report = try await lab.sync {
            $0.concurrency = 4
            $0.firstPageSize = 6
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                switch request {
                case .issues(.projectWalk, let limit) where limit > 0:
                    let number = seen.withLock { seen in
                        seen.walks += 1
                        return seen.walks
                    }
                    guard number == 2 else { return }
                    while !Task.isCancelled, seen.withLock({ $0.counts == 0 }) { await Task.yield() }
                    // The other walk has its page by then, and waits.
                    try? await Task.sleep(for: .milliseconds(500))
                    throw noPage
                case .issues(.all, 0):
                    seen.withLock { $0.counts += 1 }
                    try await Self.untilCancelled { seen.withLock { $0.ended += 1 } }
                default: break
                }
            }
        }
        #expect(report.failure == .source(noPage))
        #expect(seen.withLock { $0.walks == 2 && $0.counts == 1 && $0.ended == 1 })
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
                        // No feed is asked before it is there.
                        seen.withLock { seen in
                            if !seen.created { Self.logOnNewIssue(of: site) }
                            seen.created = true
                        }
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

/// What a test of turns has seen.
private final class Holding: Sendable {
    struct State {
        var isFilled = false
        var counted = false
        var feedsAsked = 0
        var held = 0
        var released = 0
    }
    let state = Mutex(State())
}

/// Holds the worklogs of an issue back until the request is cancelled.
private struct HoldingTransport: HTTPTransport {
    let base: any HTTPTransport
    let holding: Holding

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        if request.url.hasSuffix("/worklog") {
            holding.state.withLock { $0.held += 1 }
            try? await Task.sleep(for: .seconds(3600))
            holding.state.withLock { $0.released += 1 }
        }
        return try await base.send(request)
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
