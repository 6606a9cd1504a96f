internal import COpenSSL

/// Sizes of RSA keys this program works with, in bits.
///
/// Below 2048 a key can be broken; above 16384 a prepared key would only cost time.
let acceptedRSABits = 2048...16384

/// An owned `EVP_PKEY` that holds an RSA key: what both halves have in common.
final class RSAKey: Sendable {
    /// Never changed after the initializer; OpenSSL lets several threads use one key, each with its own context.
    nonisolated(unsafe) let pointer: OpaquePointer
    let bits: Int

    /// Takes over `pointer`, also when it throws.
    init(owning pointer: OpaquePointer, accepting sizes: ClosedRange<Int>) throws(CryptoError) {
        let bits = Int(EVP_PKEY_get_bits(pointer))
        self.pointer = pointer
        self.bits = bits
        // From here on deinit frees the key.
        guard EVP_PKEY_is_a(pointer, "RSA") == 1 else { throw .unreadableKey("it is no RSA key") }
        guard sizes.contains(bits) else { throw .keySize(bits: bits, allowed: sizes) }
    }

    /// Another key of the same numbers, without what OpenSSL computed from them for its own use.
    func copy() throws(CryptoError) -> RSAKey {
        guard let pointer = EVP_PKEY_dup(pointer) else { throw ErrorQueue.failure("copy an RSA key") }
        return try RSAKey(owning: pointer, accepting: bits...bits)
    }

    deinit { EVP_PKEY_free(pointer) }

    /// Signs a ready DigestInfo with PKCS#1 v1.5 padding (RFC 8017 section 8.2.1).
    ///
    /// No digest is named to OpenSSL: distributions whose policy forbids SHA-1 in signatures (RHEL 9) act on that name,
    /// and OAuth 1.0a leaves us no other digest.
    func sign(_ digestInfo: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard let context = EVP_PKEY_CTX_new(pointer, nil) else { throw ErrorQueue.failure("sign") }
        defer { EVP_PKEY_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: (bits + 7) / 8)
        var length = signature.count
        guard EVP_PKEY_sign_init(context) == 1,
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1,
            EVP_PKEY_sign(context, &signature, &length, digestInfo, digestInfo.count) == 1
        else { throw ErrorQueue.failure("sign with RSA") }
        return Array(signature.prefix(length))
    }

    /// Whether `signature` is that of exactly this DigestInfo.
    ///
    /// Any failure counts as no.
    func verify(_ signature: [UInt8], of digestInfo: [UInt8]) -> Bool {
        guard let context = EVP_PKEY_CTX_new(pointer, nil) else { return false }
        defer {
            EVP_PKEY_CTX_free(context)
            ErrorQueue.discard()
        }
        return EVP_PKEY_verify_init(context) == 1
            && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
            && EVP_PKEY_verify(context, signature, signature.count, digestInfo, digestInfo.count) == 1
    }

    /// The DER encoding of DigestInfo for SHA-1 (RFC 8017 section 9.2, note 1): a fixed prefix, then the hash.
    static func sha1DigestInfo(of message: [UInt8]) throws(CryptoError) -> [UInt8] {
        let prefix: [UInt8] = [
            0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
        ]
        return prefix + (try SHA1.hash(message))
    }
}

/// PEM texts go through memory BIOs; OpenSSL overwrites their buffers when it frees them.
enum PEM {
    /// Longest PEM text that is looked at, in bytes; an RSA key of 16384 bits needs 13 KB.
    static let maximumByteCount = 64 << 10

    static func read(
        _ text: UnsafeRawBufferPointer, with reader: (OpaquePointer) -> OpaquePointer?
    ) throws(CryptoError) -> OpaquePointer {
        guard !text.isEmpty else { throw .unreadableKey("it is empty") }
        guard text.count <= maximumByteCount else { throw .unreadableKey("it is longer than 64 KiB") }
        guard let bio = BIO_new_mem_buf(text.baseAddress, Int32(text.count)) else {
            throw ErrorQueue.failure("read a PEM text")
        }
        defer { BIO_free(bio) }
        guard let key = reader(bio) else {
            throw .unreadableKey(ErrorQueue.drain().joined(separator: "; "))
        }
        // A reader may try several forms and leave the failures of the others behind.
        ErrorQueue.discard()
        return key
    }

    static func write(with writer: (OpaquePointer) -> Int32) throws(CryptoError) -> SecretBytes {
        guard let bio = BIO_new(BIO_s_mem()) else { throw ErrorQueue.failure("write a PEM text") }
        defer { BIO_free(bio) }
        var start: UnsafeMutablePointer<CChar>?
        guard writer(bio) == 1, case let length = copenssl_bio_memory(bio, &start), length > 0 else {
            throw ErrorQueue.failure("write a PEM text")
        }
        return SecretBytes(copying: UnsafeRawBufferPointer(start: start, count: length))
    }
}
