import OpenSSLCrypto
import Synchronization

/// The state of Jira's OAuth 1.0a provider: consumers, tokens, used nonces.
package final class OAuthProvider: Sendable {
    struct State {
        var options: OAuthOptions
        var consumers: [String: OAuthConsumer] = [:]
        var requestTokens: [String: OAuthRequestToken] = [:]
        var accessTokens: [String: OAuthAccessToken] = [:]
        /// Used nonces with the time after which their timestamp is refused anyway.
        var nonces: [String: Int64] = [:]
        var nextNonceSweep = 0
    }

    let state: Mutex<State>
    let site: SimulatedSite

    init(site: SimulatedSite, options: OAuthOptions) {
        self.site = site
        state = Mutex(State(options: options))
    }

    /// The behaviour; may be changed while the server runs.
    package var options: OAuthOptions {
        get { state.withLock { $0.options } }
        set { state.withLock { $0.options = newValue } }
    }

    /// Makes the application link: what an administrator pastes into "Incoming authentication".
    /// - Parameter callback: used when a request token came with `oob`.
    package func register(
        consumerKey: String, publicKeyPEM: String, name: String, callback: String? = nil
    ) throws(SimulatorError) {
        let publicKey: RSAPublicKey
        do { publicKey = try RSAPublicKey(pem: publicKeyPEM) } catch { throw .publicKey("\(error)") }
        let consumer = OAuthConsumer(key: consumerKey, name: name, callback: callback, publicKey: publicKey)
        state.withLock { $0.consumers[consumerKey] = consumer }
    }

    /// Deletes the application link.
    ///
    /// Its requests are `consumer_key_unknown` then; with its tokens gone as
    /// well they are `token_rejected`, because the token is looked at first.
    package func removeConsumer(_ consumerKey: String, andTokens: Bool = false) {
        state.withLock {
            $0.consumers[consumerKey] = nil
            guard andTokens else { return }
            $0.accessTokens = $0.accessTokens.filter { $0.value.consumerKey != consumerKey }
            $0.requestTokens = $0.requestTokens.filter { $0.value.consumerKey != consumerKey }
        }
    }

    /// Revokes the grants of a person (key or name), or of everybody.
    /// - Returns: how many access tokens died.
    @discardableResult
    package func revokeTokens(user: String? = nil, consumerKey: String? = nil) -> Int {
        let key = user.map { site.userKey($0) ?? $0 }
        return state.withLock { state in
            let before = state.accessTokens.count
            state.accessTokens = state.accessTokens.filter { _, token in
                (key != nil && token.user != key) || (consumerKey != nil && token.consumerKey != consumerKey)
            }
            return before - state.accessTokens.count
        }
    }

    /// Ages all access tokens past their life; with `sessions` they cannot be renewed either.
    package func expireTokens(sessions: Bool = false) {
        let now = site.now
        state.withLock { state in
            for key in state.accessTokens.keys {
                state.accessTokens[key]?.created = now - state.options.accessTokenLife - 1
                if sessions {
                    state.accessTokens[key]?.sessionCreated = now - state.options.sessionLife - 1
                }
            }
        }
    }

    /// The living grants, without secrets, oldest first.
    package var grants: [OAuthGrantSummary] {
        state.withLock { state in
            state.accessTokens.values
                .map {
                    OAuthGrantSummary(
                        consumerKey: $0.consumerKey,
                        consumerName: state.consumers[$0.consumerKey]?.name ?? $0.consumerKey,
                        user: $0.user, created: $0.created)
                }
                .sorted { ($0.created, $0.consumerKey, $0.user) < ($1.created, $1.consumerKey, $1.user) }
        }
    }

    /// A grant without the dance, for tests and benchmarks that are about something else.
    package func grantToken(consumerKey: String, user: String) -> OAuthGrant {
        let key = site.userKey(user) ?? user
        return state.withLock { Self.issue(&$0, consumerKey: consumerKey, user: key, now: site.now) }
    }

    /// Decides a request token as `user` would on the consent page; nil denies.
    /// - Returns: the verifier (`denied` after a denial), or nil where there is nothing open to decide.
    package func decide(requestToken: String, approvedBy user: String?) -> String? {
        let key = user.map { site.userKey($0) ?? $0 }
        return state.withLock { state in
            guard state.requestTokens[requestToken]?.decision == .open else { return nil }
            guard let key else {
                state.requestTokens[requestToken]?.decision = .denied
                return "denied"
            }
            let verifier = TokenText.make(6)
            state.requestTokens[requestToken]?.decision = .approved(user: key, verifier: verifier)
            return verifier
        }
    }

    /// Stores a fresh access token.
    static func issue(
        _ state: inout State, consumerKey: String, user: String, now: Int64, sessionCreated: Int64? = nil
    ) -> OAuthGrant {
        let grant = OAuthGrant(
            token: TokenText.make(32), secret: TokenText.make(32), sessionHandle: TokenText.make(32))
        state.accessTokens[grant.token] = OAuthAccessToken(
            value: grant.token, consumerKey: consumerKey, user: user, created: now,
            sessionHandle: grant.sessionHandle, sessionCreated: sessionCreated ?? now)
        return grant
    }
}
