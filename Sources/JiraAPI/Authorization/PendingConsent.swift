package import OAuth1

/// A request that waits for a person's decision in Jira, whatever the protocol.
package protocol PendingConsent: Sendable {
    /// Where the browser ends, without its query; nil where Jira shows a code to copy.
    var callbackAddress: String? { get }
    /// Names of what Jira appends to that address.
    var replyParameters: [String] { get }
    /// Reads what came to that address. Nothing is consumed: a reply that is refused leaves the request open for
    /// the right one.
    ///
    /// - Throws: `.duplicateParameter`, `.tokenMismatch` where it is another request's, `.verifierMissing`.
    func reply(_ parameters: [FormEncoding.Pair]) throws(AuthorizationError) -> AuthorizationReply
}

extension PendingConsent {
    /// The parameters by name, each once.
    func single(_ parameters: [FormEncoding.Pair]) throws(AuthorizationError) -> [String: String] {
        var seen: [String: String] = [:]
        for pair in parameters where seen.updateValue(pair.value, forKey: pair.name) != nil {
            // The name may be anything; only ours are repeated in the message.
            throw .duplicateParameter(replyParameters.contains(pair.name) ? pair.name : "a parameter")
        }
        return seen
    }
}

extension PendingToken: PendingConsent {
    package var callbackAddress: String? {
        if case .loopback(let url) = callback { url } else { nil }
    }
    package var replyParameters: [String] { ["oauth_token", "oauth_verifier"] }

    package func reply(_ parameters: [FormEncoding.Pair]) throws(AuthorizationError) -> AuthorizationReply {
        try AuthorizationReply(parameters: parameters, pending: self)
    }
}
