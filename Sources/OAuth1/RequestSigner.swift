/// Signs requests (RFC 5849 section 3.1): protocol parameters, base string, signature, header.
///
/// Each header is good for one request: a retry asks for a new one, because servers refuse a nonce they have seen.
package struct RequestSigner: Sendable {
    private let client: ClientCredentials
    private let token: String?
    private let method: SignatureMethod
    private let sendsVersion: Bool
    private let nonce: @Sendable () -> String
    private let timestamp: @Sendable () -> Int64

    /// - Parameters:
    ///   - token: nil only when asking for temporary credentials. Jira answers a request without `oauth_token` as an
    ///     anonymous one.
    ///   - sendsVersion: whether `oauth_version=1.0` is sent; it is optional (section 3.1).
    ///   - nonce: a new unguessable text for each call.
    ///   - timestamp: seconds since 1970; Jira accepts 5 minutes either way.
    package init(
        client: ClientCredentials, token: TokenCredentials?, method: SignatureMethod,
        sendsVersion: Bool = true,
        nonce: @escaping @Sendable () -> String, timestamp: @escaping @Sendable () -> Int64
    ) {
        self.client = client
        self.token = token?.token
        self.method = method
        self.sendsVersion = sendsVersion
        self.nonce = nonce
        self.timestamp = timestamp
    }

    /// A signer for the exchange of temporary credentials (section 2.3); the verifier goes into `extra`.
    package init(
        client: ClientCredentials, temporary: TemporaryCredentials, method: SignatureMethod,
        sendsVersion: Bool = true, nonce: @escaping @Sendable () -> String,
        timestamp: @escaping @Sendable () -> Int64
    ) {
        self.init(
            client: client, token: TokenCredentials(token: temporary.token, secret: temporary.secret),
            method: method, sendsVersion: sendsVersion, nonce: nonce, timestamp: timestamp)
    }

    /// The `Authorization` header's value for one request.
    ///
    /// - Parameters:
    ///   - method: HTTP method.
    ///   - url: the absolute URL exactly as it will be sent, query included.
    ///   - formBody: the body when its type is `application/x-www-form-urlencoded`, else nil.
    ///   - extra: further protocol parameters: `oauth_callback`, `oauth_verifier`, `oauth_session_handle`.
    package func authorizationHeader(
        method httpMethod: String, url: String, formBody: [UInt8]? = nil, extra: [(String, String)] = []
    ) throws(OAuth1Error) -> String {
        let uri = try BaseStringURI(url: url)
        var parameters = try protocolParameters(extra: extra)
        let foreign = try RequestParameters(query: uri.query, formBody: formBody, protocolParameters: [])
        for (name, _) in parameters + [("oauth_signature", "")] where foreign.contains(name) {
            // The server reads header, query and body alike and refuses a protocol parameter it finds twice.
            throw .duplicateParameter(name)
        }
        let signed = try RequestParameters(
            query: uri.query, formBody: formBody, protocolParameters: parameters)
        let baseString = SignatureBaseString.make(method: httpMethod, uri: uri, parameters: signed)
        parameters.append(("oauth_signature", try method.signature(of: baseString)))
        return AuthorizationHeader.value(parameters: parameters)
    }

    private func protocolParameters(extra: [(String, String)]) throws(OAuth1Error) -> [(String, String)] {
        var parameters = [("oauth_consumer_key", client.consumerKey)]
        if let token { parameters.append(("oauth_token", token)) }
        parameters += [
            ("oauth_signature_method", method.name), ("oauth_timestamp", String(timestamp())),
            ("oauth_nonce", nonce()),
        ]
        if sendsVersion { parameters.append(("oauth_version", "1.0")) }
        for (name, value) in extra {
            guard name.hasPrefix("oauth_"), name != "oauth_signature" else {
                throw .unexpectedParameter(name)
            }
            guard !parameters.contains(where: { $0.0 == name }) else { throw .duplicateParameter(name) }
            parameters.append((name, value))
        }
        return parameters
    }
}
