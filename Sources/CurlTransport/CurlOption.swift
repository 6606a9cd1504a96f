import CCurl
import Foundation
import HTTPCore

/// An option together with the type that libcurl reads for it, so that a wrong pairing does not compile.
struct CurlOption<Value> {
    let raw: CURLoption

    init(_ raw: CURLoption) { self.raw = raw }
}

/// A count of bytes (`curl_off_t`).
struct ByteCount { let value: Int }

/// Text that must not outlive its use.
struct SecretText { let bytes: [UInt8] }

extension CurlOption<String> {
    static var url: Self { .init(CURLOPT_URL) }
    static var userAgent: Self { .init(CURLOPT_USERAGENT) }
    static var acceptEncoding: Self { .init(CURLOPT_ACCEPT_ENCODING) }
    static var caFile: Self { .init(CURLOPT_CAINFO) }
    static var proxyCAFile: Self { .init(CURLOPT_PROXY_CAINFO) }
    static var certificateFile: Self { .init(CURLOPT_SSLCERT) }
    static var certificateFormat: Self { .init(CURLOPT_SSLCERTTYPE) }
    static var keyFile: Self { .init(CURLOPT_SSLKEY) }
    static var proxy: Self { .init(CURLOPT_PROXY) }
    static var noProxy: Self { .init(CURLOPT_NOPROXY) }
}

extension CurlOption<SecretText> {
    static var keyPassphrase: Self { .init(CURLOPT_KEYPASSWD) }
    static var proxyUser: Self { .init(CURLOPT_PROXYUSERNAME) }
    static var proxyPassword: Self { .init(CURLOPT_PROXYPASSWORD) }
}

extension CurlOption<Bool> {
    static var noSignal: Self { .init(CURLOPT_NOSIGNAL) }
    static var verbose: Self { .init(CURLOPT_VERBOSE) }
    static var followLocation: Self { .init(CURLOPT_FOLLOWLOCATION) }
    static var failOnError: Self { .init(CURLOPT_FAILONERROR) }
    static var verifyPeer: Self { .init(CURLOPT_SSL_VERIFYPEER) }
    static var verifyProxyPeer: Self { .init(CURLOPT_PROXY_SSL_VERIFYPEER) }
    static var pathAsIs: Self { .init(CURLOPT_PATH_AS_IS) }
    static var refuseUserInURL: Self { .init(CURLOPT_DISALLOW_USERNAME_IN_URL) }
    static var hideConnectHeaders: Self { .init(CURLOPT_SUPPRESS_CONNECT_HEADERS) }
    static var tcpKeepAlive: Self { .init(CURLOPT_TCP_KEEPALIVE) }
    static var get: Self { .init(CURLOPT_HTTPGET) }
    static var post: Self { .init(CURLOPT_POST) }
    static var http09: Self { .init(CURLOPT_HTTP09_ALLOWED) }
}

extension CurlOption<Int> {
    static var verifyHost: Self { .init(CURLOPT_SSL_VERIFYHOST) }
    static var verifyProxyHost: Self { .init(CURLOPT_PROXY_SSL_VERIFYHOST) }
    static var tlsVersion: Self { .init(CURLOPT_SSLVERSION) }
    static var proxyTLSVersion: Self { .init(CURLOPT_PROXY_SSLVERSION) }
    static var httpVersion: Self { .init(CURLOPT_HTTP_VERSION) }
    static var netrc: Self { .init(CURLOPT_NETRC) }
    static var bufferSize: Self { .init(CURLOPT_BUFFERSIZE) }
    static var connectMilliseconds: Self { .init(CURLOPT_CONNECTTIMEOUT_MS) }
    static var totalMilliseconds: Self { .init(CURLOPT_TIMEOUT_MS) }
    static var slowBytesPerSecond: Self { .init(CURLOPT_LOW_SPEED_LIMIT) }
    static var slowSeconds: Self { .init(CURLOPT_LOW_SPEED_TIME) }
}

extension CurlOption<ByteCount> {
    static var bodySize: Self { .init(CURLOPT_POSTFIELDSIZE_LARGE) }
    static var largestBody: Self { .init(CURLOPT_MAXFILESIZE_LARGE) }
}

/// One reusable libcurl handle with its error buffer.
///
/// Used on the engine's thread only.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?

    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
        errorBuffer.deallocate()
    }

    /// Forgets all options of the last transfer (secrets included); connections and caches stay.
    func reset() {
        curl_easy_reset(pointer)
        curl_slist_free_all(headerList)
        headerList = nil
        errorBuffer.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    func collectErrorText() throws(TransportError) {
        try check(ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorBuffer), CURLOPT_ERRORBUFFER)
    }

    /// libcurl's words for the last failure on one line, or its general text for the code.
    func errorText(_ code: CURLcode) -> String {
        let detail = String(cString: errorBuffer)
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return String(line).trimmingCharacters(in: .whitespaces)
    }

    func set(_ option: CurlOption<String>, _ value: String) throws(TransportError) {
        guard !value.utf8.contains(0) else { throw .refusedURL("a setting holds a NUL character") }
        try check(ccurl_set_string(pointer, option.raw, value), option.raw)
    }

    func set(_ option: CurlOption<SecretText>, _ value: SecretText) throws(TransportError) {
        guard !value.bytes.contains(0) else { throw .refusedURL("a secret holds a NUL byte") }
        var text = value.bytes.map { CChar(bitPattern: $0) } + [0]
        let code = ccurl_set_string(pointer, option.raw, &text)
        text.withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
        }
        try check(code, option.raw)
    }

    func set(_ option: CurlOption<Bool>, _ value: Bool) throws(TransportError) {
        try check(ccurl_set_long(pointer, option.raw, value ? 1 : 0), option.raw)
    }

    func set(_ option: CurlOption<Int>, _ value: Int) throws(TransportError) {
        try check(ccurl_set_long(pointer, option.raw, value), option.raw)
    }

    func set(_ option: CurlOption<ByteCount>, _ value: ByteCount) throws(TransportError) {
        try check(ccurl_set_size(pointer, option.raw, curl_off_t(value.value)), option.raw)
    }

    /// Copies the body into the handle; its size must have been set before.
    func setBody(_ body: [UInt8]) throws(TransportError) {
        let code = body.withUnsafeBytes { bytes in
            // An empty array has no address, and a nil body would make libcurl read from a callback.
            guard let start = bytes.baseAddress else {
                return ccurl_set_string(pointer, CURLOPT_COPYPOSTFIELDS, "")
            }
            return ccurl_set_string(
                pointer, CURLOPT_COPYPOSTFIELDS, start.assumingMemoryBound(to: CChar.self))
        }
        try check(code, CURLOPT_COPYPOSTFIELDS)
    }

    /// Header lines in libcurl's notation: `Name: value`, `Name;` for an empty one, `Name:` for none at all.
    func setHeaders(_ lines: [String]) throws(TransportError) {
        for line in lines {
            guard let list = curl_slist_append(headerList, line) else {
                throw .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), "out of memory")
            }
            headerList = list
        }
        try check(ccurl_set_pointer(pointer, CURLOPT_HTTPHEADER, headerList), CURLOPT_HTTPHEADER)
    }

    func apply(_ setting: (UnsafeMutableRawPointer) -> CURLcode) throws(TransportError) {
        try check(setting(pointer), nil)
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    func size(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return ccurl_get_size(pointer, info, &value) == CURLE_OK ? Int(value) : 0
    }

    private func check(_ code: CURLcode, _ option: CURLoption?) throws(TransportError) {
        guard code != CURLE_OK else { return }
        let name = option.map { "option \($0.rawValue)" } ?? "a setting"
        throw .other(
            code: Int(code.rawValue), "libcurl refuses \(name): \(String(cString: curl_easy_strerror(code)))")
    }
}
