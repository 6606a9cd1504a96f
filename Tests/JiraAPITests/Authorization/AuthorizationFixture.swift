import HTTPCore
import JiraAPI
import OAuth1
import SyncCore
import Synchronization

/// A token servlet that answers from a list and keeps the requests.
final class ScriptedServlet: HTTPTransport {
    typealias Answer = Result<HTTPResponse, TransportError>
    private struct State {
        var answers: [Answer]
        var requests: [HTTPRequest] = []
    }
    private let state: Mutex<State>

    init(_ answers: [Answer]) { state = Mutex(State(answers: answers)) }

    convenience init(_ answers: HTTPResponse...) { self.init(answers.map { .success($0) }) }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = state.withLock { state -> Answer in
            state.requests.append(request)
            return state.answers.isEmpty
                ? .failure(.other(code: 0, "no answer left")) : state.answers.removeFirst()
        }
        return try answer.get()
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// The protocol parameters of the `Authorization` headers that came.
    var parameters: [[String: String]] {
        requests.map { request in
            let header = request.headers["Authorization"] ?? ""
            var found: [String: String] = [:]
            for part in header.dropFirst("OAuth ".count).split(separator: ",") {
                let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { continue }
                let value = Array(pair[1].dropFirst().dropLast().utf8)
                found[String(pair[0])] = PercentEncoding.decode(value, plusIsSpace: false)
            }
            return found
        }
    }
}

/// Keeps the pending token as the vault does: one, taken once.
actor PendingRecord: PendingTokenStore {
    private(set) var token: PendingToken?
    private let isBroken: Bool
    struct Broken: Error {}

    init(isBroken: Bool = false) { self.isBroken = isBroken }

    func save(_ token: PendingToken) throws {
        if isBroken { throw Broken() }
        self.token = token
    }

    func take() throws -> PendingToken? {
        if isBroken { throw Broken() }
        defer { token = nil }
        return token
    }
}

/// 2024-08-03T10:11:12Z.
let fixedNow: Int64 = 1_722_679_872

enum Dance {
    static let site = "https://jira.example.com/jira"
    static let token = "tokenTOKENtokenTOKENtokenTOKEN12"
    static let secret = "secretSECRETsecretSECRETsecret12"
    static let callback = CallbackTarget.loopback(url: "http://127.0.0.1:40123/cb/site/0123456789abcdef")

    static func form(_ status: Int, _ body: String, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        var headers = headers
        if headers["Content-Type"] == nil { headers.set("Content-Type", "text/plain") }
        return HTTPResponse(status: status, headers: headers, body: ResponseBody(body))
    }

    static let opened = form(
        200, "oauth_token=\(token)&oauth_token_secret=\(secret)&oauth_callback_confirmed=true")
    static let granted = form(
        200,
        "oauth_token=accessACCESSaccessACCESSaccess12&oauth_token_secret=x&oauth_expires_in=157680000"
            + "&oauth_session_handle=handleHANDLEhandleHANDLEhandle12&oauth_authorization_expires_in=160272000"
    )

    static func problem(_ status: Int, _ name: String, _ more: String = "", date: String? = nil)
        -> HTTPResponse
    {
        var headers: HTTPHeaders = [
            "WWW-Authenticate": "OAuth realm=\"https%3A%2F%2Fjira.example.com\", oauth_problem=\"\(name)\"",
            "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
        ]
        if let date { headers.append("Date", date) }
        return form(status, "oauth_problem=\(name)\(more)", headers)
    }

    static func flow(
        _ transport: any HTTPTransport, store: PendingRecord = PendingRecord(), seconds: Int64 = fixedNow
    ) throws -> AuthorizationFlow {
        let counter = Mutex(0)
        let site = try JiraSite(site)
        return AuthorizationFlow(
            site: site, client: ClientCredentials(consumerKey: "mirror-key"),
            method: .rsaSHA1 { $0.reversed() }, transport: transport, store: store,
            nonce: {
                counter.withLock {
                    $0 += 1
                    return "nonce\($0)"
                }
            }, now: { Instant(milliseconds: seconds * 1000) })
    }

    static func pairs(_ query: String) throws -> [FormEncoding.Pair] {
        try FormEncoding(decoding: Array(query.utf8)).pairs
    }

    static func pending(_ callback: CallbackTarget = callback, seconds: Int64 = fixedNow) -> PendingToken {
        PendingToken(
            credentials: TemporaryCredentials(token: token, secret: secret), callback: callback,
            expiresAt: Instant(milliseconds: (seconds + 600) * 1000))
    }
}

/// The error of a call, or nil if it gave a value.
func authorizationError<Value: Sendable>(
    _ call: () async throws(AuthorizationError) -> Value
) async -> AuthorizationError? {
    do throws(AuthorizationError) {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}
