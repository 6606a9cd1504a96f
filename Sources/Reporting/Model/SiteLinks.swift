/// Addresses under the site's base URL: the only ones that a report ever links to.
package struct SiteLinks: Hashable, Sendable {
    /// Without a trailing slash; a context path is kept.
    package let baseURL: String

    /// Nil for anything but http and https.
    package init?(baseURL: String) {
        let lower = baseURL.lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://") else { return nil }
        guard !baseURL.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return nil }
        var trimmed = Substring(baseURL)
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.baseURL = String(trimmed)
    }

    /// `BASE/browse/KEY`.
    package func issue(_ key: String) -> String {
        baseURL + "/browse/" + Self.percentEncoded(key)
    }

    /// Jira's issue navigator with this search.
    package func search(_ jql: String) -> String {
        baseURL + "/issues/?jql=" + Self.percentEncoded(jql)
    }

    /// Everything but RFC 3986's unreserved characters, byte by byte.
    static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count * 3)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                out.append(byte)
            default:
                out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// A search in Jira that yields a count of the report.
package struct JiraSearch: Hashable, Sendable {
    /// What it yields: "Created in the period".
    package var label: String
    package var jql: String
    /// The number that Jira should show, where the report knows it.
    package var expected: Int?

    package init(_ label: String, jql: String, expected: Int? = nil) {
        self.label = label
        self.jql = jql
        self.expected = expected
    }
}

/// JQL in pieces; each value is quoted, so that a name can never become a clause.
package struct JQL: Hashable, Sendable {
    private var clauses: [String] = []
    private var order: String?

    package init() {}

    /// `field in ("a", "b")`; nothing where there are no values.
    package func isOneOf(_ field: String, _ values: [String]) -> Self {
        guard !values.isEmpty else { return self }
        return clause("\(field) in (\(values.map(Self.quoted).joined(separator: ", ")))")
    }

    /// `field operator "value"`; nothing for nil.
    package func compare(_ field: String, _ comparison: String, _ value: String?) -> Self {
        guard let value else { return self }
        return clause("\(field) \(comparison) \(Self.quoted(value))")
    }

    /// A clause as it is: never from foreign text.
    package func clause(_ text: String) -> Self {
        var copy = self
        copy.clauses.append(text)
        return copy
    }

    /// `ORDER BY …`: never from foreign text.
    package func ordered(by order: String) -> Self {
        var copy = self
        copy.order = order
        return copy
    }

    package var text: String {
        let joined = clauses.joined(separator: " AND ")
        return [joined, order.map { "ORDER BY \($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// `("a", "b")`.
    package static func list(_ values: [String]) -> String {
        "(" + values.map(quoted).joined(separator: ", ") + ")"
    }

    package static func quoted(_ value: String) -> String {
        var out = "\""
        for character in value.unicodeScalars {
            if character == "\"" || character == "\\" { out += "\\" }
            out.unicodeScalars.append(character)
        }
        return out + "\""
    }
}
