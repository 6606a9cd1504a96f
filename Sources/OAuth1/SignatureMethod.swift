/// How a signature base string becomes `oauth_signature` (RFC 5849 section 3.4).
///
/// Jira's provider takes RSA-SHA1 only. The key stays behind the closure: this module does no cryptography.
package struct SignatureMethod: Sendable {
    /// The value of `oauth_signature_method`.
    package let name: String
    private let makeSignature: @Sendable (String) throws -> String

    /// A method of any name; `signature` turns the base string into the parameter's value, not yet percent-encoded.
    package init(name: String, signature: @escaping @Sendable (String) throws -> String) {
        self.name = name
        makeSignature = signature
    }

    /// RSA-SHA1 (section 3.4.3).
    ///
    /// - Parameter sign: gives the RSASSA-PKCS1-v1_5 signature with SHA-1 of the message, as raw bytes.
    package static func rsaSHA1(sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]) -> SignatureMethod {
        SignatureMethod(name: "RSA-SHA1") { Base64Text.encode(try sign(Array($0.utf8))) }
    }

    /// The signature of a base string.
    package func signature(of baseString: String) throws(OAuth1Error) -> String {
        do {
            return try makeSignature(baseString)
        } catch {
            throw .signingFailed("\(error)")
        }
    }
}

/// Base64 with padding (RFC 4648 section 4), as signatures are written.
enum Base64Text {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var symbols: [UInt8] = []
        symbols.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for index in 0...group.count {
                symbols.append(alphabet[Int(word >> (18 - 6 * UInt32(index)) & 63)])
            }
            symbols.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - group.count))
        }
        return String(decoding: symbols, as: UTF8.self)
    }
}
