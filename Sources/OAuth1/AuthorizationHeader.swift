/// The value of the `Authorization` request header (RFC 5849 section 3.5.1).
package enum AuthorizationHeader {
    /// `OAuth realm="…", oauth_consumer_key="…", …`: names and values percent-encoded, in the order given.
    ///
    /// - Parameter realm: not part of the signature; quoted as it is.
    package static func value(parameters: [(String, String)], realm: String? = nil) -> String {
        var parts = parameters.map { "\(PercentEncoding.encode($0.0))=\"\(PercentEncoding.encode($0.1))\"" }
        if let realm { parts.insert("realm=\"\(quoted(realm))\"", at: 0) }
        return "OAuth " + parts.joined(separator: ", ")
    }

    /// Escapes of a quoted-string (RFC 9110 section 5.6.4); control characters, which could end the header, are left out.
    private static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars where scalar.value >= 0x20 && scalar.value != 0x7f {
            if scalar == "\"" || scalar == "\\" { result.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
