package import HTTPCore
package import OAuth1
package import SyncCore

/// Puts a sign-in on a request: a signature, a bearer token, a password. Asked anew for each try, because
/// servers refuse a nonce they have seen.
package protocol RequestAuthorizer: Sendable {
    /// Whether the site counts each refusal as a failed login, and wants a CAPTCHA after some of them.
    var isCountedAsLogin: Bool { get }

    /// Makes sure that the sign-in is good for the next request: renews what is about to end.
    ///
    /// - Throws: `.grantRejected` where it has ended for good.
    func prepare() async throws(SourceError)

    /// - Parameter clockOffset: seconds to add to the local clock to meet the server's.
    func authorize(_ request: inout HTTPRequest, clockOffset: Int64) throws(OAuth1Error)

    /// After Jira took a request with this sign-in for anybody's: true where there is another one now, and the
    /// request is worth another try.
    func recover() async throws(SourceError) -> Bool
}

extension RequestAuthorizer {
    package var isCountedAsLogin: Bool { false }
    package func prepare() async throws(SourceError) {}
    package func recover() async throws(SourceError) -> Bool { false }
}
