import Foundation
import FoundationNetworking
import JiraSimulator
import TestSupport
import Testing

@Suite("Every way to sign in, and how each ends", .serialized)
struct SignInTests {
    /// Runs with these lines on standard input.
    private func run(_ site: Site, input: String, _ arguments: String...) async throws -> Command.Result {
        let running = try site.command.start(arguments)
        try running.input.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try running.input.fileHandleForWriting.close()
        return await running.wait()
    }

    private func grant(_ site: Site) async throws -> [String: Any] {
        let status = try await site.command.run("status", "--json", "--fast")
        let document = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]
        return try #require(document?["grant"] as? [String: Any])
    }

    @Test("a personal access token: ticket, proof, sync, warning ahead of its end once a day, revocation")
    func personalToken() async throws {
        let site = try await Site.fresh(issues: 40)
        let ticket = try await site.command.run("init", site.jira.baseURL, "--method", "pat")
        #expect(ticket.status == 0 && ticket.output.contains("/secure/ViewPersonalAccessTokens.jspa"))
        #expect(!ticket.output.contains("PUBLIC KEY"))
        let key = try await site.command.run("vault", "public-key")
        #expect(key.status == 78 && key.errors.contains("auth.method"), "\(key)")

        let wrong = try await run(site, input: "nonsense\n", "authorize")
        #expect(wrong.status == 77 && wrong.errors.contains("does not take this personal access token"))
        #expect(!wrong.errors.contains("nonsense"))
        #expect(try await grant(site)["state"] as? String == "none")

        let token = site.jira.personalTokens.make(user: Site.account, name: "mirror", days: 10)
        let done = try await run(site, input: "  \(token)\r\n", "authorize")
        #expect(done.status == 0 && done.output.isEmpty, "\(done)")
        #expect(!done.errors.contains(token))
        let first = try await site.sync()
        #expect(first.status == 0 && first.errors.contains("the grant (pat) ends in 9 days"), "\(first)")
        let second = try await site.sync()
        #expect(second.status == 0 && second.errors.isEmpty, "told once a day: \(second)")
        let state = try await grant(site)
        #expect(state["method"] as? String == "pat" && state["state"] as? String == "active")
        #expect(state["expires_at"] is String && (state["warning"] as? String)?.contains("9 days") == true)
        let text = try await site.command.run("status", "--fast")
        #expect(
            text.output.contains("jira-mirror, pat, until ") && text.output.contains("to go on after that"))
        #expect(try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account).isEqual)

        site.jira.personalTokens.revoke(token)
        let revoked = try await site.sync()
        #expect(revoked.status == 77 && revoked.errors.contains("run: jira-mirror authorize"), "\(revoked)")
        site.jira.log.reset()
        #expect(try await site.sync().status == 77)
        #expect(site.jira.log.counters.requests == 0)
        #expect(try await grant(site)["state"] as? String == "rejected")

        // One of two tokens: only its owner knows which.
        let lasting = site.jira.personalTokens.make(user: Site.account, name: "lasting")
        _ = site.jira.personalTokens.make(user: Site.account, name: "other", days: 5)
        let unnamed = try await run(site, input: lasting + "\n", "authorize", "--method", "pat")
        #expect(unnamed.status == 0 && unnamed.errors.contains("--token-name"), "\(unnamed)")
        let named = try await run(site, input: lasting + "\n", "authorize", "--token-name", "lasting")
        #expect(named.status == 0 && !named.errors.contains("note:"), "\(named)")
        #expect(try await grant(site)["expires_at"] == nil)
        #expect(try await site.sync().status == 0)
        let misnamed = try await run(site, input: lasting + "\n", "authorize", "--token-name", "x")
        #expect(misnamed.status == 64 && misnamed.errors.contains("'lasting'"), "\(misnamed)")

        let forgotten = try await site.command.run("vault", "forget", "--yes")
        #expect(forgotten.errors.contains("ViewPersonalAccessTokens"), "\(forgotten)")
        #expect(try await site.sync().status == 77)
        await site.stop()
    }

    @Test("a site without the resource of tokens still takes them, and says that nobody will be warned")
    func tokensWithoutAList() async throws {
        for redirects in [true, false] {
            let site = try await Site.fresh(issues: 5) {
                $0.hasPersonalTokens = false
                $0.redirectsUnknownREST = redirects
            }
            #expect(try await site.command.run("init", site.jira.baseURL, "--method", "pat").status == 0)
            let token = site.jira.personalTokens.make(user: Site.account, name: "mirror")
            let done = try await run(site, input: token, "authorize")
            #expect(done.status == 0 && done.errors.contains("does not tell when tokens end"), "\(done)")
            await site.stop()
        }
    }

    @Test("a password: a wrong one costs one request, a CAPTCHA is recognised and not hammered")
    func password() async throws {
        let site = try await Site.fresh(issues: 40) { $0.captchaAfterFailures = 2 }
        #expect(try await site.command.run("init", site.jira.baseURL, "--method", "basic").status == 0)
        let wrong = try await run(site, input: "jira-mirror\nwrong\n", "authorize")
        #expect(wrong.status == 77 && wrong.errors.contains("AUTHENTICATED_FAILED"), "\(wrong)")
        #expect(site.jira.log.records(path: "/myself").count == 1)
        let right = try await run(
            site, input: "jira-mirror\n", "authorize", "--username", "jira-mirror", "--expect-user",
            "jira-mirror")
        #expect(right.status == 0 && right.errors.contains("weakest"), "\(right)")
        #expect(try await site.sync().status == 0)
        #expect(try await grant(site)["method"] as? String == "basic")

        // Somebody else fails with that name, until Jira wants a CAPTCHA.
        for _ in 0..<2 {
            _ = try await run(site, input: "wrong\n", "authorize", "--username", "jira-mirror")
        }
        let denied = try await site.sync()
        #expect(denied.status == 77 && denied.errors.contains("CAPTCHA"), "\(denied)")
        #expect(denied.errors.contains("authorize --check"))
        site.jira.log.reset()
        #expect(try await site.sync().status == 77)
        #expect(site.jira.log.counters.requests == 0)
        #expect(try await grant(site)["state"] as? String == "rejected")

        // The person logs in with a browser.
        var form = URLRequest(url: try #require(URL(string: site.jira.baseURL + "/login.jsp")))
        form.httpMethod = "POST"
        form.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        form.httpBody = Data("os_username=jira-mirror&os_password=jira-mirror".utf8)
        _ = try await URLSession.shared.data(for: form)
        #expect(try await site.command.run("authorize", "--check").status == 0)
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    @Test("an OAuth 1.0a grant of another program is taken over, proved before anything is stored")
    func takeOver() async throws {
        let site = try await Site.fresh(issues: 20)
        let old = site.home.appendingPathComponent("old")
        try FileManager.default.createDirectory(at: old, withIntermediateDirectories: true)
        func openssl(_ arguments: String...) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["openssl"] + arguments
            process.currentDirectoryURL = old
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "\(arguments)")
        }
        try openssl("genrsa", "-out", "key.pem", "2048")
        try openssl("rsa", "-in", "key.pem", "-pubout", "-out", "key.pub.pem")
        try openssl(
            "pkcs8", "-topk8", "-in", "key.pem", "-out", "locked.pem", "-passout", "pass:x", "-v2", "aes256")
        try openssl("genrsa", "-out", "other.pem", "2048")
        try openssl("genrsa", "-out", "short.pem", "1024")
        let pem = try String(contentsOf: old.appendingPathComponent("key.pub.pem"), encoding: .utf8)
        try site.jira.oauth.register(consumerKey: "old-tool", publicKeyPEM: pem, name: "Old tool")
        let token = site.jira.oauth.grantToken(consumerKey: "old-tool", user: Site.account).token
        #expect(
            try await site.command.run("init", site.jira.baseURL, "--consumer-key", "old-tool").status == 0)
        let before = try await site.command.run("vault", "public-key").output

        for (file, status, word) in [
            ("missing.pem", 64, "no private key"), ("locked.pem", 64, "openssl pkey"),
            ("key.pub.pem", 64, "public half"), ("short.pem", 78, "1024 bits"),
            ("other.pem", 77, "signature_invalid"),
        ] {
            let refused = try await run(
                site, input: token + "\n", "authorize", "--import", "--private-key", "old/" + file)
            #expect(refused.status == status && refused.errors.contains(word), "\(file): \(refused)")
            #expect(!refused.errors.contains(token))
        }
        let foreign = try await run(
            site, input: "nonsense\n", "authorize", "--import", "--private-key", "old/key.pem")
        #expect(foreign.status == 77 && foreign.errors.contains("token_rejected"), "\(foreign)")
        #expect(try await grant(site)["state"] as? String == "none")
        #expect(try await site.command.run("vault", "public-key").output == before)
        #expect(try await site.command.run("authorize", "--import").status == 64)

        let done = try await run(
            site, input: token + "\n", "authorize", "--import", "--private-key", "old/key.pem")
        #expect(done.status == 0 && done.errors.contains("authorized as"), "\(done)")
        #expect(try await grant(site)["method"] as? String == "oauth1")
        let key = try await site.command.run("vault", "public-key").output
        #expect(key.filter { !$0.isWhitespace } == pem.filter { !$0.isWhitespace })
        #expect(try await site.sync().status == 0)
        await site.stop()
    }

    @Test("a site where OAuth 1.0a is switched off is recognised by init and authorize")
    func switchedOff() async throws {
        let site = try await Site.fresh(issues: 5) { $0.oauth.isSwitchedOff = true }
        let warned = try await site.command.run("init", site.jira.baseURL)
        #expect(warned.status == 0 && warned.errors.contains("--method pat"), "\(warned)")
        let refused = try await site.command.run("authorize", "--no-browser")
        #expect(refused.status == 77 && refused.errors.contains("--method pat"), "\(refused)")
        let token = site.jira.personalTokens.make(user: Site.account, name: "mirror")
        #expect(try await run(site, input: token, "authorize", "--method", "pat").status == 0)
        // The method of the grant that is there is kept.
        #expect(try await run(site, input: token, "authorize").status == 0)
        #expect(try await site.sync().status == 0)
        await site.stop()
    }
}
