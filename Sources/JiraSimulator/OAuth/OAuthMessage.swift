/// The parameters of a request that take part in OAuth: header, query and form body together.
///
/// This is the server's own reading and its own signature base string (RFC 5849, section 3.4.1), written apart
/// from the client's: two halves that share code would agree on a mistake.
struct OAuthMessage {
    let method: String
    /// Scheme, authority and path as the server believes it was asked, without the query.
    let url: String
    /// All parameters but `realm`, decoded, in the order header, query, body.
    let items: [FormItem]

    init(_ request: IncomingRequest, url: String) {
        method = request.method
        self.url = url
        items = Self.headerItems(request.headers["Authorization"]) + request.query + request.form
    }

    /// The first value of a parameter, or nil.
    subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// The filter looks at a request only if it carries all six of these; else the request goes on
    /// as if there were no OAuth at all.
    private static let required = [
        "oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_signature", "oauth_timestamp",
        "oauth_nonce",
    ]

    /// Whether the request asks for anything by OAuth.
    var isOAuth: Bool { Self.required.allSatisfy { self[$0] != nil } }

    /// A present but empty token: the consumer acts for itself.
    var isTwoLegged: Bool { isOAuth && self["oauth_token"] == "" }

    /// Fails with `parameter_absent`, naming all that are missing.
    func require(_ names: String...) throws(OAuthProblem) {
        let missing = names.filter { self[$0] == nil }
        if !missing.isEmpty { throw .absent(missing) }
    }

    /// Method, URL and parameters, each escaped and joined by `&`.
    var signatureBaseString: String {
        let pairs =
            items
            .filter { $0.name != "oauth_signature" }
            .map { (FormCoding.encodeComponent($0.name), FormCoding.encodeComponent($0.value)) }
            .sorted { $0.0 == $1.0 ? bytewise($0.1, $1.1) : bytewise($0.0, $1.0) }
            .map { "\($0)=\($1)" }
            .joined(separator: "&")
        return [method, Self.normalised(url), pairs].map(FormCoding.encodeComponent).joined(separator: "&")
    }

    private func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// Lower-case scheme and host, no default port; the path stays as it was sent.
    static func normalised(_ url: String) -> String {
        guard let separator = url.range(of: "://") else { return url }
        let scheme = url[..<separator.lowerBound].lowercased()
        let rest = url[separator.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash].lowercased()
        for (name, suffix) in [("http", ":80"), ("https", ":443")]
        where scheme == name && authority.hasSuffix(suffix) {
            authority.removeLast(suffix.count)
        }
        let path = slash == rest.endIndex ? "/" : String(rest[slash...])
        return "\(scheme)://\(authority)\(path)"
    }

    /// `OAuth realm="…", oauth_token="…"`; anything else holds no parameters.
    static func headerItems(_ header: String?) -> [FormItem] {
        guard let header, header.prefix(6).lowercased() == "oauth " else { return [] }
        return header.dropFirst(6).split(separator: ",").compactMap { part in
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            let name = FormCoding.decodeLeniently(String(pair[0]).trimmingBlanks, plusIsSpace: false)
            let quoted = String(pair[1]).trimmingBlanks
            guard name.lowercased() != "realm", quoted.count >= 2, quoted.hasPrefix("\""),
                quoted.hasSuffix("\"")
            else { return nil }
            return FormItem(
                name: name,
                value: FormCoding.decodeLeniently(quoted.dropFirst().dropLast(), plusIsSpace: false))
        }
    }
}

extension StringProtocol {
    /// The first place of a text in this one.
    func range(of text: String) -> Range<Index>? {
        var i = startIndex
        while i < endIndex {
            if self[i...].hasPrefix(text) { return i..<index(i, offsetBy: text.count) }
            i = index(after: i)
        }
        return nil
    }
}
