import Foundation
import GRDB
import JiraSimulator
import TestSupport
import Testing

@Suite("A part of a site, as people choose it", .serialized)
struct SelectedPartTests {
    private func rows(_ site: Site, _ sql: String) async throws -> [String] {
        try await DatabaseQueue(path: site.mirror.path).read { try String.fetchAll($0, sql: sql) }
    }

    /// Adds these lines to the configuration that `init` wrote, in place of those of the last call.
    private func configure(_ site: Site, _ lines: String) throws {
        let file = site.home.appendingPathComponent("config.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let own = text.components(separatedBy: "# Chosen\n")[0]
        try (own + "# Chosen\n" + lines + "\n").write(to: file, atomically: true, encoding: .utf8)
    }

    /// What the last run has in the journal.
    private func journal(_ site: Site) async throws -> String {
        try await rows(site, "SELECT coalesce(message, '') FROM sync_runs ORDER BY id DESC LIMIT 1").first
            ?? ""
    }

    private static let held =
        "SELECT DISTINCT p.key FROM issues JOIN projects p ON p.id = project_id ORDER BY 1"

    @Test("one project is mirrored; another choice is told beforehand, followed, and kept in the journal")
    func projects() async throws {
        let site = try await Site.authorized(issues: 120)
        let keys = ["ALPHA", "BETA", "CORE"]
        try configure(site, "sync:\n  projects: [\(keys[0].lowercased())]")
        let first = try await site.sync()
        #expect(first.status == 0 && first.errors.isEmpty, "\(first)")
        #expect(try await rows(site, "SELECT key FROM projects") == [keys[0]])
        #expect(try await rows(site, Self.held) == [keys[0]])

        try configure(site, "sync:\n  exclude_projects: [\(keys[0])]")
        let plan = try await site.sync("--dry-run")
        #expect(plan.status == 0, "\(plan)")
        #expect(plan.output.contains("leaving the mirror: \(keys[0])"), "\(plan)")
        #expect(plan.output.contains("to be filled: \(keys[1]), \(keys[2])"), "\(plan)")
        #expect(try await rows(site, Self.held) == [keys[0]])
        let early = try await site.command.run("verify")
        #expect(early.status == 64 && early.errors.contains("than the last run"), "\(early)")

        let second = try await site.sync()
        #expect(second.status == 0 && second.errors.isEmpty, "\(second)")
        #expect(try await rows(site, Self.held) == [keys[1], keys[2]])
        #expect(try await rows(site, "SELECT DISTINCT reason FROM deleted_issues") == ["out_of_scope"])
        let told = try await journal(site)
        #expect(told.contains("the selection is now: without \(keys[0])"), "\(told)")
        #expect(told.contains("leaving the mirror: \(keys[0])"), "\(told)")

        #expect(try await site.sync().status == 0)
        #expect(try await journal(site) == "")
        let other = try await site.sync("--project", keys[0])
        #expect(other.status == 64 && other.errors.contains("leaves project \(keys[0]) out"), "\(other)")
        let equal = try await site.command.run("verify", "--all", "--json")
        #expect(equal.status == 0 && equal.errors.contains("all equal"), "\(equal)")
        await site.stop()
    }

    @Test("a condition holds for every issue; one that Jira refuses, and a mistyped key, change nothing")
    func condition() async throws {
        let site = try await Site.authorized(issues: 120)
        try configure(site, "sync:\n  jql: 'priority = High'")
        #expect(try await site.sync().status == 0)
        let priorities = """
            SELECT DISTINCT p.name FROM issues JOIN priorities p ON p.id = priority_id
            """
        #expect(try await rows(site, priorities) == ["High"])
        let held = try await rows(site, "SELECT key FROM issues ORDER BY id")
        try #require(held.count > 5)

        for (lines, words) in [
            ("jql: 'colour = Blue'", ["sync.jql", "colour", "nothing was read or changed"]),
            ("projects: [NOSUCH]", ["does not see: NOSUCH", "it sees: ALPHA"]),
            ("exclude_projects: [NOSUCH]", ["does not see: NOSUCH", "config show"]),
            ("jql: 'priority = High ORDER BY key'", ["sync.jql", "ORDER BY"]),
        ] {
            try configure(site, "sync:\n  \(lines)")
            let refused = try await site.sync()
            #expect(refused.status == 78, "\(lines): \(refused)")
            for word in words { #expect(refused.errors.contains(word), "\(lines): \(refused)") }
            #expect(try await rows(site, "SELECT key FROM issues ORDER BY id") == held)
        }
        #expect(try await rows(site, "SELECT count(*) FROM deleted_issues") == ["0"])

        // Back to the first one: nothing has to be done again.
        try configure(site, "sync:\n  jql: 'priority = High'")
        let edit = IssueEdit(priority: "Low")
        #expect(site.jira.site.apply(.editIssue(issue: held[0], edit: edit)).error == nil)
        #expect(try await site.sync().status == 0)
        let left = try await rows(site, "SELECT key || ' ' || reason FROM deleted_issues")
        #expect(left == ["\(held[0]) out_of_scope"])
        await site.stop()
    }

    @Test("contents of deleted issues go when their time is over, even where Jira is away")
    func retention() async throws {
        let site = try await Site.authorized(issues: 40)
        try configure(site, "retention:\n  deleted_issues: 90d")
        #expect(try await site.sync().status == 0)
        let canary = "canary-3c1e"
        let keys = site.issueKeys
        let edit = IssueEdit(summary: "\(canary) summary", description: "\(canary) text")
        #expect(site.jira.site.apply(.editIssue(issue: keys[4], edit: edit)).error == nil)
        #expect(try await site.sync().status == 0)
        #expect(site.jira.site.apply(.deleteIssue(issue: keys[4])).error == nil)
        #expect(try await site.sync().status == 0)
        #expect(try Data(contentsOf: site.mirror).range(of: Data(canary.utf8)) != nil)

        let queue = try DatabaseQueue(path: site.mirror.path)
        try await queue.write {
            try $0.execute(sql: "UPDATE deleted_issues SET detected_at = '2001-01-01T00:00:00.000Z'")
        }
        try queue.close()
        let fault = site.jira.faults.add(FaultRule(.status(503), path: "/myself"))
        #expect(try await site.sync().status == 75)
        #expect(fault.fired > 0)
        #expect(try await rows(site, "SELECT key || snapshot FROM deleted_issues") == ["\(keys[4]){}"])
        for ending in ["", "-wal"] {
            let file = URL(fileURLWithPath: site.mirror.path + ending)
            guard let bytes = try? Data(contentsOf: file) else { continue }
            #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(ending)")
        }
        await site.stop()
    }
}
