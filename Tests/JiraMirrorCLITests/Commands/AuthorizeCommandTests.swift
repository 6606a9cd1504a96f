import ArgumentParser
import Foundation
import HTTPCore
import JiraAPI
import OAuth1
import OpenSSLCrypto
import SyncCore
import Synchronization
import Testing
import TokenVault

@testable import JiraMirrorCLI

@Suite("authorize") struct AuthorizeCommandTests {
    private let jira = StubJira()

    private func bench(input: String = "ABC123\n") async throws -> Bench {
        let bench = try Bench(input: input, transport: jira)
        #expect(await bench.run("init", "https://jira.example.com") == .done)
        return bench
    }

    /// What was printed after the ticket of `init`.
    private func printed(_ bench: Bench, _ command: [String]) async -> (JiraMirrorCLI.ExitStatus, String) {
        let before = bench.output.count
        let status = await Program.run(command, in: bench.context)
        return (status, String(bench.output.dropFirst(before)))
    }

    @Test func theVerificationCodeBecomesAStoredAndProvedGrant() async throws {
        let bench = try await bench()
        let (status, output) = await printed(bench, ["authorize", "--no-browser", "--callback", "oob"])
        #expect(status == .done)
        #expect(
            output == "https://jira.example.com/plugins/servlet/oauth/authorize?oauth_token=requesttoken1\n")
        #expect(bench.talk.contains("authorized as The ada (ada) at https://jira.example.com until 20"))
        #expect(bench.talk.contains("can only read"))
        #expect(
            jira.requests.suffix(3) == [
                "POST /plugins/servlet/oauth/request-token", "POST /plugins/servlet/oauth/access-token",
                "GET /rest/api/2/myself",
            ])
        let dependencies = try Dependencies(GlobalOptions.parse([]), in: bench.context)
        let vault = try dependencies.vault()
        let grant = try dependencies.loadGrant(from: vault)
        #expect(try vault.grant(site: grant.siteID).accessToken.revealText() == "accesstoken1")
        #expect(grant.account.key == "JIRAUSERada" && grant.method == .oauth1)
        #expect(bench.context.redactor.redact("it is accesstoken1!") == "it is <redacted>!")
    }

    @Test func theAddressOfTheBrowserCanBePastedWhileTheListenerWaits() async throws {
        // The callback's address is random: a wrong one is told, and the end of input leaves the listener.
        let bench = try await bench(input: "https://jira.example.com/secure/Dashboard.jspa\n")
        let listening = Task { await printed(bench, ["authorize", "--no-browser"]) }
        try await bench.waitForTalk {
            $0.contains("page of Jira") || $0.contains("Jira, not") || $0.contains("paste")
        }
        #expect(bench.talk.contains("ssh -L "))
        listening.cancel()
        let (status, _) = await listening.value
        #expect(status == .tryLater)
    }

    @Test func withoutACodeNothingIsStored() async throws {
        let bench = try await bench(input: "")
        let (status, _) = await printed(bench, ["authorize", "--no-browser", "--callback", "oob"])
        #expect(status == .notAuthorized)
        #expect(bench.talk.contains("standard input ended"))
        #expect(await bench.run("authorize", "--check") == .notAuthorized)
    }

    @Test func anotherUserThanExpectedIsRefusedAndTheOldGrantStays() async throws {
        let bench = try await bench(input: "ABC123\nDEF456\n")
        #expect(await printed(bench, ["authorize", "--no-browser", "--callback", "oob"]).0 == .done)
        jira.state.withLock { $0.user = "eve" }
        let again = ["authorize", "--no-browser", "--callback", "oob", "--expect-user", "ada"]
        #expect(await printed(bench, again).0 == .notAuthorized)
        #expect(bench.talk.contains("'eve' consented, 'ada' was expected"))
        jira.state.withLock { $0.user = "ada" }
        let dependencies = try Dependencies(GlobalOptions.parse([]), in: bench.context)
        let vault = try dependencies.vault()
        let grant = try dependencies.loadGrant(from: vault)
        #expect(try vault.grant(site: grant.siteID).accessToken.revealText() == "accesstoken1")
    }

    @Test func anAnonymousAnswerIsNoProof() async throws {
        let bench = try await bench()
        jira.state.withLock { $0.user = nil }
        #expect(await printed(bench, ["authorize", "--no-browser", "--callback", "oob"]).0 == .notAuthorized)
        #expect(await bench.run("authorize", "--check") == .notAuthorized)
        #expect(bench.talk.contains("nobody has authorized this profile yet"))
    }

    @Test func aCheckMarksADeadGrantAndALivingOne() async throws {
        let bench = try await bench()
        #expect(await printed(bench, ["authorize", "--no-browser", "--callback", "oob"]).0 == .done)
        jira.state.withLock { $0.problem = "token_revoked" }
        #expect(await bench.run("authorize", "--check") == .notAuthorized)
        #expect(await printed(bench, ["status", "--json"]).1.contains("\"state\" : \"rejected\""))
        jira.state.withLock { $0.problem = nil }
        #expect(await bench.run("authorize", "--check") == .done)
        #expect(await printed(bench, ["status", "--json"]).1.contains("\"state\" : \"active\""))
    }

    @Test func aChangedConsumerKeyIsNotUsedWithTheOldToken() async throws {
        let bench = try await bench()
        #expect(await printed(bench, ["authorize", "--no-browser", "--callback", "oob"]).0 == .done)
        let file = bench.directory.path + "/home/config.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacing("consumer_key: jira-mirror", with: "consumer_key: other")
            .write(toFile: file, atomically: true, encoding: .utf8)
        #expect(await bench.run("authorize", "--check") == .configuration)
    }

    @Test func anOptionOfAnotherMethodIsAMistake() async throws {
        let bench = try await bench()
        #expect(await bench.run("authorize", "--method", "magic") == .usage)
        #expect(await bench.run("authorize", "--username", "ada") == .usage)
        #expect(bench.talk.contains("--username is for --method basic, the method is oauth1"))
        #expect(await bench.run("authorize", "--method", "pat", "--callback", "oob") == .usage)
        #expect(!jira.requests.contains { $0.contains("/myself") })
    }

    @Test func beforeInitThereIsNothingToAuthorize() async throws {
        let bench = try Bench(transport: jira)
        #expect(await bench.run("authorize") == .configuration)
        #expect(bench.talk.contains("not initialised"))
        #expect(jira.requests.isEmpty)
    }
}
