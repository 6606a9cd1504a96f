import OpenSSLCrypto

/// An application link's incoming side.
struct OAuthConsumer: Sendable {
    let key: String
    let name: String
    let callback: String?
    let publicKey: RSAPublicKey
}

/// A temporary credential and what its owner decided.
struct OAuthRequestToken: Sendable {
    enum Decision: Sendable, Equatable {
        case open
        case approved(user: String, verifier: String)
        case denied
    }

    let value: String
    let consumerKey: String
    /// nil is `oob`.
    let callback: String?
    /// Milliseconds of the simulated clock.
    let created: Int64
    var decision = Decision.open
}

/// A token credential with the session that renews it.
struct OAuthAccessToken: Sendable {
    let value: String
    let consumerKey: String
    /// Key of the person, not the name: names change.
    let user: String
    var created: Int64
    let sessionHandle: String
    /// When the first token of this grant was given; a renewal keeps it.
    var sessionCreated: Int64
}

/// What a successful swap or ``OAuthProvider/grantToken(consumerKey:user:)`` hands out.
package struct OAuthGrant: Sendable, Equatable {
    package var token: String
    package var secret: String
    package var sessionHandle: String
}

/// A grant as lists show it, without secrets.
package struct OAuthGrantSummary: Sendable, Equatable, Codable {
    package var consumerKey: String
    package var consumerName: String
    /// Key of the person.
    package var user: String
    /// Milliseconds of the simulated clock.
    package var created: Int64
}

/// Makes tokens as Jira does: mixed-case letters and digits.
enum TokenText {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// `count` characters, each equally likely.
    static func make(_ count: Int) -> String {
        var out: [UInt8] = []
        while out.count < count {
            // 248 is the last multiple of 62 in a byte; larger values would favour the first letters.
            for byte in RandomBytes.make(count) where byte < 248 && out.count < count {
                out.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
