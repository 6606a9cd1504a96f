/// The verbs that Jira's REST interface needs of a read-only client.
package enum HTTPMethod: String, Sendable {
    case get = "GET"
    case post = "POST"
}

/// Header fields in the order they were received or will be sent; names compare without case
/// (RFC 9110, section 5.1).
package struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package private(set) var fields: [(name: String, value: String)] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// The first value of the field, or nil.
    package subscript(name: String) -> String? {
        fields.first { Self.same($0.name, name) }?.value
    }

    /// All values of the field, in order.
    package func values(_ name: String) -> [String] {
        fields.filter { Self.same($0.name, name) }.map(\.value)
    }

    /// Adds a field and keeps those of the same name.
    package mutating func append(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Sets a field, replacing all of the same name.
    package mutating func set(_ name: String, _ value: String) {
        fields.removeAll { Self.same($0.name, name) }
        fields.append((name, value))
    }

    package static func == (a: Self, b: Self) -> Bool {
        a.fields.elementsEqual(b.fields) { same($0.name, $1.name) && $0.value == $1.value }
    }

    private static func same(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && a.lowercased() == b.lowercased()
    }
}

/// One request: an absolute URL built by us, never one taken from a response.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// Absolute and already percent-encoded: `https://jira.example.com/jira/rest/api/2/myself?expand=groups`.
    package var url: String
    package var headers: HTTPHeaders
    package var body: [UInt8]?
    /// Overrides the transport's bounds for this request; nil keeps them.
    package var limits: TransportLimits?

    package init(
        _ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil,
        limits: TransportLimits? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

/// One answer, decompressed and whole. Redirects are answers, they are never followed.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: ResponseBody
    /// Bytes of the body as they crossed the wire (before decompression).
    package var wireBytes: Int

    package init(status: Int, headers: HTTPHeaders = [:], body: ResponseBody, wireBytes: Int? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.wireBytes = wireBytes ?? body.count
    }

    /// The media type in lower case without parameters (`application/json`), or nil.
    package var mediaType: String? {
        headers["Content-Type"]?.split(separator: ";").first
            .map { $0.lowercased().filter { !$0.isWhitespace } }
    }
}
