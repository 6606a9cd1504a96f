import Foundation
import GRDB
import JiraSimulator
import Testing

@Suite("cron/jira-mirror-sync, which cron and containers start", .serialized)
struct CronTests {
    /// The wrapper around this build's program, with no wait before the run.
    private func wrapper(of site: Site, _ environment: [String: String] = [:]) -> Command {
        var command = site.command
        command.executable = Documents.root.appendingPathComponent("cron/jira-mirror-sync")
        command.environment["JIRA_MIRROR"] = site.command.executable.path
        command.environment["JIRA_MIRROR_JITTER"] = "0"
        command.environment.merge(environment) { $1 }
        return command
    }

    private func lastStatus(_ site: Site) async throws -> Int? {
        try await DatabaseQueue(path: site.mirror.path).read {
            try Int.fetchOne($0, sql: "SELECT exit_status FROM sync_runs ORDER BY id DESC LIMIT 1")
        }
    }

    @Test("a good run says nothing and ends with 0, one that needs somebody keeps its message and its status")
    func statuses() async throws {
        let site = try await Site.authorized(issues: 40)
        let log = site.home.appendingPathComponent("sync.log")
        let command = wrapper(of: site, ["JIRA_MIRROR_LOG": log.path])
        let good = try await command.run()
        #expect(good.status == 0 && good.errors.isEmpty && good.output.isEmpty, "\(good)")
        #expect(try await lastStatus(site) == 0)
        #expect(!FileManager.default.fileExists(atPath: log.path))

        site.jira.oauth.revokeTokens()
        let bad = try await command.run()
        #expect(bad.status == 77 && bad.errors.contains("jira-mirror authorize"), "\(bad)")
        #expect(try String(contentsOf: log, encoding: .utf8).contains("exit 77: \(bad.errors)"))
        await site.stop()
    }

    @Test(
        "a signal to the wrapper ends the run in good order, and the next one goes on",
        arguments: [false, true])
    func signal(withLog: Bool) async throws {
        let site = try await Site.authorized(issues: 1500)
        var environment = ["JIRA_MIRROR_SYNC_PAGE_SIZE": "10"]
        if withLog { environment["JIRA_MIRROR_LOG"] = site.home.appendingPathComponent("sync.log").path }
        let fault = site.jira.faults.add(FaultRule(.delay(0.05), path: "/search"))
        let run = try wrapper(of: site, environment).start([])
        while fault.fired < 20 { try await Task.sleep(for: .milliseconds(10)) }
        run.terminate()
        let end = await run.wait(within: 30)
        // "Try later" is nothing that cron has to report.
        #expect(end.status == 0 && !end.wasKilled, "\(end)")
        #expect(try await lastStatus(site) == 75)
        // The program has ended with it: nothing asks Jira any more.
        let asked = fault.fired
        try await Task.sleep(for: .milliseconds(300))
        #expect(fault.fired == asked)
        site.jira.faults.clear()
        let next = try await wrapper(of: site).run()
        #expect(next.status == 0 && next.errors.isEmpty, "\(next)")
        #expect(try await lastStatus(site) == 0)
        await site.stop()
    }

    @Test("a signal while it waits for its turn ends it before anything is asked")
    func early() async throws {
        let site = try await Site.authorized(issues: 10)
        let before = site.jira.log.records.count
        // A wait of no time at all is as likely as any other: one in a million.
        let run = try wrapper(of: site, ["JIRA_MIRROR_JITTER": "1000000"]).start([])
        try await Task.sleep(for: .milliseconds(300))
        #expect(run.process.isRunning)
        run.terminate()
        let end = await run.wait(within: 30)
        #expect(end.status == 0 && !end.wasKilled, "\(end)")
        #expect(site.jira.log.records.count == before)
        await site.stop()
    }

    @Test("a wait that is no number is refused before anything runs")
    func jitter() async throws {
        let site = try await Site.authorized(issues: 10)
        let end = try await wrapper(of: site, ["JIRA_MIRROR_JITTER": "5m"]).run()
        #expect(end.status == 64 && end.errors.contains("JIRA_MIRROR_JITTER is '5m'"), "\(end)")
        #expect(!FileManager.default.fileExists(atPath: site.mirror.path))
        await site.stop()
    }
}
