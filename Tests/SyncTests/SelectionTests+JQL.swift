import Foundation
import GRDB
import JiraSimulator
import SyncCore
import TestSupport
import Testing

extension SelectionTests {
    @Test("issues that meet the JQL are mirrored, through edits in and out of it")
    func jql() async throws {
        let lab = try await Laboratory(issues: 300, projects: 3)
        let site = lab.jira.site
        let select = Self.selecting(jql: Self.urgentJQL)
        let first = try await lab.sync(select)
        #expect(first.failure == nil && !first.countsDiffer)
        try lab.expectFaithful(expecting: Self.urgent(lab))
        let held = try count(lab, "SELECT count(*) FROM issues")
        #expect(held > 20 && held < 250)
        for seed in 1...3 as ClosedRange<UInt64> {
            #expect(site.apply(.randomEdits(count: 80, seed: seed)).error == nil)
            let report = try await lab.sync(select)
            #expect(report.failure == nil && !report.countsDiffer && report.guardStops.isEmpty)
            try lab.expectFaithful(expecting: Self.urgent(lab))
        }
        let check = try await lab.verify(sample: nil, select)
        #expect(check.failure == nil && check.differences.isEmpty && check.expectedTotal == check.mirrorTotal)
        await lab.stop()
    }

    @Test(
        "more issues leave the JQL than the guard lets vanish; those that are deleted meanwhile are told apart"
    )
    func leavingTheScope() async throws {
        let lab = try await Laboratory(issues: 300, projects: 1)
        let site = lab.jira.site
        let select = Self.selecting(jql: Self.urgentJQL)
        _ = try await lab.sync(select)
        let keys = try await DatabaseQueue(path: lab.mirror.path).read {
            try String.fetchAll($0, sql: "SELECT key FROM issues ORDER BY number")
        }
        try #require(keys.count > 40)
        for key in keys.prefix(30) {
            #expect(site.apply(.editIssue(issue: key, edit: IssueEdit(priority: "Low"))).error == nil)
        }
        #expect(site.apply(.deleteIssue(issue: keys[35])).error == nil)
        let report = try await lab.sync(select)
        #expect(report.failure == nil)
        #expect(report.guardStops.isEmpty && !report.countsDiffer)
        #expect(try count(lab, "SELECT count(*) FROM deleted_issues WHERE reason = 'out_of_scope'") == 30)
        #expect(try count(lab, "SELECT count(*) FROM deleted_issues WHERE reason = 'gone'") >= 1)
        try lab.expectFaithful(expecting: Self.urgent(lab))
        await lab.stop()
    }

    @Test(
        "another JQL is followed by a census: what is missing comes, what is outside goes, the rest is not written"
    )
    func changedJQL() async throws {
        let lab = try await Laboratory(issues: 300, projects: 3)
        let highest = Self.selecting(jql: "priority = Highest")
        _ = try await lab.sync(highest)
        let few = try count(lab, "SELECT count(*) FROM issues")
        let widened = try await lab.sync(Self.selecting(jql: Self.urgentJQL))
        #expect(widened.failure == nil && widened.updated == 0 && widened.inserted > 0)
        #expect(widened.notices.first?.contains("JQL \(Self.urgentJQL)") == true)
        try lab.expectFaithful(expecting: Self.urgent(lab))
        let narrowed = try await lab.sync(highest)
        #expect(narrowed.failure == nil && narrowed.updated == 0 && narrowed.guardStops.isEmpty)
        #expect(try count(lab, "SELECT count(*) FROM issues") == few)
        let lifted = try await lab.sync()
        #expect(lifted.failure == nil && lifted.updated == 0)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a JQL that changes while the first fill is cut short is not mixed with the former one")
    func changedDuringFill() async throws {
        let lab = try await Laboratory(issues: 300, projects: 3)
        let pages = Counter()
        let cut = try await lab.sync {
            $0.selection = Selection(jql: "priority = Low")
            $0.largestPageSize = 20
            $0.firstPageSize = 20
            $0.concurrency = 1
        } through: { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                guard case .issues(_, let limit) = request, limit > 0, pages.next() > 3 else { return }
                throw .tryLater("cut")
            }
        }
        #expect(cut.failure == .source(.tryLater("cut")))
        let report = try await lab.sync(Self.selecting(jql: Self.urgentJQL))
        #expect(report.failure == nil && !report.countsDiffer)
        try lab.expectFaithful(expecting: Self.urgent(lab))
        await lab.stop()
    }

    @Test("projects and JQL hold together")
    func both() async throws {
        let lab = try await Laboratory(issues: 300, projects: 4)
        let keys = lab.jira.site.projectKeys
        let select = Self.selecting([keys[0], keys[1]], jql: Self.urgentJQL)
        let report = try await lab.sync(select)
        #expect(report.failure == nil && !report.countsDiffer)
        var expectation = Self.expectation(lab, [keys[0], keys[1]])
        let (own, urgent) = (expectation.selects, Self.urgent(lab).selects)
        expectation.selects = { own($0) && urgent($0) }
        try lab.expectFaithful(leavingOut: Self.boards, expecting: expectation)
        await lab.stop()
    }

    @Test("a JQL that Jira refuses stops every run with Jira's own words, and nothing is taken for gone")
    func refusedJQL() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        _ = try await lab.sync()
        let before = try count(lab, "SELECT count(*) FROM issues")
        for jql in ["nosuchfield = 1", "priority = Nonsense", "priority = High) OR (priority = Low"] {
            let report = try await lab.sync(Self.selecting(jql: jql))
            guard case .scopeRefused(let messages) = report.failure else {
                Issue.record("\(jql) was taken: \(String(describing: report.failure))")
                continue
            }
            #expect(!messages.isEmpty)
        }
        #expect(try count(lab, "SELECT count(*) FROM issues") == before)
        #expect(try count(lab, "SELECT count(*) FROM sync_checkpoints WHERE stream = 'scope'") == 0)
        await lab.stop()
    }

    @Test("worklogs of issues outside the scope cost a few lookups, not a request each")
    func worklogFeed() async throws {
        let lab = try await Laboratory(issues: 200, projects: 2)
        let site = lab.jira.site
        let keys = site.projectKeys
        let select = Self.selecting([keys[0]])
        _ = try await lab.sync(select)
        let others = site.issueKeys.filter { $0.hasPrefix(keys[1] + "-") }.prefix(40)
        for issue in others {
            #expect(
                site.apply(.addWorklog(issue: issue, seconds: 60, comment: "x")).error == nil)
        }
        let asked = try await lab.requests { _ = try await lab.sync(select) }
        #expect(asked < 20)
        try lab.expectFaithful(leavingOut: Self.boards, expecting: Self.expectation(lab, [keys[0]]))
        await lab.stop()
    }
}
