internal import COpenSSL

/// What OpenSSL does with the memory that it gives back.
package enum ReleasedMemory {
    /// From now on OpenSSL overwrites every block that it gives back: its decoders leave the bytes of keys in them, and its
    /// TLS what came and went. Works before its first use in the process only.
    ///
    /// - Returns: whether it does.
    @discardableResult
    package static func overwrite() -> Bool { copenssl_overwrite_released() == 1 }
}

/// OpenSSL's own memory for secret numbers: locked, left out of dumps, overwritten when it is given back.
///
/// Without it the numbers of a private key lie in the ordinary heap.
enum SecureHeap {
    /// In bytes, a power of two; a key of 3072 bits needs 2 KB, and what systems let a user lock is 8 MB and more.
    private static let byteCount = 256 << 10

    /// Reserved once, before the first private key is read or made. False where the system refuses: keys work all the
    /// same, in ordinary memory.
    static let isReserved: Bool = CRYPTO_secure_malloc_init(byteCount, 32) == 1
}
