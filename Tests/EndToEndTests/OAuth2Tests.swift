import Foundation
import JiraSimulator
import TestSupport
import Testing

@Suite("OAuth 2.0, from the certificate to the thousandth renewal", .serialized)
struct OAuth2Tests {
    private static let secret = "secret0123456789secret0123456789"
    private let port: Int

    init() throws { port = try FreePort.find() }

    private func site(
        issues: Int = 20, callback: String? = nil, configure: (inout SimulatorOptions) -> Void = { _ in }
    ) async throws -> Site {
        let callback = callback ?? "https://127.0.0.1:\(port)/callback"
        let site = try await Site.fresh(issues: issues, configure: configure)
        site.jira.oauth2.register(
            OAuth2Link(
                clientID: "mirror-client", clientSecret: Self.secret, name: "jira-mirror",
                redirectURI: callback))
        var environment = site.command.environment
        environment["JIRA_MIRROR_AUTH_CALLBACK_URL"] = callback
        environment["JIRA_MIRROR_AUTH_CLIENT_ID"] = "mirror-client"
        let prepared = Site(site.jira, Command(home: site.home, environment: environment))
        let ticket = try await prepared.command.run("init", site.jira.baseURL, "--method", "oauth2")
        try #require(ticket.status == 0, "\(ticket)")
        #expect(ticket.output.contains("Redirect URL:  \(callback)") && ticket.output.contains("External"))
        return prepared
    }

    /// What a browser does, by a client that others wrote: opens the page, follows redirects, accepts the
    /// certificate of 127.0.0.1 as its person would. Gives the last address, the status and the page.
    private func browse(_ url: String, follows: Bool = true) async throws -> (String, Int, String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import ssl, sys, urllib.request, urllib.error
            class Stay(urllib.request.HTTPRedirectHandler):
                def redirect_request(self, *a): return None
            context = ssl._create_unverified_context()
            handlers = [urllib.request.HTTPSHandler(context=context)] + ([] if sys.argv[2] == "1" else [Stay])
            try:
                answer = urllib.request.build_opener(*handlers).open(sys.argv[1], timeout=20)
            except urllib.error.HTTPError as error:
                answer = error
            print(answer.headers.get("Location") or answer.url)
            print(answer.status)
            print(answer.read().decode())
            """, url, follows ? "1" : "0",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = try await Task.detached {
            String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        }.value
        process.waitUntilExit()
        let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        try #require(lines.count == 3, "\(text)")
        return (String(lines[0]), Int(lines[1]) ?? 0, String(lines[2]))
    }

    /// Starts `authorize`, gives it the secret, and tells its first page.
    private func start(
        _ site: Site, secret: String? = secret, _ arguments: String...
    ) async throws -> (Command.Running, String) {
        let running = try site.command.start(["authorize", "--no-browser"] + arguments)
        if let secret { try running.input.fileHandleForWriting.write(contentsOf: Data("\(secret)\n".utf8)) }
        do {
            return (running, try await running.firstLine())
        } catch {
            Issue.record("authorize printed no page: \(running.talk)")
            throw error
        }
    }

    private func authorize(_ site: Site) async throws {
        site.jira.oauth2.options.autoApproveUser = Site.account
        let (running, page) = try await start(site)
        let (_, status, _) = try await browse(page)
        #expect(status == 200)
        let result = await running.wait(within: 30)
        try #require(result.status == 0, "\(result)")
    }

    private func grant(_ site: Site) async throws -> [String: Any] {
        let status = try await site.command.run("status", "--json", "--fast")
        let document = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]
        return try #require(document?["grant"] as? [String: Any])
    }

    @Test("the certificate is accepted first, then consent, code and sync; strangers get nothing")
    func wholeJob() async throws {
        let site = try await site()
        site.jira.oauth2.options.autoApproveUser = Site.account
        let (running, page) = try await start(site)
        #expect(page.hasPrefix("https://127.0.0.1:\(port)/start/"))
        let (consent, redirect, _) = try await browse(page, follows: false)
        #expect(redirect == 302 && consent.hasPrefix(site.jira.baseURL + "/rest/oauth2/latest/authorize?"))
        for part in ["code_challenge_method=S256", "scope=READ", "response_type=code", "state="] {
            #expect(consent.contains(part), "\(part)")
        }
        // Somebody else's reply, a guess at the first page: refused, and the wait goes on.
        let forged = "https://127.0.0.1:\(port)/callback?code=abc&state=wrong"
        #expect(try await browse(forged).1 == 400)
        #expect(try await browse("https://127.0.0.1:\(port)/start").1 == 404)
        let (_, status, text) = try await browse(page)
        #expect(status == 200 && text.contains("Jira has granted access"))
        let result = await running.wait(within: 30)
        #expect(result.status == 0 && result.errors.contains("accept it once"), "\(result)")
        #expect(!result.errors.contains(Self.secret))
        #expect(site.jira.log.records(path: "/rest/oauth2/latest/token").count == 1)
        #expect(try await site.sync().status == 0)
        #expect(try await grant(site)["method"] as? String == "oauth2")
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        // Client and secret are known now: authorizing again asks for nothing.
        var command = site.command
        command.environment["JIRA_MIRROR_AUTH_CLIENT_ID"] = nil
        let (again, next) = try await start(Site(site.jira, command), secret: nil)
        _ = try await browse(next)
        #expect(await again.wait(within: 30).status == 0)
        await site.stop()
    }

    @Test("denial, a code that is too old, a wrong secret and a provider that is off each end with 77")
    func refusals() async throws {
        let site = try await site()
        let (denied, page) = try await start(site)
        let (consent, _, _) = try await browse(page, follows: false)
        let state = URLComponents(string: consent)?.queryItems?.first { $0.name == "state" }?.value ?? ""
        let denial = "https://127.0.0.1:\(port)/callback?error=access_denied&state=\(state)"
        #expect(try await browse(denial).2.contains("denied"))
        let end = await denied.wait(within: 30)
        #expect(end.status == 77 && end.errors.contains("denied"), "\(end)")

        site.jira.oauth2.options.autoApproveUser = Site.account
        site.jira.oauth2.options.codeLife = -1
        let (late, again) = try await start(site)
        _ = try await browse(again)
        let old = await late.wait(within: 30)
        #expect(old.status == 77 && old.errors.contains("ten seconds"), "\(old)")

        site.jira.oauth2.options.codeLife = 10_000
        let (wrong, third) = try await start(site, secret: "wrong-secret")
        _ = try await browse(third)
        let unknown = await wrong.wait(within: 30)
        #expect(unknown.status == 77 && unknown.errors.contains("invalid_client"), "\(unknown)")

        let (off, fourth) = try await start(site)
        let target = try await browse(fourth, follows: false).0
        let back = try await browse(target, follows: false).0
        site.jira.oauth2.options.isSwitchedOff = true
        _ = try await browse(back)
        let gone = await off.wait(within: 30)
        #expect(gone.status == 77 && gone.errors.contains("--method pat"), "\(gone)")
        #expect(try await grant(site)["state"] as? String == "none")
        await site.stop()
    }

    @Test("behind the company's own https: the pasted address, or a plain listener behind their proxy")
    func callbackURL() async throws {
        let callback = "https://tools.example.com/jira-mirror/callback"
        let site = try await site(callback: callback)
        site.jira.oauth2.options.autoApproveUser = Site.account
        let (pasting, page) = try await start(site)
        #expect(page.hasPrefix(site.jira.baseURL))
        let (address, _, _) = try await browse(page, follows: false)
        #expect(address.hasPrefix(callback + "?code="))
        try pasting.input.fileHandleForWriting.write(contentsOf: Data("\(address)\n".utf8))
        let pasted = await pasting.wait(within: 30)
        #expect(pasted.status == 0, "\(pasted)")

        let (proxied, second) = try await start(site, secret: nil, "--callback-port", "\(port)")
        let reply = try await browse(second, follows: false).0
        let behind = reply.replacingOccurrences(
            of: "https://tools.example.com", with: "http://127.0.0.1:\(port)")
        #expect(try await browse(behind).1 == 200)
        #expect(await proxied.wait(within: 30).status == 0)
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    @Test("refresh tokens rotate within a long run, and the mirror is whole")
    func renewal() async throws {
        let site = try await site(issues: 300) { $0.oauth2.accessTokenLife = 4000 }
        try await authorize(site)
        var command = site.command
        command.environment["JIRA_MIRROR_SYNC_PAGE_SIZE"] = "20"
        site.jira.faults.add(FaultRule(.delay(0.4), path: "/search"))
        let run = try command.start(["sync"])
        let end = await run.wait()
        #expect(end.status == 0, "\(end)")
        #expect(site.jira.oauth2.renewals >= 1)
        site.jira.faults.clear()
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)
        await site.stop()
    }

    @Test("two processes that renew at once show one refresh token, not two")
    func together() async throws {
        let site = try await site { $0.oauth2.accessTokenLife = 1000 }
        try await authorize(site)
        try await Task.sleep(for: .seconds(1.2))
        let processes = try (0..<4).map { _ in try site.command.start(["authorize", "--check"]) }
        for process in processes {
            let end = await process.wait(within: 60)
            #expect(end.status == 0, "\(end)")
        }
        #expect(try await site.command.run("authorize", "--check").status == 0)
        await site.stop()
    }

    @Test("killed before Jira took the refresh token, or after the next one was stored, the grant lives")
    func killed() async throws {
        let site = try await site { $0.oauth2.accessTokenLife = 2000 }
        try await authorize(site)
        #expect(try await site.sync().status == 0)
        for isStored in [false, true] {
            try await Task.sleep(for: .seconds(2.1))
            let before = site.jira.oauth2.renewals
            let victim = Victim()
            // Before: Jira is away as the request arrives. After: the first request with the new token.
            let outage =
                isStored ? nil : site.jira.faults.add(FaultRule(.status(503), path: "/oauth2/latest/token"))
            site.jira.beforeRequest { [jira = site.jira] record in
                let isMoment =
                    isStored
                    ? jira.oauth2.renewals > before && record.path.hasPrefix("/rest/api/")
                    : record.path.hasSuffix("/oauth2/latest/token")
                if isMoment { victim.kill() }
            }
            let run = try site.command.start(["sync"])
            victim.take(run)
            let end = await run.wait()
            #expect(end.wasKilled, "\(end)")
            #expect((site.jira.oauth2.renewals > before) == isStored)
            if !isStored { #expect(outage?.fired ?? 0 > 0) }
            site.jira.beforeRequest { _ in }
            site.jira.faults.clear()
            let next = try await site.sync()
            #expect(next.status == 0, "stored: \(isStored): \(next)")
        }
        await site.stop()
    }

    @Test("a revoked grant is rejected by invalid_grant or anonymity, remembered, and mended by authorize")
    func revoked() async throws {
        let site = try await site { $0.oauth2.accessTokenLife = 1000 }
        try await authorize(site)
        try await Task.sleep(for: .seconds(1.2))
        site.jira.oauth2.revokeAll()
        let end = try await site.sync()
        #expect(end.status == 77 && end.errors.contains("invalid_grant"), "\(end)")
        #expect(try await grant(site)["reason"] as? String == "invalid_grant")
        site.jira.log.reset()
        #expect(try await site.sync().status == 77)
        #expect(site.jira.log.counters.requests == 0)
        let (running, page) = try await start(site, secret: nil)
        _ = try await browse(page)
        #expect(await running.wait(within: 30).status == 0)
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    /// The process that is to die, known a little after its first request may come.
    private final class Victim: @unchecked Sendable {
        private let lock = NSCondition()
        private var running: Command.Running?

        func take(_ running: Command.Running) {
            lock.lock()
            self.running = running
            lock.broadcast()
            lock.unlock()
        }

        func kill() {
            lock.lock()
            while running == nil { lock.wait() }
            running?.kill()
            lock.unlock()
        }
    }
}
