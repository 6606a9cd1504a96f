import Foundation
import FoundationNetworking
import JiraSimulator
import TestSupport
import Testing

@Suite("From nothing to a mirror", .serialized)
struct FirstStepsTests {
    @Test("init, authorize, sync, query, export and status, as a stranger does them")
    func wholeJob() async throws {
        let site = try await Site.fresh(issues: 120) { $0.contextPath = "/jira" }
        let ticket = try await site.command.run("init", site.jira.baseURL, "--consumer-key", "jira-mirror")
        #expect(ticket.status == 0, "\(ticket)")
        #expect(
            ticket.output.contains("BEGIN PUBLIC KEY") && ticket.output.contains("Incoming authentication"))
        try await site.register()
        try await site.authorize()

        let sync = try await site.sync()
        #expect(sync.status == 0, "\(sync)")
        #expect(sync.output.isEmpty && sync.errors.isEmpty, "silent without a terminal: \(sync)")
        let comparison = try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account)
        #expect(comparison.differences == [])
        #expect(comparison.rowsCompared > 1000)

        let count = try await site.command.run("query", "--format", "csv", "SELECT count(*) AS n FROM issues")
        #expect(count.output.hasPrefix("n\n"))
        let status = try await site.command.run("status", "--json")
        #expect(status.status == 0)
        #expect((try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]) != nil)
        for report in ["issues", "users", "created-vs-resolved", "cycle-time", "time-in-status"] {
            for format in ["csv", "tsv", "json", "ndjson", "markdown", "table", "html"] {
                let result = try await site.command.run("export", report, "--format", format)
                #expect(result.status == 0 && !result.output.isEmpty, "\(report) \(format): \(result.errors)")
            }
        }
        await site.stop()
    }

    @Test("a second init prints the ticket again and keeps the key")
    func secondInit() async throws {
        let site = try await Site.fresh(issues: 5)
        try await site.initialize()
        let before = try await site.command.run("vault", "public-key").output
        let again = try await site.command.run("init", site.jira.baseURL, "--consumer-key", "jira-mirror")
        #expect(again.status == 0, "\(again)")
        #expect(try await site.command.run("vault", "public-key").output == before)
        await site.stop()
    }

    @Test("the final URL, pasted on standard input, does as well as the listener")
    func pastedURL() async throws {
        let site = try await Site.fresh(issues: 5)
        try await site.initialize()
        site.jira.oauth.options.autoApproveUser = Site.account
        let running = try site.command.start(["authorize", "--no-browser"])
        let url = try #require(URL(string: try await running.firstLine()))
        let callback = try #require(try await redirect(of: url))
        try running.input.fileHandleForWriting.write(contentsOf: Data("\(callback)\n".utf8))
        let result = await running.wait(within: 30)
        #expect(result.status == 0, "\(result)")
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    @Test("a verification code authorizes where no callback can come back; a wrong one does not")
    func verificationCode() async throws {
        let site = try await Site.fresh(issues: 5)
        try await site.initialize()
        for isRight in [false, true] {
            let running = try site.command.start(["authorize", "--no-browser", "--callback", "oob"])
            let url = try #require(URLComponents(string: try await running.firstLine()))
            let token = try #require(url.queryItems?.first { $0.name == "oauth_token" }?.value)
            let code = try #require(site.jira.oauth.decide(requestToken: token, approvedBy: Site.account))
            try running.input.fileHandleForWriting.write(
                contentsOf: Data("\(isRight ? code : "AAAAAA")\n".utf8))
            let result = await running.wait(within: 30)
            #expect(result.status == (isRight ? 0 : 77), "\(result)")
        }
        await site.stop()
    }

    @Test("a denial is told as one, with status 77 and nothing exchanged")
    func denial() async throws {
        let site = try await Site.fresh(issues: 5)
        try await site.initialize()
        let running = try site.command.start(["authorize", "--no-browser"])
        try await Self.press("--deny", at: try await running.firstLine())
        let result = await running.wait(within: 30)
        #expect(result.status == 77, "\(result)")
        #expect(result.errors.lowercased().contains("denied"))
        #expect(site.jira.log.records(path: "/access-token").isEmpty)
        let sync = try await site.sync()
        #expect(sync.status == 77, "\(sync)")
        await site.stop()
    }

    @Test("authorizing again replaces the grant")
    func again() async throws {
        let site = try await Site.authorized(issues: 5)
        site.jira.oauth.revokeTokens(user: Site.account)
        try await site.authorize()
        #expect(try await site.sync().status == 0)
        #expect(try await site.command.run("authorize", "--check").status == 0)
        await site.stop()
    }

    @Test("a dry run tells what it would cost and writes nothing")
    func dryRun() async throws {
        let site = try await Site.authorized(issues: 120)
        let plan = try await site.sync("--dry-run")
        #expect(plan.status == 0, "\(plan)")
        #expect(plan.output.contains("requests"))
        #expect(!FileManager.default.fileExists(atPath: site.mirror.path))
        await site.stop()
    }

    /// Opens the page as a person would, logs in, and presses a button.
    private static func press(_ button: String, at url: String) async throws {
        let person = Process()
        person.executableURL = Command.binaries.appendingPathComponent("jira-simulator")
        person.arguments = ["consent", url, button]
        person.standardOutput = FileHandle.nullDevice
        try person.run()
        while person.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        #expect(person.terminationStatus == 0)
    }

    /// Where Jira sends the browser, without going there.
    private func redirect(of url: URL) async throws -> String? {
        final class Stay: NSObject, URLSessionTaskDelegate {
            func urlSession(
                _ session: URLSession, task: URLSessionTask,
                willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
                completionHandler: @escaping (URLRequest?) -> Void
            ) { completionHandler(nil) }
        }
        let session = URLSession(configuration: .ephemeral, delegate: Stay(), delegateQueue: nil)
        let (_, response) = try await session.data(from: url)
        return (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Location")
    }
}
