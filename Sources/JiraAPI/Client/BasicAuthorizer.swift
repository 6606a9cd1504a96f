package import HTTPCore
package import OAuth1

/// Shows name and password with every request (RFC 7617).
package struct BasicAuthorizer: RequestAuthorizer {
    private let header: String

    /// - Parameter credentials: `name:password` in UTF-8, encoded with base64.
    package init(credentials: String) { header = "Basic " + credentials }

    package var isCountedAsLogin: Bool { true }

    package func authorize(_ request: inout HTTPRequest, clockOffset: Int64) throws(OAuth1Error) {
        request.headers.set("Authorization", header)
    }
}

extension BasicAuthorizer: CustomStringConvertible, CustomReflectable {
    package var description: String { "<password, redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
