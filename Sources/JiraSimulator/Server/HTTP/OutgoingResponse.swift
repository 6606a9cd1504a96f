/// An answer before it is framed.
package struct OutgoingResponse: Sendable {
    package var status: Int
    package var headers: HeaderList
    package var body: [UInt8]
    /// Length of a body before compression, where compression is over; else nil.
    var plainCount: Int?

    package init(_ status: Int, headers: HeaderList = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Jira's JSON answers.
    package static func json(_ status: Int, _ body: [UInt8]) -> Self {
        Self(status, headers: ["Content-Type": "application/json;charset=UTF-8"], body: body)
    }

    package static func html(_ status: Int, _ text: String) -> Self {
        Self(status, headers: ["Content-Type": "text/html;charset=UTF-8"], body: Array(text.utf8))
    }

    package static func redirect(_ status: Int, to location: String) -> Self {
        Self(status, headers: ["Location": location])
    }

    /// The phrase of a status line (RFC 9110, section 15); clients must not read it.
    static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}
