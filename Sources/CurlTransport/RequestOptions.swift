import CCurl
import HTTPCore

/// Sets everything one transfer needs on a handle that was just reset.
///
/// What must hold for every request (TLS, redirects, schemes) is set here and nowhere else.
struct RequestOptions {
    let configuration: CurlConfiguration

    /// What is read of a connection at once: a page as it comes compressed, so that of several that come together the first
    /// is whole before the last.
    private static let bufferBytes = 256 << 10

    /// Fewer bytes a second than this over the idle time count as silence.
    private static let slowestBytesPerSecond = 8

    func apply(to running: RunningTransfer) throws(TransportError) {
        let handle = running.handle
        try applySafety(handle)
        try applyTLS(handle)
        try applyProxy(handle, for: running.transfer.url)
        try applyLimits(running.transfer.limits, to: handle)
        try applyRequest(running.transfer, to: handle)
        try applyCallbacks(of: running)
    }

    /// Whether requests to that URL are meant for the proxy (names and IPv4 addresses of `noProxy` aside, which libcurl
    /// knows).
    func usesProxy(_ url: DialableURL) -> Bool {
        configuration.proxy != nil && !url.isLoopback
            && !configuration.noProxy.contains { IPv6Network($0)?.contains(url.host) ?? false }
    }

    private func applySafety(_ handle: EasyHandle) throws(TransportError) {
        try handle.collectErrorText()
        try handle.apply(ccurl_permit_only_http)
        try handle.apply(ccurl_leave_resolver_behind)
        try handle.apply(ccurl_keep_sockets_from_children)
        try handle.set(.noSignal, true)
        try handle.set(.verbose, false)
        // A redirect is an answer: following it would carry the Authorization header along.
        try handle.set(.followLocation, false)
        try handle.set(.failOnError, false)
        try handle.set(.refuseUserInURL, true)
        // The signature covers the path as it was written.
        try handle.set(.pathAsIs, true)
        try handle.set(.netrc, Int(CURL_NETRC_IGNORED.rawValue))
        try handle.set(.http09, false)
        // HTTP/1.1 alone: one transfer a connection keeps the causes of failures apart.
        try handle.set(.httpVersion, Int(CURL_HTTP_VERSION_1_1))
        try handle.set(.tcpKeepAlive, true)
    }

    private func applyTLS(_ handle: EasyHandle) throws(TransportError) {
        try handle.set(.verifyPeer, true)
        try handle.set(.verifyHost, 2)
        try handle.set(.verifyProxyPeer, true)
        try handle.set(.verifyProxyHost, 2)
        try handle.set(.tlsVersion, Int(CURL_SSLVERSION_TLSv1_2))
        try handle.set(.proxyTLSVersion, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = configuration.caFile {
            try handle.set(.caFile, file)
            try handle.set(.proxyCAFile, file)
        }
        if let certificate = configuration.clientCertificate {
            try handle.set(.certificateFile, certificate.file)
            try handle.set(.certificateFormat, certificate.format.rawValue)
            if let keyFile = certificate.keyFile { try handle.set(.keyFile, keyFile) }
            if let passphrase = certificate.passphrase {
                try handle.set(.keyPassphrase, SecretText(bytes: passphrase()))
            }
        }
    }

    private func applyProxy(_ handle: EasyHandle, for url: DialableURL) throws(TransportError) {
        // Empty texts, not unset ones: unset would let the environment decide.
        try handle.set(.noProxy, configuration.noProxy.joined(separator: ","))
        guard let proxy = configuration.proxy, usesProxy(url) else {
            return try handle.set(.proxy, "")
        }
        try handle.set(.proxy, proxy.url)
        try handle.set(.hideConnectHeaders, true)
        if let user = proxy.user {
            try handle.apply(ccurl_permit_any_proxy_authentication)
            try handle.set(.proxyUser, SecretText(bytes: user()))
            try handle.set(.proxyPassword, SecretText(bytes: proxy.password?() ?? []))
        }
    }

    private func applyLimits(_ limits: TransportLimits, to handle: EasyHandle) throws(TransportError) {
        try handle.set(.connectMilliseconds, Self.milliseconds(limits.connectSeconds))
        try handle.set(.totalMilliseconds, Self.milliseconds(limits.totalSeconds))
        try handle.set(.slowBytesPerSecond, Self.slowestBytesPerSecond)
        try handle.set(.slowSeconds, max(1, Self.milliseconds(limits.idleSeconds) / 1000))
        try handle.set(.largestBody, ByteCount(value: limits.bodyBytes))
        try handle.set(.bufferSize, Self.bufferBytes)
    }

    private func applyRequest(_ transfer: Transfer, to handle: EasyHandle) throws(TransportError) {
        try handle.set(.url, transfer.url.text)
        try handle.set(.userAgent, configuration.userAgent)
        if configuration.acceptsGzip { try handle.set(.acceptEncoding, "gzip") }
        switch transfer.request.method {
        case .get: try handle.set(.get, true)
        case .post:
            let body = transfer.request.body ?? []
            try handle.set(.post, true)
            try handle.set(.bodySize, ByteCount(value: body.count))
            try handle.setBody(body)
        }
        try handle.setHeaders(transfer.headerLines)
    }

    private func applyCallbacks(of running: RunningTransfer) throws(TransportError) {
        // The engine keeps the running transfer, and so its collector, until the handle is removed.
        let context = Unmanaged.passUnretained(running.answer).toOpaque()
        try running.handle.apply {
            ccurl_set_header_callback(
                $0,
                { bytes, size, count, context in
                    guard let bytes, let context else { return 0 }
                    let answer = Unmanaged<AnswerCollector>.fromOpaque(context).takeUnretainedValue()
                    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                    return answer.takeHeader(line) ? size * count : 0
                }, context)
        }
        try running.handle.apply {
            ccurl_set_body_callback(
                $0,
                { bytes, size, count, context in
                    guard let bytes, let context else { return 0 }
                    let answer = Unmanaged<AnswerCollector>.fromOpaque(context).takeUnretainedValue()
                    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
                    return answer.takeBody(piece) ? size * count : 0
                }, context)
        }
    }

    /// libcurl counts in `long` milliseconds and reads 0 as "no limit", which we never want.
    private static func milliseconds(_ seconds: Double) -> Int {
        guard seconds > 0.001 else { return 1 }
        return seconds < 2_000_000 ? Int(seconds * 1000) : 2_000_000_000
    }
}
