internal import COpenSSL

/// An RSA public key.
package final class RSAPublicKey: Sendable {
    /// SubjectPublicKeyInfo as PEM (`BEGIN PUBLIC KEY`), with a newline at the end: the form Jira's application link
    /// asks for.
    package let pem: String
    let key: RSAKey

    /// Size of the modulus in bits.
    package var bits: Int { key.bits }

    /// Reads a SubjectPublicKeyInfo PEM text.
    package convenience init(pem: String) throws(CryptoError) {
        try self.init(pem: pem, accepting: acceptedRSABits)
    }

    /// Published test vectors come with short keys: only tests accept other sizes.
    init(pem: String, accepting sizes: ClosedRange<Int>) throws(CryptoError) {
        let text = SecretBytes(utf8: pem)
        let pointer = try text.withUnsafeBytes { text throws(CryptoError) in
            try PEM.read(text, with: { copenssl_read_public_key($0) })
        }
        let key = try RSAKey(owning: pointer, accepting: sizes)
        self.key = key
        self.pem = try PEM.write { PEM_write_bio_PUBKEY($0, key.pointer) }.revealText() ?? ""
    }

    /// Whether `signature` is the RSA-SHA1 signature of `message` by this key's owner.
    package func verifySHA1(signature: [UInt8], message: [UInt8]) -> Bool {
        guard let digestInfo = try? RSAKey.sha1DigestInfo(of: message) else {
            ErrorQueue.discard()
            return false
        }
        return key.verify(signature, of: digestInfo)
    }
}
