import Testing

@testable import JiraSimulator

@Suite("OAuth 1.0a provider: the dance")
struct ServerOAuthDanceTests {
    private let servlet = "/plugins/servlet/oauth"

    @Test("the request token answer is confirmed and in Jira's order")
    func requestTokenAnswer() async throws {
        try await Bench.with { bench throws in
            let answer = try bench.signed("POST", "\(servlet)/request-token", bench.fresh(callback: "oob"))
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"]?.hasPrefix("text/plain") == true)
            #expect(
                FormCoding.items(answer.text).map(\.name)
                    == ["oauth_token", "oauth_token_secret", "oauth_callback_confirmed"])
            #expect(answer.form["oauth_token"]?.count == 32)
            #expect(answer.form["oauth_callback_confirmed"] == "true")
        }
    }

    @Test("the token endpoints take POST only, and their realm is the URL that was asked")
    func tokenEndpoints() async throws {
        try await Bench.with { bench throws in
            #expect(try bench.signed("GET", "\(servlet)/request-token", bench.fresh()).status == 405)
            var signer = bench.fresh()
            signer.consumerKey = "nobody"
            let answer = try bench.signed("POST", "\(servlet)/request-token", signer)
            #expect(answer.status == 401)
            #expect(answer.problem == "consumer_key_unknown")
            let realm = RequestSigner.escape(bench.simulator.baseURL + "\(servlet)/request-token")
            #expect(answer.headers["WWW-Authenticate"]?.contains("realm=\"\(realm)\"") == true)
        }
    }

    @Test("a callback that is no http URL is parameter_rejected with advice; none is oob")
    func callbacks() async throws {
        try await Bench.with { bench throws in
            for callback in ["myapp://cb", "/cb", "http://", "foo"] {
                let answer = try bench.signed(
                    "POST", "\(servlet)/request-token", bench.fresh(callback: callback))
                #expect(answer.status == 400)
                #expect(answer.problem == "parameter_rejected")
                #expect(answer.form["oauth_parameters_rejected"] == "oauth_callback")
                #expect(answer.form["oauth_problem_advice"]?.hasSuffix("supplied '\(callback)'") == true)
            }
            #expect(try bench.signed("POST", "\(servlet)/request-token", bench.fresh()).status == 200)
        }
    }

    @Test("an approved token is swapped once, with Jira's five parameters")
    func swap() async throws {
        try await Bench.with { bench throws in
            let token = try bench.requestToken()
            let verifier = bench.simulator.oauth.decide(requestToken: token, approvedBy: Bench.user)
            #expect(verifier?.count == 6)
            let swap = bench.fresh(token: token, verifier: verifier)
            let answer = try bench.signed("POST", "\(servlet)/access-token", swap)
            #expect(answer.status == 200)
            #expect(
                FormCoding.items(answer.text).map(\.name)
                    == [
                        "oauth_token", "oauth_token_secret", "oauth_expires_in", "oauth_session_handle",
                        "oauth_authorization_expires_in",
                    ])
            #expect(answer.form["oauth_expires_in"] == "157680000")
            #expect(answer.form["oauth_authorization_expires_in"] == "160272000")
            let again = try bench.signed(
                "POST", "\(servlet)/access-token", bench.fresh(token: token, verifier: verifier))
            #expect(again.problem == "token_rejected")
            let access = answer.form["oauth_token"] ?? ""
            let myself = try bench.signed("GET", "/rest/api/2/myself", bench.fresh(token: access))
            #expect(myself.status == 200)
        }
    }

    @Test("a swap too early, denied, with a wrong or no verifier, or too late says which")
    func swapRefusals() async throws {
        try await Bench.with { bench throws in
            func swap(_ token: String, _ verifier: String?) throws -> Answer {
                try bench.signed(
                    "POST", "\(servlet)/access-token", bench.fresh(token: token, verifier: verifier))
            }
            let open = try bench.requestToken()
            #expect(try swap(open, "123456").problem == "permission_unknown")
            let denied = try bench.requestToken()
            #expect(bench.simulator.oauth.decide(requestToken: denied, approvedBy: nil) == "denied")
            let refusal = try swap(denied, "denied")
            #expect(refusal.status == 401)
            #expect(refusal.problem == "permission_denied")
            let approved = try bench.requestToken()
            let verifier = bench.simulator.oauth.decide(requestToken: approved, approvedBy: Bench.user)
            #expect(try swap(approved, "wrong!").problem == "token_rejected")
            let absent = try swap(approved, nil)
            #expect(absent.status == 400)
            #expect(absent.problem == "parameter_absent")
            #expect(absent.form["oauth_parameters_absent"] == "oauth_verifier")
            bench.clock.advance(seconds: 601)
            #expect(try swap(approved, verifier).problem == "token_expired")
            #expect(try swap("nobody", "123456").problem == "token_rejected")
        }
    }

    @Test("of twenty parallel swaps exactly one succeeds")
    func parallelSwaps() async throws {
        try await Bench.with { bench throws in
            let token = try bench.requestToken()
            let verifier = bench.simulator.oauth.decide(requestToken: token, approvedBy: Bench.user)
            let signers = (0..<20).map { _ in bench.fresh(token: token, verifier: verifier) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for signer in signers {
                    group.addTask {
                        try bench.signed("POST", "/plugins/servlet/oauth/access-token", signer).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 401 }.count == 19)
        }
    }

    @Test("a renewal replaces the token, keeps the session's age and needs the handle")
    func renewal() async throws {
        try await Bench.with { bench throws in
            func renew(_ token: String, _ handle: String?) throws -> Answer {
                var signer = bench.fresh(token: token)
                if let handle { signer.extra.append(("oauth_session_handle", handle)) }
                return try bench.signed("POST", "\(servlet)/access-token", signer)
            }
            let grant = bench.grant()
            let absent = try renew(grant.token, nil)
            #expect(absent.status == 400)
            #expect(absent.form["oauth_parameters_absent"] == "oauth_session_handle")
            #expect(try renew(grant.token, "wrong").problem == "token_rejected")
            bench.clock.advance(seconds: 157_680_001)
            let renewed = try renew(grant.token, grant.sessionHandle)
            #expect(renewed.status == 200)
            let token = renewed.form["oauth_token"] ?? ""
            let handle = renewed.form["oauth_session_handle"] ?? ""
            #expect(token != grant.token && handle != grant.sessionHandle)
            let old = try bench.signed("GET", "/rest/api/2/myself", bench.fresh(token: grant.token))
            #expect(old.problem == "token_rejected")
            #expect(try bench.signed("GET", "/rest/api/2/myself", bench.fresh(token: token)).status == 200)
            bench.clock.advance(seconds: 2_592_001)
            let over = try renew(token, handle)
            #expect(over.status == 401)
            #expect(over.problem == "permission_denied")
        }
    }
}
