package import OAuth1

/// A client of Jira's OAuth 2.0 provider: the incoming link of an "external application".
package struct OAuth2Client: Sendable {
    package let id: String
    package let secret: String
    /// Registered with the link; Data Center wants https. Sent with every token request, renewals included.
    package let redirectURI: String

    package init(id: String, secret: String, redirectURI: String) {
        self.id = id
        self.secret = secret
        self.redirectURI = redirectURI
    }
}

/// The secret of one authorization and its digest (RFC 7636, method S256).
package struct ProofKey: Sendable {
    package let verifier: String
    package let challenge: String

    /// - Parameters:
    ///   - verifier: 43 to 128 unguessable characters.
    ///   - challenge: the SHA-256 of the verifier in base64 for URLs, without padding.
    package init(verifier: String, challenge: String) {
        self.verifier = verifier
        self.challenge = challenge
    }
}

/// An authorization request on its way to the user and back. It lives in this process only: a code lives for ten
/// seconds.
package struct OAuth2Consent: PendingConsent {
    package let client: OAuth2Client
    /// 256 random bits: what binds the reply to this request.
    package let state: String
    package let proofKey: ProofKey

    package init(client: OAuth2Client, state: String, proofKey: ProofKey) {
        self.client = client
        self.state = state
        self.proofKey = proofKey
    }

    package var callbackAddress: String? { client.redirectURI }
    package var replyParameters: [String] { ["code", "state", "error", "error_description"] }

    package func reply(_ parameters: [FormEncoding.Pair]) throws(AuthorizationError) -> AuthorizationReply {
        let seen = try single(parameters)
        guard let state = seen["state"], ConstantTimeEquality.holds(state, self.state) else {
            throw .tokenMismatch
        }
        switch seen["error"] {
        case nil: return .granted(try AuthorizationReply.Verifier(seen["code"] ?? ""))
        case "access_denied": return .denied
        case let problem?: throw .unexpected(problem: String(problem.filter(\.isASCII).prefix(60)))
        }
    }
}

extension OAuth2Client: CustomStringConvertible, CustomReflectable {
    package var description: String { "<client of OAuth 2.0, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
extension ProofKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "<proof key, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
extension OAuth2Consent: CustomStringConvertible, CustomReflectable {
    package var description: String { "<authorization under way, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
