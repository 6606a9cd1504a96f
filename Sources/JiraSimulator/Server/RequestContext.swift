/// What handlers know of one request beside the request itself.
struct RequestContext: Sendable {
    let request: IncomingRequest
    let message: OAuthMessage
    /// Decoded path without the context path; `/` at least.
    let path: String
    let contextPath: String
    let baseURL: String
    /// The simulated clock in milliseconds, skew included.
    let now: Int64
    let session: WebSessions.Session?
    /// Key of the person it acts for; nil is anonymous.
    var user: String?

    /// The parts of the path.
    var segments: [String] { path.split(separator: "/").map(String.init) }
}
