import Foundation
import HTTPCore
import Synchronization
import Testing

@testable import JiraMirrorCLI

@Suite("init") struct InitCommandTests {
    @Test func itWritesEverythingOnceAndPrintsTheTicketAgain() async throws {
        let jira = StubJira()
        let bench = try Bench(transport: jira)
        #expect(await bench.run("init", "https://Jira.example.com/", "--consumer-key", "mirror-1") == .done)
        let home = bench.directory.path + "/home"
        for (file, mode) in [("config.yaml", 0o600), ("vault.key", 0o600), ("vault.sqlite", 0o600)] {
            #expect(try TemporaryDirectory.mode(of: "\(home)/\(file)") == mode)
        }
        #expect(try TemporaryDirectory.mode(of: home) == 0o700)
        let ticket = bench.output
        #expect(ticket.contains("Consumer key:        mirror-1"))
        #expect(ticket.contains("-----BEGIN PUBLIC KEY-----"))
        #expect(ticket.contains("https://jira.example.com/plugins/servlet/applinks/listApplicationLinks"))
        #expect(bench.talk.contains("Jira 9.12.0 \"Company Jira\""))
        let key = try String(contentsOfFile: home + "/vault.key", encoding: .utf8)
        let configuration = try String(contentsOfFile: home + "/config.yaml", encoding: .utf8)
        #expect(configuration.contains("url: https://jira.example.com\n"))
        #expect(configuration.contains("consumer_key: mirror-1\n"))

        #expect(await bench.run("init", "https://jira.example.com") == .done)
        #expect(bench.output == ticket + ticket)
        #expect(try String(contentsOfFile: home + "/vault.key", encoding: .utf8) == key)
        #expect(await bench.run("vault", "public-key") == .done)
        let printed = bench.output.dropFirst(ticket.count * 2).trimmingSpaces()
        #expect(ticket.contains(printed))
        #expect(await bench.run("config", "check") == .done)
    }

    @Test func anotherSiteNeedsAnotherProfile() async throws {
        let bench = try Bench(transport: StubJira())
        #expect(await bench.run("init", "https://jira.example.com") == .done)
        #expect(await bench.run("init", "https://other.example.com") == .configuration)
        #expect(bench.talk.contains("this profile belongs to https://jira.example.com"))
        #expect(await bench.run("init", "https://jira.example.com", "--consumer-key", "b") == .usage)
        #expect(await bench.run("--profile", "b", "init", "https://jira.example.com") == .done)
        #expect(await bench.run("vault", "public-key", "--profile", "b") == .done)
        #expect(await bench.run("--profile=b", "vault", "public-key") == .done)
        #expect(FileManager.default.fileExists(atPath: bench.directory.path + "/home/b/vault.sqlite"))
    }

    @Test func aFileWithoutTheSiteIsForThePersonToComplete() async throws {
        let jira = StubJira()
        let bench = try Bench(transport: jira)
        try bench.configure("mirror:\n  mode: 0640\n")
        #expect(await bench.run("init", "https://jira.example.com") == .configuration)
        #expect(bench.talk.contains("site:\n      url: https://jira.example.com"))
        #expect(jira.requests.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: bench.directory.path + "/home/vault.sqlite"))
        try bench.configure("mirror:\n  mode: 0640\nsite:\n  url: https://jira.example.com\n")
        #expect(await bench.run("init", "https://jira.example.com") == .done)
    }

    @Test(
        arguments: [
            ("http://jira.example.com", "use https"), ("jira.example.com", "https://"),
            ("https://jira.example.com/browse/ABC-1", "page of Jira"),
            ("https://u:p@jira.example.com", "password"),
        ])
    func aURLThatCannotBeUsedIs64AndNothingIsWritten(_ url: String, _ word: String) async throws {
        let jira = StubJira()
        let bench = try Bench(transport: jira)
        #expect(await bench.run("init", url) == .usage)
        #expect(bench.talk.contains(word))
        #expect(jira.requests.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: bench.directory.path + "/home"))
    }

    @Test func whatIsNotJiraIsToldAndNothingIsWritten() async throws {
        let jira = StubJira()
        jira.state.withLock { $0.serverInfo = (200, "text/html", "<html>login</html>") }
        let bench = try Bench(transport: jira)
        #expect(await bench.run("init", "https://jira.example.com") == .protocolError)
        #expect(!FileManager.default.fileExists(atPath: bench.directory.path + "/home"))
        jira.state.withLock { $0.serverInfo = (404, "text/html", "") }
        #expect(await bench.run("init", "https://jira.example.com") == .unavailable)
        jira.state.withLock { $0.serverInfo = (503, "text/html", "") }
        #expect(await bench.run("init", "https://jira.example.com") == .tryLater)
    }

    @Test func aLostKeyIsReplacedAndTheOldVaultKept() async throws {
        let bench = try Bench(transport: StubJira())
        #expect(await bench.run("init", "https://jira.example.com") == .done)
        let home = bench.directory.path + "/home"
        try FileManager.default.removeItem(atPath: home + "/vault.key")
        #expect(await bench.run("init", "https://jira.example.com") == .configuration)
        #expect(bench.talk.contains("--new-key"))
        #expect(await bench.run("init", "https://jira.example.com", "--new-key") == .done)
        let names = try FileManager.default.contentsOfDirectory(atPath: home)
        #expect(names.contains { $0.hasPrefix("vault.sqlite.replaced-") })
        #expect(names.contains("vault.key"))
    }

    @Test func anotherVaultsKeyIsTheWrongKey() async throws {
        let bench = try Bench(transport: StubJira())
        #expect(await bench.run("init", "https://jira.example.com") == .done)
        let key = bench.directory.path + "/home/vault.key"
        try (String(repeating: "ab", count: 32) + "\n").write(toFile: key, atomically: false, encoding: .utf8)
        #expect(await bench.run("vault", "status") == .configuration)
        #expect(bench.talk.contains("the key does not open the vault"))
    }

    @Test func aKeyFileThatOthersCanReadIsRefused() async throws {
        let bench = try Bench(transport: StubJira())
        #expect(await bench.run("init", "https://jira.example.com") == .done)
        let key = bench.directory.path + "/home/vault.key"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        #expect(await bench.run("vault", "status") == .configuration)
        #expect(bench.talk.contains("chmod 600"))
    }
}
