import Testing

@testable import JiraSimulator

@Suite("Consent page")
struct ServerConsentPageTests {
    private let servlet = "/plugins/servlet/oauth"

    /// Logs in as the service account and gives the cookie header.
    private func logIn(_ bench: Bench) throws -> (String, String) {
        let name = bench.simulator.site.activeUsername(Bench.user) ?? ""
        let answer = try bench.ask(
            "POST", "/login.jsp", headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: "os_username=\(name)&os_password=\(name)&os_destination=%2Fsecure%2FDashboard.jspa")
        #expect(answer.status == 302)
        let cookie = answer.headers.values("Set-Cookie").first { $0.hasPrefix("JSESSIONID=") } ?? ""
        return ("Cookie", String(cookie.prefix { $0 != ";" }))
    }

    private func hidden(_ name: String, in page: String) -> String {
        let mark = "name=\"\(name)\" value=\""
        guard let start = page.range(of: mark)?.upperBound else { return "" }
        return String(page[start...].prefix { $0 != "\"" })
    }

    private func decide(
        _ bench: Bench, _ token: String, _ button: String, cookie: (String, String)
    ) throws -> Answer {
        let page = try bench.ask("GET", "\(servlet)/authorize?oauth_token=\(token)", headers: [cookie])
        #expect(page.status == 200)
        return try bench.ask(
            "POST", "\(servlet)/authorize",
            headers: [cookie, ("Content-Type", "application/x-www-form-urlencoded")],
            body: "oauth_token=\(token)&atl_token=\(hidden("atl_token", in: page.text))&\(button)=x")
    }

    @Test("who is not logged in goes to the login page and comes back")
    func loginFirst() async throws {
        try await Bench.with({ $0.contextPath = "/jira" }) { bench throws in
            let token = try bench.requestToken()
            let answer = try bench.ask("GET", "\(servlet)/authorize?oauth_token=\(token)")
            #expect(answer.status == 302)
            let location = answer.headers["Location"] ?? ""
            #expect(location.hasPrefix("/jira/login.jsp?"))
            let login = try bench.ask("GET", String(location.dropFirst("/jira".count)))
            #expect(login.text.contains("value=\"/jira\(servlet)/authorize?oauth_token=\(token)\""))
            #expect(login.text.contains("name=\"os_password\""))
        }
    }

    @Test("a wrong password shows the form again and opens no session")
    func wrongPassword() async throws {
        try await Bench.with { bench throws in
            let answer = try bench.ask(
                "POST", "/login.jsp", headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: "os_username=mirror&os_password=no")
            #expect(answer.status == 200)
            #expect(answer.text.contains("username and password are incorrect"))
            #expect(answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED")
        }
    }

    @Test("a login never leads to another host")
    func noOpenRedirect() async throws {
        try await Bench.with { bench throws in
            let name = bench.simulator.site.activeUsername(Bench.user) ?? ""
            let answer = try bench.ask(
                "POST", "/login.jsp", headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: "os_username=\(name)&os_password=\(name)&os_destination=%2F%2Fevil.example")
            #expect(answer.headers["Location"] == "/secure/Dashboard.jspa")
        }
    }

    @Test("the page names consumer, person and access, escapes them, and has two buttons")
    func pageContent() async throws {
        try await Bench.with { bench throws in
            let cookie = try logIn(bench)
            let token = try bench.requestToken()
            let page = try bench.ask(
                "GET", "\(servlet)/authorize?oauth_token=\(token)", headers: [cookie]
            ).text
            #expect(page.contains("Mirror &lt;1&gt;"))
            #expect(!page.contains("Mirror <1>"))
            #expect(page.contains("read and write"))
            #expect(page.contains(">Allow</button>"))
            #expect(page.contains(">Deny</button>"))
            #expect(page.contains("method=\"post\""))
            #expect(page.contains(bench.simulator.site.activeUsername(Bench.user) ?? "?"))
        }
    }

    @Test("Allow leads to the callback with token and verifier, and the swap works")
    func allow() async throws {
        try await Bench.with { bench throws in
            let cookie = try logIn(bench)
            let token = try bench.requestToken(callback: "http://127.0.0.1:9/cb?x=1#f")
            let answer = try decide(bench, token, "approve", cookie: cookie)
            #expect(answer.status == 302)
            let location = answer.headers["Location"] ?? ""
            let start = "http://127.0.0.1:9/cb?x=1&oauth_token=\(token)&oauth_verifier="
            #expect(location.hasPrefix(start) && location.hasSuffix("#f"))
            let verifier = String(location.dropFirst(start.count).prefix(6))
            let swap = try bench.signed(
                "POST", "\(servlet)/access-token", bench.fresh(token: token, verifier: verifier))
            #expect(swap.status == 200)
            #expect(bench.simulator.oauth.grants.map(\.user) == [Bench.user])
            let again = try bench.ask(
                "GET", "\(servlet)/authorize?oauth_token=\(token)", headers: [cookie])
            #expect(again.problem == "token_rejected")
        }
    }

    @Test("Deny leads to the callback with the word denied; a decided token is token_used")
    func deny() async throws {
        try await Bench.with { bench throws in
            let cookie = try logIn(bench)
            let token = try bench.requestToken()
            let answer = try decide(bench, token, "deny", cookie: cookie)
            #expect(
                answer.headers["Location"]
                    == "http://127.0.0.1:9/cb?oauth_token=\(token)&oauth_verifier=denied")
            let again = try bench.ask(
                "GET", "\(servlet)/authorize?oauth_token=\(token)", headers: [cookie])
            #expect(again.status == 401)
            #expect(again.problem == "token_used")
        }
    }

    @Test("without a callback a page shows the verification code")
    func outOfBand() async throws {
        try await Bench.with { bench throws in
            let cookie = try logIn(bench)
            let token = try bench.requestToken(callback: "oob")
            let page = try decide(bench, token, "approve", cookie: cookie)
            #expect(page.status == 200)
            let start = try #require(page.text.range(of: "Your verification code is '")?.upperBound)
            let code = String(page.text[start...].prefix { $0 != "'" })
            #expect(code.count == 6)
            let swap = try bench.signed(
                "POST", "\(servlet)/access-token", bench.fresh(token: token, verifier: code))
            #expect(swap.status == 200)
        }
    }

    @Test("a decision without the form's token is refused, and an old request token is token_expired")
    func forgeryAndAge() async throws {
        try await Bench.with { bench throws in
            let cookie = try logIn(bench)
            let token = try bench.requestToken()
            let forged = try bench.ask(
                "POST", "\(servlet)/authorize",
                headers: [cookie, ("Content-Type", "application/x-www-form-urlencoded")],
                body: "oauth_token=\(token)&approve=Allow")
            #expect(forged.status == 403)
            bench.clock.advance(seconds: 601)
            let old = try bench.ask("GET", "\(servlet)/authorize?oauth_token=\(token)", headers: [cookie])
            #expect(old.problem == "token_expired")
        }
    }

    @Test("a person sees the grants and revokes one")
    func revokePage() async throws {
        try await Bench.with { bench throws in
            let cookie = try logIn(bench)
            let grant = bench.grant()
            let page = try bench.ask("GET", "\(servlet)/users/access-tokens", headers: [cookie]).text
            #expect(page.contains("Mirror &lt;1&gt;"))
            #expect(!page.contains(grant.token))
            let answer = try bench.ask(
                "POST", "\(servlet)/users/access-tokens",
                headers: [cookie, ("Content-Type", "application/x-www-form-urlencoded")],
                body: "atl_token=\(hidden("atl_token", in: page))&consumer=mirror-key")
            #expect(answer.status == 302)
            #expect(bench.simulator.oauth.grants.isEmpty)
        }
    }

    @Test("auto-approval answers the redirect directly")
    func autoApprove() async throws {
        try await Bench.with({ $0.oauth.autoApproveUser = Bench.user }) { bench throws in
            let token = try bench.requestToken()
            let answer = try bench.ask("GET", "\(servlet)/authorize?oauth_token=\(token)")
            #expect(answer.status == 302)
            #expect(answer.headers["Location"]?.contains("oauth_verifier=") == true)
        }
    }
}
