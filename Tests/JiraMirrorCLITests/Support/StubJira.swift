import Foundation
import HTTPCore
import Synchronization

/// A Jira of five answers: enough for `init` and `authorize`. It does not verify signatures.
final class StubJira: HTTPTransport {
    struct State {
        var requests: [String] = []
        /// Who answers `/myself`; nil is anonymous.
        var user: String? = "ada"
        /// Problem with which the token is refused.
        var problem: String?
        var accessTokens = 0
        /// Answer to a renewal that is none: status and problem.
        var refusesRenewal: (status: Int, problem: String)?
        var serverInfo = (status: 200, type: "application/json", body: StubJira.info)
    }

    static let info = """
        {"baseUrl":"https://jira.example.com","version":"9.12.0","versionNumbers":[9,12,0],\
        "deploymentType":"Server","serverTitle":"Company Jira"}
        """
    let state = Mutex(State())

    var requests: [String] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let path = String(request.url.dropFirst("https://jira.example.com".count).prefix { $0 != "?" })
        return state.withLock { state in
            state.requests.append("\(request.method.rawValue) \(path)")
            switch path {
            case "/rest/api/2/serverInfo":
                let (status, type, body) = state.serverInfo
                return HTTPResponse(status: status, headers: ["Content-Type": type], body: ResponseBody(body))
            case "/plugins/servlet/oauth/request-token":
                return Self.form(
                    "oauth_token=requesttoken1&oauth_token_secret=requestsecret1&oauth_callback_confirmed=true"
                )
            case "/plugins/servlet/oauth/access-token":
                let isRenewal = request.headers["Authorization"]?.contains("oauth_session_handle") ?? false
                if isRenewal, let (status, problem) = state.refusesRenewal {
                    let body = status == 503 ? "" : "oauth_problem=\(problem)"
                    return HTTPResponse(
                        status: status, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                        body: ResponseBody(body))
                }
                state.accessTokens += 1
                return Self.form(
                    "oauth_token=accesstoken\(state.accessTokens)&oauth_token_secret=accesssecret1"
                        + "&oauth_expires_in=157680000&oauth_session_handle=sessionhandle1"
                        + "&oauth_authorization_expires_in=160272000")
            case "/rest/api/2/myself":
                if let problem = state.problem {
                    return HTTPResponse(
                        status: 401,
                        headers: [
                            "WWW-Authenticate":
                                "OAuth realm=\"https%3A%2F%2Fjira\", oauth_problem=\"\(problem)\""
                        ],
                        body: ResponseBody("oauth_problem=\(problem)"))
                }
                guard let user = state.user else {
                    return HTTPResponse(
                        status: 401,
                        headers: ["Content-Type": "application/json", "X-AUSERNAME": "anonymous"],
                        body: ResponseBody("{}"))
                }
                return HTTPResponse(
                    status: 200,
                    headers: ["Content-Type": "application/json;charset=UTF-8", "X-AUSERNAME": user],
                    body: ResponseBody(
                        """
                        {"self":"https://jira.example.com/rest/api/2/user?username=\(user)","key":"JIRAUSER\(user)",\
                        "name":"\(user)","displayName":"The \(user)","active":true,"timeZone":"Europe/Berlin"}
                        """))
            default:
                return HTTPResponse(status: 404, body: ResponseBody("not planned: \(path)"))
            }
        }
    }

    private static func form(_ text: String) -> HTTPResponse {
        HTTPResponse(status: 200, headers: ["Content-Type": "text/plain"], body: ResponseBody(text))
    }
}
