import OAuth1

/// A Jira site's base URL, context path included: the only place that URLs are built from. No URL of an
/// answer is ever dialled.
package struct JiraSite: Sendable, Equatable {
    /// Without a trailing slash: `https://jira.example.com:8443/jira`; scheme and host in lower case,
    /// default ports left out.
    package let baseURL: String
    /// `https` or `http`.
    package let scheme: String
    /// Host as in the URL; IPv6 with its brackets.
    package let host: String

    /// - Throws: ``InvalidURL`` naming what is wrong and how to mend it.
    package init(_ text: String) throws(InvalidURL) {
        let trimmed = text.trimming { $0 == " " || $0 == "\n" || $0 == "\t" }
        guard let schemeEnd = trimmed.range(of: "://") else {
            throw InvalidURL("\(trimmed): give the whole URL, with https:// in front")
        }
        scheme = trimmed[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else {
            throw InvalidURL("\(scheme): only https (and http to this machine) can be used")
        }
        let rest = trimmed[schemeEnd.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            throw InvalidURL("a user or password in the URL would end up in logs: leave it out")
        }
        guard !rest.contains("?"), !rest.contains("#") else {
            throw InvalidURL("give the base URL alone, without ? or #")
        }
        guard rest.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0 != "\\" && $0 != "\"" })
        else {
            throw InvalidURL("the URL holds spaces or characters that must be percent-encoded")
        }
        let (name, port) = try Self.splitPort(authority.lowercased())
        guard !name.isEmpty else { throw InvalidURL("\(trimmed): the host is missing") }
        host = try Self.canonical(name)
        var path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        let isDefault = port == nil || port == (scheme == "https" ? 443 : 80)
        baseURL = scheme + "://" + host + (isDefault ? "" : ":\(port ?? 0)") + path
    }

    /// Whether the host is this machine: plain http is allowed to it only.
    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || Self.isLoopbackIPv4(host)
    }

    private static func isLoopbackIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// An IPv6 address in its one spelling (RFC 5952), as what is dialled and what is signed must be the same.
    private static func canonical(_ name: String) throws(InvalidURL) -> String {
        guard name.contains("[") || name.contains("]") || name.contains(":") else { return name }
        guard name.hasPrefix("["), name.hasSuffix("]") else {
            throw InvalidURL("\(name): an IPv6 address stands in brackets, as in https://[2001:db8::1]:8443")
        }
        guard !name.contains("%") else {
            throw InvalidURL("\(name): an address with a zone holds on this machine only; give a name")
        }
        guard let address = IPv6Address(name.dropFirst().dropLast()) else {
            throw InvalidURL("\(name) is no IPv6 address")
        }
        return "[\(address.text)]"
    }

    private static func splitPort(_ authority: String) throws(InvalidURL) -> (String, Int?) {
        let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[afterBracket...].lastIndex(of: ":") else { return (authority, nil) }
        guard let port = Int(authority[authority.index(after: colon)...]), (1...65535).contains(port) else {
            throw InvalidURL("\(authority): the port is not a number from 1 to 65535")
        }
        return (String(authority[..<colon]), port)
    }

    /// An absolute URL below the base; names and values are percent-encoded here, the path is given encoded.
    package func url(_ path: String, _ query: [(String, String)] = []) -> String {
        guard !query.isEmpty else { return baseURL + path }
        let pairs = query.map { PercentEncoding.encode($0.0) + "=" + PercentEncoding.encode($0.1) }
        return baseURL + path + "?" + pairs.joined(separator: "&")
    }

    package struct InvalidURL: Error, Equatable, CustomStringConvertible {
        package let description: String
        init(_ description: String) { self.description = description }
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }

    fileprivate func trimming(_ isOutside: (Character) -> Bool) -> String {
        var slice = self[...]
        while let first = slice.first, isOutside(first) { slice.removeFirst() }
        while let last = slice.last, isOutside(last) { slice.removeLast() }
        return String(slice)
    }
}
