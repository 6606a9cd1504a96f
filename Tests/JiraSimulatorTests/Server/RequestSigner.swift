import Foundation
import OpenSSLCrypto

/// Signs requests as RFC 5849 says, written for these tests alone: it shares nothing with the server's reading
/// and nothing with the product's client.
struct RequestSigner {
    /// Made once: a key pair takes a moment.
    static let key: RSAPrivateKey? = try? RSAPrivateKey.generate(bits: 2048)
    static let otherKey: RSAPrivateKey? = try? RSAPrivateKey.generate(bits: 2048)

    static var publicKeyPEM: String { key?.publicKey.pem ?? "" }
    static var otherPublicKeyPEM: String { otherKey?.publicKey.pem ?? "" }

    var consumerKey = "mirror-key"
    var key = RequestSigner.key
    var token: String?
    var timestamp: Int64
    var nonce = UUID().uuidString
    var method = "RSA-SHA1"
    var version: String? = "1.0"
    /// More parameters of the header (`oauth_callback`, `oauth_verifier` …).
    var extra: [(String, String)] = []
    /// Names left out of the header after signing.
    var leftOut: Set<String> = []

    /// All parameters of the header, signed for this request.
    func parameters(
        _ verb: String, _ url: String, form: [(String, String)] = []
    ) throws -> [(String, String)] {
        var oauth: [(String, String)] = [
            ("oauth_consumer_key", consumerKey), ("oauth_signature_method", method),
            ("oauth_timestamp", String(timestamp)), ("oauth_nonce", nonce),
        ]
        if let version { oauth.append(("oauth_version", version)) }
        if let token { oauth.append(("oauth_token", token)) }
        oauth += extra
        let parts = url.split(separator: "?", maxSplits: 1).map(String.init)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1).map {
                $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
            }
            return (sides[0], sides.count > 1 ? sides[1] : "")
        }
        let sorted = (oauth + query + form)
            .map { (Self.escape($0.0), Self.escape($0.1)) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            .map { "\($0)=\($1)" }.joined(separator: "&")
        let base = [verb, parts[0], sorted].map(Self.escape).joined(separator: "&")
        let signature = try key?.signSHA1(Array(base.utf8)) ?? []
        oauth.append(("oauth_signature", Data(signature).base64EncodedString()))
        return oauth.filter { !leftOut.contains($0.0) }
    }

    /// The `Authorization` header for this request.
    func header(_ verb: String, _ url: String, form: [(String, String)] = []) throws -> String {
        let parameters = try parameters(verb, url, form: form)
        return "OAuth realm=\"\", "
            + parameters.map { "\($0)=\"\(Self.escape($1))\"" }.joined(separator: ", ")
    }

    static func escape(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
