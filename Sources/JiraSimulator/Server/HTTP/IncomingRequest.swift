/// A name and a value of a query or of a form, decoded.
package struct FormItem: Sendable, Equatable {
    package var name: String
    package var value: String
}

/// A request as the server understood it.
package struct IncomingRequest: Sendable {
    /// The verb as sent, upper case.
    package var method: String
    /// `HTTP/1.1` or `HTTP/1.0`.
    package var version: String
    /// The path as sent, still percent-encoded, with the context path.
    package var rawPath: String
    /// The path decoded, path parameters (`;jsessionid=…`) cut, with the context path.
    package var path: String
    /// The query as sent, without `?`, or nil.
    package var rawQuery: String?
    /// The query decoded as a form.
    package var query: [FormItem]
    package var headers: HeaderList
    package var body: [UInt8]

    /// The first value of a query parameter, or nil.
    package func queryValue(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// All values of a query parameter.
    package func queryValues(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// The items of an `application/x-www-form-urlencoded` body; none for another type.
    package var form: [FormItem] {
        guard mediaType == "application/x-www-form-urlencoded" else { return [] }
        return FormCoding.items(String(decoding: body, as: UTF8.self))
    }

    /// The media type in lower case without parameters, or nil.
    package var mediaType: String? {
        headers["Content-Type"]?.split(separator: ";").first
            .map { $0.lowercased().filter { !$0.isWhitespace } }
    }

    /// The value of a cookie, or nil.
    package func cookie(_ name: String) -> String? {
        for header in headers.values("Cookie") {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { continue }
                return String(parts[1])
            }
        }
        return nil
    }
}
