import Synchronization

/// The endpoints that hand out tokens: `/plugins/servlet/oauth/request-token` and `…/access-token`.
extension OAuthProvider {
    private static let invalidCallbackAdvice =
        "As per OAuth spec version 1.0 Revision A Section 6.1 <http://oauth.net/core/1.0a#auth_step1>, the "
        + "oauth_callback parameter is required and must be either a valid, absolute URI using the http or https "
        + "scheme, or 'oob' if the callback has been established out of band. The following invalid URI was "
        + "supplied "

    /// Answers `request-token`.
    func requestToken(_ message: OAuthMessage, now: Int64) throws(OAuthProblem) -> OutgoingResponse {
        let consumer = try consumer(of: message)
        try validate(message, now: now)
        let callback = message["oauth_callback"].flatMap { $0 == "oob" ? nil : $0 }
        if let callback, !Self.isAbsoluteHTTP(callback) {
            throw .rejected("oauth_callback", advice: Self.invalidCallbackAdvice + "'\(callback)'")
        }
        let token = OAuthRequestToken(
            value: TokenText.make(32), consumerKey: consumer.key, callback: callback, created: now)
        state.withLock { $0.requestTokens[token.value] = token }
        return Self.answer([
            ("oauth_token", token.value), ("oauth_token_secret", TokenText.make(32)),
            ("oauth_callback_confirmed", "true"),
        ])
    }

    /// Answers `access-token`: the swap of a request token, or the renewal of an access token.
    func accessToken(_ message: OAuthMessage, now: Int64) throws(OAuthProblem) -> OutgoingResponse {
        try message.require("oauth_token")
        let value = message["oauth_token"] ?? ""
        let grant: OAuthGrant
        if let token = state.withLock({ $0.requestTokens[value] }) {
            let user = try check(token, message, now: now)
            try validate(message, now: now)
            grant = try swap(user: user, now: now, consumerKey: token.consumerKey) {
                $0.requestTokens.removeValue(forKey: value) == nil ? nil : now
            }
        } else if let token = state.withLock({ $0.accessTokens[value] }) {
            try check(token, message, now: now)
            try validate(message, now: now)
            grant = try swap(user: token.user, now: now, consumerKey: token.consumerKey) {
                $0.accessTokens.removeValue(forKey: value)?.sessionCreated
            }
        } else {
            throw .tokenRejected
        }
        let options = options
        return Self.answer([
            ("oauth_token", grant.token), ("oauth_token_secret", grant.secret),
            ("oauth_expires_in", String(options.accessTokenLife / 1000)),
            ("oauth_session_handle", grant.sessionHandle),
            ("oauth_authorization_expires_in", String(options.sessionLife / 1000)),
        ])
    }

    private func check(
        _ token: OAuthRequestToken, _ message: OAuthMessage, now: Int64
    ) throws(OAuthProblem) -> String {
        guard now - token.created <= options.requestTokenLife else { throw .tokenExpired }
        switch token.decision {
        case .open: throw .permissionUnknown
        case .denied: throw .permissionDenied
        case .approved(let user, let verifier):
            guard token.consumerKey == message["oauth_consumer_key"] else { throw .tokenRejected }
            try message.require("oauth_verifier")
            guard verifier == message["oauth_verifier"] else { throw .tokenRejected }
            return user
        }
    }

    private func check(
        _ token: OAuthAccessToken, _ message: OAuthMessage, now: Int64
    ) throws(OAuthProblem) {
        try message.require("oauth_session_handle")
        guard token.consumerKey == message["oauth_consumer_key"],
            token.sessionHandle == message["oauth_session_handle"]
        else { throw .tokenRejected }
        guard now - token.sessionCreated <= options.sessionLife else { throw .permissionDenied }
    }

    /// Takes the old token away and gives a new one in one step: of two parallel swaps one wins.
    private func swap(
        user: String, now: Int64, consumerKey: String, take: (inout State) -> Int64?
    ) throws(OAuthProblem) -> OAuthGrant {
        let grant = state.withLock { state -> OAuthGrant? in
            guard let sessionCreated = take(&state) else { return nil }
            return Self.issue(
                &state, consumerKey: consumerKey, user: user, now: now, sessionCreated: sessionCreated)
        }
        guard let grant else { throw .tokenRejected }
        return grant
    }

    private static func isAbsoluteHTTP(_ text: String) -> Bool {
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
            let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
            return !authority.isEmpty && !text.contains(where: \.isWhitespace)
        }
        return false
    }

    private static func answer(_ pairs: [(String, String)]) -> OutgoingResponse {
        let body = FormCoding.encode(pairs.map { FormItem(name: $0.0, value: $0.1) })
        return OutgoingResponse(
            200, headers: ["Content-Type": "text/plain;charset=UTF-8"], body: Array(body.utf8))
    }
}
