import Foundation
import GRDB
import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("The selected part of a site is mirrored, and no other")
struct SelectionTests {
    static let boards: Set<String> = ["boards", "board_columns", "board_column_statuses", "sprints"]

    static func selecting(
        _ projects: [String] = [], without excluded: [String] = [], jql: String? = nil
    ) -> (inout SyncOptions) -> Void {
        {
            $0.selection = Selection(projects: projects, excludedProjects: excluded, jql: jql)
        }
    }

    static func ids(_ lab: Laboratory, _ keys: [String]) -> Set<String> {
        let site = lab.jira.site
        return Set(
            zip(site.truth("projects", "key"), site.truth("projects", "id")).filter { keys.contains($0.0) }
                .map(\.1))
    }

    static func expectation(_ lab: Laboratory, _ keys: [String]) -> MirrorExpectation {
        MirrorExpectation(projects: ids(lab, keys))
    }

    func count(_ lab: Laboratory, _ sql: String) throws -> Int {
        try DatabaseQueue(path: lab.mirror.path).read { try Int.fetchOne($0, sql: sql) ?? -1 }
    }

    /// Issues of priority Highest or High, as the site itself knows them.
    static func urgent(_ lab: Laboratory) -> MirrorExpectation {
        let site = lab.jira.site
        let ids = Set(
            zip(site.truth("priorities", "name"), site.truth("priorities", "id"))
                .filter { ["Highest", "High"].contains($0.0) }.map(\.1))
        var expectation = MirrorExpectation()
        expectation.selects = { issue in issue.cell("priority_id").map(ids.contains) ?? false }
        return expectation
    }

    static let urgentJQL = "priority = Highest OR priority = High"

    // MARK: Projects

    @Test("only the selected projects are filled and followed")
    func projects() async throws {
        let lab = try await Laboratory(issues: 150, projects: 4)
        let site = lab.jira.site
        let keys = Array(site.projectKeys.prefix(2))
        let select = Self.selecting(keys)
        let first = try await lab.sync(select)
        #expect(first.failure == nil && !first.countsDiffer)
        #expect(first.notices.count == 1 && first.notices[0].contains("projects \(keys[0]), \(keys[1])"))
        try lab.expectFaithful(leavingOut: Self.boards, expecting: Self.expectation(lab, keys))
        #expect(site.apply(.randomEdits(count: 60, seed: 7)).error == nil)
        let next = try await lab.sync(select)
        #expect(next.failure == nil && !next.countsDiffer && next.notices.isEmpty)
        try lab.expectFaithful(leavingOut: Self.boards, expecting: Self.expectation(lab, keys))
        let check = try await lab.verify(sample: nil, select)
        #expect(check.failure == nil && check.differences.isEmpty && check.expectedTotal == check.mirrorTotal)
        await lab.stop()
    }

    @Test("another selection fills what is new and removes what is not wanted, and writes nothing else")
    func changedProjects() async throws {
        let lab = try await Laboratory(issues: 400, projects: 4)
        let keys = lab.jira.site.projectKeys
        _ = try await lab.sync(Self.selecting([keys[0], keys[1]]))
        let former = try count(lab, "SELECT count(*) FROM issues")
        let join = "FROM issues JOIN projects ON projects.id = project_id AND projects.key ="
        let kept = "SELECT count(DISTINCT changed_at) + count(*) \(join) '\(keys[1])'"
        let before = try count(lab, kept)
        let own = try count(lab, "SELECT count(*) \(join) '\(keys[0])'")
        let report = try await lab.sync(Self.selecting([keys[1], keys[2]]))
        #expect(report.failure == nil && report.guardStops.isEmpty && !report.countsDiffer)
        // More than the guard would let go: the configuration asked for it.
        #expect(report.deleted == own && own > 20 && own < former)
        #expect(report.updated == 0 && report.inserted > 0)
        #expect(report.notices.first?.contains("to be filled: \(keys[2])") == true)
        #expect(report.notices.first?.contains("leaving the mirror: \(keys[0])") == true)
        #expect(try count(lab, kept) == before)
        let reasons = "SELECT count(*) FROM deleted_issues WHERE reason = 'out_of_scope'"
        #expect(try count(lab, reasons) == own)
        try lab.expectFaithful(
            leavingOut: Self.boards, expecting: Self.expectation(lab, [keys[1], keys[2]]))
        let lifted = try await lab.sync()
        #expect(lifted.failure == nil && lifted.deleted == 0 && lifted.updated == 0)
        #expect(lifted.notices.count == 1)
        try lab.expectFaithful()
        #expect(try count(lab, "SELECT count(*) FROM deleted_issues") == 0)
        await lab.stop()
    }

    @Test("an issue that moves to a project that is left out leaves the mirror, and comes back with its id")
    func moves() async throws {
        let lab = try await Laboratory(issues: 120, projects: 3)
        let site = lab.jira.site
        let keys = site.projectKeys
        let select = Self.selecting(without: [keys[2]])
        _ = try await lab.sync(select)
        let issue = try #require(site.issueKeys.first { $0.hasPrefix(keys[0] + "-") })
        let id = try count(lab, "SELECT id FROM issues WHERE key = '\(issue)'")
        #expect(site.apply(.moveIssue(issue: issue, toProject: keys[2])).error == nil)
        let report = try await lab.sync(select)
        #expect(report.failure == nil && !report.countsDiffer)
        let left = "SELECT count(*) FROM deleted_issues WHERE id = \(id) AND reason = 'out_of_scope'"
        #expect(try count(lab, left) == 1)
        try lab.expectFaithful(leavingOut: Self.boards, expecting: Self.expectation(lab, [keys[0], keys[1]]))
        let now = try #require(
            site.snapshot(as: Laboratory.user).issueKeys.first { key in
                guard case .success(let bytes) = site.issue(key, fields: ["updated"], as: Laboratory.user)
                else {
                    return false
                }
                return String(decoding: bytes, as: UTF8.self).contains("\"id\":\"\(id)\"")
            })
        #expect(site.apply(.moveIssue(issue: now, toProject: keys[1])).error == nil)
        #expect(try await lab.sync(select).failure == nil)
        #expect(try count(lab, "SELECT count(*) FROM issues WHERE id = \(id)") == 1)
        try lab.expectFaithful(leavingOut: Self.boards, expecting: Self.expectation(lab, [keys[0], keys[1]]))
        await lab.stop()
    }

    @Test("a project whose key changes stays selected, by its former key")
    func renamedProject() async throws {
        let lab = try await Laboratory(issues: 90, projects: 3)
        let site = lab.jira.site
        let keys = site.projectKeys
        let select = Self.selecting([keys[0]])
        _ = try await lab.sync(select)
        #expect(site.apply(.changeProjectKey(project: keys[0], to: "RENAMED")).error == nil)
        let report = try await lab.sync(select)
        #expect(report.failure == nil && report.deleted == 0 && report.notices.isEmpty)
        try lab.expectFaithful(leavingOut: Self.boards, expecting: Self.expectation(lab, ["RENAMED"]))
        await lab.stop()
    }

    @Test("a key that never meant a project stops the run before anything is stored")
    func unknownKey() async throws {
        let lab = try await Laboratory(issues: 30, projects: 2)
        let keys = lab.jira.site.projectKeys
        for select in [Self.selecting(["NOSUCH", keys[0]]), Self.selecting(without: ["NOSUCH"])] {
            let report = try await lab.sync(select)
            #expect(report.failure == .unknownSelection(["NOSUCH"], visible: keys.sorted()))
        }
        #expect(try count(lab, "SELECT count(*) FROM projects") == 0)
        // One that is lost later is told from that: the guard decides.
        _ = try await lab.sync(Self.selecting([keys[0], keys[1]]))
        #expect(lab.jira.site.apply(.hideProject(project: keys[1])).error == nil)
        let lost = try await lab.sync(Self.selecting([keys[0], keys[1]]))
        #expect(lost.failure == nil && lost.warnings.contains { $0.contains(keys[1]) })
        await lab.stop()
    }

    @Test("a doubt about who asks keeps even what the configuration removes")
    func identityDoubt() async throws {
        let lab = try await Laboratory(issues: 90, projects: 2)
        let keys = lab.jira.site.projectKeys
        _ = try await lab.sync()
        let before = try count(lab, "SELECT count(*) FROM issues")
        let asked = Counter()
        let report = try await lab.sync(Self.selecting([keys[0]])) { client in
            HookedSource(base: client) { (request) throws(SourceError) in
                guard case .other("identity") = request, asked.next() > 1 else { return }
                throw .identityChanged(expected: "a", found: "b")
            }
        }
        #expect(report.failure == .source(.identityChanged(expected: "a", found: "b")))
        #expect(try count(lab, "SELECT count(*) FROM issues") == before)
        await lab.stop()
    }

    // MARK: The estimate

    @Test("a dry run tells what another selection would do, and writes nothing")
    func estimate() async throws {
        let lab = try await Laboratory(issues: 200, projects: 3)
        let keys = lab.jira.site.projectKeys
        _ = try await lab.sync(Self.selecting([keys[0], keys[1]]))
        let estimate = try await lab.estimate(Self.selecting([keys[1], keys[2]], jql: Self.urgentJQL))
        #expect(estimate.projectsToFill == 1)
        let told = estimate.notices.joined(separator: "\n")
        #expect(told.contains("to be filled: \(keys[2])") && told.contains("leaving the mirror: \(keys[0])"))
        #expect(told.contains("leave the mirror") && told.contains("all ids within the new JQL"))
        #expect(try await lab.estimate(Self.selecting([keys[0], keys[1]])).notices.isEmpty)
        await lab.stop()
    }
}
