import Synchronization

/// The way of a request through the server: fault script, authentication, rate limit, resource, headers.
final class RequestPipeline: Sendable {
    private struct State {
        var hook: (@Sendable (RequestRecord) -> Void)?
        var listener: HTTPListener?
        var baseURL = ""
        var applicationState = "RUNNING"
        var running = 0
        /// The latest answer of each path, kept only while a rule replays it.
        var previous: [String: OutgoingResponse] = [:]
    }

    let site: SimulatedSite
    let options: SimulatorOptions
    let oauth: OAuthProvider
    let oauth2: OAuth2Provider
    let faults = FaultScript()
    let log = RequestLog()
    let authenticator: Authenticator
    let limiter: RateLimiter
    let sessions = WebSessions()
    private let gzip: GzipEncoder?
    private let remembered: RememberedAnswers?
    private let stamper: HeaderStamper
    private let state = Mutex(State())

    init(site: SimulatedSite, options: SimulatorOptions, gzip: GzipEncoder?) {
        self.site = site
        self.options = options
        self.gzip = gzip
        remembered = options.remembersSearches ? RememberedAnswers() : nil
        oauth = OAuthProvider(site: site, options: options.oauth)
        oauth2 = OAuth2Provider(site: site, options: options.oauth2)
        authenticator = Authenticator(
            site: site, oauth: oauth, oauth2: oauth2, sessions: sessions, options: options)
        limiter = RateLimiter(options.rateLimit, seconds: options.monotonicSeconds)
        stamper = HeaderStamper(site: site, options: options)
    }

    func connect(listener: HTTPListener, baseURL: String) {
        state.withLock {
            $0.listener = listener
            $0.baseURL = baseURL
        }
    }

    /// Lets go of the listener, whose handler holds this pipeline.
    func disconnect() { state.withLock { $0.listener = nil } }

    var baseURL: String { state.withLock { $0.baseURL } }
    var connectionsOpened: Int { state.withLock { $0.listener }?.connectionsOpened ?? 0 }

    var hook: (@Sendable (RequestRecord) -> Void)? {
        get { state.withLock { $0.hook } }
        set { state.withLock { $0.hook = newValue } }
    }

    var applicationState: String {
        get { state.withLock { $0.applicationState } }
        set { state.withLock { $0.applicationState = newValue } }
    }

    /// Answers one request.
    func answer(_ request: IncomingRequest, connection: Int) -> HTTPListener.Exchange {
        if request.path == "/__control" || request.path.hasPrefix("/__control/") {
            return HTTPListener.Exchange(response: ControlAPI(pipeline: self).answer(request))
        }
        guard let path = localPath(request.path) else {
            return HTTPListener.Exchange(response: SitePages.outsideContext())
        }
        let began = options.monotonicSeconds()
        let message = OAuthMessage(request, url: requestURL(request))
        let number = log.nextNumber()
        let node = stamper.node(for: request, number: number)
        var record = self.record(
            request, message, path: path, connection: connection, number: number, node: node?.name)
        hook?(record)
        let plan = faults.plan(for: record)
        record.faults = plan.faults.map(\.rule.action.name)
        let concurrent = state.withLock {
            $0.running += 1
            return $0.running
        }
        let waited = plan.delay()
        if waited > 0 { _ = state.withLock { $0.listener }?.pause(waited) }

        let skew = plan.clockSkew()
        var context = RequestContext(
            request: request, message: message, path: path, contextPath: options.contextPath,
            baseURL: baseURL, now: site.now + skew + (node?.clockOffset ?? 0),
            session: sessions.session(request.cookie("JSESSIONID")))
        var response: OutgoingResponse
        let revision = site.revision
        if let edge = plan.edgeAnswer(loginPage: { SitePages(pipeline: self).loginPage(context) }) {
            response = edge
            response.headers.set("Date", HTTPDate.text(context.now))
        } else {
            response = SimulatedSite.$node.withValue(node?.name) {
                jiraAnswer(&context, plan: plan, record: record, at: revision)
            }
            stamper.stamp(&response, context, record: record, concurrent: concurrent)
            if plan.stripsIdentityHeader() || options.stripsIdentityHeader {
                response.headers.remove("X-AUSERNAME")
            }
        }
        response = replay(response, plan: plan, path: path)
        plan.alter(&response, gzip: gzip)
        record.user = context.user.flatMap(site.activeUsername)
        record.status = response.status
        record.bodyBytes = response.plainCount ?? response.body.count
        if options.gzip, !plan.forbidsCompression { compress(&response, for: record) }
        record.seconds = options.monotonicSeconds() - began
        // Logged before it is sent: who has the answer must find the request in the log.
        log.add(record)
        return HTTPListener.Exchange(response: response, delivery: plan.delivery()) { [self] bytes in
            state.withLock { $0.running -= 1 }
            log.setBytes(bytes, of: number)
        }
    }

    private func jiraAnswer(
        _ context: inout RequestContext, plan: FaultPlan, record: RequestRecord, at revision: Int
    ) -> OutgoingResponse {
        let answer = plan.filterAnswer(realm: baseURL, loginURL: baseURL + "/login.jsp")
        if let answer { return answer }
        if context.path.hasPrefix(OAuthPages.prefix) { return OAuthPages(pipeline: self).answer(&context) }
        if context.path.hasPrefix(OAuth2Pages.prefix) { return OAuth2Pages(pipeline: self).answer(&context) }
        let scheme: Authenticator.Scheme
        switch authenticator.authenticate(
            context.request, context.message, now: context.now, baseURL: baseURL)
        {
        case .refused(let response): return response
        case .identity(let identity):
            context.user = identity.user
            scheme = identity.scheme
        }
        if let identity = plan.identity() { context.user = identity.flatMap(site.userKey) }
        let isREST = context.path.hasPrefix("/rest/")
        var limitHeaders: [(String, String)] = []
        if isREST, scheme != .session {
            let name = context.user.flatMap(site.activeUsername) ?? "anonymous"
            if let verdict = limiter.take(user: name, node: record.node) {
                guard verdict.isAllowed else { return tooMany(verdict, context) }
                limitHeaders = verdict.headers + [("Retry-After", String(verdict.wait))]
            }
        }
        var response: OutgoingResponse
        if isREST {
            response = restAnswer(context, plan: plan, record: record, at: revision)
        } else {
            response = SitePages(pipeline: self).answer(&context)
        }
        for (name, value) in limitHeaders { response.headers.append(name, value) }
        return response
    }

    /// Remembered answers are compressed already, which faults could not alter.
    private func restAnswer(
        _ context: RequestContext, plan: FaultPlan, record: RequestRecord, at revision: Int
    ) -> OutgoingResponse {
        guard let remembered, plan.faults.isEmpty, options.gzip, record.acceptsGzip,
            let key = RememberedAnswers.Key(context)
        else { return RESTRouter(pipeline: self).answer(context) }
        if let response = remembered.answer(key, at: revision) { return response }
        var response = RESTRouter(pipeline: self).answer(context)
        let count = response.body.count
        compress(&response, for: record)
        response.plainCount = count
        remembered.remember(response, of: key, at: revision)
        return response
    }

    private func tooMany(_ verdict: RateLimiter.Verdict, _ context: RequestContext) -> OutgoingResponse {
        let takesHTML = context.request.headers["Accept"]?.contains("text/html") ?? false
        var response =
            takesHTML
            ? OutgoingResponse.html(429, "<!doctype html><title>Rate limit exceeded</title>")
            : .json(429, Array("{\"message\":\"Rate limit exceeded.\"}".utf8))
        for (name, value) in verdict.headers { response.headers.append(name, value) }
        switch limiter.options?.retryAfter ?? .seconds {
        case .seconds: response.headers.append("Retry-After", String(verdict.wait))
        case .date:
            let date = HTTPDate.text(context.now + Int64(verdict.wait) * 1000)
            response.headers.append("Retry-After", date)
        case .absent: break
        case .rubbish: response.headers.append("Retry-After", "soon, we hope")
        case .longMax: response.headers.append("Retry-After", String(Int64.max))
        }
        return response
    }

    private func replay(_ response: OutgoingResponse, plan: FaultPlan, path: String) -> OutgoingResponse {
        let keeps = faults.faults.contains { $0.rule.action == .replayPrevious }
        guard keeps else { return response }
        let before = state.withLock { state in
            let before = state.previous[path]
            if plan.replaysPrevious == nil || before == nil { state.previous[path] = response }
            return before
        }
        guard let fault = plan.replaysPrevious else { return response }
        guard let before else {
            fault.unselect()
            return response
        }
        fault.markFired()
        return before
    }

    private func compress(_ response: inout OutgoingResponse, for record: RequestRecord) {
        let type = response.headers["Content-Type"] ?? ""
        let isText = type.hasPrefix("text/") || type.contains("json") || type.contains("xml")
        guard record.acceptsGzip, isText, response.plainCount == nil, response.body.count > 2048, let gzip,
            let bytes = gzip.encode(response.body)
        else { return }
        response.body = bytes
        response.headers.append("Content-Encoding", "gzip")
        response.headers.append("Vary", "Accept-Encoding")
    }

    private func record(
        _ request: IncomingRequest, _ message: OAuthMessage, path: String, connection: Int, number: Int,
        node: String?
    ) -> RequestRecord {
        let codings = request.headers["Accept-Encoding"]?.lowercased() ?? ""
        return RequestRecord(
            number: number, time: site.now, connection: connection, method: request.method, path: path,
            query: RequestRecord.redacted(request.rawQuery),
            scheme: Authenticator.scheme(request, message).rawValue,
            oauthNonce: message["oauth_nonce"], oauthTimestamp: message["oauth_timestamp"],
            userAgent: request.headers["User-Agent"],
            acceptsGzip: codings.split(separator: ",").contains {
                $0.hasPrefix("gzip") || $0.hasPrefix(" gzip")
            },
            node: node)
    }

    /// The path inside the context, or nil outside of it.
    private func localPath(_ path: String) -> String? {
        let context = options.contextPath
        if context.isEmpty { return path }
        if path == context { return "/" }
        return path.hasPrefix(context + "/") ? String(path.dropFirst(context.count)) : nil
    }

    /// The URL that the server believes it was asked, for signatures: connector settings or `Host`.
    private func requestURL(_ request: IncomingRequest) -> String {
        let origin = oauth.options.connectorOrigin ?? "http://\(request.headers["Host"] ?? "127.0.0.1")"
        return origin + request.rawPath
    }
}
