import Foundation
import JiraSimulator
import Testing

@Suite("Whoever watches runs from outside is told of them", .serialized)
struct WatchTests {
    private static let secret = "0f5c-secret-ping"

    /// Value by series, as the metrics file has them.
    private func series(_ path: String) throws -> [String: Double] {
        var values: [String: Double] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        where !line.hasPrefix("#") {
            let space = try #require(line.lastIndex(of: " "))
            let name = line[..<space]
                .replacing(#/profile="[^"]*",site="[^"]*",?/#, with: { _ in "" }).replacing("{}", with: "")
            values[String(name)] = Double(line[line.index(after: space)...])
        }
        return values
    }

    /// A site whose command has a metrics file, a monitor to ping, and a hook that keeps what it is told.
    private func watched(_ monitor: JiraSimulator) async throws -> (Site, Command) {
        let site = try await Site.authorized(issues: 40)
        func file(_ name: String, _ text: String, _ mode: Int) throws -> String {
            let path = site.home.appendingPathComponent(name).path
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            return path
        }
        let told = site.home.appendingPathComponent("told").path
        let hook = try file(
            "hook", "#!/bin/sh\necho \"status $JIRA_MIRROR_EXIT_STATUS\" >>\"$1\"; cat >>\"$1\"\n", 0o700)
        var command = site.command
        command.environment["JIRA_MIRROR_ALERT_PING_URL_FILE"] = try file(
            "ping.url", monitor.baseURL + "/" + Self.secret + "\n", 0o600)
        command.environment["JIRA_MIRROR_ALERT_ON_FAILURE"] = "\(hook) \(told)"
        command.environment["JIRA_MIRROR_METRICS_PATH"] = site.home.appendingPathComponent("m.prom").path
        return (site, command)
    }

    private func told(_ site: Site) -> String {
        (try? String(contentsOf: site.home.appendingPathComponent("told"), encoding: .utf8)) ?? ""
    }

    private func monitor() async throws -> JiraSimulator {
        let monitor = try await JiraSimulator.start(
            SimulatorOptions(site: SiteOptions(issues: 1, projects: 1)))
        monitor.faults.add(FaultRule(.html200))
        return monitor
    }

    private func pings(_ monitor: JiraSimulator) -> [String] {
        monitor.log.records(path: Self.secret).map { String($0.path.split(separator: "/").last ?? "") }
    }

    @Test("metrics, ping and hook tell of a good run, a revoked token, and a server that is away for a while")
    func life() async throws {
        let monitor = try await monitor()
        let (site, command) = try await watched(monitor)
        let metrics = site.home.appendingPathComponent("m.prom").path

        let good = try await command.run("sync")
        #expect(good.status == 0 && good.errors.isEmpty, "\(good)")
        #expect(pings(monitor) == ["start", "0"])
        #expect(told(site).isEmpty)
        var values = try series(metrics)
        #expect(values["jira_mirror_last_run_exit_code"] == 0)
        #expect(values["jira_mirror_issues{state=\"live\"}"] == 40)
        #expect(values["jira_mirror_last_run_issues{op=\"written\"}"] == 40)
        #expect(values["jira_mirror_grant_active"] == 1)
        let success = try #require(values["jira_mirror_last_success_timestamp_seconds"])
        let now = Date().timeIntervalSince1970
        #expect(abs(success - now) < 300)
        #expect(abs(try #require(values["jira_mirror_watermark_timestamp_seconds"]) - now) < 300)
        #expect((values["jira_mirror_token_expiry_timestamp_seconds"] ?? 0) > now)
        #expect((values["jira_mirror_db_bytes"] ?? 0) > 100_000)
        let mode = try FileManager.default.attributesOfItem(atPath: metrics)[.posixPermissions] as? Int
        #expect(mode == 0o644)

        // Away: for the next run to mend. The monitor notes it, nobody is woken, the last success stays.
        site.jira.faults.add(FaultRule(.status(503)))
        let away = try await command.run("sync")
        #expect(away.status == 75, "\(away)")
        #expect(away.errors.isEmpty, "\(away)")
        #expect(pings(monitor) == ["start", "0", "start", "log"])
        #expect(told(site).isEmpty)
        values = try series(metrics)
        #expect(values["jira_mirror_last_run_exit_code"] == 75)
        #expect(values["jira_mirror_last_success_timestamp_seconds"] == success)
        #expect(values["jira_mirror_last_run_issues{op=\"written\"}"] == 0)

        site.jira.faults.clear()
        site.jira.oauth.revokeTokens(user: Site.account)
        let revoked = try await command.run("sync")
        #expect(revoked.status == 77, "\(revoked)")
        #expect(pings(monitor).suffix(2) == ["start", "77"])
        #expect(told(site).hasPrefix("status 77\njira-mirror: "))
        #expect(told(site).contains("authorize"))
        values = try series(metrics)
        #expect(values["jira_mirror_grant_active"] == 0)

        // The same the next quarter of an hour: told once a day.
        let once = told(site)
        #expect(try await command.run("sync").status == 77)
        #expect(told(site) == once)
        await site.stop()
        await monitor.stop()
    }

    @Test("a run that a signal stopped tells of it too")
    func signal() async throws {
        let monitor = try await monitor()
        let (site, command) = try await watched(monitor)
        let slow = site.jira.faults.add(FaultRule(.delay(5), path: "/search"))
        let running = try command.start(["sync"])
        try running.input.fileHandleForWriting.close()
        for _ in 0..<500 where site.jira.log.records(path: "/search").isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        running.terminate()
        let end = await running.wait()
        #expect(end.status == 75, "\(end)")
        let values = try series(site.home.appendingPathComponent("m.prom").path)
        #expect(values["jira_mirror_last_run_exit_code"] == 75)
        #expect(["75", "log"].contains(pings(monitor).last))
        site.jira.faults.remove(slow)
        await site.stop()
        await monitor.stop()
    }

    @Test("the log has one event a line, of one run each, with every request and no parameter of one")
    func log() async throws {
        let site = try await Site.authorized(issues: 40)
        let file = site.home.appendingPathComponent("run.log")
        var command = site.command
        command.environment["JIRA_MIRROR_LOG_LEVEL"] = "debug"
        command.environment["JIRA_MIRROR_LOG_FORMAT"] = "json"
        command.environment["JIRA_MIRROR_LOG_PATH"] = file.path
        site.jira.log.reset()
        #expect(try await command.run("sync").errors.isEmpty)
        let requests = site.jira.log.counters.requests
        #expect(try await command.run("sync").errors.isEmpty)

        let text = try String(contentsOf: file, encoding: .utf8)
        let events = try text.split(separator: "\n").map {
            try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
        }
        let runs = events.compactMap { $0["run"] }
        #expect(runs.count == events.count && Set(runs).count == 2)
        let first = events.filter { $0["run"] == runs.first }
        #expect(first.first?["message"] == "run begins" && first.last?["message"] == "run ended")
        #expect(first.last?["written"] == "40" && first.last?["status"] == "0")
        #expect(first.filter { $0["message"] == "request" }.count == Int(requests))
        #expect(first.contains { $0["phase"] == "fill" })
        for hidden in ["oauth", "jql=", "?", "Authorization"] { #expect(!text.contains(hidden), "\(hidden)") }

        // Under systemd: priorities, and a failure is an error there.
        command.environment["JIRA_MIRROR_LOG_PATH"] = nil
        command.environment["JIRA_MIRROR_LOG_LEVEL"] = "info"
        command.environment["JIRA_MIRROR_LOG_FORMAT"] = "text"
        command.environment["JOURNAL_STREAM"] = "8:1"
        site.jira.oauth.revokeTokens(user: Site.account)
        let failed = try await command.run("sync")
        #expect(failed.status == 77)
        #expect(failed.errors.hasPrefix("<6>20"), "\(failed)")
        #expect(failed.errors.contains("\n<3>") && failed.errors.contains("status=77"), "\(failed)")
        command.environment["JIRA_MIRROR_LOG_PATH"] = "/proc/nowhere/run.log"
        let told = try await command.run("sync")
        #expect(told.status == 77 && told.errors.contains("the log is not written"), "\(told)")
        await site.stop()
    }

    @Test(
        "what is wrong with the watchers is told and fails no run, and the secret of the ping is in no message"
    )
    func broken() async throws {
        let monitor = try await JiraSimulator.start(
            SimulatorOptions(site: SiteOptions(issues: 1, projects: 1)))
        let (site, command) = try await watched(monitor)
        monitor.faults.add(FaultRule(.status(500)))
        var first = command
        first.environment["JIRA_MIRROR_METRICS_PATH"] = "/proc/nowhere/m.prom"
        let refused = try await first.run("sync")
        #expect(refused.status == 0, "\(refused)")
        #expect(refused.errors.contains("the monitor answered with status 500"), "\(refused)")
        #expect(refused.errors.contains("the metrics are not written"), "\(refused)")

        await monitor.stop()
        let gone = try await command.run("sync")
        #expect(gone.status == 0 && gone.errors.contains("the monitor cannot be reached"), "\(gone)")

        let file = try #require(command.environment["JIRA_MIRROR_ALERT_PING_URL_FILE"])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let open = try await command.run("sync")
        #expect(open.status == 0 && open.errors.contains("chmod 600"), "\(open)")
        for run in [refused, gone, open] { #expect(!run.errors.contains(Self.secret), "\(run)") }
        await site.stop()
    }
}
