/// How the OAuth 1.0a provider behaves.
package struct OAuthOptions: Sendable {
    /// Milliseconds that a request token may be decided and swapped.
    package var requestTokenLife: Int64 = 600_000
    /// Milliseconds that an access token lives: 5 years of 365 days.
    package var accessTokenLife: Int64 = 157_680_000_000
    /// Milliseconds that a token can be renewed, counted from the first grant: 30 days more.
    package var sessionLife: Int64 = 160_272_000_000
    /// How far a timestamp may be off, in milliseconds.
    package var timestampWindow: Int64 = 300_000
    /// Whether `oauth_acceptable_timestamps` is in milliseconds, as old versions wrote it, or in seconds.
    package var refusesTimestampsInMilliseconds = false
    /// Whether the token endpoints take a GET as well; Jira is believed to answer 405.
    package var acceptsGET = false
    /// Answers the authorize page at once, as this person, with an approval (for scripts).
    package var autoApproveUser: String?
    /// Scheme and authority that the server believes it is asked under, as a connector behind a proxy does.
    ///
    /// nil is what the `Host` header says. A wrong value gives `signature_invalid`, as it does in life.
    package var connectorOrigin: String?

    /// Newer versions can have OAuth 1.0a switched off: the servlets are not there then.
    package var isSwitchedOff = false

    package init() {}
}
