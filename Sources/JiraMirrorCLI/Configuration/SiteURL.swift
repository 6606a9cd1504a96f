import Foundation

/// The base URL of a Jira, context path included, in one spelling: `https://jira.example.com/jira`.
enum SiteURL {
    /// The URL with scheme and host in lower case and without a final slash or default port.
    static func parse(_ text: String) throws(Refusal) -> String {
        let expected = "the site's base URL is expected, such as https://jira.example.com or .../jira"
        guard let parts = URLComponents(string: text.trimmingSpaces()), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty
        else { throw Refusal(expected) }
        guard parts.user == nil, parts.password == nil else {
            throw Refusal("user names and passwords do not belong in the URL")
        }
        guard scheme == "https" || scheme == "http" else {
            throw Refusal("the scheme '\(scheme)' is not https; \(expected)")
        }
        guard scheme == "https" || isLoopback(host) else {
            throw Refusal("plain http would show the token to the network; use https")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw Refusal("nothing may follow the path; \(expected)")
        }
        let path = parts.percentEncodedPath.split(separator: "/").map { "/" + $0 }.joined()
        let pages = ["/browse/", "/secure/", "/rest/api", "/rest/agile", "/login.jsp", "/plugins/servlet"]
        if let page = pages.first(where: { (path + "/").contains($0) }) {
            throw Refusal("'\(page)' is a page of Jira, not its base URL; leave out what begins there")
        }
        let isDefaultPort = parts.port == (scheme == "https" ? 443 : 80)
        let port = parts.port.flatMap { isDefaultPort ? nil : ":\($0)" } ?? ""
        return "\(scheme)://\(host)\(port)\(path)"
    }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
