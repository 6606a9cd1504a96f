import Foundation
import JiraSimulator
import TestSupport
import Testing

@Suite("OAuth 1.0a is renewed by its session handle", .serialized)
struct OAuth1RenewalTests {
    @Test("ahead of its end, within a run, by several processes at once, and after it has ended")
    func renewal() async throws {
        let site = try await Site.authorized(issues: 120) { $0.oauth.accessTokenLife = 3000 }
        var command = site.command
        command.environment["JIRA_MIRROR_SYNC_PAGE_SIZE"] = "20"
        site.jira.faults.add(FaultRule(.delay(0.4), path: "/search"))
        let before = renewals(site)
        let run = try command.start(["sync"])
        let end = await run.wait()
        #expect(end.status == 0 && end.errors.isEmpty, "\(end)")
        #expect(renewals(site) > before)
        site.jira.faults.clear()
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)

        try await Task.sleep(for: .seconds(3.1))
        let processes = try (0..<4).map { _ in try site.command.start(["authorize", "--check"]) }
        for process in processes {
            let end = await process.wait(within: 60)
            #expect(end.status == 0, "\(end)")
        }
        site.jira.oauth.expireTokens(sessions: true)
        try await Task.sleep(for: .seconds(3.1))
        let over = try await site.sync()
        #expect(over.status == 77 && over.errors.contains("permission_denied"), "\(over)")
        try await site.authorize()
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    @Test("killed when the next token was stored and not used yet, the grant lives")
    func killed() async throws {
        let site = try await Site.authorized(issues: 20) { $0.oauth.accessTokenLife = 3000 }
        #expect(try await site.sync().status == 0)
        try await Task.sleep(for: .seconds(3.1))
        let before = renewals(site)
        let run = try site.command.start(["authorize", "--check"])
        site.jira.beforeRequest { [jira = site.jira] record in
            let isMoment = jira.log.records(path: "/access-token").count > before
            if isMoment, record.path.hasSuffix("/myself") { run.kill() }
        }
        let end = await run.wait()
        #expect(end.wasKilled, "\(end)")
        #expect(renewals(site) > before)
        site.jira.beforeRequest { _ in }
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    private func renewals(_ site: Site) -> Int { site.jira.log.records(path: "/access-token").count }
}
