import Foundation

/// How a ``JiraSimulator`` is set up.
package struct SimulatorOptions: Sendable {
    /// The content; its `baseURL` is overwritten once the port is known.
    package var site: SiteOptions
    package var host = LoopbackHost.ipv4
    /// 0 lets the system choose.
    package var port: UInt16
    /// Empty or like `/jira`.
    package var contextPath: String
    /// Compresses bodies above 2 KB, level 1, for clients that take gzip.
    package var gzip: Bool
    /// Keeps compressed answers to searches as long as the site stays what it was.
    package var remembersSearches = false
    /// Whether anonymous requests are answered at all; false is Jira's "private" mode (401 or the login page).
    package var anonymousBrowsing: Bool
    /// What keeps a client on its node, where there are several; without it requests go round.
    package var balancer: Balancer
    /// Personal access tokens and whose they are (key or name).
    package var bearerTokens: [String: String]
    /// Whether the site has personal access tokens (8.14 and later).
    package var hasPersonalTokens = true
    package var oauth: OAuthOptions
    package var oauth2 = OAuth2Options()
    package var rateLimit: RateLimitOptions?
    /// Wrong Basic passwords until a CAPTCHA is asked for; nil never.
    package var captchaAfterFailures: Int?
    /// Some edges remove `X-AUSERNAME`.
    package var stripsIdentityHeader: Bool
    /// 9.x sends unknown REST paths to the login page; false is a plain 404.
    package var redirectsUnknownREST: Bool
    /// Seconds that a connection may be silent.
    package var idleSeconds: Int
    /// Real seconds, for the rate limit only.
    package var monotonicSeconds: @Sendable () -> Double

    package init(
        site: SiteOptions = SiteOptions(), port: UInt16 = 0, contextPath: String = "", gzip: Bool = false,
        anonymousBrowsing: Bool = true, balancer: Balancer = .cookie, bearerTokens: [String: String] = [:],
        oauth: OAuthOptions = OAuthOptions(), rateLimit: RateLimitOptions? = nil,
        captchaAfterFailures: Int? = 3, stripsIdentityHeader: Bool = false,
        redirectsUnknownREST: Bool = true, idleSeconds: Int = 60,
        monotonicSeconds: @escaping @Sendable () -> Double = {
            Double(DispatchTime.now().uptimeNanoseconds) / 1e9
        }
    ) {
        self.site = site
        self.port = port
        self.contextPath = contextPath
        self.gzip = gzip
        self.anonymousBrowsing = anonymousBrowsing
        self.balancer = balancer
        self.bearerTokens = bearerTokens
        self.oauth = oauth
        self.rateLimit = rateLimit
        self.captchaAfterFailures = captchaAfterFailures
        self.stripsIdentityHeader = stripsIdentityHeader
        self.redirectsUnknownREST = redirectsUnknownREST
        self.idleSeconds = idleSeconds
        self.monotonicSeconds = monotonicSeconds
    }
}

/// How a load balancer in front of several nodes keeps a client on one.
package enum Balancer: String, Sendable, Codable {
    /// Not at all.
    case none
    /// By a cookie of its own, `AWSALB`.
    case cookie
    /// By the node's name at the end of `JSESSIONID`.
    case session
}

/// Why a simulator could not start.
package enum SimulatorError: Error, CustomStringConvertible {
    case port(String)
    case contextPath(String)
    case publicKey(String)
    case noZlib

    package var description: String {
        switch self {
        case .port(let reason): "The simulator cannot listen: \(reason). Choose another --port, or 0."
        case .contextPath(let path): "The context path \"\(path)\" must be empty or begin with one slash."
        case .publicKey(let reason): "The consumer's public key cannot be read: \(reason)"
        case .noZlib: "libz.so.1 is missing, so gzip cannot be offered. Install zlib or leave gzip off."
        }
    }
}
