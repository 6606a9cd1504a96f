import Foundation
import Testing

@testable import JiraSimulator

@Suite("Control API")
struct ServerControlTests {
    private func control(
        _ bench: Bench, _ method: String, _ name: String, _ body: String = "",
        headers: [(String, String)] = []
    ) throws -> Answer {
        let client = try RawClient(port: bench.simulator.port)
        client.request(method, "/__control/\(name)", headers: headers, body: body, close: true)
        return try #require(client.answer())
    }

    @Test("a mutation changes what the next request sees; one or many; a bad one says why")
    func mutations() async throws {
        try await Bench.with { bench throws in
            let one = try control(bench, "POST", "mutations", #"{"setServerVersion":{"version":"10.3.1"}}"#)
            #expect(one.status == 200)
            let info = try bench.ask("GET", "/rest/api/2/serverInfo")
            #expect(info.text.contains("10.3.1"))
            let many = try control(
                bench, "POST", "mutations",
                #"[{"createProject":{"key":"NEW","name":"New one"}},{"deleteIssue":{"issue":"NOPE-1"}}]"#)
            let results = try #require(many.json as? [[String: Any]])
            #expect(results.count == 2)
            #expect(results[0]["error"] == nil && results[1]["error"] != nil)
            let bad = try control(bench, "POST", "mutations", #"{"explode":{}}"#)
            #expect(bad.status == 400)
            #expect((bad.json as? [String: String])?["error"]?.isEmpty == false)
        }
    }

    @Test("faults are added, counted and cleared")
    func faults() async throws {
        try await Bench.with { bench throws in
            let added = try control(
                bench, "POST", "faults",
                #"""
                [{"action":"status","status":429,"headers":{"Retry-After":"3"},"path":"/search","count":1},
                 {"action":"cutBody","afterBytes":5,"framing":"close","path":"/never"}]
                """#)
            #expect(added.status == 200)
            let hit = try bench.ask("GET", "/rest/api/2/search")
            #expect(hit.status == 429 && hit.headers["Retry-After"] == "3")
            #expect(try bench.ask("GET", "/rest/api/2/search").status == 200)
            let list = try #require(try control(bench, "GET", "faults").json as? [[String: Any]])
            #expect(list.map { $0["fired"] as? Int } == [1, 0])
            #expect(list.map { $0["matched"] as? Int } == [2, 0])
            #expect(try control(bench, "DELETE", "faults").text == "[]\n")
            #expect(bench.simulator.faults.faults.isEmpty)
            let unknown = try control(bench, "POST", "faults", #"{"action":"earthquake"}"#)
            #expect(unknown.status == 400)
            #expect(unknown.text.contains("earthquake"))
        }
    }

    @Test(
        "each action can be ordered by its name",
        arguments: [
            #"{"action":"html200"}"#, #"{"action":"redirect","location":"http://x/"}"#,
            #"{"action":"anonymous"}"#, #"{"action":"impersonate","user":"admin"}"#,
            #"{"action":"oauthProblem","problem":"token_rejected"}"#, #"{"action":"captcha"}"#,
            #"{"action":"delay","seconds":0.5}"#, #"{"action":"slowDrip","bytesPerSecond":1}"#,
            #"{"action":"reset","afterBytes":9}"#, #"{"action":"duplicate"}"#,
            #"{"action":"replayPrevious"}"#, #"{"action":"contentType","contentType":"text/plain"}"#,
            #"{"action":"gzipBomb","bytes":9}"#, #"{"action":"hugeBody","bytes":9}"#,
            #"{"action":"truncatedJSON"}"#, #"{"action":"replaceBytes","find":"a","with":"b"}"#,
            #"{"action":"stripIdentityHeader"}"#, #"{"action":"clockSkew","seconds":-9}"#,
        ])
    func actions(order: String) throws {
        let rule = try JSONDecoder().decode(FaultRule.self, from: Data(order.utf8))
        #expect(order.contains("\"\(rule.action.name)\""))
    }

    @Test("consumers, grants, revocation, expiry and auto-approval")
    func authorization() async throws {
        try await Bench.with { bench throws in
            let pem = RequestSigner.otherPublicKeyPEM.replacing("\n", with: "\\n")
            let made = try control(
                bench, "POST", "consumers", "{\"key\":\"script\",\"publicKey\":\"\(pem)\"}")
            #expect(made.status == 200)
            let bad = try control(bench, "POST", "consumers", #"{"key":"x","publicKey":"nonsense"}"#)
            #expect(bad.status == 400)
            let grant = try control(
                bench, "POST", "grants", "{\"consumer\":\"script\",\"user\":\"\(Bench.user)\"}")
            let token = try #require((grant.json as? [String: String])?["token"])
            func ask() throws -> Answer {
                var signer = bench.fresh(token: token)
                signer.consumerKey = "script"
                signer.key = RequestSigner.otherKey
                return try bench.signed("GET", "/rest/api/2/myself", signer)
            }
            #expect(try ask().status == 200)
            let grants = try control(bench, "GET", "grants")
            #expect(grants.text.contains("script") && !grants.text.contains(token))
            _ = try control(bench, "POST", "expire")
            #expect(try ask().problem == "token_expired")
            let revoked = try control(bench, "POST", "revoke", "{\"user\":\"\(Bench.user)\"}")
            #expect(revoked.text == "{\"revoked\":1}\n")
            #expect(try ask().problem == "token_rejected")
            _ = try control(bench, "POST", "auto-approve", "{\"user\":\"\(Bench.user)\"}")
            #expect(bench.simulator.oauth.options.autoApproveUser == Bench.user)
            _ = try control(bench, "POST", "consumers/remove", #"{"key":"script","andTokens":true}"#)
            #expect(try ask().problem == "token_rejected")
        }
    }

    @Test("clock, state, rate limit and bearer tokens")
    func settings() async throws {
        try await Bench.with { bench throws in
            let before = bench.simulator.site.now
            let moved = try control(bench, "POST", "clock", #"{"advance":90000}"#)
            #expect(moved.text == "{\"now\":\(before + 90_000)}\n")
            _ = try control(bench, "POST", "state", #"{"state":"MAINTENANCE"}"#)
            #expect(try bench.ask("GET", "/status").status == 503)
            _ = try control(
                bench, "POST", "rate-limit",
                #"{"limit":0,"fillRate":0}"#)
            #expect(try bench.ask("GET", "/rest/api/2/serverInfo").status == 429)
            _ = try control(bench, "POST", "rate-limit", "null")
            #expect(try bench.ask("GET", "/rest/api/2/serverInfo").status == 200)
            _ = try control(bench, "POST", "bearer", "{\"token\":\"t\",\"user\":\"\(Bench.user)\"}")
            let bearer = [("Authorization", "Bearer t")]
            #expect(try bench.ask("GET", "/rest/api/2/myself", headers: bearer).status == 200)
            _ = try control(bench, "POST", "bearer", #"{"token":"t"}"#)
            #expect(try bench.ask("GET", "/rest/api/2/myself", headers: bearer).status == 401)
        }
    }

    @Test("stats count by route, status, scheme and bytes; control requests do not count")
    func stats() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            _ = try bench.signed("GET", "/rest/api/2/myself", bench.fresh(token: token))
            _ = try bench.ask("GET", "/rest/api/2/issue/ABC-1")
            _ = try bench.ask("GET", "/rest/api/2/issue/ABC-2")
            let answer = try control(bench, "GET", "stats")
            let counters = try #require((answer.json as? [String: Any])?["counters"] as? [String: Any])
            #expect(counters["requests"] as? Int == 3)
            #expect((counters["bytes"] as? Int ?? 0) > 600)
            #expect((counters["seconds"] as? Double ?? 0) > 0)
            let routes = try #require(counters["byRoute"] as? [String: Int])
            #expect(routes == ["GET /rest/api/2/myself": 1, "GET /rest/api/2/issue/{}": 2])
            #expect(counters["byScheme"] as? [String: Int] == ["oauth": 1, "none": 2])
            #expect(!answer.text.contains(token))
            let log = try control(bench, "GET", "log")
            #expect(log.text.contains("oauthNonce") && !log.text.contains(token))
            _ = try control(bench, "POST", "reset")
            #expect(bench.simulator.log.counters == RequestCounters())
        }
    }

    @Test("web pages and foreign host names are refused")
    func localOnly() async throws {
        try await Bench.with { bench throws in
            let page = try control(bench, "GET", "stats", headers: [("Origin", "http://127.0.0.1:1")])
            #expect(page.status == 403)
            let client = try RawClient(port: bench.simulator.port)
            client.send("GET /__control/stats HTTP/1.1\r\nHost: evil.example\r\n\r\n")
            #expect(client.answer()?.status == 403)
            #expect(try control(bench, "GET", "nothing").status == 404)
        }
    }
}
