package import OAuth1
package import SyncCore

/// A request token on its way to the user and back.
///
/// Jira does not check the secret of a request token, so that the reply names this token is the only thing
/// that binds it to us.
package struct PendingToken: Sendable, Equatable {
    package let credentials: TemporaryCredentials
    package let callback: CallbackTarget
    /// Jira forgets the token then.
    package let expiresAt: Instant

    /// Life of a request token in Jira, in seconds.
    package static let lifetimeSeconds: Double = 600

    package init(credentials: TemporaryCredentials, callback: CallbackTarget, expiresAt: Instant) {
        self.credentials = credentials
        self.callback = callback
        self.expiresAt = expiresAt
    }
}

extension PendingToken: CustomStringConvertible, CustomReflectable {
    // The callback's path is a secret too.
    package var description: String { "<pending token, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Keeps the one pending request token of a site (the vault does).
package protocol PendingTokenStore: Sendable {
    /// Keeps the token, in place of any before it.
    func save(_ token: PendingToken) async throws

    /// Gives the token and forgets it in one step: of several callers at once, one gets it.
    func take() async throws -> PendingToken?
}

/// Where the user's decision comes back.
package enum CallbackTarget: Sendable, Equatable {
    /// Jira shows a code that the user copies.
    case outOfBand
    /// The browser is sent to this URL on loopback, whose path holds a random state.
    case loopback(url: String)

    /// The value of `oauth_callback`.
    package var parameter: String {
        switch self {
        case .outOfBand: "oob"
        case .loopback(let url): url
        }
    }
}
