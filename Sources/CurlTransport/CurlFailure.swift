import CCurl
import HTTPCore

/// What is known about a transfer that libcurl ended with an error.
struct CurlFailure {
    var code: CURLcode
    var text: String
    /// Whether connection and TLS handshake were done, so that the request could be sent.
    var wasConnected: Bool
    var elapsedSeconds: Double
    var usesProxy: Bool
    /// The proxy's answer to CONNECT, or 0.
    var proxyStatus: Int
    var headersEnded: Bool
    var limits: TransportLimits

    /// The failure in the port's terms.
    ///
    /// Each case asks for another reaction, so codes are not enough: one code stands for three time limits,
    /// and a reset during the handshake is not a refused certificate.
    var error: TransportError {
        if proxyStatus >= 300 { return .proxy("the proxy answered \(proxyStatus): \(text)") }
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(phase: phase)
        case CURLE_COULDNT_RESOLVE_HOST: return .couldNotResolve(text)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy(text)
        case CURLE_COULDNT_CONNECT: return usesProxy ? .proxy(text) : .couldNotConnect(text)
        case CURLE_SSL_CONNECT_ERROR where isHandshakeCut: return .couldNotConnect(text)
        case CURLE_FILESIZE_EXCEEDED: return .bodyTooLarge(limit: limits.bodyBytes)
        // A single header line beyond libcurl's own bound shows as "out of memory" in old versions.
        case CURLE_OUT_OF_MEMORY, CURLcode(100):
            return wasConnected && !headersEnded
                ? .headersTooLarge(limit: limits.headerBytes) : .other(code: Int(code.rawValue), text)
        case CURLE_URL_MALFORMAT: return .refusedURL(text)
        // With TLS 1.3 a refused client certificate shows only when the answer is read.
        case CURLE_RECV_ERROR where text.contains(" alert "): return .tls(text)
        case _ where Self.tlsCodes.contains(code.rawValue): return .tls(text)
        case _ where Self.cutCodes.contains(code.rawValue): return .incomplete(text)
        default: return .other(code: Int(code.rawValue), text)
        }
    }

    private var phase: String {
        if elapsedSeconds >= limits.totalSeconds * 0.999 { return "total" }
        return wasConnected ? "idle" : "connect"
    }

    /// OpenSSL names a lost connection so; a refusal names the alert or the check that failed.
    private var isHandshakeCut: Bool {
        ["SSL_ERROR_SYSCALL", "onnection reset", "unexpected eof", "roken pipe"].contains {
            text.contains($0)
        }
    }

    private static let tlsCodes: Set<UInt32> = [
        CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_NOTFOUND,
        CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
        CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED,
        CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
        CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
    ].reduce(into: []) { $0.insert($1.rawValue) }

    private static let cutCodes: Set<UInt32> = [
        CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
        CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2, CURLE_HTTP2_STREAM,
    ].reduce(into: []) { $0.insert($1.rawValue) }
}
