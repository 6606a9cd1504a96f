/// The URL as it enters the signature base string (RFC 5849 section 3.4.1.2): lower-case scheme and host, no default
/// port, no query, no fragment; the path stays as it is sent.
package struct BaseStringURI: Sendable, Equatable {
    /// `https://jira.example.com/rest/api/2/search`.
    package let text: String
    /// The query as it is sent, without `?`; empty when there is none.
    package let query: String

    /// Takes an absolute URL apart.
    ///
    /// - Throws: ``OAuth1Error/malformedURL(_:)`` for anything a server could understand in two ways: no scheme or host,
    ///   an impossible port, user information, white space, characters beyond ASCII.
    package init(url: String) throws(OAuth1Error) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .malformedURL("white space, control or non-ASCII characters must be percent-encoded")
        }
        guard let schemeEnd = url.firstIndex(of: ":") else { throw .malformedURL("it has no scheme") }
        let scheme = url[..<schemeEnd].lowercased()
        guard Self.isScheme(scheme) else { throw .malformedURL("its scheme is not a name") }
        let afterScheme = url[schemeEnd...].dropFirst()
        guard afterScheme.hasPrefix("//") else { throw .malformedURL("it has no host") }

        let rest = afterScheme.dropFirst(2)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let withoutFragment = rest[authority.endIndex...].prefix { $0 != "#" }
        let path = withoutFragment.prefix { $0 != "?" }
        query = String(withoutFragment[path.endIndex...].dropFirst())
        text = "\(scheme)://\(try Self.host(authority, scheme: scheme))\(path.isEmpty ? "/" : path)"
    }

    /// Host and, where it is not the scheme's own, port.
    private static func host(_ authority: Substring, scheme: String) throws(OAuth1Error) -> String {
        guard !authority.contains("@") else { throw .malformedURL("it carries user information") }
        let host: Substring
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else {
                throw .malformedURL("an IPv6 address is not closed")
            }
            host = authority[...end]
            guard host.count > 2,
                host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { throw .malformedURL("its IPv6 address is malformed") }
        } else {
            host = authority.prefix { $0 != ":" }
            guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._~".contains($0) }) else {
                throw .malformedURL(host.isEmpty ? "it has no host" : "its host is not a name or address")
            }
        }
        let suffix = authority[host.endIndex...]
        guard suffix.isEmpty || suffix.first == ":" else { throw .malformedURL("its host is malformed") }
        let digits = suffix.dropFirst()
        guard !digits.isEmpty else { return host.lowercased() }
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(digits), (1...65535).contains(port)
        else { throw .malformedURL("its port is not from 1 to 65535") }
        let isDefault = (scheme == "http" && port == 80) || (scheme == "https" && port == 443)
        return isDefault ? host.lowercased() : "\(host.lowercased()):\(port)"
    }

    /// RFC 3986 section 3.1; `text` is lower-case ASCII.
    private static func isScheme(_ text: String) -> Bool {
        guard let first = text.first, first.isLetter else { return false }
        return text.allSatisfy { $0.isLetter || $0.isNumber || "+-.".contains($0) }
    }
}
