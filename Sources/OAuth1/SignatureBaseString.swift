/// The text that is signed (RFC 5849 section 3.4.1.1).
///
/// It holds the token: it must not be logged.
package enum SignatureBaseString {
    /// `POST&https%3A%2F%2F…&a%3Db…`.
    ///
    /// - Parameter method: the HTTP method; it enters in upper case.
    package static func make(method: String, uri: BaseStringURI, parameters: RequestParameters) -> String {
        [method.uppercased(), uri.text, parameters.normalized()].map(PercentEncoding.encode).joined(
            separator: "&")
    }
}
