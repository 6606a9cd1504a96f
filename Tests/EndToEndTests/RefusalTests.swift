import Foundation
import GRDB
import JiraSimulator
import TestSupport
import Testing

@Suite("What goes wrong is told with its status and a way out", .serialized)
struct RefusalTests {
    private func mentions(_ result: Command.Result, _ words: String...) -> Bool {
        words.allSatisfy { result.errors.lowercased().contains($0.lowercased()) }
    }

    @Test("init refuses what is not a Jira, each in its own way")
    func wrongURLs() async throws {
        let site = try await Site.fresh(issues: 5)
        let foreign = try await site.command.run("init", "http://jira.example.com")
        #expect([64, 78].contains(foreign.status) && mentions(foreign, "https"), "\(foreign)")
        let nonsense = try await site.command.run("init", "not a url")
        #expect([64, 78].contains(nonsense.status), "\(nonsense)")
        let closed = try await site.command.run("init", "http://127.0.0.1:1")
        #expect(closed.status == 75 && mentions(closed, "connect"), "\(closed)")
        let unknown = try await site.command.run("init", "https://jira.invalid")
        #expect(unknown.status == 69 && mentions(unknown, "jira.invalid"), "\(unknown)")
        let path = try await site.command.run("init", site.jira.baseURL + "/wrong/path")
        #expect([69, 76].contains(path.status), "\(path)")
        site.jira.faults.add(FaultRule(.html200))
        let html = try await site.command.run("init", site.jira.baseURL)
        #expect(html.status == 76 && mentions(html, "html"), "\(html)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: site.home.path).isEmpty)
        await site.stop()
    }

    @Test("commands before init and before authorize say what comes first")
    func order() async throws {
        let site = try await Site.fresh(issues: 5)
        let early = try await site.sync()
        #expect(early.status == 78 && mentions(early, "init"), "\(early)")
        try await site.initialize()
        let unauthorized = try await site.sync()
        #expect(unauthorized.status == 77 && mentions(unauthorized, "authorize"), "\(unauthorized)")
        let query = try await site.command.run("query", "SELECT 1")
        #expect(query.status != 0 && mentions(query, "sync"), "\(query)")
        await site.stop()
    }

    @Test("a token revoked in mid-run stops at once, is remembered, and costs nothing until authorized again")
    func revoked() async throws {
        let site = try await Site.authorized(issues: 600)
        var command = site.command
        command.environment["JIRA_MIRROR_SYNC_PAGE_SIZE"] = "20"
        site.jira.beforeRequest { [jira = site.jira] record in
            if record.path.hasSuffix("/search"), jira.log.records(path: "/search").count > 12 {
                jira.oauth.revokeTokens(user: Site.account)
            }
        }
        let run = try command.start(["sync"])
        let end = await run.wait()
        #expect(end.status == 77 && mentions(end, "token_rejected", "authorize"), "\(end)")
        let database = try DatabaseQueue(path: site.mirror.path)
        let kept = try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM issues") } ?? 0
        #expect(kept > 0)
        site.jira.beforeRequest { _ in }

        site.jira.log.reset()
        let later = try await site.sync()
        #expect(later.status == 77, "\(later)")
        #expect(site.jira.log.counters.requests == 0)
        let status = try await site.command.run("status")
        #expect(status.output.contains("rejected") || status.output.contains("token_rejected"), "\(status)")

        try await site.authorize()
        #expect(try await site.sync().status == 0)
        let comparison = try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account)
        #expect(comparison.differences == [])
        await site.stop()
    }

    @Test("silent anonymity changes no row and deletes none")
    func anonymous() async throws {
        let site = try await Site.authorized(issues: 60)
        #expect(try await site.sync().status == 0)
        let fault = site.jira.faults.add(FaultRule(.anonymous))
        let end = try await site.sync("--reconcile", "--allow-mass-deletion")
        #expect(end.status == 77, "\(end)")
        #expect(fault.fired > 0)
        let comparison = try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account)
        #expect(comparison.differences == [])
        await site.stop()
    }

    @Test("a login page with 200 in the middle of a run is not taken for an empty answer")
    func loginPage() async throws {
        let site = try await Site.authorized(issues: 60)
        #expect(try await site.sync().status == 0)
        let fault = site.jira.faults.add(FaultRule(.html200, path: "/search"))
        let end = try await site.sync("--reconcile")
        #expect(end.status == 76 && mentions(end, "html"), "\(end)")
        #expect(fault.fired > 0)
        site.jira.faults.clear()
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        await site.stop()
    }

    @Test("an issue that cannot be decoded is put aside, once an alarm, later a status line")
    func poison() async throws {
        let site = try await Site.authorized(issues: 80)
        let fault = site.jira.faults.add(
            FaultRule(.replaceText("\"created\":\"20", with: "\"created\":\"XX"), path: "/search", count: 8))
        let end = try await site.sync()
        #expect(end.status == 65 && mentions(end, "put aside"), "\(end)")
        #expect(fault.fired > 0)
        site.jira.faults.clear()
        let again = try await site.sync()
        #expect(again.status == 0, "\(again)")
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        await site.stop()
    }

    @Test("a second run at the same time ends at once with 75 and leaves the first alone")
    func overlap() async throws {
        let site = try await Site.authorized(issues: 200)
        let fault = site.jira.faults.add(FaultRule(.delay(0.2), path: "/search"))
        let first = try site.command.start(["sync"])
        while fault.fired < 1 { try await Task.sleep(for: .milliseconds(10)) }
        let second = try await site.sync(within: 10)
        #expect(second.status == 75 && second.errors.isEmpty, "nothing that cron would mail: \(second)")
        let end = await first.wait()
        #expect(end.status == 0, "\(end)")
        await site.stop()
    }

    @Test("keys and files that are not as they must be are refused, named, and left untouched")
    func keysAndFiles() async throws {
        let site = try await Site.authorized(issues: 20)
        #expect(try await site.sync().status == 0)
        let manager = FileManager.default
        let key = site.home.appendingPathComponent("vault.key")

        try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key.path)
        let open = try await site.sync()
        #expect(open.status == 78 && mentions(open, "vault.key", "chmod"), "\(open)")
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)

        let right = try Data(contentsOf: key)
        try Data(right.map { $0 ^ 1 }).write(to: key)
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
        let wrong = try await site.sync()
        #expect(wrong.status == 78 && mentions(wrong, "key"), "\(wrong)")
        try right.write(to: key)
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
        #expect(try await site.sync().status == 0)

        let database = try DatabaseQueue(path: site.mirror.path)
        try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        try database.close()
        let before = try Data(contentsOf: site.mirror)
        let newer = try await site.sync()
        #expect(newer.status == 78 && mentions(newer, "newer"), "\(newer)")
        #expect(try Data(contentsOf: site.mirror) == before)
        await site.stop()
    }

    @Test("a full disk ends with 74, and the next run with space goes on")
    func fullDisk() async throws {
        let site = try await Site.authorized(issues: 800)
        // A limit on the size of files stands for a disk without space: 512-byte blocks.
        let full = try site.command.run(shell: "ulimit -f 1500; exec \"$0\" sync")
        #expect(full.status == 74, "\(full)")
        let end = try await site.sync()
        #expect(end.status == 0, "\(end)")
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        await site.stop()
    }

    @Test("configured exports are written after each run, after a failed one with a banner")
    func exports() async throws {
        let site = try await Site.authorized(issues: 40)
        let config = site.home.appendingPathComponent("config.yaml")
        var text = try String(contentsOf: config, encoding: .utf8)
        text +=
            "\nexports:\n  - report: created-vs-resolved\n    format: html\n    path: reports/created.html\n"
        try text.write(to: config, atomically: true, encoding: .utf8)
        let run = try await site.sync()
        #expect(run.status == 0, "\(run)")
        let report = site.home.appendingPathComponent("reports/created.html")
        #expect(try !String(contentsOf: report, encoding: .utf8).contains("last run failed"))
        site.jira.oauth.revokeTokens(user: Site.account)
        #expect(try await site.sync().status == 77)
        #expect(try String(contentsOf: report, encoding: .utf8).contains("last run failed"))
        await site.stop()
    }

    @Test("bad SQL, unknown reports and unknown options end with 64 and say what is known")
    func usage() async throws {
        let site = try await Site.authorized(issues: 10)
        #expect(try await site.sync().status == 0)
        let sql = try await site.command.run("query", "SELECT nonsense FROM issues")
        #expect(sql.status == 64 && mentions(sql, "nonsense"), "\(sql)")
        let attach = try await site.command.run("query", "ATTACH '/tmp/x.db' AS x")
        #expect(attach.status == 64, "\(attach)")
        let change = try await site.command.run("query", "DELETE FROM issues")
        #expect(change.status == 64, "\(change)")
        let report = try await site.command.run("export", "cycle-tim")
        #expect(report.status == 64 && mentions(report, "cycle-time"), "\(report)")
        let option = try await site.sync("--nonsense")
        #expect(option.status == 64, "\(option)")
        let project = try await site.sync("--project", "NOSUCH")
        #expect(project.status == 64 && mentions(project, "nosuch"), "\(project)")
        await site.stop()
    }
}
