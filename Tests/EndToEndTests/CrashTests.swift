import Foundation
import GRDB
import JiraSimulator
import TestSupport
import Testing

@Suite("A killed run", .serialized)
struct CrashTests {
    /// More in a release check: `JIRA_MIRROR_KILLS=50`.
    private static let kills =
        ProcessInfo.processInfo.environment["JIRA_MIRROR_KILLS"].flatMap(Int.init) ?? 12

    @Test("a fill killed at random moments goes on where it was and ends equal to the source")
    func killedFill() async throws {
        let site = try await Site.authorized(issues: 1500, projects: 3)
        var command = site.command
        command.environment["JIRA_MIRROR_SYNC_PAGE_SIZE"] = "10"
        command.environment["JIRA_MIRROR_SYNC_CONCURRENCY"] = "3"

        // What an undisturbed fill asks for.
        let whole = try await Site.authorized(issues: 1500, projects: 3)
        let undisturbed = Command(home: whole.home, environment: command.environment)
        let first = try undisturbed.start(["sync"])
        let result = await first.wait()
        try #require(result.status == 0, "\(result)")
        let pages = Self.pagesAsked(whole)
        await whole.stop()

        // Slow enough that all kills fall into the fill: each run gets 0.6 s at most.
        let seconds = Double(Self.kills) * 0.45 * 3 / 150
        let slow = site.jira.faults.add(FaultRule(.delay(seconds), path: "/search"))
        site.jira.log.reset()
        var generator = SplitMix64(state: 11)
        var killed = 0
        for _ in 0..<Self.kills {
            let run = try command.start(["sync"])
            try await Task.sleep(for: .seconds(Double.random(in: 0.05..<0.6, using: &generator)))
            run.kill()
            let end = await run.wait()
            if end.wasKilled { killed += 1 }
            try Self.integrity(site.mirror)
        }
        #expect(killed == Self.kills, "the fault must happen")
        site.jira.faults.remove(slow)
        let last = try command.start(["sync"])
        let end = await last.wait()
        #expect(end.status == 0, "\(end)")
        let comparison = try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account)
        #expect(comparison.differences == [])
        // Each kill costs each of the three walks one page at most.
        let asked = Self.pagesAsked(site)
        #expect(asked <= pages + Self.kills * 3, "\(asked) pages, \(pages) undisturbed")
        await site.stop()
    }

    /// Searches but for those that only count, which each run makes anew: an answer of some hundred bytes.
    private static func pagesAsked(_ site: Site) -> Int {
        site.jira.log.records(path: "/search").count { $0.status != 200 || $0.bodyBytes > 300 }
    }

    private static func integrity(_ mirror: URL) throws {
        guard FileManager.default.fileExists(atPath: mirror.path) else { return }
        let database = try DatabaseQueue(path: mirror.path)
        let verdict = try database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(verdict == "ok")
    }

    @Test(
        "a signal ends the run in good order, with status 75 and progress kept, and no export begins after it"
    )
    func signal() async throws {
        let site = try await Site.authorized(issues: 1500, projects: 3)
        var command = site.command
        command.environment["JIRA_MIRROR_SYNC_PAGE_SIZE"] = "10"
        let file = site.home.appendingPathComponent("config.yaml")
        let exported = site.home.appendingPathComponent("issues.csv")
        let settings = try String(contentsOf: file, encoding: .utf8)
        try (settings + "\nexports: [{report: issues, path: '\(exported.path)'}]\n")
            .write(to: file, atomically: true, encoding: .utf8)
        let fault = site.jira.faults.add(FaultRule(.delay(0.05), path: "/search"))
        let run = try command.start(["sync"])
        while fault.fired < 20 { try await Task.sleep(for: .milliseconds(10)) }
        run.terminate()
        let end = await run.wait(within: 10)
        #expect(end.status == 75 && !end.wasKilled, "\(end)")
        #expect(!FileManager.default.fileExists(atPath: exported.path))
        let database = try DatabaseQueue(path: site.mirror.path)
        #expect(
            try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM issues") } ?? 0 > 50)
        site.jira.faults.clear()
        #expect(try await site.sync().status == 0)
        #expect(FileManager.default.fileExists(atPath: exported.path))
        await site.stop()
    }

    @Test("a crash prints neither registers nor memory", arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGILL])
    func crash(signal: Int32) async throws {
        let site = try await Site.authorized(issues: 20)
        let fault = site.jira.faults.add(FaultRule(.delay(0.5), path: "/rest/"))
        let run = try site.command.start(["sync"])
        while fault.fired < 1 { try await Task.sleep(for: .milliseconds(10)) }
        Foundation.kill(run.process.processIdentifier, signal)
        let end = await run.wait(within: 30)
        #expect(end.wasKilled && end.status == signal, "\(end)")
        #expect(end.output.isEmpty && end.errors.isEmpty, "\(end)")
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

    @Test("--max-duration ends a run that waits for an answer, some seconds later")
    func maxDurationOfAnAnswer() async throws {
        let site = try await Site.authorized(issues: 40)
        // The first question of a run: on a busy machine a later one may not be reached in time.
        let fault = site.jira.faults.add(FaultRule(.delay(120), path: "/myself"))
        let run = try site.command.start(["sync", "--max-duration", "2s"])
        // The grace is 10 seconds; a single answer may take 5 minutes.
        let end = await run.wait(within: 60)
        #expect(end.status == 75 && !end.wasKilled, "\(end)")
        #expect(end.errors.contains("--max-duration"), "\(end)")
        #expect(fault.matched > 0)
        await site.stop()
    }
}
