/// How the length of a body is told (RFC 9112, section 6.3).
package enum BodyFraming: String, Sendable, Codable, CaseIterable {
    /// `Content-Length`.
    case contentLength
    /// `Transfer-Encoding: chunked`.
    case chunked
    /// Neither: the body ends with the connection, so a cut cannot be seen in the framing.
    case close
}

/// How an answer travels; the default is what a healthy server does.
struct Delivery: Sendable {
    /// nil: chunked above 8 KB, a length below, as Tomcat does.
    var framing: BodyFraming?
    /// The connection ends in order after so many bytes of the body.
    var cutAfter: Int?
    /// The connection is reset after so many bytes of the whole answer, header included.
    var resetAfter: Int?
    /// The body trickles at this rate.
    var bytesPerSecond: Int?
    /// Blanks that follow the body, never held in memory.
    var padding = 0
    /// How often the same bytes are sent.
    var copies = 1
}
