import Foundation
import GRDB
import JiraSimulator
import TestSupport
import Testing

@Suite("What must not be in the mirror, as people say it", .serialized)
struct PrivacyCommandTests {
    private func rows(_ site: Site, _ sql: String) async throws -> [String] {
        try await DatabaseQueue(path: site.mirror.path).read { try String.fetchAll($0, sql: sql) }
    }

    /// The files of the mirror that have these bytes.
    private func files(_ site: Site, with text: String) throws -> [String] {
        try ["", "-wal"].filter { ending in
            let path = site.mirror.path + ending
            guard FileManager.default.fileExists(atPath: path) else { return false }
            return try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(text.utf8)) != nil
        }
    }

    private func journal(_ site: Site) async throws -> String {
        try await rows(site, "SELECT coalesce(message, '') FROM sync_runs ORDER BY id DESC LIMIT 1").first
            ?? ""
    }

    @Test("a field on the list is told beforehand, erased to the last byte, and comes back")
    func fields() async throws {
        var site = try await Site.authorized(issues: 60)
        let canary = "canary-9d20"
        let key = site.issueKeys[3]
        for number in 1...2 {
            let edit = IssueEdit(description: "\(canary) \(number)")
            #expect(site.jira.site.apply(.editIssue(issue: key, edit: edit)).error == nil)
            #expect(try await site.sync().status == 0)
        }
        #expect(try !files(site, with: canary).isEmpty)

        site = site.with("JIRA_MIRROR_PRIVACY_DENY_FIELDS", "description,Comment")
        let plan = try await site.sync("--dry-run")
        #expect(plan.status == 0 && plan.output.contains("erased: comment, description"), "\(plan)")
        #expect(try !files(site, with: canary).isEmpty)
        let run = try await site.sync()
        #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
        #expect(try files(site, with: canary).isEmpty)
        #expect(try await journal(site).contains("erased: comment, description"))
        let held = "SELECT (SELECT count(description) FROM issues) + (SELECT count(*) FROM comments)"
        #expect(try await rows(site, held) == ["0"])
        let equal = try await site.command.run("verify", "--all", "--json")
        #expect(equal.status == 0 && equal.errors.contains("all equal"), "\(equal)")

        let slip = try await site.with("JIRA_MIRROR_PRIVACY_DENY_FIELDS", "descripton").sync()
        #expect(slip.status == 78 && slip.errors.contains("escription' by 'descripton'"), "\(slip)")
        let vital = try await site.with("JIRA_MIRROR_PRIVACY_DENY_FIELDS", "status").sync()
        #expect(vital.status == 78 && vital.errors.contains("no mirror can do without"), "\(vital)")

        site = site.with("JIRA_MIRROR_PRIVACY_DENY_FIELDS", nil)
        // A backfill brings it back, some pages a run.
        for _ in 1...3 { #expect(try await site.sync().status == 0) }
        let text = "SELECT description FROM issues WHERE key = '\(key)'"
        #expect(try await rows(site, text) == ["\(canary) 2"])
        let comparison = try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account)
        #expect(comparison.differences == [])
        await site.stop()
    }

    @Test("with pseudonyms nobody's name is in the file, the account's neither; turned off, all come back")
    func pseudonyms() async throws {
        var site = try await Site.authorized(issues: 60) { $0.site.hostileTexts = false }
        #expect(try await site.sync().status == 0)
        let names = try await rows(
            site,
            """
            SELECT key FROM users WHERE length(key) > 6
            UNION SELECT email FROM users WHERE email IS NOT NULL
            """)
        try #require(names.count > 5)

        site = site.with("JIRA_MIRROR_PRIVACY_PSEUDONYMIZE_USERS", "true")
        #expect(try await site.sync().status == 0)
        for name in names { #expect(try files(site, with: name).isEmpty, "\(name)") }
        let first = try await rows(site, "SELECT key FROM users ORDER BY key")
        #expect(first.allSatisfy { $0.hasPrefix("user-") })
        #expect(try await site.sync("--full").status == 0)
        #expect(try await rows(site, "SELECT key FROM users ORDER BY key") == first)
        let equal = try await site.command.run("verify", "--all", "--json")
        #expect(equal.status == 0 && equal.errors.contains("all equal"), "\(equal)")

        site = site.with("JIRA_MIRROR_PRIVACY_PSEUDONYMIZE_USERS", nil)
        #expect(try await site.sync().status == 0)
        let comparison = try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account)
        #expect(comparison.differences == [])
        await site.stop()
    }

    @Test("a person is purged: counted first, confirmed, gone from the file, and stays so")
    func purge() async throws {
        let site = try await Site.authorized(issues: 80) { $0.site.hostileTexts = false }
        #expect(try await site.sync().status == 0)
        let query = """
            SELECT key || char(10) || username || char(10) || display_name FROM users
            WHERE key IN (SELECT assignee_key FROM issues) AND length(key) > 6 AND active AND email IS NOT NULL
            ORDER BY key LIMIT 1
            """
        let person = try #require(try await rows(site, query).first).split(separator: "\n").map(String.init)
        let (key, username, name) = (person[0], person[1], person[2])

        let nobody = try await site.command.run("privacy", "purge", "no.such.person", "--dry-run")
        #expect(nobody.status == 64 && nobody.errors.contains("nobody in the mirror"), "\(nobody)")
        let unasked = try await site.command.run("privacy", "purge", name)
        #expect(unasked.status == 64 && unasked.errors.contains("--dry-run"), "\(unasked)")
        let before = try Data(contentsOf: site.mirror)
        let plan = try await site.command.run("privacy", "purge", username, "--dry-run", "--csv")
        #expect(plan.status == 0 && plan.output.contains("\nissues,"), "\(plan)")
        #expect(plan.output.contains("\nusers,1"), "\(plan)")
        #expect(try Data(contentsOf: site.mirror) == before)
        let vault = try await site.command.run("vault", "status")
        #expect(!vault.output.contains("privacy_key"), "\(vault)")

        let done = try await site.command.run("privacy", "purge", username, "--yes", "--csv")
        #expect(done.status == 0 && done.output == plan.output, "\(done)")
        #expect(done.errors.contains("stands for this person"), "\(done)")
        for word in [key, name] { #expect(try files(site, with: word).isEmpty, "\(word)") }

        // Later runs keep to it, for what is new too.
        let issue = site.issueKeys[1]
        #expect(site.jira.site.apply(.assign(issue: issue, to: username)).error == nil)
        #expect(site.jira.site.apply(.addComment(issue: issue, body: "ask [~\(username)]")).error == nil)
        #expect(try await site.sync("--full").status == 0)
        #expect(try await journal(site) == "")
        for word in [key, name] { #expect(try files(site, with: word).isEmpty, "\(word)") }
        let equal = try await site.command.run("verify", "--all", "--json")
        #expect(equal.status == 0 && equal.errors.contains("all equal"), "\(equal)")
        await site.stop()
    }
}

extension Site {
    /// The same, with a variable of the environment set, or not set.
    fileprivate func with(_ name: String, _ value: String?) -> Site {
        var command = command
        command.environment[name] = value
        return Site(jira, command)
    }
}
