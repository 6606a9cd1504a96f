/// The parameters that are signed: of the query, of a form body and of the protocol (RFC 5849 section 3.4.1.3).
package struct RequestParameters: Sendable {
    private var pairs: [FormEncoding.Pair]

    /// Collects them (section 3.4.1.3.1).
    ///
    /// - Parameters:
    ///   - query: as it is sent, without `?`.
    ///   - formBody: the body when its type is `application/x-www-form-urlencoded`, else nil: other bodies are not signed.
    ///   - protocolParameters: what the Authorization header will carry; `realm` and `oauth_signature` are left out.
    package init(
        query: String, formBody: [UInt8]?, protocolParameters: [(String, String)]
    ) throws(OAuth1Error) {
        pairs = try FormEncoding(decoding: Array(query.utf8)).pairs
        if let formBody { pairs += try FormEncoding(decoding: formBody).pairs }
        for (name, value) in protocolParameters where name != "realm" && name != "oauth_signature" {
            pairs.append(.init(name: name, value: value))
        }
    }

    /// Whether any parameter has this name.
    package func contains(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    /// Encoded, sorted by encoded name and then value in byte order, joined (section 3.4.1.3.2).
    package func normalized() -> String {
        pairs
            .map { (name: PercentEncoding.encode($0.name), value: PercentEncoding.encode($0.value)) }
            .sorted { left, right in
                // Name and value are compared one after the other: joining them first would sort "a1=" before "a=".
                left.name == right.name
                    ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                    : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
            }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }
}
