import Synchronization

/// A Jira Server / Data Center on loopback: real HTTP, OAuth 1.0a with verified signatures, the REST resources
/// of a ``SimulatedSite``, a consent page, rate limits, and faults on demand.
///
/// The password of every seeded person is the username.
package final class JiraSimulator: Sendable {
    /// The content; mutate it with ``SimulatedSite/apply(_:)``.
    package let site: SimulatedSite
    /// Consumers, tokens and grants.
    package let oauth: OAuthProvider
    /// Links and grants of OAuth 2.0.
    package var oauth2: OAuth2Provider { pipeline.oauth2 }
    /// What goes wrong.
    package let faults: FaultScript
    /// What was asked.
    package let log: RequestLog
    /// `http://127.0.0.1:PORT` (or `http://[::1]:PORT`) with the context path, without a trailing slash.
    package let baseURL: String
    package let port: UInt16

    private let pipeline: RequestPipeline
    private let listener: HTTPListener

    /// Seeds the site and listens; on return the first request can come.
    package static func start(_ options: SimulatorOptions) async throws(SimulatorError) -> JiraSimulator {
        try JiraSimulator(options)
    }

    private init(_ options: SimulatorOptions) throws(SimulatorError) {
        let context = options.contextPath
        guard
            context.isEmpty || (context.hasPrefix("/") && !context.hasSuffix("/") && !context.contains("//"))
        else { throw .contextPath(context) }
        let gzip = GzipEncoder()
        if options.gzip, gzip == nil { throw .noZlib }
        let site = SimulatedSite(options.site)
        let pipeline = RequestPipeline(site: site, options: options, gzip: gzip)
        do {
            listener = try HTTPListener(
                port: options.port, on: options.host, idleSeconds: options.idleSeconds
            ) {
                pipeline.answer($0, connection: $1)
            }
        } catch {
            throw .port(error.description)
        }
        port = listener.port
        baseURL = "http://\(options.host.inURL):\(listener.port)\(context)"
        site.baseURL = baseURL
        pipeline.connect(listener: listener, baseURL: baseURL)
        self.site = site
        self.pipeline = pipeline
        oauth = pipeline.oauth
        faults = pipeline.faults
        log = pipeline.log
        listener.run()
    }

    /// Called on each request before it is looked at, on the connection's thread.
    ///
    /// A test changes the site here while a client reads. Control requests do not count.
    package func beforeRequest(_ hook: @escaping @Sendable (RequestRecord) -> Void) { pipeline.hook = hook }

    /// The rate limit; may be changed while the server runs.
    package var rateLimit: RateLimitOptions? {
        get { pipeline.limiter.options }
        set { pipeline.limiter.options = newValue }
    }

    /// Personal access tokens and whose they are; removing one revokes it.
    package var bearerTokens: [String: String] {
        get { pipeline.authenticator.bearerTokens }
        set { pipeline.authenticator.bearerTokens = newValue }
    }

    /// Personal access tokens, with names and ends.
    package var personalTokens: PersonalTokens { pipeline.authenticator.tokens }

    /// What `/status` says, such as `RUNNING`, `STARTING`, `MAINTENANCE` or `ERROR`.
    package var state: String {
        get { pipeline.applicationState }
        set { pipeline.applicationState = newValue }
    }

    /// Connections accepted so far.
    package var connectionsOpened: Int { listener.connectionsOpened }

    /// Ends every connection and waits until nothing of the server runs any more.
    package func stop() async {
        await listener.stop()
        pipeline.disconnect()
    }
}
