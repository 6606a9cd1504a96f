import OpenSSLCrypto
import Synchronization

/// Who a request acts for, by OAuth, bearer token, Basic password or browser session.
final class Authenticator: Sendable {
    struct Identity: Sendable {
        /// Key of the person; nil is anonymous.
        var user: String?
        var scheme: Scheme
    }

    /// What a request tried; the raw values appear in logs.
    enum Scheme: String, Sendable {
        case none, oauth, bearer, basic, session
    }

    enum Outcome {
        case identity(Identity)
        case refused(OutgoingResponse)
    }

    private let site: SimulatedSite
    private let oauth: OAuthProvider
    private let oauth2: OAuth2Provider
    private let sessions: WebSessions
    private let captchaAfter: Int?
    /// Personal access tokens.
    let tokens: PersonalTokens
    private let failures = Mutex<[String: Int]>([:])

    init(
        site: SimulatedSite, oauth: OAuthProvider, oauth2: OAuth2Provider, sessions: WebSessions,
        options: SimulatorOptions
    ) {
        self.oauth2 = oauth2
        self.site = site
        self.oauth = oauth
        self.sessions = sessions
        captchaAfter = options.captchaAfterFailures
        tokens = PersonalTokens(site: site, seed: options.bearerTokens)
    }

    /// Personal access tokens and the people (key or name) they belong to.
    var bearerTokens: [String: String] {
        get { tokens.owners }
        set { tokens.owners = newValue }
    }

    /// What the request tries, without judging it.
    static func scheme(_ request: IncomingRequest, _ message: OAuthMessage) -> Scheme {
        let header = request.headers["Authorization"]?.lowercased() ?? ""
        if message["oauth_consumer_key"] != nil || header.hasPrefix("oauth ") { return .oauth }
        if header.hasPrefix("bearer ") { return .bearer }
        if header.hasPrefix("basic ") { return .basic }
        return request.cookie("JSESSIONID") == nil ? .none : .session
    }

    /// - Parameter now: the simulated clock in milliseconds.
    func authenticate(
        _ request: IncomingRequest, _ message: OAuthMessage, now: Int64, baseURL: String
    ) -> Outcome {
        if message.isOAuth {
            do {
                return .identity(Identity(user: try oauth.authenticate(message, now: now), scheme: .oauth))
            } catch {
                return .refused(error.response(realm: baseURL))
            }
        }
        let header = request.headers["Authorization"] ?? ""
        if header.lowercased().hasPrefix("bearer ") {
            // A bad token is not refused: the request goes on as anonymous.
            let token = String(header.dropFirst(7)).trimmingBlanks
            let user = tokens.owner(of: token, now: now) ?? oauth2.owner(of: token, now: now)
            return .identity(
                Identity(
                    user: user.flatMap { site.activeUsername($0) == nil ? nil : site.userKey($0) },
                    scheme: .bearer))
        }
        if header.lowercased().hasPrefix("basic ") { return basic(header, baseURL: baseURL) }
        let session = sessions.session(request.cookie("JSESSIONID"))
        guard let user = session?.user, site.activeUsername(user) != nil else {
            return .identity(Identity(user: nil, scheme: .none))
        }
        return .identity(Identity(user: user, scheme: .session))
    }

    /// The key of an active person when the password is right: it is the username itself.
    func logIn(name: String, password: String) -> String? {
        guard !name.isEmpty, password == name, site.activeUsername(name) == name else { return nil }
        failures.withLock { $0[name] = nil }
        return site.userKey(name)
    }

    private func basic(_ header: String, baseURL: String) -> Outcome {
        let text =
            Base64.decode(String(header.dropFirst(6)).trimmingBlanks)
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let name = parts.first ?? ""
        if let captchaAfter, failures.withLock({ $0[name, default: 0] }) >= captchaAfter {
            return .refused(Self.captcha(loginURL: baseURL + "/login.jsp"))
        }
        if parts.count == 2, let user = logIn(name: name, password: parts[1]) {
            return .identity(Identity(user: user, scheme: .basic))
        }
        failures.withLock { $0[name, default: 0] += 1 }
        var response = OutgoingResponse.html(
            401,
            """
            <div class="aui-message aui-message-warning warning"><p>Encountered a <code>&quot;401 - \
            Unauthorized&quot;</code> error while loading this page.</p><p>Basic Authentication Failure - Reason \
            : AUTHENTICATED_FAILED</p><p><a href="/secure/MyJiraHome.jspa">Go to Jira home</a></p></div>
            """)
        response.headers.append("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
        return .refused(response)
    }

    /// What Jira answers once too many logins failed.
    static func captcha(loginURL: String) -> OutgoingResponse {
        var response = OutgoingResponse.html(
            403,
            """
            <div class="aui-message aui-message-warning warning"><p>Encountered a <code>&quot;403 - \
            Forbidden&quot;</code> error while loading this page.</p><p>Basic Authentication Failure - Reason : \
            AUTHENTICATION_DENIED</p></div>
            """)
        response.headers.append("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")
        response.headers.append("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=\(loginURL)")
        return response
    }
}
