import JiraSimulator
import SyncCore
import Synchronization
import Testing

/// What each kind of run asks of Jira, to the request.
@Suite("Requests")
struct RequestCountTests {
    /// By what they are for.
    typealias Cost = [String: Int]

    /// What every run asks: who we are, the projects, what changed, two pages of the rolling re-read, both worklog
    /// feeds, and one count. The simulated clock was moved ahead, so the first request is signed a second time.
    private static let idle: Cost = [
        "myself": 2, "project": 1, "search": 4, "worklog/updated": 1, "worklog/deleted": 1,
    ]

    /// A run's cost beyond an idle one's.
    private static func idle(and more: Cost) -> Cost { idle.merging(more) { $0 + $1 } }

    struct Scenario: Sendable, CustomTestStringConvertible {
        var name: String
        var issues = 400
        var cost: Cost
        var options: @Sendable (inout SyncOptions) -> Void = { _ in }
        /// What happens between the first fill and the run that is counted.
        var before: @Sendable (SimulatedSite) -> Void = { _ in }

        var testDescription: String { name }
    }

    private static let scenarios = [
        Scenario(name: "nothing changed", cost: idle),
        Scenario(name: "1 change", cost: idle, before: { $0.touch(1) }),
        Scenario(name: "50 changes", cost: idle, before: { $0.touch(50) }),
        // A page of 100, a list of all 500 that are young, and the other 400 by id.
        Scenario(name: "500 changes", issues: 800, cost: idle(and: ["search": 5]), before: { $0.touch(500) }),
        // One list of the youngest shows that nothing of them is new.
        Scenario(
            name: "nothing changed, after 500 changes that were read", issues: 800,
            cost: idle(and: ["search": 1])),
        // Counts of two projects, of one, of half of its days; the ids of the other half, each missing issue by id, who
        // asks, and all counted again.
        Scenario(
            name: "5 deleted of one project", issues: 2400,
            cost: idle(and: ["search": 5, "issue": 5, "myself": 1]), before: { $0.delete(5) }),
        // All ids again.
        Scenario(
            name: "census", issues: 900, cost: idle(and: ["search": 4]), options: { $0.reconcile = true }),
        Scenario(name: "2 worklogs logged", cost: idle(and: ["worklog/list": 1]), before: { $0.log(2) }),
    ]

    @Test("of a run are those that it needs", arguments: scenarios)
    func run(_ scenario: Scenario) async throws {
        let lab = try await Laboratory(issues: scenario.issues) { $0.site.hostileTexts = false }
        let site = lab.jira.site
        #expect(try await lab.sync().failure == nil)
        // Beyond the overlap: the fill's own issues are no news.
        _ = site.apply(.advanceClock(milliseconds: 3_600_000))
        #expect(try await lab.sync().failure == nil)
        if scenario.name.contains("after 500") {
            site.touch(500)
            #expect(try await lab.sync().failure == nil)
        }
        scenario.before(site)
        lab.jira.log.reset()
        let asked = Mutex<[String]>([])
        let report = try await lab.sync(scenario.options) { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                asked.withLock { $0.append("\(request)") }
            }
        }
        #expect(report.failure == nil)
        #expect(lab.cost() == scenario.cost, "\(asked.withLock { $0.joined(separator: "\n") })")
        await lab.stop()
    }

    @Test("of a first fill stay within N / page + 2 a project + users / page + 3 a board + 30")
    func firstFill() async throws {
        let lab = try await Laboratory(issues: 2400, projects: 6) { $0.site.pageCap = 200 }
        #expect(try await lab.sync().failure == nil)
        let cost = lab.cost()
        let boards = lab.jira.site.truth("boards", "id").count
        // None for an issue, but for those with more worklogs than are embedded.
        #expect(cost["issue"] == nil)
        let worklogs = cost["issue/worklog"] ?? 0
        #expect(lab.jira.log.counters.requests - worklogs <= 2400 / 199 + 2 * 6 + 1 + 3 * boards + 30)
        #expect(cost["project/components"] == 6 && cost["project/versions"] == 6)
        await lab.stop()
    }

    @Test("of a verification are one for a hundred issues, and three")
    func verify() async throws {
        let lab = try await Laboratory(issues: 400)
        #expect(try await lab.sync().failure == nil)
        _ = lab.jira.site.apply(.advanceClock(milliseconds: 120_000))
        lab.jira.log.reset()
        let report = try await lab.verify(sample: 200)
        #expect(report.failure == nil && report.compared + report.pending == 200)
        #expect(
            lab.cost().filter { $0.key != "issue/worklog" } == ["myself": 1, "project": 1, "search": 3],
            "two pages of a hundred, and a count")
        await lab.stop()
    }

    @Test("end with the first one where the token is dead")
    func expired() async throws {
        let lab = try await Laboratory(issues: 40)
        #expect(try await lab.sync().failure == nil)
        lab.jira.oauth.revokeTokens(user: Laboratory.user)
        lab.jira.log.reset()
        let report = try await lab.sync()
        #expect(report.failure != nil)
        #expect(lab.cost() == ["myself": 1])
        await lab.stop()
    }
}

extension Laboratory {
    /// Requests since the log was reset, by the last words of their paths.
    fileprivate func cost() -> RequestCountTests.Cost {
        var cost: RequestCountTests.Cost = [:]
        for (route, count) in jira.log.counters.byRoute {
            let path = route.split(separator: " ").last.map(String.init) ?? route
            let words = path.split(separator: "/").dropFirst(3).filter { $0 != "{}" }
            cost[words.joined(separator: "/"), default: 0] += count
        }
        return cost
    }
}

extension SimulatedSite {
    /// Edits so many issues, each once.
    fileprivate func touch(_ count: Int) {
        for key in issueKeys.prefix(count) {
            #expect(apply(.editIssue(issue: key, edit: IssueEdit(summary: "touched"))).error == nil)
        }
    }

    fileprivate func delete(_ count: Int) {
        // Without sub-tasks and links nothing else changes.
        for _ in 0..<count {
            guard let project = projectKeys.first else { return }
            let prefix = project + "-"
            let parents = Set(truth("issues", "parent_key"))
            let key = issueKeys.last { $0.hasPrefix(prefix) && !parents.contains($0) }
            if let key { #expect(apply(.deleteIssue(issue: key)).error == nil) }
        }
    }

    fileprivate func log(_ count: Int) {
        for key in issueKeys.prefix(count) {
            #expect(apply(.addWorklog(issue: key, seconds: 600)).error == nil)
        }
        // Jira's feeds leave out the last minute.
        _ = apply(.advanceClock(milliseconds: 120_000))
    }
}
