import HTTPCore
import OAuth1
import SyncCore
import Testing

@testable import JiraAPI

/// Answers each path with what the test gives, in order; a request that was not planned is an issue.
actor ScriptedJira: HTTPTransport {
    private var answers: [String: [HTTPResponse]]
    /// Paths with queries, in order.
    private(set) var asked: [String] = []

    init(_ answers: [String: [HTTPResponse]]) { self.answers = answers }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let url = String(request.url.dropFirst("https://jira.example.com".count))
        asked.append(url)
        let path = String(url.prefix { $0 != "?" })
        guard let answer = answers[path]?.first else {
            Issue.record("unplanned request \(url)")
            throw .cancelled
        }
        answers[path]?.removeFirst()
        return answer
    }

    var left: Int { answers.values.reduce(0) { $0 + $1.count } }

    nonisolated static func json(
        _ body: String, status: Int = 200, as name: String? = "svc"
    ) -> HTTPResponse {
        var headers: HTTPHeaders = ["Content-Type": "application/json;charset=UTF-8"]
        if let name { headers.append("X-AUSERNAME", name) }
        return HTTPResponse(status: status, headers: headers, body: ResponseBody(body))
    }

    nonisolated static func html(_ status: Int, as name: String? = "svc") -> HTTPResponse {
        var headers: HTTPHeaders = ["Content-Type": "text/html;charset=UTF-8"]
        if let name { headers.append("X-AUSERNAME", name) }
        return HTTPResponse(
            status: status, headers: headers, body: ResponseBody("<html><title>Oops</title></html>"))
    }

    nonisolated static func redirect(_ target: String) -> HTTPResponse {
        HTTPResponse(status: 302, headers: ["Location": target], body: ResponseBody(""))
    }

    nonisolated static let myself = json(RequestExecutorTests.myself)

    nonisolated func client() throws -> JiraClient {
        let authorizer = OAuth1Authorizer(
            client: ClientCredentials(consumerKey: "key"),
            token: TokenCredentials(token: "token", secret: ""),
            method: .rsaSHA1 { _ in [1, 2, 3] }, nonce: { "n" }, timestamp: { 1000 })
        return JiraClient(
            executor: RequestExecutor(
                site: try JiraSite("https://jira.example.com"), transport: self, authorizer: authorizer,
                expected: ExpectedAccount(key: "JIRAUSER1", name: "svc"), policy: RetryPolicy(attempts: 2),
                environment: ClientEnvironment(
                    now: { Instant(milliseconds: 1_000_000) }, monotonic: { 0 }, sleep: { _ in },
                    random: { 0.5 })), concurrency: 2, now: { Instant(milliseconds: 1_000_000) })
    }
}
