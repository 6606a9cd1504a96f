import OAuth1
import OpenSSLCrypto

/// HMAC-SHA1 and PLAINTEXT (RFC 5849 sections 3.4.2 and 3.4.4). Most published vectors use them; the product
/// does not, so they live here.
extension SignatureMethod {
    static func hmacSHA1(consumerSecret: String, tokenSecret: String) -> SignatureMethod {
        SignatureMethod(name: "HMAC-SHA1") { baseString in
            let key = PercentEncoding.encode(consumerSecret) + "&" + PercentEncoding.encode(tokenSecret)
            return Base64.encode(try hmac(Array(baseString.utf8), key: Array(key.utf8)))
        }
    }

    static func plaintext(consumerSecret: String, tokenSecret: String) -> SignatureMethod {
        SignatureMethod(name: "PLAINTEXT") { _ in
            PercentEncoding.encode(consumerSecret) + "&" + PercentEncoding.encode(tokenSecret)
        }
    }

    /// RFC 2104 over SHA-1.
    private static func hmac(_ message: [UInt8], key: [UInt8]) throws -> [UInt8] {
        var block = key.count > 64 ? try SHA1.hash(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        let inner = try SHA1.hash(block.map { $0 ^ 0x36 } + message)
        return try SHA1.hash(block.map { $0 ^ 0x5c } + inner)
    }
}
