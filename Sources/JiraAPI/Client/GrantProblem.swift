/// Words for a dead grant that are not OAuth 1.0a's (`OAuthProblem.Name`): Jira's own, and those of RFC 6749.
package enum GrantProblem: String, Sendable {
    /// Jira answers as for anybody: how it treats a bearer token that it does not know.
    case anonymous
    /// The password is not this account's.
    case wrongPassword = "AUTHENTICATED_FAILED"
    /// Jira refuses every login of this account until a CAPTCHA is solved in a browser.
    case loginDenied = "AUTHENTICATION_DENIED"
    /// The refresh token was revoked, has expired, or was replaced (RFC 6749, section 5.2).
    case invalidGrant = "invalid_grant"
    /// Jira does not know the client or its secret.
    case invalidClient = "invalid_client"
    /// Its known end is over.
    case expired
}
