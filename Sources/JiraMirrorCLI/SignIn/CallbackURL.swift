import JiraAPI

/// The redirect URI that is registered for OAuth 2.0, exactly as it was given: https, as Data Center wants it.
package struct CallbackURL: Sendable, Equatable {
    package let text: String
    /// Host, with its port if one is named.
    package let authority: String
    /// From the first slash on.
    package let path: String
    /// On this machine, where the program itself speaks TLS.
    package let loopbackPort: UInt16?
    /// `127.0.0.1`, `localhost` or `[::1]` where ``loopbackPort`` is there.
    package let loopbackHost: String?

    /// Where nothing else is configured.
    static let onThisMachine = CallbackURL(port: 8765, path: "/callback")
    private static let standard = onThisMachine.text

    private init(port: UInt16, path: String) {
        authority = "127.0.0.1:\(port)"
        self.path = path
        text = "https://" + authority + path
        loopbackPort = port
        loopbackHost = "127.0.0.1"
    }

    init(_ text: String) throws(Refusal) {
        guard text.hasPrefix("https://") else {
            throw Refusal("a URL with https is expected, as Jira Data Center wants it: \(Self.standard)")
        }
        guard !text.contains("?"), !text.contains("#"), !text.contains("@"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw Refusal("a URL without ?, #, @ and spaces is expected") }
        let rest = text.dropFirst("https://".count)
        let authority = rest.prefix { $0 != "/" }.lowercased()
        let path = String(rest.dropFirst(authority.count))
        guard !authority.isEmpty, !path.isEmpty else {
            throw Refusal("a URL with a host and a path is expected: \(Self.standard)")
        }
        self.text = text
        self.authority = authority
        self.path = path
        let hosts = ["127.0.0.1", "localhost", "[::1]"]
        loopbackHost = hosts.first { authority == $0 || authority.hasPrefix($0 + ":") }
        guard let loopbackHost else {
            loopbackPort = nil
            return
        }
        guard let port = UInt16(authority.dropFirst(loopbackHost.count + 1)), port > 0 else {
            throw Refusal("a callback on this machine needs a port: \(Self.standard)")
        }
        loopbackPort = port
    }
}
