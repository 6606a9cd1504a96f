import Foundation
import FoundationNetworking
import Testing

@testable import JiraSimulator

@Suite("Resources, verbs and headers")
struct ServerRoutingTests {
    private static let token = [("Authorization", "Bearer pat")]

    private func with(
        _ change: @escaping (inout SimulatorOptions) -> Void = { _ in }, _ body: (Bench) async throws -> Void
    ) async throws {
        try await Bench.with(
            {
                $0.bearerTokens = ["pat": Bench.user]
                change(&$0)
            }, body)
    }

    @Test(
        "every resource answers JSON for a person",
        arguments: [
            "serverInfo", "myself", "project", "field", "status", "statuscategory", "priority",
            "resolution", "issuetype", "issueLinkType", "configuration", "search?maxResults=1",
            "user/search?username=.", "worklog/updated?since=0", "worklog/deleted?since=0",
        ])
    func resources(resource: String) async throws {
        try await with { bench throws in
            for api in ["2", "latest"] {
                let answer = try bench.ask("GET", "/rest/api/\(api)/\(resource)", headers: Self.token)
                #expect(answer.status == 200, "\(resource)")
                #expect(answer.headers["Content-Type"] == "application/json;charset=UTF-8")
                #expect(answer.json != nil)
            }
        }
    }

    @Test("an issue, its comments and its worklogs are found by the key that a search gave")
    func issueParts() async throws {
        try await with { bench throws in
            let search = try bench.ask(
                "GET", "/rest/api/2/search?maxResults=1&fields=summary", headers: Self.token)
            let issues = (search.json as? [String: Any])?["issues"] as? [[String: Any]]
            let key = try #require(issues?.first?["key"] as? String)
            for part in ["", "/comment", "/worklog", "?expand=changelog"] {
                let answer = try bench.ask("GET", "/rest/api/2/issue/\(key)\(part)", headers: Self.token)
                #expect(answer.status == 200, "\(part)")
            }
            let changelog = try bench.ask(
                "GET", "/rest/api/2/issue/\(key)/changelog", headers: Self.token)
            #expect(changelog.status == 302, "Server and Data Center have no such resource")
            let page = try bench.ask("GET", "/browse/\(key)", headers: Self.token)
            #expect(page.status == 200)
            #expect(page.text.contains(key))
        }
    }

    @Test("GET and POST search agree, and POST refuses what it does not know")
    func searchForms() async throws {
        try await with { bench throws in
            let json = Self.token + [("Content-Type", "application/json")]
            let get = try bench.ask(
                "GET", "/rest/api/2/search?jql=ORDER+BY+key+ASC&startAt=1&maxResults=2&fields=summary,status",
                headers: Self.token)
            let post = try bench.ask(
                "POST", "/rest/api/2/search", headers: json,
                body: """
                    {"jql":"ORDER BY key ASC","startAt":1,"maxResults":2,"fields":["summary","status"]}
                    """)
            #expect(get.status == 200)
            #expect(get.body == post.body)
            let unknown = try bench.ask(
                "POST", "/rest/api/2/search", headers: json, body: "{\"jql\":\"\",\"nextPageToken\":\"x\"}")
            #expect(unknown.status == 400)
            #expect(unknown.text.contains("Unrecognized field \\\"nextPageToken\\\""))
            let wrongType = try bench.ask(
                "POST", "/rest/api/2/search", headers: json, body: "{\"fields\":\"summary\"}")
            #expect(wrongType.status == 400)
            let broken = try bench.ask("POST", "/rest/api/2/search", headers: json, body: "{\"jql\":")
            #expect(broken.status == 400)
            let text = try bench.ask(
                "POST", "/rest/api/2/search", headers: Self.token + [("Content-Type", "text/plain")],
                body: "{}")
            #expect(text.status == 415)
            let badNumber = try bench.ask("GET", "/rest/api/2/search?startAt=x", headers: Self.token)
            #expect(badNumber.status == 404)
            let list = try bench.ask("POST", "/rest/api/2/worklog/list", headers: json, body: "{\"ids\":[]}")
            #expect(list.text == "[]")
        }
    }

    @Test("a wrong verb is 405, an unknown REST path goes to the login page, agile is an HTML 404 without it")
    func refusedPaths() async throws {
        try await with({
            $0.contextPath = "/jira"
            $0.site.hasJiraSoftware = false
        }) { bench throws in
            let wrong = try bench.ask("DELETE", "/rest/api/2/myself", headers: Self.token)
            #expect(wrong.status == 405)
            #expect(wrong.headers["Allow"] == "GET,HEAD,OPTIONS")
            #expect(try bench.ask("GET", "/rest/api/2/worklog/list", headers: Self.token).status == 405)
            for path in ["/rest/api/3/myself", "/rest/api/2/nothing", "/rest/nothing/1.0/x"] {
                let answer = try bench.ask("GET", path, headers: Self.token)
                #expect(answer.status == 302)
                #expect(answer.headers["Location"] == "/jira/login.jsp")
            }
            let agile = try bench.ask("GET", "/rest/agile/1.0/board", headers: Self.token)
            #expect(agile.status == 404)
            #expect(agile.headers["Content-Type"]?.hasPrefix("text/html") == true)
            let client = try RawClient(port: bench.simulator.port)
            client.request("GET", "/rest/api/2/serverInfo")
            #expect(client.answer()?.status == 404, "outside of the context path")
        }
    }

    @Test("a POST that looks like a browser's is refused, whatever it reads")
    func forgery() async throws {
        try await with { bench throws in
            let json = Self.token + [("Content-Type", "application/json")]
            for header in [("User-Agent", "Mozilla/5.0"), ("Origin", "http://evil.example")] {
                let answer = try bench.ask(
                    "POST", "/rest/api/2/search", headers: json + [header], body: "{}")
                #expect(answer.status == 403)
                #expect(answer.text == "XSRF check failed")
            }
            let own = try bench.ask(
                "POST", "/rest/api/2/search", headers: json + [("User-Agent", "jira-mirror/1.0")],
                body: "{\"maxResults\":0}")
            #expect(own.status == 200)
            let get = try bench.ask(
                "GET", "/rest/api/2/myself", headers: Self.token + [("User-Agent", "Mozilla/5.0")])
            #expect(get.status == 200)
        }
    }

    @Test("any 401 carries the OAuth realm without a problem; a bad bearer token is just anonymous")
    func unauthenticated() async throws {
        try await with { bench throws in
            let myself = try bench.ask(
                "GET", "/rest/api/2/myself", headers: [("Authorization", "Bearer wrong")])
            #expect(myself.status == 401)
            #expect(
                myself.text
                    == "{\"message\":\"Client must be authenticated to access this resource.\",\"status-code\":401}"
            )
            let realm = RequestSigner.escape(bench.simulator.baseURL)
            #expect(myself.headers["WWW-Authenticate"] == "OAuth realm=\"\(realm)\"")
            #expect(myself.headers["X-Seraph-LoginReason"] == nil)
            let search = try bench.ask(
                "GET", "/rest/api/2/search", headers: [("Authorization", "Bearer wrong")])
            #expect(search.status == 200)
            #expect(search.headers["X-AUSERNAME"] == "anonymous")
        }
    }

    @Test("a wrong Basic password is an HTML 401, and after three the right one meets a CAPTCHA")
    func basic() async throws {
        try await with { bench throws in
            func ask(_ pair: String) throws -> Answer {
                let value = Data(pair.utf8).base64EncodedString()
                return try bench.ask(
                    "GET", "/rest/api/2/myself", headers: [("Authorization", "Basic \(value)")])
            }
            let name = bench.simulator.site.activeUsername(Bench.user) ?? ""
            #expect(try ask("\(name):\(name)").status == 200)
            for _ in 1...3 {
                let wrong = try ask("\(name):wrong")
                #expect(wrong.status == 401)
                #expect(wrong.headers["Content-Type"] == "text/html;charset=UTF-8")
                #expect(wrong.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED")
                #expect(wrong.headers["WWW-Authenticate"]?.hasPrefix("OAuth realm=") == true)
            }
            #expect(try ask("\(name):\(name)").status == 403)
            #expect(try bench.ask("GET", "/rest/api/2/myself", headers: Self.token).status == 200)
        }
    }

    @Test("a private site refuses anonymous requests, but not serverInfo")
    func privateSite() async throws {
        try await with({ $0.anonymousBrowsing = false }) { bench throws in
            #expect(try bench.ask("GET", "/rest/api/2/search").status == 401)
            #expect(try bench.ask("GET", "/rest/api/2/serverInfo").status == 200)
            #expect(try bench.ask("GET", "/rest/api/2/search", headers: Self.token).status == 200)
        }
    }

    @Test("the usual headers are there; a name is URL-encoded")
    func headers() async throws {
        try await with { bench throws in
            let made = bench.simulator.site.apply(.createUser(name: "zoë b@example.com"))
            #expect(made.error == nil)
            bench.simulator.bearerTokens["odd"] = "zoë b@example.com"
            let answer = try bench.ask(
                "GET", "/rest/api/2/myself", headers: [("Authorization", "Bearer odd")])
            #expect(answer.headers["X-AUSERNAME"] == "zo%C3%AB%20b%40example.com")
            #expect(answer.headers["X-AREQUESTID"]?.hasSuffix("x1x1") == true)
            #expect(answer.headers["X-ASESSIONID"]?.isEmpty == false)
            #expect(answer.headers["Date"] == HTTPDate.text(bench.clock.now))
            #expect(answer.headers.values("Set-Cookie").contains { $0.hasPrefix("JSESSIONID=") })
            #expect(answer.headers["X-ANODEID"] == nil)
        }
    }

    @Test("requests go round the nodes unless the balancer's cookie says otherwise")
    func nodes() async throws {
        try await with({ $0.site.nodes = ["n1", "n2", "n3"].map { NodeOptions($0) } }) { bench throws in
            var seen: Set<String> = []
            for _ in 1...3 {
                seen.insert(try bench.ask("GET", "/rest/api/2/serverInfo").headers["X-ANODEID"] ?? "")
            }
            #expect(seen == ["n1", "n2", "n3"])
            let answer = try bench.ask("GET", "/rest/api/2/serverInfo")
            let cookie = answer.headers.values("Set-Cookie").first { $0.hasPrefix("AWSALB=") }
            let pair = String(try #require(cookie).prefix { $0 != ";" })
            for _ in 1...4 {
                let next = try bench.ask("GET", "/rest/api/2/serverInfo", headers: [("Cookie", pair)])
                #expect(next.headers["X-ANODEID"] == answer.headers["X-ANODEID"])
            }
        }
    }

    @Test("/status is 200 while starting, 503 in maintenance, 500 on an error")
    func status() async throws {
        try await with { bench throws in
            for (state, code) in [("RUNNING", 200), ("STARTING", 200), ("MAINTENANCE", 503), ("ERROR", 500)] {
                bench.simulator.state = state
                let answer = try bench.ask("GET", "/status")
                #expect(answer.status == code)
                #expect(answer.text == "{\"state\":\"\(state)\"}")
            }
        }
    }

    @Test("answers are gzipped for those who take it, and unpack to the same bytes")
    func gzip() async throws {
        try await with({ $0.gzip = true }) { bench throws in
            let path = "/rest/api/2/search?maxResults=12&fields=*all"
            let plain = try bench.ask("GET", path, headers: Self.token)
            #expect(plain.headers["Content-Encoding"] == nil)
            #expect(plain.body.count > 8192)
            #expect(plain.headers["Transfer-Encoding"] == "chunked")
            let packed = try bench.ask("GET", path, headers: Self.token + [("Accept-Encoding", "gzip")])
            #expect(packed.headers["Content-Encoding"] == "gzip")
            #expect(packed.body.prefix(2) == [0x1F, 0x8B])
            #expect(packed.body.count < plain.body.count / 2)
            var request = URLRequest(url: try #require(URL(string: bench.simulator.baseURL + path)))
            request.setValue("Bearer pat", forHTTPHeaderField: "Authorization")
            let (data, _) = try await URLSession.shared.data(for: request)
            #expect(data.count == plain.body.count)
            let record = try #require(bench.simulator.log.records.last)
            #expect(record.bodyBytes == plain.body.count)
        }
    }

    @Test("a remembered answer is given to the same search of an unchanged site, and to no other")
    func remembered() async throws {
        try await with({
            $0.gzip = true
            $0.remembersSearches = true
            $0.site.securedPercent = 50
            $0.bearerTokens["other"] = "admin"
        }) { bench throws in
            func ask(_ token: [(String, String)] = Self.token, count: Int = 12) throws -> [UInt8] {
                let headers = token + [("Accept-Encoding", "gzip")]
                let path = "/rest/api/2/search?maxResults=\(count)&fields=*all"
                let answer = try bench.ask("GET", path, headers: headers)
                #expect(answer.headers["Content-Encoding"] == "gzip")
                return Array(answer.body)
            }
            let first = try ask()
            let plain = try #require(bench.simulator.log.records.last).bodyBytes
            #expect(try ask() == first)
            #expect(try #require(bench.simulator.log.records.last).bodyBytes == plain)
            #expect(plain > 2 * first.count)
            #expect(try ask(count: 11) != first)
            #expect(try ask([("Authorization", "Bearer other")]) != first)
            let edit = Mutation.randomEdits(count: 40, seed: 1)
            #expect(bench.simulator.site.apply(edit).error == nil)
            #expect(try ask() != first)
        }
    }

    @Test("a hook sees each request before it is answered and may change the site")
    func hook() async throws {
        try await with { bench throws in
            let site = bench.simulator.site
            bench.simulator.beforeRequest { record in
                guard record.path.hasSuffix("/serverInfo") else { return }
                _ = site.apply(.setServerVersion(version: "10.\(record.number).0"))
            }
            for number in 1...2 {
                let answer = try bench.ask("GET", "/rest/api/2/serverInfo")
                #expect((answer.json as? [String: Any])?["version"] as? String == "10.\(number).0")
            }
        }
    }
}
