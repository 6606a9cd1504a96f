package import HTTPCore
import OAuth1
package import SyncCore

/// OAuth 2.0 with Jira Data Center (8.22 and later): authorization code with PKCE (RFC 6749, RFC 7636), later
/// its renewal. `{base}/rest/oauth2/latest/authorize` and `…/token`.
package struct OAuth2Flow: Sendable {
    package let site: JiraSite
    private let client: OAuth2Client
    private let transport: any HTTPTransport
    private let now: @Sendable () -> Instant

    /// Reading is all that is ever asked for.
    package static let scope = "READ"
    private static let base = "/rest/oauth2/latest/"

    package init(
        site: JiraSite, client: OAuth2Client, transport: any HTTPTransport,
        now: @escaping @Sendable () -> Instant
    ) {
        self.site = site
        self.client = client
        self.transport = transport
        self.now = now
    }

    /// What Jira hands out, for a consent or for a refresh token.
    package struct Tokens: Sendable {
        package let access: String
        /// Good for one renewal, which gives the next one.
        package let refresh: String
        package let accessExpiresAt: Instant
    }

    /// The page on which the user decides.
    package func authorizeURL(_ consent: OAuth2Consent) -> String {
        site.url(
            Self.base + "authorize",
            [
                ("client_id", client.id), ("redirect_uri", client.redirectURI), ("response_type", "code"),
                ("scope", Self.scope), ("state", consent.state),
                ("code_challenge", consent.proofKey.challenge), ("code_challenge_method", "S256"),
            ])
    }

    /// Exchanges a checked reply, at once: the code lives for ten seconds.
    ///
    /// - Throws: `.denied` without a request.
    package func exchange(
        _ reply: AuthorizationReply, of consent: OAuth2Consent
    ) async throws(AuthorizationError) -> Tokens {
        guard case .granted(let code) = reply else { throw .denied }
        return try await post([
            ("grant_type", "authorization_code"), ("code", code.code),
            ("code_verifier", consent.proofKey.verifier),
        ])
    }

    /// Renews: the refresh token dies with the answer, which holds the next one.
    ///
    /// - Throws: `.renewalRefused` where only a new authorization helps.
    package func refresh(_ token: String) async throws(AuthorizationError) -> Tokens {
        do {
            return try await post([("grant_type", "refresh_token"), ("refresh_token", token)])
        } catch .codeRefused {
            throw .renewalRefused(problem: GrantProblem.invalidGrant.rawValue)
        } catch .clientUnknown(let problem) {
            throw .renewalRefused(problem: problem)
        }
    }

    /// In the body, not in the URL: that would stand in access logs.
    private func post(_ parameters: [(String, String)]) async throws(AuthorizationError) -> Tokens {
        let all =
            parameters + [
                ("client_id", client.id), ("client_secret", client.secret),
                ("redirect_uri", client.redirectURI),
            ]
        let body = all.map { PercentEncoding.encode($0.0) + "=" + PercentEncoding.encode($0.1) }
            .joined(separator: "&")
        let request = HTTPRequest(
            .post, site.url(Self.base + "token"),
            headers: [
                "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
            ], body: Array(body.utf8),
            limits: TransportLimits(
                connectSeconds: 20, idleSeconds: 30, totalSeconds: 60, bodyBytes: 4 << 20))
        let askedAt = now()
        let response: HTTPResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw .transport(error)
        }
        return try OAuth2Answer.tokens(response, site: site, askedAt: askedAt)
    }
}

extension OAuth2Flow.Tokens: CustomStringConvertible, CustomReflectable {
    package var description: String { "<tokens, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
