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

    /// Tells sign-ins apart: another number after each renewal.
    var generation: Int { get }

    /// After Jira took a request with this sign-in for anybody's: true where there is another one now, and the
    /// request is worth another try.
    ///
    /// - Parameter generation: that of the refused request, which may have been on its way while the sign-in was renewed.
    func recover(from generation: Int) async throws(SourceError) -> Bool
}

extension RequestAuthorizer {
    package var isCountedAsLogin: Bool { false }
    package func prepare() async throws(SourceError) {}
    package var generation: Int { 0 }
    package func recover(from generation: Int) async throws(SourceError) -> Bool { false }
}
