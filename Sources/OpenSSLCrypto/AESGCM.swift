internal import COpenSSL

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D) with a 96-bit nonce and the full 128-bit tag.
///
/// One key may seal at most 2^32 messages with random nonces (SP 800-38D section 8.3); counting is the caller's duty.
package enum AESGCM {
    /// Length of a key in bytes.
    package static let keyByteCount = 32
    /// Length of a nonce in bytes.
    package static let nonceByteCount = 12
    /// Length of the tag that ends each ciphertext, in bytes.
    package static let tagByteCount = 16

    /// Encrypts `plaintext` and authenticates it together with `additionalData`.
    ///
    /// - Parameter nonce: 12 bytes, never twice with one key.
    /// - Returns: the ciphertext followed by the tag.
    package static func seal(
        _ plaintext: SecretBytes, key: SecretBytes, nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        let context = try CipherContext(key: key, nonce: nonce, encrypting: true)
        try context.authenticate(additionalData)
        var sealed = [UInt8](repeating: 0, count: plaintext.count + tagByteCount)
        let done = sealed.withUnsafeMutableBytes { output in
            plaintext.withUnsafeBytes { input in
                context.update(input, into: output) && context.finish()
                    && context.readTag(
                        into: UnsafeMutableRawBufferPointer(rebasing: output.suffix(tagByteCount)))
            }
        }
        guard done else { throw ErrorQueue.failure("seal with AES-256-GCM") }
        return sealed
    }

    /// Decrypts what ``seal(_:key:nonce:additionalData:)`` made.
    ///
    /// - Throws: ``CryptoError/authenticationFailed`` when any bit of the ciphertext, the tag, the nonce, the key or
    ///   the additional data differs. Nothing of the plaintext is released then.
    package static func open(
        _ sealed: [UInt8], key: SecretBytes, nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptoError) -> SecretBytes {
        guard sealed.count >= tagByteCount else { throw .authenticationFailed }
        let context = try CipherContext(key: key, nonce: nonce, encrypting: false)
        try context.authenticate(additionalData)
        let length = sealed.count - tagByteCount
        var decrypted = false
        var authentic = false
        let plaintext = SecretBytes(count: length) { output in
            sealed.withUnsafeBytes { sealed in
                let input = UnsafeRawBufferPointer(rebasing: sealed.prefix(length))
                let tag = UnsafeRawBufferPointer(rebasing: sealed.suffix(tagByteCount))
                decrypted = context.update(input, into: output) && context.expectTag(tag)
                authentic = decrypted && context.finish()
            }
        }
        guard decrypted else { throw ErrorQueue.failure("open with AES-256-GCM") }
        guard authentic else {
            ErrorQueue.discard()
            throw .authenticationFailed
        }
        return plaintext
    }
}

/// One use of the cipher.
///
/// The context is freed, and its key schedule overwritten, at the end of the scope.
private struct CipherContext: ~Copyable {
    private let context: OpaquePointer

    init(key: SecretBytes, nonce: [UInt8], encrypting: Bool) throws(CryptoError) {
        guard key.count == AESGCM.keyByteCount else {
            throw .wrongLength(what: "AES-256 key", expected: AESGCM.keyByteCount, found: key.count)
        }
        guard nonce.count == AESGCM.nonceByteCount else {
            throw .wrongLength(what: "GCM nonce", expected: AESGCM.nonceByteCount, found: nonce.count)
        }
        guard let context = EVP_CIPHER_CTX_new() else { throw ErrorQueue.failure("set up AES-256-GCM") }
        let status = key.withUnsafeBytes { key in
            EVP_CipherInit_ex(
                context, EVP_aes_256_gcm(), nil, key.bindMemory(to: UInt8.self).baseAddress, nonce,
                encrypting ? 1 : 0)
        }
        guard status == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw ErrorQueue.failure("set up AES-256-GCM")
        }
        self.context = context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    func authenticate(_ additionalData: [UInt8]) throws(CryptoError) {
        guard !additionalData.isEmpty else { return }
        var written: Int32 = 0
        guard let length = Int32(exactly: additionalData.count),
            EVP_CipherUpdate(context, nil, &written, additionalData, length) == 1
        else { throw ErrorQueue.failure("authenticate additional data") }
    }

    func update(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Bool {
        guard !input.isEmpty else { return true }
        guard let length = Int32(exactly: input.count) else { return false }
        var written: Int32 = 0
        let status = EVP_CipherUpdate(
            context, output.bindMemory(to: UInt8.self).baseAddress, &written,
            input.bindMemory(to: UInt8.self).baseAddress, length)
        return status == 1 && written == length
    }

    /// False when the tag does not fit.
    func finish() -> Bool {
        var rest: (UInt64, UInt64) = (0, 0)
        var written: Int32 = 0
        return withUnsafeMutableBytes(of: &rest) { rest in
            EVP_CipherFinal_ex(context, rest.bindMemory(to: UInt8.self).baseAddress, &written) == 1
        }
    }

    func readTag(into tag: UnsafeMutableRawBufferPointer) -> Bool {
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress) == 1
    }

    func expectTag(_ tag: UnsafeRawBufferPointer) -> Bool {
        // The C interface is not const-correct; it only reads.
        let start = UnsafeMutableRawPointer(mutating: tag.baseAddress)
        return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), start) == 1
    }
}
