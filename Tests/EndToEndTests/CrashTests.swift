import Foundation
import GRDB
import JiraSimulator
import TestSupport
import Testing

@Suite("A killed run", .serialized)
struct CrashTests {
    /// More in a release check: `JIRA_MIRROR_KILLS=50`.
    private static let kills = ProcessInfo.processInfo.environment["JIRA_MIRROR_KILLS"].flatMap(Int.init) ?? 12

    @Test("a fill killed at random moments goes on where it was and ends equal to the source")
    func killedFill() async throws {
        let site = try await Site.authorized(issues: 1500, projects: 3)
        let settings = ["JIRA_MIRROR_SYNC_PAGE_SIZE": "25", "JIRA_MIRROR_SYNC_CONCURRENCY": "3"]
        var command = site.command
        command.environment.merge(settings) { $1 }

        // How long and how many pages an undisturbed fill takes.
        let whole = try await Site.authorized(issues: 1500, projects: 3)
        var undisturbed = whole.command
        undisturbed.environment.merge(settings) { $1 }
        let began = Date()
        let first = try undisturbed.start(["sync"])
        let result = await first.wait()
        try #require(result.status == 0, "\(result)")
        let seconds = Date().timeIntervalSince(began)
        let pages = whole.jira.log.records(path: "/search").count
        await whole.stop()

        site.jira.log.reset()
        var generator = SplitMix64(state: 11)
        var killed = 0
        for _ in 0..<Self.kills {
            let run = try command.start(["sync"])
            let moment = seconds * Double.random(in: 0.02..<0.9, using: &generator)
            try await Task.sleep(for: .seconds(moment))
            run.kill()
            let end = await run.wait()
            if end.wasKilled { killed += 1 }
            try Self.integrity(site.mirror)
        }
        #expect(killed >= Self.kills / 2, "the fault must happen")
        let last = try command.start(["sync"])
        let end = await last.wait()
        #expect(end.status == 0, "\(end)")
        let comparison = try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account)
        #expect(comparison.differences == [])
        // Each kill costs each of the three walks one page at most, plus what every run asks anyway:
        // the incremental page, the count, the split of large projects.
        let asked = site.jira.log.records(path: "/search").count
        #expect(asked <= pages + Self.kills * (3 + 6), "\(asked) pages, \(pages) undisturbed")
        await site.stop()
    }

    private static func integrity(_ mirror: URL) throws {
        guard FileManager.default.fileExists(atPath: mirror.path) else { return }
        let database = try DatabaseQueue(path: mirror.path)
        let verdict = try database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(verdict == "ok")
    }

    @Test("a signal ends the run in good order, with status 75 and progress kept")
    func signal() async throws {
        let site = try await Site.authorized(issues: 1500, projects: 3)
        var command = site.command
        command.environment["JIRA_MIRROR_SYNC_PAGE_SIZE"] = "10"
        let fault = site.jira.faults.add(FaultRule(.delay(0.05), path: "/search"))
        let run = try command.start(["sync"])
        while fault.fired < 20 { try await Task.sleep(for: .milliseconds(10)) }
        run.terminate()
        let end = await run.wait(within: 10)
        #expect(end.status == 75 && !end.wasKilled, "\(end)")
        let database = try DatabaseQueue(path: site.mirror.path)
        #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM issues") } ?? 0 > 50)
        site.jira.faults.clear()
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    @Test("--max-duration ends a long run in good order")
    func maxDuration() async throws {
        let site = try await Site.authorized(issues: 400)
        site.jira.faults.add(FaultRule(.delay(0.1), path: "/search"))
        var command = site.command
        command.environment["JIRA_MIRROR_SYNC_PAGE_SIZE"] = "10"
        let run = try command.start(["sync", "--max-duration", "1s"])
        let end = await run.wait(within: 30)
        #expect(end.status == 75, "\(end)")
        await site.stop()
    }
}
