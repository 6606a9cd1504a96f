import Foundation
import JiraSimulator
import Testing

@Suite("doctor finds what is wrong and says how to mend it", .serialized)
struct DoctorTests {
    private struct Finding: Decodable {
        var check: String
        var grade: String
        var text: String
        var remedy: [String]
    }

    /// The findings that are neither `ok` nor notes, without the key file that lies beside the vault in all tests.
    private func examine(_ command: Command, _ arguments: String...) async throws -> (Int32, [Finding]) {
        let running = try command.start(["doctor", "--json"] + arguments)
        try running.input.fileHandleForWriting.close()
        let result = await running.wait()
        let all = try JSONDecoder().decode([Finding].self, from: Data(result.output.utf8))
        #expect(!all.isEmpty, "\(result)")
        return (result.status, all.filter { !["ok", "note"].contains($0.grade) && $0.check != "key file" })
    }

    @Test("before init, before authorize, before the first sync, it says what comes next")
    func firstSteps() async throws {
        let site = try await Site.fresh(issues: 5)
        var (status, findings) = try await examine(site.command)
        #expect(status == 78)
        #expect(findings.contains { $0.check == "configuration" && $0.remedy.joined().contains("init") })
        try await site.initialize()
        (status, findings) = try await examine(site.command)
        #expect(status == 77)
        #expect(findings.contains { $0.check == "grant" && $0.remedy.joined().contains("authorize") })
        try await site.authorize()
        (status, findings) = try await examine(site.command)
        #expect(status == 0 && findings.isEmpty, "\(findings)")
        await site.stop()
    }

    @Test("a healthy set-up has no failure, for people too, and nothing is changed")
    func healthy() async throws {
        let site = try await Site.authorized(issues: 30)
        #expect(try await site.sync().status == 0)
        let before = try Data(contentsOf: site.mirror)
        let result = try await site.command.run("doctor")
        #expect(result.status == 0, "\(result)")
        for line in ["ok       vault", "ok       data", "ok       account", "ok       rights", "Europe/"] {
            #expect(result.output.contains(line), "\(line): \(result)")
        }
        #expect(try Data(contentsOf: site.mirror) == before)
        await site.stop()
    }

    @Test("each of these set-ups is broken in one place, and that place is named")
    func broken() async throws {
        let site = try await Site.authorized(issues: 30)
        #expect(try await site.sync().status == 0)
        let key = site.home.appendingPathComponent("vault.key").path

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        var (status, findings) = try await examine(site.command)
        #expect(status == 78)
        #expect(
            findings.contains { $0.check == "vault" && $0.remedy.joined().contains("chmod 600") },
            "\(findings)")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)

        var command = site.command
        command.environment["JIRA_MIRROR_SYNC_PAGE_SIZE"] = "many"
        (status, findings) = try await examine(command)
        #expect(status == 78 && findings.first?.check == "configuration")

        command = site.command
        command.environment["https_proxy"] = "http://proxy.example:3128"
        command.environment["JIRA_MIRROR_ALERT_ON_FAILURE"] = "no-such-program-anywhere"
        command.environment["JIRA_MIRROR_METRICS_PATH"] = site.home.path + "/nowhere/m.prom"
        (status, findings) = try await examine(command)
        #expect(status == 0 && findings.map(\.check) == ["environment", "metrics", "hook"], "\(findings)")

        site.jira.faults.add(FaultRule(.html200))
        (status, findings) = try await examine(site.command)
        #expect(status == 76 && findings.map(\.check) == ["site", "account"], "\(findings)")
        site.jira.faults.clear()

        site.jira.faults.add(FaultRule(.clockSkew(seconds: 900)))
        (status, findings) = try await examine(site.command)
        #expect(status == 0 && findings.map(\.check) == ["clock"], "\(findings)")
        site.jira.faults.clear()

        site.jira.faults.add(FaultRule(.anonymous))
        (status, findings) = try await examine(site.command)
        #expect(status == 77 && findings.contains { $0.check == "account" }, "\(findings)")
        site.jira.faults.clear()
        await site.stop()
    }

    @Test(
        "a rejected grant costs no request; --probe tries it, and makes it active where Jira takes it again")
    func rejected() async throws {
        let site = try await Site.authorized(issues: 30)
        // The account is closed for a while: all its tokens are refused meanwhile.
        site.jira.faults.add(FaultRule(.oauthProblem("token_rejected"), path: "/myself"))
        #expect(try await site.sync().status == 77)
        var (status, findings) = try await examine(site.command)
        #expect(status == 77)
        #expect(
            findings.contains { $0.check == "account" && $0.remedy.joined().contains("--probe") },
            "\(findings)")
        (status, findings) = try await examine(site.command, "--probe")
        #expect(status == 77, "\(findings)")
        site.jira.faults.clear()
        #expect(try await examine(site.command).0 == 77)
        #expect(try await examine(site.command, "--probe").0 == 0)
        #expect(try await site.sync().status == 0)
        await site.stop()
    }
}
