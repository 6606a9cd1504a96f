/// Reads `WWW-Authenticate` (RFC 9110 section 11.6.1): one header may carry challenges of several schemes.
enum AuthenticationChallenge {
    /// The parameters of all challenges of `scheme` (lower case), names in lower case, values unquoted.
    static func parameters(ofScheme scheme: String, in header: String) -> [(String, String)] {
        guard header.utf8.count <= FormEncoding.maximumByteCount else { return [] }
        var rest = header.unicodeScalars[...]
        var found: [(String, String)] = []
        var current = ""
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            let token = rest.prefix { !" \t,=\"".unicodeScalars.contains($0) }
            rest = rest[token.endIndex...]
            guard !token.isEmpty else {
                guard !rest.isEmpty else { return found }
                // A stray "=" or quote: pass over it.
                rest = rest.dropFirst()
                continue
            }
            let afterSpace = rest.drop { $0 == " " || $0 == "\t" }
            guard afterSpace.first == "=" else {
                current = String(token).lowercased()
                continue
            }
            rest = afterSpace.dropFirst().drop { $0 == " " || $0 == "\t" }
            let value = takeValue(&rest)
            if current == scheme { found.append((String(token).lowercased(), value)) }
        }
    }

    private static func takeValue(_ rest: inout Substring.UnicodeScalarView) -> String {
        guard rest.first == "\"" else {
            let value = rest.prefix { $0 != "," && $0 != " " && $0 != "\t" }
            rest = rest[value.endIndex...]
            return String(value)
        }
        rest = rest.dropFirst()
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst(), scalar != "\"" {
            if scalar == "\\", let escaped = rest.popFirst() {
                value.append(escaped)
            } else {
                value.append(scalar)
            }
        }
        return String(value)
    }
}
