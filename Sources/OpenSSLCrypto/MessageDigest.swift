internal import COpenSSL

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    /// Length of a hash in bytes.
    package static let byteCount = 32

    /// The 32-byte hash of `message`.
    package static func hash(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
        try MessageDigest.hash(
            EVP_sha256(), byteCount: byteCount, message: message, operation: "hash with SHA-256")
    }
}

/// SHA-1 (FIPS 180-4).
///
/// Broken against collisions; OAuth 1.0a's RSA-SHA1 asks for it and nothing else here uses it.
package enum SHA1 {
    /// Length of a hash in bytes.
    package static let byteCount = 20

    /// The 20-byte hash of `message`.
    package static func hash(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
        try MessageDigest.hash(
            EVP_sha1(), byteCount: byteCount, message: message, operation: "hash with SHA-1")
    }
}

/// HMAC with SHA-256 (RFC 2104, FIPS 198-1).
package enum HMACSHA256 {
    /// Length of a code in bytes.
    package static let byteCount = 32

    /// The full 32-byte code of `message` under `key`.
    ///
    /// Compare codes with ``ConstantTime``.
    package static func authenticationCode(
        _ message: [UInt8], key: SecretBytes
    ) throws(CryptoError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: byteCount)
        var written: UInt32 = 0
        let made = key.withUnsafeBytes { key in
            // A null key would mean "the key of the last call" to HMAC().
            withUnsafePointer(to: UInt8(0)) { empty in
                let start = key.baseAddress ?? UnsafeRawPointer(empty)
                return HMAC(EVP_sha256(), start, Int32(key.count), message, message.count, &code, &written)
            }
        }
        guard made != nil, Int(written) == byteCount else { throw ErrorQueue.failure("compute an HMAC") }
        return code
    }
}

enum MessageDigest {
    static func hash(
        _ algorithm: OpaquePointer?, byteCount: Int, message: [UInt8], operation: String
    ) throws(CryptoError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        var written: UInt32 = 0
        let status = EVP_Digest(message, message.count, &digest, &written, algorithm, nil)
        guard status == 1, Int(written) == byteCount else { throw ErrorQueue.failure(operation) }
        return digest
    }
}
