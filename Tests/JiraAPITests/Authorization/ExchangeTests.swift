import HTTPCore
import JiraAPI
import OAuth1
import SyncCore
import Testing

@Suite("The exchange")
struct ExchangeTests {
    private func opening(
        _ answers: HTTPResponse..., store: PendingRecord = PendingRecord(), seconds: Int64 = fixedNow
    ) async throws -> (AuthorizationFlow, AuthorizationFlow.Opening, ScriptedServlet) {
        let servlet = ScriptedServlet(([Dance.opened] + answers).map { .success($0) })
        let flow = try Dance.flow(servlet, store: store, seconds: seconds)
        return (flow, try await flow.requestTemporaryCredentials(callback: Dance.callback), servlet)
    }

    private func reply(_ opening: AuthorizationFlow.Opening, _ verifier: String = "abc123") throws
        -> AuthorizationReply
    {
        try AuthorizationReply(
            parameters: Dance.pairs("oauth_token=\(Dance.token)&oauth_verifier=\(verifier)"),
            pending: opening.pending)
    }

    @Test("happens once, however often and in parallel the reply is replayed")
    func replay() async throws {
        let (flow, opening, servlet) = try await opening(Dance.granted, Dance.granted, Dance.granted)
        let reply = try reply(opening)
        let outcomes = await withTaskGroup(of: AuthorizationError?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await authorizationError { () async throws(AuthorizationError) in
                        try await flow.exchange(reply, opening: opening)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.count { $0 == .alreadyUsed } == 19)
        #expect(servlet.requests.count == 2)
    }

    @Test("of a denial never happens, and the pending token is gone")
    func denial() async throws {
        let store = PendingRecord()
        let (flow, opening, servlet) = try await opening(Dance.granted, store: store)
        let reply = try reply(opening, "denied")
        #expect(reply == .denied)
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.exchange(reply, opening: opening)
        }
        #expect(error == .denied)
        #expect(servlet.requests.count == 1)
        #expect(await store.token == nil)
    }

    @Test("after ten minutes never happens")
    func expiry() async throws {
        let store = PendingRecord()
        let (_, opening, _) = try await opening(store: store)
        let servlet = ScriptedServlet(Dance.granted)
        let later = try Dance.flow(servlet, store: store, seconds: fixedNow + 600)
        let reply = try reply(opening)
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await later.exchange(reply, opening: opening)
        }
        #expect(error == .expired)
        #expect(servlet.requests.isEmpty)
    }

    @Test("of an older authorization never happens, and the newer one still does")
    func replaced() async throws {
        let store = PendingRecord()
        let (flow, old, servlet) = try await opening(Dance.granted, store: store)
        let newer = PendingToken(
            credentials: TemporaryCredentials(token: "other", secret: ""), callback: .outOfBand,
            expiresAt: old.pending.expiresAt)
        try await store.save(newer)
        let reply = try reply(old)
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.exchange(reply, opening: old)
        }
        #expect(error == .alreadyUsed)
        #expect(servlet.requests.count == 1)
        #expect(await store.token == newer)
    }

    @Test(
        "names Jira's reason to refuse it",
        arguments: [
            (
                Dance.problem(401, "token_rejected"),
                AuthorizationError.verifierRefused(problem: "token_rejected")
            ),
            (Dance.problem(401, "token_used"), .verifierRefused(problem: "token_used")),
            (Dance.problem(401, "token_expired"), .expired),
            (Dance.problem(401, "permission_unknown"), .notYetDecided),
            (Dance.problem(401, "permission_denied"), .denied),
            (
                Dance.problem(403, "No user associated with the token"),
                .unexpected(problem: "No user associated with the token")
            ),
            (
                Dance.form(200, "oauth_token=&oauth_token_secret=x"),
                .malformedAnswer("parameter oauth_token is missing")
            ),
            (
                Dance.form(200, "oauth_token=a&oauth_token=b&oauth_token_secret=x"),
                .malformedAnswer("parameter oauth_token is given more than once")
            ),
        ])
    func refusals(_ answer: HTTPResponse, _ expected: AuthorizationError) async throws {
        let (flow, opening, _) = try await opening(answer)
        let reply = try reply(opening)
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.exchange(reply, opening: opening)
        }
        #expect(error == expected)
    }

    @Test("gives no end where Jira names none, or one beyond all reason")
    func ends() async throws {
        for life in ["", "&oauth_expires_in=9223372036854775807"] {
            let (flow, opening, _) = try await opening(
                Dance.form(200, "oauth_token=a&oauth_token_secret=x\(life)"))
            let grant = try await flow.exchange(reply(opening), opening: opening)
            #expect(grant.expiresAt == nil)
            #expect(grant.renewableUntil == nil)
            #expect(grant.sessionHandle == nil)
        }
    }

    @Test("does not go on where the pending token cannot be kept")
    func brokenStore() async throws {
        let servlet = ScriptedServlet(Dance.opened)
        let flow = try Dance.flow(servlet, store: PendingRecord(isBroken: true))
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.requestTemporaryCredentials(callback: Dance.callback)
        }
        guard case .storage = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test("keeps secrets out of descriptions and dumps")
    func redaction() async throws {
        let (flow, opening, _) = try await opening(Dance.granted)
        let reply = try reply(opening, "VERIFY")
        let grant = try await flow.exchange(reply, opening: opening)
        var text = "\(opening) \(opening.pending) \(reply) \(grant)"
        for value in [opening, reply, grant, opening.pending] as [Any] { dump(value, to: &text) }
        for secret in [
            Dance.token, Dance.secret, "VERIFY", "0123456789abcdef", "accessACCESS", "handleHANDLE",
        ] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }

    @Test("by a session handle renews the token")
    func renewal() async throws {
        let servlet = ScriptedServlet(Dance.granted)
        let flow = try Dance.flow(servlet)
        let grant = try await flow.renew(
            TokenCredentials(token: "old", secret: "s"), sessionHandle: "handle", clockOffset: 5)
        #expect(grant.credentials.token == "accessACCESSaccessACCESSaccess12")
        let parameters = servlet.parameters[0]
        #expect(parameters["oauth_token"] == "old")
        #expect(parameters["oauth_session_handle"] == "handle")
        #expect(parameters["oauth_verifier"] == nil)
        #expect(parameters["oauth_timestamp"] == String(fixedNow + 5))
        #expect(servlet.requests[0].url.hasSuffix("/plugins/servlet/oauth/access-token"))
    }

    @Test(
        "by a session handle that is over asks for a new authorization; trouble on the way does not",
        arguments: [
            (
                Dance.problem(401, "permission_denied"),
                AuthorizationError.renewalRefused(problem: "permission_denied")
            ),
            (Dance.problem(401, "token_rejected"), .renewalRefused(problem: "token_rejected")),
            (Dance.problem(401, "token_expired"), .renewalRefused(problem: "token_expired")),
            (Dance.problem(401, "consumer_key_unknown"), .consumerUnknown(problem: "consumer_key_unknown")),
            (Dance.form(503, ""), .unavailable(status: 503)),
        ])
    func renewalRefused(_ answer: HTTPResponse, _ expected: AuthorizationError) async throws {
        let flow = try Dance.flow(ScriptedServlet(answer))
        let error = await authorizationError { () async throws(AuthorizationError) in
            try await flow.renew(TokenCredentials(token: "old", secret: ""), sessionHandle: "h")
        }
        #expect(error == expected)
    }
}
