import Foundation
import JiraSimulator
import TestSupport
import Testing

@Suite("Networks", .serialized)
struct NetworkTests {
    @Test(
        "a Jira at an IPv6 address with port and context path: init, authorize, sync, signed",
        .enabled(if: IPv6.isThere, Comment(rawValue: IPv6.whySkipped)))
    func ipv6() async throws {
        let site = try await Site.fresh(issues: 40) {
            $0.host = .ipv6
            $0.contextPath = "/jira"
        }
        #expect(site.jira.baseURL == "http://[::1]:\(site.jira.port)/jira")
        let spelled = "http://[0:0:0:0:0:0:0:1]:\(site.jira.port)/jira/"
        let initialized = try await site.command.run("init", spelled, "--consumer-key", "jira-mirror")
        try #require(initialized.status == 0, "\(initialized)")
        try await site.register()
        try await consent(site)
        let run = try await site.sync()
        #expect(run.status == 0, "\(run)")
        let shown = try await site.command.run("config", "show")
        #expect(shown.output.contains("http://[::1]:\(site.jira.port)/jira"), "\(shown)")
        #expect(site.jira.log.counters.byScheme["oauth", default: 0] > 10)
        #expect(site.jira.log.counters.byStatus["401"] == nil, "\(site.jira.log.counters)")
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        await site.stop()
    }

    /// `authorize`, with a browser that can do IPv6: Foundation's loader takes no bracketed address.
    private func consent(_ site: Site) async throws {
        site.jira.oauth.options.autoApproveUser = Site.account
        let running = try site.command.start(["authorize", "--no-browser"])
        let browser = Process()
        browser.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        browser.arguments = [
            "python3", "-c", "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()",
            try await running.firstLine(),
        ]
        try browser.run()
        let result = await running.wait()
        browser.waitUntilExit()
        try #require(result.status == 0 && browser.terminationStatus == 0, "\(result)")
    }

    @Test("over a slow link (64 KB a second, 0.3 s a request) the mirror ends equal")
    func slowLink() async throws {
        let site = try await Site.authorized(issues: 30, projects: 1) { $0.gzip = true }
        let way = site.jira.faults.add(FaultRule(.delay(0.3)))
        let drip = site.jira.faults.add(FaultRule(.slowDrip(bytesPerSecond: 64 << 10)))
        let run = try await site.sync()
        #expect(run.status == 0, "\(run)")
        #expect(way.fired > 10 && drip.fired > 10)
        site.jira.faults.clear()
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        await site.stop()
    }

    @Test("a page that stalls ends at the idle limit and is asked for again, within the run")
    func stall() async throws {
        let site = try await Site.authorized(issues: 120, projects: 1)
        var command = site.command
        command.environment["JIRA_MIRROR_NETWORK_IDLE_TIMEOUT"] = "1s"
        // Fewer than eight bytes a second are silence.
        let fault = site.jira.faults.add(
            FaultRule(.slowDrip(bytesPerSecond: 1), path: "/search", from: 2, count: 1))
        let run = try await command.run("sync")
        #expect(run.status == 0, "\(run)")
        #expect(fault.fired == 1)
        site.jira.faults.clear()
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        await site.stop()
    }

    @Test("a file-size limit ends with 74 and names the file, the limit and what to do")
    func fileSizeLimit() async throws {
        let site = try await Site.authorized(issues: 200)
        // 512-byte blocks: the first ends in the schema, the second in the pages of issues.
        for blocks in [400, 3000] {
            for ending in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: site.mirror.path + ending)
            }
            let end = try site.command.run(shell: "ulimit -f \(blocks); exec \"$0\" sync")
            #expect(end.status == 74, "\(end)")
            #expect(
                end.errors.contains("\(site.mirror.path): this process may not write larger files"), "\(end)")
            #expect(end.errors.contains("kept as it was") && end.errors.contains("ulimit -f"), "\(end)")
        }
        let run = try await site.sync()
        #expect(run.status == 0, "\(run)")
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        await site.stop()
    }
}
