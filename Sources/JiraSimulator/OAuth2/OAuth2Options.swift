/// How the OAuth 2.0 provider of Data Center behaves.
package struct OAuth2Options: Sendable {
    /// Milliseconds that an authorization code lives (`max.client.delay.seconds`).
    package var codeLife: Int64 = 10_000
    package var accessTokenLife: Int64 = 3_600_000
    /// 90 days.
    package var refreshTokenLife: Int64 = 7_776_000_000
    /// Whether redirect URIs must be https, as they must unless a system property lifts that.
    package var wantsSecureRedirects = true
    /// Answers the authorize page at once, as this person, with an approval (for scripts).
    package var autoApproveUser: String?
    /// Whether the provider is there (8.22 and later, with a base URL of https).
    package var isSwitchedOff = false

    package init() {}
}

/// The incoming link of an external application.
package struct OAuth2Link: Sendable, Codable {
    package var clientID: String
    package var clientSecret: String
    package var name: String
    package var redirectURI: String
    /// The most that may be asked for: `READ`, `WRITE`, `ADMIN` or `SYSTEM_ADMIN`.
    package var scope: String

    package init(
        clientID: String, clientSecret: String, name: String, redirectURI: String, scope: String = "READ"
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.name = name
        self.redirectURI = redirectURI
        self.scope = scope
    }
}

/// An error answer of the token endpoint (RFC 6749, section 5.2).
struct OAuth2Problem: Error {
    var status = 400
    var error: String
    var description: String?

    static func grant(_ description: String? = nil) -> Self {
        Self(error: "invalid_grant", description: description)
    }
    static let client = Self(status: 401, error: "invalid_client")

    var response: OutgoingResponse {
        var out = JSONBuffer()
        out.raw("{\"error\":")
        out.string(error)
        if let description {
            out.raw(",\"error_description\":")
            out.string(description)
        }
        out.raw("}")
        return .json(status, out.bytes)
    }
}
