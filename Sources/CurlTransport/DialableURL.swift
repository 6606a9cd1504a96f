import CCurl
import HTTPCore

/// A URL that we may dial.
///
/// It is parsed by libcurl itself, so that what is checked is what is dialled.
struct DialableURL {
    let text: String
    /// Scheme, host and port: what a cookie is bound to.
    let origin: String
    /// In lower case; IPv6 with its brackets.
    let host: String
    let isLoopback: Bool

    init(
        _ text: String, plainHTTP: CurlConfiguration.PlainHTTPHosts
    ) throws(TransportError) {
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else {
            throw .refusedURL("the URL holds characters that must be percent-encoded")
        }
        guard let handle = curl_url() else { throw .other(code: 27, "out of memory") }
        defer { curl_url_cleanup(handle) }
        let flags = UInt32(CURLU_DISALLOW_USER) | UInt32(CURLU_PATH_AS_IS)
        guard curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK else {
            // The text itself may hold a password, so it is not repeated.
            throw .refusedURL("not an absolute http or https URL without user and password")
        }
        let scheme = Self.part(handle, CURLUPART_SCHEME).lowercased()
        host = Self.part(handle, CURLUPART_HOST).lowercased()
        let port = Self.part(handle, CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT))
        isLoopback = Self.isLoopback(host)
        switch scheme {
        case "https": break
        case "http":
            guard isLoopback || plainHTTP.contains(host) else {
                throw .refusedURL("plain http to \(host): only https leaves this machine")
            }
        default: throw .refusedURL("the scheme \(scheme) is neither http nor https")
        }
        self.text = text
        origin = "\(scheme)://\(host):\(port)"
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, flags: UInt32 = 0) -> String {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return "" }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// `host` comes from libcurl's parser, which has already written `127.1` and `0x7f.1` as four numbers.
    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}

extension CurlConfiguration.PlainHTTPHosts {
    func contains(_ host: String) -> Bool {
        switch self {
        case .loopback: false
        case .loopbackAnd(let hosts): hosts.contains(host)
        }
    }
}
