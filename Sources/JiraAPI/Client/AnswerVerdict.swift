package import HTTPCore
import OAuth1
import SyncCore

/// What an answer means, by status, headers and body, before anybody looks at its data. The status alone
/// proves nothing: Jira may answer 200 as anonymous, and a 401 may blame the clock.
package enum AnswerVerdict: Equatable, Sendable {
    /// Usable, if the name is ours: `X-AUSERNAME`, nil where an edge strips it.
    case answered(as: String?)
    /// The provider says that the token or its consumer is dead.
    case grantRejected(problem: String)
    /// The nonce was seen before: sign anew, once.
    case nonceUsed
    /// The clocks differ by more than the server bears; its own time in seconds, where it tells.
    case clockRefused(serverSeconds: Int64?)
    /// Refused for a reason that is not the grant's.
    case notAuthorized(String)
    /// Jira did not look at the login at all: too many failed before, and it wants a CAPTCHA solved.
    case loginDenied(String)
    /// 401 without a reason: anonymous, unless `/myself` says otherwise.
    case unauthenticated
    /// Overload or maintenance: the same request may work later.
    case retry(String)
    /// The server, or something before it, failed over this request: it may work later, or a smaller one may.
    case failed(String)
    case refused([String])
    case notFound(String)
    case forbidden(String)
    /// A redirect to a login page: Jira asks for a login, or something before it does.
    case loginWanted(String)
    /// Not an answer of Jira's REST interface.
    case notJira(String)

    /// Problems after which the grant cannot work again (design section 5).
    private static let fatalProblems: Set<OAuthProblem.Name> = [
        .tokenRejected, .tokenRevoked, .tokenExpired, .consumerKeyUnknown, .consumerKeyRejected,
    ]

    package init(_ response: HTTPResponse) {
        if let problem = Self.problem(response) {
            self = Self.verdict(problem)
            return
        }
        if let denial = Self.loginDenial(response) {
            self = .loginDenied(denial)
            return
        }
        switch response.status {
        case 200..<300:
            guard response.mediaType == "application/json" else {
                self = .notJira(Self.kind(response))
                return
            }
            self = .answered(as: Self.accountName(response))
        case 300..<400:
            let target = response.headers["Location"].map(Self.withoutQuery) ?? "nowhere"
            let what = "a redirect (\(response.status)) to \(target)"
            self = Self.isLoginPage(target) ? .loginWanted(what) : .notJira(what)
        case 400: self = .refused(ErrorBody(response.body).messages)
        // Only a password is refused in so many words. Asking again would count as another failure.
        case 401 where Self.loginReasons(response).contains(GrantProblem.wrongPassword.rawValue):
            self = .grantRejected(problem: GrantProblem.wrongPassword.rawValue)
        case 401: self = .unauthenticated
        case 403: self = .forbidden(Self.message(response))
        // Whatever the body is: a resource of an app that is not installed is a 404 of HTML.
        case 404: self = .notFound(Self.message(response))
        case 429: self = .retry("Jira's rate limit (429)")
        case 503: self = .retry("Jira is not available (503)")
        case 500, 502, 504, 413: self = .failed("Jira failed over this request (\(response.status))")
        default: self = .notJira("status \(response.status)")
        }
    }

    private static func problem(_ response: HTTPResponse) -> OAuthProblem? {
        guard response.status >= 400 else { return nil }
        let body = response.body.count <= 65_536 ? Array(response.body.bytes) : []
        return OAuthProblem(authenticate: response.headers.values("WWW-Authenticate"), body: body)
    }

    private static func verdict(_ problem: OAuthProblem) -> AnswerVerdict {
        if fatalProblems.contains(problem.name) { return .grantRejected(problem: problem.name.rawValue) }
        switch problem.name {
        case .nonceUsed: return .nonceUsed
        case .timestampRefused: return .clockRefused(serverSeconds: problem.serverTimestamp)
        case .signatureInvalid:
            return .notAuthorized(
                "Jira finds the signature wrong (signature_invalid): the private key is not the application "
                    + "link's, or site.url is not Jira's own base URL")
        default: return .notAuthorized("Jira refused the signed request: \(problem.name.rawValue)")
        }
    }

    /// A login that Jira refused whatever the status says: CAPTCHA after too many failures, say.
    private static func loginDenial(_ response: HTTPResponse) -> String? {
        if let reason = response.headers["X-Authentication-Denied-Reason"] {
            return reason.hasPrefix("CAPTCHA")
                ? "Jira wants this account to solve a CAPTCHA: log in once with a browser"
                : "Jira denied the login: \(reason.prefix(200))"
        }
        let denied = GrantProblem.loginDenied.rawValue
        guard let denial = loginReasons(response).first(where: { $0.hasPrefix(denied) }) else { return nil }
        return "Jira denied the login (\(denial)): log in once with a browser"
    }

    /// `X-Seraph-LoginReason`, which may be a list: `OUT, OK`.
    private static func loginReasons(_ response: HTTPResponse) -> [String] {
        response.headers.values("X-Seraph-LoginReason")
            .flatMap { $0.split(separator: ",").map { $0.filter { $0 != " " } } }
    }

    /// The name under which Jira answers who is not logged in.
    package static let anonymous = "anonymous"

    /// Under which name an answer was given, of success or failure; nil where an edge strips it.
    package static func accountName(_ response: HTTPResponse) -> String? {
        response.headers["X-AUSERNAME"].map(decodedName)
    }

    /// Jira's own: `…/login.jsp`.
    private static func isLoginPage(_ target: String) -> Bool {
        target.split(separator: "/").last?.lowercased() == "login.jsp"
    }

    /// `X-AUSERNAME` is URL-encoded, as names may be e-mail addresses.
    static func decodedName(_ value: String) -> String {
        PercentEncoding.decode(Array(value.utf8), plusIsSpace: true) ?? value
    }

    /// The provider's word for a dead grant.
    var problem: String? { if case .grantRejected(let problem) = self { problem } else { nil } }

    /// What a request of ours that was understood and refused is told.
    var refusal: SourceError? {
        switch self {
        case .refused(let messages): .queryRefused(messages)
        case .notFound(let why): .notFound(why)
        case .forbidden(let why): .forbidden(why)
        default: nil
        }
    }

    private static func message(_ response: HTTPResponse) -> String {
        ErrorBody(response.body).summary ?? "status \(response.status)"
    }

    private static func kind(_ response: HTTPResponse) -> String {
        let type = response.mediaType ?? "an unknown type"
        return type == "text/html"
            ? "an HTML page with status \(response.status) (a login or maintenance page?)"
            : "\(type) with status \(response.status)"
    }

    private static func withoutQuery(_ location: String) -> String {
        String(location.prefix { $0 != "?" }.prefix(200))
    }
}
