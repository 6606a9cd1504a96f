import Foundation
import GRDB
import JiraSimulator
import TestSupport
import Testing

@Suite("Several sites, and a site that moves", .serialized)
struct SitesTests {
    private func rows(_ mirror: URL, _ sql: String) async throws -> [String] {
        try await DatabaseQueue(path: mirror.path).read { try String.fetchAll($0, sql: sql) }
    }

    @Test("one command syncs every profile; one that fails is named, and the others are done")
    func allProfiles() async throws {
        let first = try await Site.authorized(issues: 20)
        let second = try await Site.authorized(issues: 30, seed: 2)
        let third = try await Site.authorized(issues: 40, seed: 3)
        try FileManager.default.moveItem(at: second.home, to: first.home.appendingPathComponent("second"))
        try FileManager.default.moveItem(at: third.home, to: first.home.appendingPathComponent("third"))
        try FileManager.default.createDirectory(
            at: first.home.appendingPathComponent("empty"), withIntermediateDirectories: true)
        second.jira.oauth.revokeTokens(user: Site.account)

        let result = try await first.command.run("sync", "--all-profiles")
        #expect(result.status == 77, "\(result)")
        let lines = result.errors.split(separator: "\n")
        #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("second: ") }, "\(result)")
        #expect(result.errors.contains("jira-mirror --profile second authorize"), "\(result)")
        #expect(try await rows(first.mirror, "SELECT count(*) FROM issues") == ["20"])
        let last = first.home.appendingPathComponent("third/mirror.sqlite")
        #expect(try await rows(last, "SELECT count(*) FROM issues") == ["40"])

        let one = try await first.command.run("--profile", "third", "sync", "--all-profiles")
        #expect(one.status == 64, "\(one)")
        var command = first.command
        command.environment["JIRA_MIRROR_CONFIG"] = first.home.appendingPathComponent("config.yaml").path
        #expect(try await command.run("sync", "--all-profiles").status == 64)
        for site in [first, second, third] { await site.stop() }
    }

    @Test("a mirror follows its site to another URL without a dance or a fill")
    func move() async throws {
        let site = try await Site.authorized(issues: 60)
        #expect(try await site.sync().status == 0)
        let moved = site.jira.baseURL.replacingOccurrences(of: "127.0.0.1", with: "localhost")
        try #require(moved != site.jira.baseURL)
        let result = try await site.command.run("site", "move", moved)
        #expect(result.status == 0 && result.errors.contains("20 issues are the same"), "\(result)")
        #expect(try await rows(site.mirror, "SELECT base_url FROM site") == [moved])
        let configuration = try String(
            contentsOf: site.home.appendingPathComponent("config.yaml"), encoding: .utf8)
        #expect(configuration.contains("url: \"\(moved)\"") || configuration.contains("url: \(moved)"))
        #expect(!configuration.contains(site.jira.baseURL))

        site.jira.log.reset()
        let next = try await site.sync()
        #expect(next.status == 0, "\(next)")
        #expect(site.jira.log.counters.requests < 20)
        let again = try await site.command.run("site", "move", moved)
        #expect(again.status == 64, "\(again)")
        await site.stop()
    }

    @Test("another Jira, or a place that does not answer, changes nothing")
    func refused() async throws {
        let site = try await Site.authorized(issues: 60)
        #expect(try await site.sync().status == 0)
        let moved = site.jira.baseURL.replacingOccurrences(of: "127.0.0.1", with: "localhost")
        let file = site.home.appendingPathComponent("config.yaml")
        let before = try Data(contentsOf: file)

        // Issues of the same ids that were created at another time: a test system, an import.
        try await DatabaseQueue(path: site.mirror.path).write {
            try $0.execute(sql: "UPDATE issues SET created_at = '2001-01-01T00:00:00.000Z'")
        }
        let other = try await site.command.run("site", "move", moved)
        #expect(other.status == 65 && other.errors.contains("another Jira"), "\(other)")

        let closed = try await site.command.run("site", "move", "http://127.0.0.1:1")
        #expect(closed.status == 75, "\(closed)")
        let unknown = try await site.command.run("site", "move", "https://jira.invalid")
        #expect(unknown.status == 69 && unknown.errors.contains("check the host name"), "\(unknown)")
        let path = try await site.command.run("site", "move", moved + "/wrong")
        #expect(path.status == 69 && path.errors.contains("context path"), "\(path)")
        let nonsense = try await site.command.run("site", "move", "http://jira.example.com")
        #expect(nonsense.status == 64 && nonsense.errors.contains("https"), "\(nonsense)")
        // Another account answers.
        site.jira.faults.add(FaultRule(.impersonate("admin"), path: "/myself"))
        let foreign = try await site.command.run("site", "move", moved)
        #expect(foreign.status == 77, "\(foreign)")
        site.jira.faults.clear()
        #expect(try Data(contentsOf: file) == before)
        #expect(try await rows(site.mirror, "SELECT base_url FROM site") == [site.jira.baseURL])
        // The vault knows the site by its old URL as well.
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    @Test("a move that was cut off after any of its steps is run again")
    func resumed() async throws {
        let site = try await Site.authorized(issues: 30)
        #expect(try await site.sync().status == 0)
        let file = site.home.appendingPathComponent("config.yaml")
        let configuration = try Data(contentsOf: file)
        let moved = site.jira.baseURL.replacingOccurrences(of: "127.0.0.1", with: "localhost")
        #expect(try await site.command.run("site", "move", moved).status == 0)

        // Vault and mirror had moved, the configuration had not.
        try configuration.write(to: file)
        #expect(try await site.command.run("site", "move", moved).status == 0)
        // The vault had moved alone.
        try configuration.write(to: file)
        try await DatabaseQueue(path: site.mirror.path).write { [old = site.jira.baseURL] in
            try $0.execute(sql: "UPDATE site SET base_url = ?", arguments: [old])
        }
        #expect(try await site.command.run("site", "move", moved).status == 0)
        #expect(try await site.sync().status == 0)
        await site.stop()
    }
}
