internal import COpenSSL

/// An RSA private key: what an application link in Jira trusts to sign for it.
///
/// Between signatures its numbers are in protected memory only: a key that OpenSSL has signed with keeps copies of its
/// primes in the ordinary heap until it is freed. So each signature is made by a copy that goes with it, which costs
/// a third of a signature more.
package final class RSAPrivateKey: Sendable {
    /// The half to give to Jira's administrator.
    package let publicKey: RSAPublicKey
    /// Never signs itself.
    private let key: RSAKey
    private let encoded: SecretBytes

    /// Makes a new key.
    ///
    /// 3072 bits are equal to a 128-bit symmetric key (NIST SP 800-57); 2048 is the least accepted.
    package static func generate(bits: Int = 3072) throws(CryptoError) -> RSAPrivateKey {
        guard acceptedRSABits.contains(bits) else { throw .keySize(bits: bits, allowed: acceptedRSABits) }
        _ = SecureHeap.isReserved
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else {
            throw ErrorQueue.failure("generate an RSA key")
        }
        defer { EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1,
            EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1,
            EVP_PKEY_generate(context, &made) == 1, let made
        else { throw ErrorQueue.failure("generate an RSA key") }
        return try RSAPrivateKey(owning: made, accepting: acceptedRSABits)
    }

    /// Reads a PEM text: PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`), not encrypted.
    ///
    /// - Throws: ``CryptoError`` when it holds no such key, the size is refused, or its halves do not match.
    package convenience init(pem: SecretBytes) throws(CryptoError) {
        try self.init(pem: pem, accepting: acceptedRSABits)
    }

    /// As ``init(pem:)-(SecretBytes)``, for a text that is in plain memory anyway.
    package convenience init(pem: [UInt8]) throws(CryptoError) {
        try self.init(pem: SecretBytes(pem))
    }

    /// Published test vectors come with short keys: only tests accept other sizes.
    convenience init(pem: SecretBytes, accepting sizes: ClosedRange<Int>) throws(CryptoError) {
        _ = SecureHeap.isReserved
        let pointer = try pem.withUnsafeBytes { text throws(CryptoError) in
            try PEM.read(text, with: { copenssl_read_private_key($0) })
        }
        try self.init(owning: pointer, accepting: sizes)
    }

    private init(owning pointer: OpaquePointer, accepting sizes: ClosedRange<Int>) throws(CryptoError) {
        let key = try RSAKey(owning: pointer, accepting: sizes)
        self.key = key
        encoded = try PEM.write { PEM_write_bio_PKCS8PrivateKey($0, key.pointer, nil, nil, 0, nil, nil) }
        let publicText = try PEM.write { PEM_write_bio_PUBKEY($0, key.pointer) }
        publicKey = try RSAPublicKey(pem: publicText.revealText() ?? "", accepting: sizes)
        let probe = try RSAKey.sha1DigestInfo(of: [])
        guard let signature = try? key.copy().sign(probe), publicKey.key.verify(signature, of: probe) else {
            throw .inconsistentKey
        }
    }

    /// The RSA-SHA1 signature of `message` (RFC 5849 section 3.4.3, RSASSA-PKCS1-v1_5 of RFC 8017): as many
    /// bytes as the modulus has.
    ///
    /// Equal messages have equal signatures.
    package func signSHA1(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
        try key.copy().sign(try RSAKey.sha1DigestInfo(of: message))
    }

    /// The key as PKCS#8 PEM, not encrypted: to be sealed, not stored.
    package func pem() -> SecretBytes { encoded }
}

extension RSAPrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<RSA private key, \(publicKey.bits) bits>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
