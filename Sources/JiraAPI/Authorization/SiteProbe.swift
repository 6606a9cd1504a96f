package import HTTPCore
package import SyncCore

/// Finds out whether a Jira answers at a URL, before anything is set up for it: `GET /rest/api/2/serverInfo`,
/// which every visitor may read.
package struct SiteProbe: Sendable {
    private let transport: any HTTPTransport
    private let now: @Sendable () -> Instant

    package init(transport: any HTTPTransport, now: @escaping @Sendable () -> Instant) {
        self.transport = transport
        self.now = now
    }

    /// What was found.
    package struct Finding: Sendable, Equatable {
        package let info: ServerInfo
        /// The base URL that Jira gives itself, where it is another than the probed one.
        ///
        /// Jira verifies signatures against its own URL, and its links lead there.
        package let differingBaseURL: String?
        /// Seconds by which the server's clock is ahead, by its `Date`; Jira bears 300.
        package let clockSkewSeconds: Int64?
    }

    private static let path = "/rest/api/2/serverInfo"
    private static let limits = TransportLimits(
        connectSeconds: 20, idleSeconds: 30, totalSeconds: 60, bodyBytes: 4 << 20)

    /// Asks the site; where it knows no such page, also below `/jira`, where many sites live.
    package func probe(_ site: JiraSite) async throws(SiteProbeError) -> Finding {
        do {
            return try await ask(site)
        } catch .notFound {
            guard let below = try? JiraSite(site.url("/jira")), !site.baseURL.hasSuffix("/jira"),
                (try? await ask(below)) != nil
            else { throw .notFound(suggestion: nil) }
            throw .notFound(suggestion: below.baseURL)
        }
    }

    /// What answers instead of OAuth 1.0a, where it is switched off; nil where it is on, or nothing is known.
    ///
    /// Asked without any credentials: the provider says what it misses.
    package func missingOAuth1(_ site: JiraSite) async -> String? {
        let url = site.url("/plugins/servlet/oauth/" + TokenEndpoint.Name.requestToken.rawValue)
        guard let response = try? await transport.send(HTTPRequest(.post, url, limits: Self.limits)) else {
            return nil
        }
        guard case .failed(.oauthSwitchedOff(let evidence)) = TokenAnswerVerdict(response, site: site) else {
            return nil
        }
        return evidence
    }

    private func ask(_ site: JiraSite) async throws(SiteProbeError) -> Finding {
        let response: HTTPResponse
        do {
            response = try await transport.send(
                HTTPRequest(
                    .get, site.url(Self.path), headers: ["Accept": "application/json"], limits: Self.limits))
        } catch {
            throw .transport(error)
        }
        switch response.status {
        case 200: break
        case 300..<400: throw Self.redirect(response)
        case 404: throw .notFound(suggestion: nil)
        case 401, 403, 407: throw .shut(status: response.status)
        case 429, 500...: throw .unavailable(status: response.status)
        default: throw .notJira("status \(response.status)")
        }
        guard response.mediaType == "application/json" else {
            throw response.mediaType == "text/html"
                ? .page : .notJira(response.mediaType ?? "no content type")
        }
        return try finding(response, site: site)
    }

    private func finding(_ response: HTTPResponse, site: JiraSite) throws(SiteProbeError) -> Finding {
        let info: ServerInfo
        do {
            info = try ReferenceDecoder.serverInfo(response.body)
        } catch {
            throw .notJira("JSON that is not Jira's: \(error)")
        }
        guard info.deploymentType?.lowercased() != "cloud" else { throw .cloud }
        let announced = (try? JiraSite(info.baseURL))?.baseURL ?? info.baseURL
        let date = response.headers["Date"].flatMap(HTTPDate.parse)
        return Finding(
            info: info, differingBaseURL: announced == site.baseURL ? nil : announced,
            clockSkewSeconds: date.map { ($0.milliseconds - now().milliseconds) / 1000 })
    }

    private static func redirect(_ response: HTTPResponse) -> SiteProbeError {
        let location = response.headers["Location"] ?? ""
        // Where the same page is meant at another place, the base URL is what stands before it.
        if let end = location.firstRange(of: path),
            let site = try? JiraSite(String(location[..<end.lowerBound]))
        {
            return .redirected(to: site.baseURL, isBaseURL: true)
        }
        // The query may hold anything; the address before it is enough.
        let shown = location.prefix { $0 != "?" && $0 != "#" }.prefix(200)
        return .redirected(to: String(shown), isBaseURL: false)
    }
}

/// Why a URL cannot be used as a Jira site.
package enum SiteProbeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// 404. `suggestion`: the base URL at which a Jira does answer.
    case notFound(suggestion: String?)
    /// `isBaseURL`: the place is itself a base URL to use instead.
    case redirected(to: String, isBaseURL: Bool)
    /// An HTML page instead of JSON: a login or maintenance page, or no Jira.
    case page
    /// 401, 403: something in front lets nobody through.
    case shut(status: Int)
    case unavailable(status: Int)
    case notJira(String)
    /// Atlassian's own cloud: other sign-ins, another product.
    case cloud
    case transport(TransportError)

    /// What happened, and how to mend it.
    package var description: String {
        switch self {
        case .notFound(let suggestion?): "no Jira at this URL, but one at \(suggestion): use that"
        case .notFound(nil):
            "no Jira at this URL (404): its base URL may end in a context path such as /jira; it is shown in "
                + "Jira under Administration > System > General configuration"
        case .redirected(let place, true): "the site has moved to \(place): use that URL"
        case .redirected(let place, false):
            "the site sends us to \(place.isEmpty ? "nowhere" : place) instead of answering: a login page or "
                + "single sign-on stands in front of Jira's REST interface, or the URL is not Jira's base URL"
        case .page:
            "an HTML page came instead of Jira's answer: a login or maintenance page, or the URL is not Jira's "
                + "base URL"
        case .shut(let status):
            "something in front of Jira lets us not through (status \(status)): a proxy, a firewall, or a site "
                + "that wants a client certificate"
        case .unavailable(let status): "the site is not available now (status \(status)); try later"
        case .notJira(let what): "the answer is not Jira's: \(what)"
        case .cloud: "this is Jira Cloud; jira-mirror serves Jira Server and Data Center"
        case .transport(let error): AuthorizationError.transport(error).description
        }
    }

    /// Whether trying again later, without anybody's help, may do.
    package var isTransient: Bool {
        switch self {
        case .unavailable: true
        case .transport(let error): error.isTransient
        default: false
        }
    }
}
