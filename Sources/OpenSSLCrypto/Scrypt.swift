internal import COpenSSL

/// scrypt (RFC 7914): turns a passphrase into a key at a cost in memory and time.
package enum Scrypt {
    /// Cost parameters of RFC 7914 section 2, within what this program will spend.
    ///
    /// They are read from files: without an upper bound a prepared file could ask for all memory.
    package struct Parameters: Sendable, Equatable {
        /// CPU and memory cost, a power of two.
        package let n: Int
        /// Block size; the memory needed is 128 * n * r bytes.
        package let r: Int
        /// Parallelisation; multiplies the time only.
        package let p: Int

        /// For new keys: 2^17, 8, 1 (128 MiB), OWASP's recommendation for scrypt.
        package static let recommended = Parameters(uncheckedN: 1 << 17, r: 8, p: 1)
        /// Largest `n` accepted.
        package static let maximumN = 1 << 18

        private init(uncheckedN n: Int, r: Int, p: Int) {
            self.n = n
            self.r = r
            self.p = p
        }

        /// - Throws: ``CryptoError/workFactor(_:)`` beyond n = 2^18, r = 8, p = 16, or when n is no power of two.
        package init(n: Int, r: Int, p: Int) throws(CryptoError) {
            guard n >= 2, n <= Self.maximumN, n.nonzeroBitCount == 1 else {
                throw .workFactor("N = \(n) is not a power of two from 2 to \(Self.maximumN)")
            }
            guard (1...8).contains(r) else { throw .workFactor("r = \(r) is not from 1 to 8") }
            guard (1...16).contains(p) else { throw .workFactor("p = \(p) is not from 1 to 16") }
            self.init(uncheckedN: n, r: r, p: p)
        }
    }

    /// Derives `byteCount` bytes from a passphrase and a salt.
    package static func deriveKey(
        passphrase: SecretBytes, salt: [UInt8], parameters: Parameters, byteCount: Int
    ) throws(CryptoError) -> SecretBytes {
        let blocks = 128 * parameters.r * (parameters.n + parameters.p + 2)
        var status: Int32 = 0
        let key = SecretBytes(count: byteCount) { output in
            status = passphrase.withUnsafeBytes { passphrase in
                EVP_PBE_scrypt(
                    passphrase.bindMemory(to: CChar.self).baseAddress, passphrase.count, salt, salt.count,
                    UInt64(parameters.n), UInt64(parameters.r), UInt64(parameters.p),
                    UInt64(blocks) + 1 << 20,
                    output.bindMemory(to: UInt8.self).baseAddress, output.count)
            }
        }
        guard status == 1 else { throw ErrorQueue.failure("derive a key with scrypt") }
        return key
    }
}
