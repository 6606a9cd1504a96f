/// The network port: one request, one bounded answer. The only conformance with I/O is `CurlTransport`;
/// tests give closures.
package protocol HTTPTransport: Sendable {
    /// Sends the request and gives the whole answer, whatever its status.
    /// Cancelling the task ends the transfer and throws `.cancelled`.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// Bounds on one exchange. Sizes in bytes, times in seconds.
package struct TransportLimits: Sendable, Equatable {
    package var connectSeconds: Double
    /// Longest time without a byte.
    package var idleSeconds: Double
    package var totalSeconds: Double
    package var headerBytes: Int
    /// Counted after decompression. A body that grows up to it is held twice for a moment.
    package var bodyBytes: Int

    package init(
        connectSeconds: Double = 20, idleSeconds: Double = 60, totalSeconds: Double = 300,
        headerBytes: Int = 256 << 10, bodyBytes: Int = 64 << 20
    ) {
        self.connectSeconds = connectSeconds
        self.idleSeconds = idleSeconds
        self.totalSeconds = totalSeconds
        self.headerBytes = headerBytes
        self.bodyBytes = bodyBytes
    }
}

/// Why no answer came. Each case asks for another reaction, so they are told apart.
package enum TransportError: Error, Equatable, Sendable {
    /// The URL is not one we may dial (scheme, syntax, plain http to a foreign host).
    case refusedURL(String)
    case couldNotResolve(String)
    case couldNotConnect(String)
    /// Certificate, name, protocol version or cipher: the text names which.
    case tls(String)
    case proxy(String)
    /// `phase`: connect, idle or total.
    case timedOut(phase: String)
    /// The connection ended before the body was whole.
    case incomplete(String)
    case bodyTooLarge(limit: Int)
    case headersTooLarge(limit: Int)
    case cancelled
    case other(code: Int, String)

    /// Whether the same request may succeed later without anybody's help.
    package var isTransient: Bool {
        switch self {
        case .couldNotResolve, .couldNotConnect, .timedOut, .incomplete, .other, .proxy: true
        case .refusedURL, .tls, .bodyTooLarge, .headersTooLarge, .cancelled: false
        }
    }
}
