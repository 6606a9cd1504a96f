package import HTTPCore
package import OAuth1
package import SyncCore

/// The OAuth 1.0a dance with Jira (RFC 5849, section 2): a request token, the user's decision, an access token;
/// later its renewal.
///
/// The caller shows ``authorizeURL(_:)`` to the user and brings the reply back. Every URL is built from the
/// configured site. Errors carry no secrets.
package struct AuthorizationFlow: Sendable {
    package let site: JiraSite
    private let client: ClientCredentials
    private let method: SignatureMethod
    private let transport: any HTTPTransport
    private let store: any PendingTokenStore
    private let nonce: @Sendable () -> String
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - method: RSA-SHA1; Jira takes no other.
    ///   - store: holds the pending request token until it is exchanged.
    ///   - nonce: a new unguessable text for each call.
    ///   - now: the local clock.
    package init(
        site: JiraSite, client: ClientCredentials, method: SignatureMethod, transport: any HTTPTransport,
        store: any PendingTokenStore, nonce: @escaping @Sendable () -> String,
        now: @escaping @Sendable () -> Instant
    ) {
        self.site = site
        self.client = client
        self.method = method
        self.transport = transport
        self.store = store
        self.nonce = nonce
        self.now = now
    }

    /// A request token with what was learnt about the clock.
    package struct Opening: Sendable {
        package let pending: PendingToken
        /// Seconds by which the server's clock is ahead; 0 unless Jira refused our time.
        package let clockSkewSeconds: Int64
    }

    /// What the user has granted.
    package struct Grant: Sendable {
        package let credentials: TokenCredentials
        /// Renews the token, once.
        package let sessionHandle: String?
        /// Nil where Jira gives no end.
        package let expiresAt: Instant?
        /// Until then the token can be renewed without the user.
        package let renewableUntil: Instant?
        package let clockSkewSeconds: Int64
    }

    /// Asks Jira for a request token and keeps it as the pending one.
    ///
    /// - Throws: `.callbackNotConfirmed` unless the answer holds `oauth_callback_confirmed=true` exactly once;
    ///   nothing is kept then.
    package func requestTemporaryCredentials(
        callback: CallbackTarget
    ) async throws(AuthorizationError) -> Opening {
        let answer = try await endpoint(.requestToken).post(
            token: nil, extra: [("oauth_callback", callback.parameter)], clockOffset: 0)
        let credentials: TemporaryCredentials
        do {
            credentials = try TemporaryCredentials(answer: answer.form)
        } catch .callbackNotConfirmed, .duplicateParameter("oauth_callback_confirmed") {
            throw .callbackNotConfirmed
        } catch {
            throw .malformedAnswer("\(error)")
        }
        let pending = PendingToken(
            credentials: credentials, callback: callback, expiresAt: now() + PendingToken.lifetimeSeconds)
        do {
            try await store.save(pending)
        } catch {
            throw .storage("\(error)")
        }
        return Opening(pending: pending, clockSkewSeconds: answer.clockOffset)
    }

    /// The page on which the user decides.
    package func authorizeURL(_ pending: PendingToken) -> String {
        site.url("/plugins/servlet/oauth/authorize", [("oauth_token", pending.credentials.token)])
    }

    /// Exchanges a checked reply for a grant.
    ///
    /// The pending record is consumed before anything is sent: of twenty replays at once, one reaches Jira.
    /// - Throws: `.denied`, `.expired`, `.alreadyUsed` without a request.
    package func exchange(
        _ reply: AuthorizationReply, opening: Opening
    ) async throws(AuthorizationError) -> Grant {
        let pending = opening.pending
        try await consume(pending)
        guard case .granted(let verifier) = reply else { throw .denied }
        guard now() < pending.expiresAt else { throw .expired }
        let temporary = TokenCredentials(token: pending.credentials.token, secret: pending.credentials.secret)
        let answer = try await endpoint(.accessToken).post(
            token: temporary, extra: [("oauth_verifier", verifier.code)],
            clockOffset: opening.clockSkewSeconds)
        return try grant(answer)
    }

    /// Renews an access token by its session handle; the old token dies with the answer.
    ///
    /// - Parameter clockOffset: seconds to add to the local clock, as far as known.
    /// - Throws: `.renewalRefused` where only a new authorization helps.
    package func renew(
        _ credentials: TokenCredentials, sessionHandle: String, clockOffset: Int64 = 0
    ) async throws(AuthorizationError) -> Grant {
        let answer: TokenEndpoint.Answer
        do {
            answer = try await endpoint(.accessToken).post(
                token: credentials, extra: [("oauth_session_handle", sessionHandle)], clockOffset: clockOffset
            )
        } catch .denied {
            throw .renewalRefused(problem: "permission_denied")
        } catch .verifierRefused(let problem) {
            throw .renewalRefused(problem: problem)
        } catch .expired {
            throw .renewalRefused(problem: "token_expired")
        }
        return try grant(answer)
    }

    private func consume(_ pending: PendingToken) async throws(AuthorizationError) {
        do {
            guard let taken = try await store.take() else { throw AuthorizationError.alreadyUsed }
            guard ConstantTimeEquality.holds(taken.credentials.token, pending.credentials.token) else {
                // A later authorization has taken our place; its record is put back for it.
                try await store.save(taken)
                throw AuthorizationError.alreadyUsed
            }
        } catch let error as AuthorizationError {
            throw error
        } catch {
            throw .storage("\(error)")
        }
    }

    private func endpoint(_ name: TokenEndpoint.Name) -> TokenEndpoint {
        TokenEndpoint(
            site: site, name: name, transport: transport, client: client, method: method, nonce: nonce,
            now: now)
    }

    private func grant(_ answer: TokenEndpoint.Answer) throws(AuthorizationError) -> Grant {
        let token: TokenGrant
        do {
            token = try TokenGrant(answer: answer.form)
        } catch {
            throw .malformedAnswer("\(error)")
        }
        return Grant(
            credentials: token.credentials, sessionHandle: token.sessionHandle,
            expiresAt: end(after: token.expiresInSeconds),
            renewableUntil: end(after: token.authorizationExpiresInSeconds),
            clockSkewSeconds: answer.clockOffset)
    }

    /// The server names any number of seconds; one beyond the year 9999 is no end.
    private func end(after seconds: Int64?) -> Instant? {
        guard let seconds, seconds < 250_000_000_000 else { return nil }
        return Instant(milliseconds: now().milliseconds + seconds * 1000)
    }
}

extension AuthorizationFlow.Opening: CustomStringConvertible, CustomReflectable {
    package var description: String { "<authorization under way, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension AuthorizationFlow.Grant: CustomStringConvertible, CustomReflectable {
    package var description: String { "<grant, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
