import HTTPCore
import JiraAPI
import OAuth1
import SyncCore
import Testing

@Suite("The dance")
struct AuthorizationFlowTests {
    @Test("goes from a request token by the user's page to an access token, each step signed anew")
    func wholeDance() async throws {
        let servlet = ScriptedServlet(Dance.opened, Dance.granted)
        let store = PendingRecord()
        let flow = try Dance.flow(servlet, store: store)

        let opening = try await flow.requestTemporaryCredentials(callback: Dance.callback)
        #expect(await store.token == opening.pending)
        #expect(opening.pending.expiresAt == Instant(milliseconds: (fixedNow + 600) * 1000))
        #expect(
            flow.authorizeURL(opening.pending)
                == "https://jira.example.com/jira/plugins/servlet/oauth/authorize?oauth_token=\(Dance.token)")

        let reply = try AuthorizationReply(
            parameters: Dance.pairs("oauth_token=\(Dance.token)&oauth_verifier=a1B2c3"),
            pending: opening.pending)
        let grant = try await flow.exchange(reply, opening: opening)
        #expect(grant.credentials.token == "accessACCESSaccessACCESSaccess12")
        #expect(grant.sessionHandle == "handleHANDLEhandleHANDLEhandle12")
        #expect(grant.expiresAt == Instant(milliseconds: (fixedNow + 157_680_000) * 1000))
        #expect(grant.renewableUntil == Instant(milliseconds: (fixedNow + 160_272_000) * 1000))
        #expect(grant.clockSkewSeconds == 0)
        #expect(await store.token == nil)

        let base = "https://jira.example.com/jira/plugins/servlet/oauth/"
        #expect(servlet.requests.map(\.url) == [base + "request-token", base + "access-token"])
        #expect(servlet.requests.allSatisfy { $0.method == .post && $0.body == nil })
        let parameters = servlet.parameters
        #expect(parameters[0]["oauth_callback"] == Dance.callback.parameter)
        #expect(parameters[0]["oauth_token"] == nil)
        #expect(parameters[0]["oauth_signature_method"] == "RSA-SHA1")
        #expect(parameters[0]["oauth_timestamp"] == String(fixedNow))
        #expect(parameters[1]["oauth_token"] == Dance.token)
        #expect(parameters[1]["oauth_verifier"] == "a1B2c3")
        #expect(parameters[0]["oauth_nonce"] != parameters[1]["oauth_nonce"])
        #expect(parameters[0]["oauth_signature"]?.isEmpty == false)
    }

    @Test("without a browser asks for a code by the callback oob")
    func outOfBand() async throws {
        let servlet = ScriptedServlet(Dance.opened)
        _ = try await Dance.flow(servlet).requestTemporaryCredentials(callback: .outOfBand)
        #expect(servlet.parameters[0]["oauth_callback"] == "oob")
    }

    @Test(
        "stops where the callback is not confirmed exactly once, and keeps nothing",
        arguments: [
            "", "&oauth_callback_confirmed=false", "&oauth_callback_confirmed=TRUE",
            "&oauth_callback_confirmed=",
            "&oauth_callback_confirmed=true&oauth_callback_confirmed=true",
            "&oauth_callback_confirmed=true&oauth_callback_confirmed=false",
        ])
    func unconfirmed(_ confirmation: String) async throws {
        let servlet = ScriptedServlet(
            Dance.form(200, "oauth_token=\(Dance.token)&oauth_token_secret=s\(confirmation)"))
        let store = PendingRecord()
        let flow = try Dance.flow(servlet, store: store)
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.requestTemporaryCredentials(callback: Dance.callback)
        }
        #expect(error == .callbackNotConfirmed)
        #expect(await store.token == nil)
    }

    @Test(
        "names what the servlet answered instead",
        arguments: [
            (
                Dance.problem(401, "consumer_key_unknown"),
                AuthorizationError.consumerUnknown(problem: "consumer_key_unknown")
            ),
            (Dance.problem(401, "consumer_key_rejected"), .consumerUnknown(problem: "consumer_key_rejected")),
            (Dance.problem(503, "consumer_key_refused"), .consumerUnknown(problem: "consumer_key_refused")),
            (Dance.problem(400, "signature_method_rejected"), .signatureInvalid),
            (
                Dance.problem(400, "parameter_rejected", "&oauth_parameters_rejected=oauth_callback"),
                .callbackRefused
            ),
            (
                Dance.problem(400, "parameter_absent", "&oauth_parameters_absent=oauth_nonce"),
                .unexpected(problem: "parameter_absent")
            ),
            (Dance.problem(401, "nonce_used"), .transport(.other(code: 0, "no answer left"))),
            (
                Dance.form(404, "<html>", ["Content-Type": "text/html"]),
                .oauthSwitchedOff(evidence: "status 404")
            ),
            (Dance.form(405, ""), .oauthSwitchedOff(evidence: "status 405")),
            (
                Dance.form(200, "<html>", ["Content-Type": "text/html;charset=UTF-8"]),
                .oauthSwitchedOff(evidence: "an HTML page")
            ),
            (
                Dance.form(
                    302, "", ["Location": "https://jira.example.com/jira/login.jsp?os_destination=secret"]),
                .oauthSwitchedOff(evidence: "a redirect to https://jira.example.com/jira/login.jsp")
            ),
            (
                Dance.form(302, "", ["Location": "/login.jsp"]),
                .oauthSwitchedOff(evidence: "a redirect to /login.jsp")
            ),
            (
                Dance.form(302, "", ["Location": "https://sso.example.com/?token=secret"]),
                .notJira("a redirect to https://sso.example.com/")
            ),
            (
                Dance.form(307, "", ["Location": "//evil.example/x"]),
                .notJira("a redirect to //evil.example/x")
            ),
            (Dance.form(302, ""), .notJira("a redirect to nowhere")),
            (
                Dance.form(403, "<html>", ["Content-Type": "text/html"]),
                .notJira("an HTML page with status 403")
            ),
            (Dance.form(401, "", ["WWW-Authenticate": "OAuth realm=\"x\""]), .notJira("status 401")),
            (Dance.form(503, "<html>", ["Content-Type": "text/html"]), .unavailable(status: 503)),
            (Dance.form(429, ""), .unavailable(status: 429)),
            (
                Dance.form(200, "{}", ["Content-Type": "application/json"]),
                .notJira("application/json where a form was expected")
            ),
            (
                Dance.form(200, "oauth_callback_confirmed=true"),
                .malformedAnswer("parameter oauth_token is missing")
            ),
        ])
    func refusals(_ answer: HTTPResponse, _ expected: AuthorizationError) async throws {
        let flow = try Dance.flow(ScriptedServlet(answer))
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.requestTemporaryCredentials(callback: Dance.callback)
        }
        #expect(error == expected)
    }

    @Test("keeps what the body of a wrong signature echoes out of its error")
    func echoedBaseString() async throws {
        let echo =
            "&oauth_signature=SECRETSIG&oauth_signature_base_string=POST%26https%26oauth_token%3D\(Dance.token)"
        let flow = try Dance.flow(ScriptedServlet(Dance.problem(401, "signature_invalid", echo)))
        let error = try #require(
            await authorizationError { () async throws(AuthorizationError) in
                try await flow.requestTemporaryCredentials(callback: Dance.callback)
            })
        #expect(error == .signatureInvalid)
        for text in ["\(error)", String(reflecting: error)] {
            #expect(!text.contains("SECRETSIG") && !text.contains(Dance.token))
        }
    }

    @Test("corrects its clock by the server's Date, once, and reports the skew to the exchange")
    func clockSkew() async throws {
        let refused = Dance.problem(400, "timestamp_refused", date: "Sat, 03 Aug 2024 11:11:12 GMT")
        let servlet = ScriptedServlet(refused, Dance.opened, Dance.granted)
        let flow = try Dance.flow(servlet)
        let opening = try await flow.requestTemporaryCredentials(callback: Dance.callback)
        #expect(opening.clockSkewSeconds == 3600)
        let reply = try AuthorizationReply(
            parameters: Dance.pairs("oauth_token=\(Dance.token)&oauth_verifier=abc"), pending: opening.pending
        )
        #expect(try await flow.exchange(reply, opening: opening).clockSkewSeconds == 3600)
        #expect(
            servlet.parameters.map { $0["oauth_timestamp"] }
                == [String(fixedNow), String(fixedNow + 3600), String(fixedNow + 3600)])
        #expect(Set(servlet.parameters.map { $0["oauth_nonce"] }).count == 3)
    }

    @Test(
        "corrects its clock by the window the server names, in seconds or milliseconds, where Date is missing"
    )
    func clockWindow() async throws {
        for unit in ["", "000"] {
            let window = "&oauth_acceptable_timestamps=\(fixedNow - 1000)\(unit)-\(fixedNow - 400)\(unit)"
            let servlet = ScriptedServlet(Dance.problem(400, "timestamp_refused", window), Dance.opened)
            let opening = try await Dance.flow(servlet).requestTemporaryCredentials(callback: Dance.callback)
            #expect(opening.clockSkewSeconds == -700)
        }
    }

    @Test(
        "gives up with the skew where the corrected time is refused too, and without one where none is told")
    func clockRefusedTwice() async throws {
        let refused = Dance.problem(400, "timestamp_refused", date: "Sat, 03 Aug 2024 10:21:12 GMT")
        let mute = Dance.problem(400, "timestamp_refused")
        let absurd = Dance.problem(
            400, "timestamp_refused", "&oauth_acceptable_timestamps=9223372036854775806-9223372036854775807")
        for (answers, expected, count) in [
            ([refused, refused, Dance.opened], AuthorizationError.timestampRefused(skewSeconds: 600), 2),
            ([mute, Dance.opened], .timestampRefused(skewSeconds: nil), 1),
        ] {
            let servlet = ScriptedServlet(answers.map { .success($0) })
            let flow = try Dance.flow(servlet)
            let error = await authorizationError { () async throws(AuthorizationError) in
                try await flow.requestTemporaryCredentials(callback: Dance.callback)
            }
            #expect(error == expected)
            #expect(servlet.requests.count == count)
        }
        // Whatever the server names, we do not trap on it.
        let flow = try Dance.flow(ScriptedServlet([absurd, absurd].map { .success($0) }))
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.requestTemporaryCredentials(callback: Dance.callback)
        }
        #expect(error == .timestampRefused(skewSeconds: nil))
    }

    @Test("signs anew once where the nonce was seen, and passes failures of the network on")
    func nonceAndNetwork() async throws {
        let servlet = ScriptedServlet(Dance.problem(401, "nonce_used"), Dance.opened)
        _ = try await Dance.flow(servlet).requestTemporaryCredentials(callback: Dance.callback)
        #expect(Set(servlet.parameters.map { $0["oauth_nonce"] }).count == 2)

        let twice = ScriptedServlet(Dance.problem(401, "nonce_used"), Dance.problem(401, "nonce_used"))
        let flow = try Dance.flow(twice)
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.requestTemporaryCredentials(callback: Dance.callback)
        }
        #expect(error == .unexpected(problem: "nonce_used"))

        let cut = try Dance.flow(ScriptedServlet([.failure(.tls("self-signed certificate"))]))
        let failure = await authorizationError { () async throws(AuthorizationError) in
            try await cut.requestTemporaryCredentials(callback: Dance.callback)
        }
        #expect(failure == .transport(.tls("self-signed certificate")))
        #expect(failure?.isTransient == false)
    }
}
