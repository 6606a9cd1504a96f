package import HTTPCore
package import OAuth1
package import SyncCore

/// Shows a token in the `Authorization` header (RFC 6750): a personal access token, or one of OAuth 2.0.
package struct BearerAuthorizer: RequestAuthorizer {
    private let token: String
    private let endsAt: Instant?
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - endsAt: when the token expires, as far as known: it tells why Jira no longer takes it.
    ///   - now: the local clock.
    package init(token: String, endsAt: Instant?, now: @escaping @Sendable () -> Instant) {
        self.token = token
        self.endsAt = endsAt
        self.now = now
    }

    package func authorize(_ request: inout HTTPRequest, clockOffset: Int64) throws(OAuth1Error) {
        request.headers.set("Authorization", "Bearer " + token)
    }

    package func recover(from generation: Int) async throws(SourceError) -> Bool {
        if let endsAt, now() >= endsAt { throw .grantRejected(problem: GrantProblem.expired.rawValue) }
        return false
    }
}

extension BearerAuthorizer: CustomStringConvertible, CustomReflectable {
    package var description: String { "<bearer token, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
