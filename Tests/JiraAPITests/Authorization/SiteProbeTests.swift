import HTTPCore
import JiraAPI
import SyncCore
import Testing

@Suite("The probe of a site")
struct SiteProbeTests {
    private static func json(
        base: String = "https://jira.example.com/jira", more: String = "", headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers.set("Content-Type", "application/json;charset=UTF-8")
        let body = """
            {"baseUrl":"\(base)","version":"9.12.5","versionNumbers":[9,12,5],"buildNumber":912005,
             "serverTitle":"Example"\(more)}
            """
        return HTTPResponse(status: 200, headers: headers, body: ResponseBody(body))
    }

    private static func html(_ status: Int, _ location: String? = nil) -> HTTPResponse {
        var headers: HTTPHeaders = ["Content-Type": "text/html;charset=UTF-8"]
        if let location { headers.append("Location", location) }
        return HTTPResponse(status: status, headers: headers, body: ResponseBody("<html>baseUrl</html>"))
    }

    private func probe(_ servlet: ScriptedServlet, _ url: String = Dance.site) async throws
        -> SiteProbe.Finding
    {
        try await SiteProbe(transport: servlet, now: { Instant(milliseconds: fixedNow * 1000) })
            .probe(JiraSite(url))
    }

    private func failure(_ servlet: ScriptedServlet, _ url: String = Dance.site) async throws
        -> SiteProbeError?
    {
        do {
            _ = try await probe(servlet, url)
            return nil
        } catch let error as SiteProbeError {
            return error
        }
    }

    @Test("tells version, title and the server's clock, and sends no sign-in")
    func found() async throws {
        let servlet = ScriptedServlet(Self.json(headers: ["Date": "Sat, 03 Aug 2024 10:12:12 GMT"]))
        let finding = try await probe(servlet)
        #expect(finding.info.version == "9.12.5")
        #expect(finding.info.title == "Example")
        #expect(finding.differingBaseURL == nil)
        #expect(finding.clockSkewSeconds == 60)
        #expect(servlet.requests.map(\.url) == ["https://jira.example.com/jira/rest/api/2/serverInfo"])
        #expect(servlet.requests[0].headers["Authorization"] == nil)
    }

    @Test(
        "reports the base URL that Jira gives itself where it differs, not where it is only spelt otherwise")
    func baseURL() async throws {
        for (announced, expected) in [
            ("https://JIRA.example.com:443/jira/", nil),
            ("http://jira.internal:8080/jira", "http://jira.internal:8080/jira"),
            ("https://jira.example.com", "https://jira.example.com"),
        ] as [(String, String?)] {
            #expect(try await probe(ScriptedServlet(Self.json(base: announced))).differingBaseURL == expected)
        }
    }

    @Test(
        "tells what answers instead of a Jira",
        arguments: [
            (html(200), SiteProbeError.page),
            (html(302, "/login.jsp?os_destination=secret"), .redirected(to: "/login.jsp", isBaseURL: false)),
            (
                html(302, "https://sso.example.com/?s=secret"),
                .redirected(to: "https://sso.example.com/", isBaseURL: false)
            ),
            (
                html(301, "https://jira2.example.com/jira/rest/api/2/serverInfo"),
                .redirected(to: "https://jira2.example.com/jira", isBaseURL: true)
            ),
            (html(307), .redirected(to: "", isBaseURL: false)),
            (html(403), .shut(status: 403)), (html(401), .shut(status: 401)),
            (html(503), .unavailable(status: 503)), (html(418), .notJira("status 418")),
            (json(more: #","deploymentType":"Cloud""#), .cloud),
            (HTTPResponse(status: 200, body: ResponseBody("ok")), .notJira("no content type")),
        ])
    func other(_ answer: HTTPResponse, _ expected: SiteProbeError) async throws {
        let error = try await failure(ScriptedServlet(answer))
        #expect(error == expected)
        #expect(!"\(try #require(error))".contains("secret"))
    }

    @Test("refuses JSON that is not Jira's")
    func otherJSON() async throws {
        for body in ["{}", "[]", #"{"baseUrl":1,"version":"9"}"#, #"{"baseUrl":"https://x""#, ""] {
            let answer = HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json"], body: ResponseBody(body))
            guard case .notJira = try await failure(ScriptedServlet(answer)) else {
                return #expect(Bool(false), "\(body)")
            }
        }
    }

    @Test("looks below /jira where nothing is found, and suggests it where a Jira answers there")
    func contextPath() async throws {
        let root = "https://jira.example.com"
        let found = ScriptedServlet(Self.html(404), Self.json())
        #expect(try await failure(found, root) == .notFound(suggestion: "https://jira.example.com/jira"))
        #expect(found.requests.map(\.url).last == "https://jira.example.com/jira/rest/api/2/serverInfo")
        let missing = ScriptedServlet(Self.html(404), Self.html(404))
        #expect(try await failure(missing, root) == .notFound(suggestion: nil))
        let below = ScriptedServlet(Self.html(404), Self.json())
        #expect(try await failure(below) == .notFound(suggestion: nil))
        #expect(below.requests.count == 1)
    }

    @Test("passes failures of the network on")
    func network() async throws {
        let error = try await failure(ScriptedServlet([.failure(.couldNotResolve("no such host"))]))
        #expect(error == .transport(.couldNotResolve("no such host")))
        #expect(error?.isTransient == true)
        #expect(try await failure(ScriptedServlet([.failure(.tls("x"))]))?.isTransient == false)
    }
}
