/// Client credentials (RFC 5849 section 1.1): who this program is to Jira.
///
/// With RSA-SHA1 the shared secret is not used; the private key stands behind ``SignatureMethod``.
package struct ClientCredentials: Sendable, Equatable {
    /// The consumer key of the application link.
    package let consumerKey: String

    package init(consumerKey: String) {
        self.consumerKey = consumerKey
    }
}

/// Temporary credentials (section 2.1), "request token" in Jira: they live until the user has decided, 10 minutes at most.
package struct TemporaryCredentials: Sendable, Equatable {
    package let token: String
    package let secret: String

    package init(token: String, secret: String) {
        self.token = token
        self.secret = secret
    }

    /// Reads the answer to a request for temporary credentials.
    ///
    /// - Throws: ``OAuth1Error/callbackNotConfirmed`` unless `oauth_callback_confirmed` is exactly `true`.
    package init(answer: FormEncoding) throws(OAuth1Error) {
        guard try answer.value("oauth_callback_confirmed") == "true" else { throw .callbackNotConfirmed }
        token = try answer.required("oauth_token")
        secret = try answer.value("oauth_token_secret") ?? ""
    }
}

/// Token credentials (section 2.3), "access token" in Jira: what the user has granted.
package struct TokenCredentials: Sendable, Equatable {
    /// Empty for two-legged requests: the parameter is sent, without a value.
    package let token: String
    /// RSA-SHA1 does not use it.
    package let secret: String

    package init(token: String, secret: String) {
        self.token = token
        self.secret = secret
    }
}

/// The answer to a request for token credentials, with the session extension that Jira adds.
package struct TokenGrant: Sendable, Equatable {
    package let credentials: TokenCredentials
    /// Life of the token in seconds from now (`oauth_expires_in`); Jira gives 5 years.
    package let expiresInSeconds: Int64?
    /// Renews the token once (`oauth_session_handle`).
    package let sessionHandle: String?
    /// How long renewals are possible, in seconds from now (`oauth_authorization_expires_in`).
    package let authorizationExpiresInSeconds: Int64?

    /// Reads the answer of the access-token endpoint.
    package init(answer: FormEncoding) throws(OAuth1Error) {
        credentials = TokenCredentials(
            token: try answer.required("oauth_token"), secret: try answer.value("oauth_token_secret") ?? "")
        expiresInSeconds = try answer.seconds("oauth_expires_in")
        let handle = try answer.value("oauth_session_handle")
        sessionHandle = handle?.isEmpty == true ? nil : handle
        authorizationExpiresInSeconds = try answer.seconds("oauth_authorization_expires_in")
    }
}

// None of them shows itself: not in a log, an error or a debugger's summary.
extension ClientCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<client credentials, redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
extension TemporaryCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<temporary credentials, redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
extension TokenCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<token credentials, redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
extension TokenGrant: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<token grant, redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
