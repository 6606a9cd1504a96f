import HTTPCore
import OAuth1

/// What an answer of a token servlet is, before anybody looks for tokens in it.
enum TokenAnswerVerdict {
    case form(FormEncoding)
    case problem(OAuthProblem)
    case failed(AuthorizationError)

    init(_ response: HTTPResponse, site: JiraSite) {
        if response.status >= 400, let problem = Self.problem(response) {
            self = .problem(problem)
            return
        }
        let isHTML = response.mediaType == "text/html"
        switch response.status {
        case 200..<300 where isHTML: self = .failed(.oauthSwitchedOff(evidence: "an HTML page"))
        case 200..<300: self = Self.form(response)
        case 300..<400: self = .failed(Self.redirect(response, site: site))
        // Old servlets stay mapped but take no POST; 404 is the usual sign.
        case 404, 405, 410: self = .failed(.oauthSwitchedOff(evidence: "status \(response.status)"))
        case 429, 500...: self = .failed(.unavailable(status: response.status))
        default:
            let kind = isHTML ? "an HTML page with status" : "status"
            self = .failed(.notJira("\(kind) \(response.status)"))
        }
    }

    private static func problem(_ response: HTTPResponse) -> OAuthProblem? {
        let body = response.body.count <= FormEncoding.maximumByteCount ? Array(response.body.bytes) : []
        return OAuthProblem(authenticate: response.headers.values("WWW-Authenticate"), body: body)
    }

    private static func form(_ response: HTTPResponse) -> Self {
        let type = response.mediaType
        guard type == nil || type == "text/plain" || type == "application/x-www-form-urlencoded" else {
            return .failed(.notJira("\(type ?? "") where a form was expected"))
        }
        do {
            return .form(try FormEncoding(decoding: response.body.bytes))
        } catch {
            return .failed(.malformedAnswer("\(error)"))
        }
    }

    /// To a page of the same Jira: it does not know the servlet. To elsewhere: something stands in front of it.
    private static func redirect(_ response: HTTPResponse, site: JiraSite) -> AuthorizationError {
        let location = response.headers["Location"] ?? ""
        // The query may hold tokens, so only the address before it is shown.
        let shown = location.prefix { $0 != "?" && $0 != "#" }.prefix(200)
        let isSame =
            location.hasPrefix("/") && !location.hasPrefix("//")
            || location.lowercased().hasPrefix(site.baseURL.lowercased() + "/")
        return isSame
            ? .oauthSwitchedOff(evidence: "a redirect to \(shown)")
            : .notJira("a redirect to \(shown.isEmpty ? "nowhere" : String(shown))")
    }
}
