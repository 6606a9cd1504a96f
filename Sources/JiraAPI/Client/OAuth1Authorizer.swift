package import HTTPCore
package import OAuth1

/// Signs with OAuth 1.0a (RFC 5849) in the `Authorization` header.
package struct OAuth1Authorizer: RequestAuthorizer {
    private let client: ClientCredentials
    private let token: TokenCredentials
    private let method: SignatureMethod
    private let nonce: @Sendable () -> String
    private let timestamp: @Sendable () -> Int64

    /// - Parameters:
    ///   - nonce: a new unguessable text for each call.
    ///   - timestamp: seconds since 1970 by the local clock.
    package init(
        client: ClientCredentials, token: TokenCredentials, method: SignatureMethod,
        nonce: @escaping @Sendable () -> String, timestamp: @escaping @Sendable () -> Int64
    ) {
        self.client = client
        self.token = token
        self.method = method
        self.nonce = nonce
        self.timestamp = timestamp
    }

    package func authorize(_ request: inout HTTPRequest, clockOffset: Int64) throws(OAuth1Error) {
        let timestamp = timestamp
        let signer = RequestSigner(
            client: client, token: token, method: method, nonce: nonce,
            timestamp: { timestamp() + clockOffset })
        // Jira's bodies are JSON: they take no part in the signature (RFC 5849, section 3.4.1.3.1).
        request.headers.set(
            "Authorization",
            try signer.authorizationHeader(method: request.method.rawValue, url: request.url))
    }
}
