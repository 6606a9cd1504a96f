package import OAuth1

/// The user's decision as it comes back, checked against the request it should belong to.
package enum AuthorizationReply: Sendable, Equatable {
    case granted(Verifier)
    /// `oauth_verifier=denied`, Jira's way to say no.
    case denied

    /// The code that proves the user's consent; good for one exchange.
    package struct Verifier: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
        let code: String

        /// Longest code that is accepted, in bytes. Jira's have six characters, those of OAuth 2.0 some forty.
        package static let longest = 256

        init(_ code: String) throws(AuthorizationError) {
            guard !code.isEmpty else { throw .verifierMissing }
            guard code.utf8.count <= Self.longest, code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw .verifierRefused(problem: "not a code of Jira's")
            }
            self.code = code
        }

        package var description: String { "<verifier, redacted>" }
        package var customMirror: Mirror { Mirror(self, children: [:]) }
    }

    /// Reads the parameters that came to the callback address.
    ///
    /// Nothing is consumed here: a reply that is refused leaves the pending token good for the right one.
    /// - Throws: `.duplicateParameter`, `.tokenMismatch` (also where the token is missing), `.verifierMissing`.
    package init(parameters: [FormEncoding.Pair], pending: PendingToken) throws(AuthorizationError) {
        let seen = try pending.single(parameters)
        guard let token = seen["oauth_token"], ConstantTimeEquality.holds(token, pending.credentials.token)
        else { throw .tokenMismatch }
        self = try Self.decision(seen["oauth_verifier"] ?? "")
    }

    /// A code that the user copied; nothing but the exchange itself can tell whether it is ours.
    init(code: String) throws(AuthorizationError) { self = try Self.decision(code) }

    private static func decision(_ verifier: String) throws(AuthorizationError) -> Self {
        verifier == "denied" ? .denied : .granted(try Verifier(verifier))
    }
}
