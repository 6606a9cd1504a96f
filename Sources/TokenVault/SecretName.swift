import OpenSSLCrypto

/// What a sealed record is.
///
/// The raw values are stored; they never change.
package enum SecretKind: String, CaseIterable, Sendable {
    /// The site's base URL. It is sealed like a secret: a vault does not tell where it leads, and a moved site needs
    /// no new authorization.
    case site
    case rsaPrivateKey = "rsa_private_key"
    case consumerKey = "consumer_key"
    /// Of OAuth 1.0a (with its secret) or 2.0.
    case accessToken = "access_token"
    case sessionHandle = "session_handle"
    case refreshToken = "refresh_token"
    case clientSecret = "client_secret"
    case personalAccessToken = "personal_access_token"
    case password
    case proxyPassword = "proxy_password"
    case pendingRequestToken = "pending_request_token"
    /// Makes the pseudonyms of people.
    case privacyKey = "privacy_key"
    /// Codes, by that key, of people who shall not be named any more.
    case purgedPeople = "purged_people"
}

/// A site's random identity.
///
/// It stays when the site's URL changes.
package struct SiteID: Hashable, Sendable, CustomStringConvertible {
    static let byteCount = 16
    let bytes: [UInt8]

    /// A fresh identity.
    package init() { bytes = RandomBytes.make(Self.byteCount) }

    init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// 32 hexadecimal digits.
    package var description: String { Hexadecimal.text(bytes) }
}

/// Everything known of a record without opening it.
package struct RecordMetadata: Sendable, Equatable {
    package let site: SiteID
    /// The Jira account it belongs to; empty for what belongs to the site.
    package let account: String
    package let kind: SecretKind
    /// Grows with every replacement.
    package let version: Int64
    /// Seconds since 1970.
    package let createdAt: Int64
    /// Seconds since 1970; nil when it does not expire or nobody knows.
    package let expiresAt: Int64?
}

enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
