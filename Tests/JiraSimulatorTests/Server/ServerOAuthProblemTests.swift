import Testing

@testable import JiraSimulator

@Suite("OAuth 1.0a provider: what it refuses and how")
struct ServerOAuthProblemTests {
    private let myself = "/rest/api/2/myself"

    @Test("a signed request is answered for the person who granted it")
    func signedRequestPasses() async throws {
        try await Bench.with { bench throws in
            let answer = try bench.signed("GET", myself, bench.fresh(token: bench.grant().token))
            #expect(answer.status == 200)
            #expect(answer.headers["X-AUSERNAME"] == bench.simulator.site.activeUsername(Bench.user))
            #expect(answer.headers["X-Seraph-LoginReason"] == "OK")
        }
    }

    @Test("an unknown token is token_rejected with status 401, header and body")
    func unknownToken() async throws {
        try await Bench.with { bench throws in
            let answer = try bench.signed("GET", myself, bench.fresh(token: "nobody"))
            #expect(answer.status == 401)
            #expect(answer.text == "oauth_problem=token_rejected")
            #expect(
                answer.headers["Content-Type"] == "application/x-www-form-urlencoded;charset=UTF-8")
            let realm = RequestSigner.escape(bench.simulator.baseURL)
            #expect(
                answer.headers["WWW-Authenticate"]
                    == "OAuth realm=\"\(realm)\", oauth_problem=\"token_rejected\"")
        }
    }

    @Test("a dead token is told before a wrong signature")
    func tokenBeforeSignature() async throws {
        try await Bench.with { bench throws in
            var signer = bench.fresh(token: "nobody")
            signer.key = RequestSigner.otherKey
            #expect(try bench.signed("GET", myself, signer).problem == "token_rejected")
        }
    }

    @Test("a request token is no access token")
    func requestTokenIsRejected() async throws {
        try await Bench.with { bench throws in
            let token = try bench.requestToken()
            #expect(try bench.signed("GET", myself, bench.fresh(token: token)).problem == "token_rejected")
        }
    }

    @Test("a token of another consumer is token_rejected")
    func otherConsumer() async throws {
        try await Bench.with { bench throws in
            let pem = RequestSigner.otherPublicKeyPEM
            try bench.simulator.oauth.register(consumerKey: "other", publicKeyPEM: pem, name: "Other")
            var signer = bench.fresh(token: bench.grant().token)
            signer.consumerKey = "other"
            signer.key = RequestSigner.otherKey
            #expect(try bench.signed("GET", myself, signer).problem == "token_rejected")
        }
    }

    @Test("after a revocation the grant is token_rejected")
    func revoked() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            #expect(try bench.signed("GET", myself, bench.fresh(token: token)).status == 200)
            #expect(bench.simulator.oauth.revokeTokens(user: Bench.user) == 1)
            #expect(try bench.signed("GET", myself, bench.fresh(token: token)).problem == "token_rejected")
        }
    }

    @Test("a deleted application link is consumer_key_unknown, token_rejected once its tokens went too")
    func consumerRemoved() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            bench.simulator.oauth.removeConsumer("mirror-key")
            let first = try bench.signed("GET", myself, bench.fresh(token: token))
            #expect(first.status == 401)
            #expect(first.problem == "consumer_key_unknown")
            bench.simulator.oauth.removeConsumer("mirror-key", andTokens: true)
            #expect(try bench.signed("GET", myself, bench.fresh(token: token)).problem == "token_rejected")
        }
    }

    @Test("a token past its life is token_expired")
    func expired() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            bench.clock.advance(seconds: 157_680_001)
            let answer = try bench.signed("GET", myself, bench.fresh(token: token))
            #expect(answer.status == 401)
            #expect(answer.problem == "token_expired")
        }
    }

    @Test("a wrong signature echoes the base string, token included")
    func signatureInvalid() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            var signer = bench.fresh(token: token)
            signer.key = RequestSigner.otherKey
            let answer = try bench.signed("GET", myself, signer)
            #expect(answer.status == 401)
            #expect(answer.problem == "signature_invalid")
            let base = answer.form["oauth_signature_base_string"] ?? ""
            #expect(base.hasPrefix("GET&http%3A%2F%2F127.0.0.1%3A\(bench.simulator.port)%2Frest"))
            #expect(base.contains(token))
            #expect(answer.form["oauth_signature_method"] == "RSA-SHA1")
        }
    }

    @Test("a nonce is taken once, even when the first request was refused for its signature")
    func nonceUsed() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            let signer = bench.fresh(token: token)
            #expect(try bench.signed("GET", myself, signer).status == 200)
            let second = try bench.signed("GET", myself, signer)
            #expect(second.status == 401)
            #expect(second.problem == "nonce_used")
            var wrong = bench.fresh(token: token)
            wrong.key = RequestSigner.otherKey
            #expect(try bench.signed("GET", myself, wrong).problem == "signature_invalid")
            #expect(try bench.signed("GET", myself, wrong).problem == "nonce_used")
            #expect(bench.simulator.log.counters.repeatedNonces == 2)
        }
    }

    @Test("a timestamp 301 s off either way is timestamp_refused, 299 s passes", arguments: [1, 1000])
    func timestampRefused(unit: Int64) async throws {
        try await Bench.with({ $0.oauth.refusesTimestampsInMilliseconds = unit == 1 }) { bench throws in
            let token = bench.grant().token
            for offset: Int64 in [-301, 301] {
                var signer = bench.fresh(token: token)
                signer.timestamp += offset
                let answer = try bench.signed("GET", myself, signer)
                #expect(answer.status == 400)
                #expect(answer.problem == "timestamp_refused")
                let now = bench.clock.now
                #expect(
                    answer.form["oauth_acceptable_timestamps"]
                        == "\((now - 300_000) / unit)-\((now + 300_000) / unit)")
            }
            for offset: Int64 in [-299, 299] {
                var signer = bench.fresh(token: token)
                signer.timestamp += offset
                #expect(try bench.signed("GET", myself, signer).status == 200)
            }
        }
    }

    @Test("HMAC is signature_method_rejected with status 400")
    func hmacRefused() async throws {
        try await Bench.with { bench throws in
            var signer = bench.fresh(token: bench.grant().token)
            signer.method = "HMAC-SHA1"
            let answer = try bench.signed("GET", myself, signer)
            #expect(answer.status == 400)
            #expect(answer.problem == "signature_method_rejected")
        }
    }

    @Test("another version is version_rejected, no version passes")
    func version() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            var signer = bench.fresh(token: token)
            signer.version = "2.0"
            let answer = try bench.signed("GET", myself, signer)
            #expect(answer.status == 400)
            #expect(answer.problem == "version_rejected")
            #expect(answer.form["oauth_acceptable_versions"] == "1.0-1.0")
            signer = bench.fresh(token: token)
            signer.version = nil
            #expect(try bench.signed("GET", myself, signer).status == 200)
        }
    }

    @Test("a repeated parameter is parameter_rejected and named with its values")
    func repeatedParameter() async throws {
        try await Bench.with { bench throws in
            var signer = bench.fresh(token: bench.grant().token)
            signer.extra = [("oauth_nonce", "b")]
            signer.nonce = "a"
            let answer = try bench.signed("GET", myself, signer)
            #expect(answer.status == 400)
            #expect(answer.problem == "parameter_rejected")
            #expect(answer.form["oauth_parameters_rejected"] == "oauth_nonce=a&oauth_nonce=b")
        }
    }

    @Test(
        "one of the six parameters missing means anonymous, without a word",
        arguments: [
            "oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_signature",
            "oauth_timestamp", "oauth_nonce",
        ])
    func missingParameterIsAnonymous(name: String) async throws {
        try await Bench.with { bench throws in
            var signer = bench.fresh(token: bench.grant().token)
            signer.leftOut = [name]
            let answer = try bench.signed("GET", "/rest/api/2/serverInfo", signer)
            #expect(answer.status == 200)
            #expect(answer.problem == nil)
            #expect(answer.headers["X-AUSERNAME"] == "anonymous")
            #expect(answer.headers["X-Seraph-LoginReason"] == nil)
        }
    }

    @Test("an empty token is a two-legged request and refused")
    func twoLegged() async throws {
        try await Bench.with { bench throws in
            let answer = try bench.signed("GET", myself, bench.fresh(token: ""))
            #expect(answer.status == 401)
            #expect(answer.problem == "permission_denied")
        }
    }

    @Test("a token whose person was deactivated is a 403 that names no known problem")
    func deactivatedPerson() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            #expect(bench.simulator.site.apply(.deactivateUser(user: Bench.user)).error == nil)
            let answer = try bench.signed("GET", myself, bench.fresh(token: token))
            #expect(answer.status == 403)
            #expect(answer.problem == "No user associated with the token")
        }
    }

    @Test("a timestamp that is no number is a 500 without a body")
    func unexpectedFailure() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            let header =
                "OAuth oauth_consumer_key=\"mirror-key\", oauth_token=\"\(token)\", oauth_nonce=\"n\", "
                + "oauth_signature_method=\"RSA-SHA1\", oauth_signature=\"x\", oauth_timestamp=\"soon\""
            let answer = try bench.ask("GET", myself, headers: [("Authorization", header)])
            #expect(answer.status == 500)
            #expect(answer.body.isEmpty)
            #expect(answer.headers["WWW-Authenticate"]?.contains("oauth_problem") == false)
        }
    }

    @Test("parameters count from header, query and form body; + and %20 give one base string")
    func parameterPlaces() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            let path = "/rest/api/2/search?jql=project+%3D%20ABC&maxResults=0&maxResults=0"
            let inHeader = try bench.signed("GET", path, bench.fresh(token: token))
            #expect(inHeader.headers["X-AUSERNAME"] != "anonymous")
            #expect(inHeader.problem == nil)

            let query = try bench.fresh(token: token)
                .parameters("GET", bench.simulator.baseURL + myself)
                .map { "\($0)=\(RequestSigner.escape($1))" }.joined(separator: "&")
            let inQuery = try bench.ask("GET", "\(myself)?\(query)")
            #expect(inQuery.status == 200)
            #expect(bench.simulator.log.records.last?.query?.contains(token) == false)

            let url = bench.simulator.baseURL + "/plugins/servlet/oauth/request-token"
            let form = try bench.fresh(callback: "oob").parameters("POST", url)
                .map { "\($0)=\(RequestSigner.escape($1))" }.joined(separator: "&")
            let inBody = try bench.ask(
                "POST", "/plugins/servlet/oauth/request-token",
                headers: [("Content-Type", "application/x-www-form-urlencoded")], body: form)
            #expect(inBody.status == 200)
        }
    }

    @Test("a form body is signed, a JSON body is not")
    func bodiesInTheBaseString() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            let json = try bench.signed(
                "POST", "/rest/api/2/search", bench.fresh(token: token),
                headers: [("Content-Type", "application/json")], body: "{\"jql\":\"\",\"maxResults\":0}")
            #expect(json.problem == nil)
            let form = try bench.signed(
                "POST", "/rest/api/2/search", bench.fresh(token: token),
                headers: [("Content-Type", "application/x-www-form-urlencoded")], body: "jql=a")
            #expect(form.problem == "signature_invalid")
        }
    }

    @Test("a connector with another name gives signature_invalid")
    func wrongConnector() async throws {
        try await Bench.with({ $0.oauth.connectorOrigin = "https://jira.example.com" }) { bench throws in
            let answer = try bench.signed("GET", myself, bench.fresh(token: bench.grant().token))
            #expect(answer.problem == "signature_invalid")
        }
    }
}
