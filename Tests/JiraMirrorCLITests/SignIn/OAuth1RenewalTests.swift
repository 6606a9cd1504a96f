import ArgumentParser
import HTTPCore
import JiraAPI
import OpenSSLCrypto
import SyncCore
import Synchronization
import Testing
import TokenVault

@testable import JiraMirrorCLI

@Suite("OAuth 1.0a is renewed ahead of its five years") struct OAuth1RenewalTests {
    private let jira = StubJira()
    private static let life = 157_680_000.0

    private func bench() async throws -> Bench {
        let bench = try Bench(input: "ABC123\n", transport: jira)
        #expect(await bench.run("init", "https://jira.example.com") == .done)
        #expect(await bench.run("authorize", "--no-browser", "--callback", "oob") == .done)
        jira.state.withLock { $0.requests = [] }
        return bench
    }

    /// Runs when so many days of the grant are left.
    private func check(_ bench: Bench, daysLeft: Double) async -> JiraMirrorCLI.ExitStatus {
        var context = bench.context
        let then = context.now() + (Self.life - daysLeft * 86_400)
        context.now = { then }
        context.sleep = { _ in }
        return await Program.run(["authorize", "--check"], in: context)
    }

    private func stored(_ bench: Bench) throws -> OAuthGrant {
        let dependencies = try Dependencies(GlobalOptions.parse([]), in: bench.context)
        let vault = try dependencies.vault()
        return try vault.grant(site: try dependencies.loadGrant(from: vault).siteID)
    }

    private var renewals: Int { jira.requests.filter { $0.contains("access-token") }.count }

    @Test func inTheLastThirtyDaysTheNextTokenIsStoredAndUsed() async throws {
        let bench = try await bench()
        #expect(await check(bench, daysLeft: 40) == .done)
        #expect(renewals == 0)
        let before = jira.requests.count
        #expect(await check(bench, daysLeft: 20) == .done)
        #expect(
            jira.requests.dropFirst(before).prefix(2) == [
                "POST /plugins/servlet/oauth/access-token", "GET /rest/api/2/myself",
            ])
        let next = try stored(bench)
        #expect(next.accessToken.revealText() == "accesstoken2" && next.sessionHandle != nil)
        // Five years from then on.
        #expect(await check(bench, daysLeft: 19) == .done)
        #expect(renewals == 1)
    }

    @Test func aRefusalWhileTheTokenIsGoodIsNoStopButAWarning() async throws {
        let bench = try await bench()
        jira.state.withLock { $0.refusesRenewal = (401, "permission_denied") }
        #expect(await check(bench, daysLeft: 20) == .done)
        #expect(try stored(bench).accessToken.revealText() == "accesstoken1")
        #expect(try stored(bench).sessionHandle == nil)
        #expect(await check(bench, daysLeft: 19.5) == .done)
        #expect(renewals == 1, "a refusal is not asked for twice")
        #expect(bench.talk.contains("the grant (oauth1) ends in 19 days"))
    }

    @Test func aRefusalAfterTheEndIsTheEnd() async throws {
        let bench = try await bench()
        jira.state.withLock { $0.refusesRenewal = (401, "permission_denied") }
        #expect(await check(bench, daysLeft: -1) == .notAuthorized)
        #expect(bench.talk.contains("permission_denied"))
        #expect(!jira.requests.contains { $0.contains("/myself") })
    }

    @Test func aBusyJiraIsAskedLater() async throws {
        let bench = try await bench()
        jira.state.withLock { $0.refusesRenewal = (503, "") }
        #expect(await check(bench, daysLeft: 20) == .done)
        #expect(try stored(bench).sessionHandle != nil)
        #expect(await check(bench, daysLeft: -1) == .tryLater)
        jira.state.withLock { $0.refusesRenewal = nil }
        #expect(await check(bench, daysLeft: -1) == .done)
        #expect(try stored(bench).accessToken.revealText() == "accesstoken2")
    }
}
