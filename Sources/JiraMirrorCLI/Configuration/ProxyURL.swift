import Foundation

/// The URL of a forward proxy.
enum ProxyURL {
    private static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// The URL as libcurl takes it; without a scheme it is an http proxy.
    static func parse(_ text: String) throws(Refusal) -> String {
        let full = text.contains("://") ? text : "http://" + text
        guard let parts = URLComponents(string: full), let scheme = parts.scheme?.lowercased(),
            let host = parts.host, !host.isEmpty
        else { throw Refusal("a proxy is expected, such as http://proxy.example.com:3128") }
        guard schemes.contains(scheme) else {
            throw Refusal("the proxy's scheme '\(scheme)' is none of \(schemes.joined(separator: ", "))")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Refusal(
                "the proxy's name and password do not belong in its URL, where others can read them")
        }
        guard parts.percentEncodedPath.isEmpty || parts.percentEncodedPath == "/", parts.query == nil,
            parts.fragment == nil
        else { throw Refusal("nothing may follow the proxy's host and port") }
        return "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    }
}
