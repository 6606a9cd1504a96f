internal import COpenSSL
internal import Glibc

/// Bytes that must not outlive their use: a key, a token, a passphrase.
///
/// They live in pages of their own, outside the Swift heap: never swapped and never in a core dump where
/// the system allows that (best effort: `mlock` is limited for ordinary users), overwritten when the last
/// reference goes. Copying the reference does not copy the secret. Printing one shows `<redacted>`.
package final class SecretBytes: Sendable {
    /// Length in bytes.
    package let count: Int
    private nonisolated(unsafe) let start: UnsafeMutableRawPointer
    private let capacity: Int

    /// Reserves `count` zeroed bytes and lets `fill` write them.
    ///
    /// The bytes do not change after this initializer: that makes the class `Sendable`.
    package init(count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let capacity = (max(count, 1) + page - 1) / page * page
        let protection = PROT_READ | PROT_WRITE
        let mapped = mmap(nil, capacity, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        // No memory: the same end as any allocation of the Swift heap.
        guard let mapped, mapped != MAP_FAILED else { preconditionFailure("out of memory") }
        _ = mlock(mapped, capacity)
        _ = madvise(mapped, capacity, Int32(MADV_DONTDUMP))
        self.count = count
        self.capacity = capacity
        start = mapped
        fill(UnsafeMutableRawBufferPointer(start: mapped, count: count))
    }

    /// Copies `bytes`.
    ///
    /// The caller's copy is the caller's to forget.
    package convenience init(copying bytes: UnsafeRawBufferPointer) {
        self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
    }

    /// Copies `bytes`.
    ///
    /// The array itself cannot be overwritten: use this for what arrives as an array anyway.
    package convenience init(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// Copies the UTF-8 bytes of `text`.
    package convenience init(utf8 text: String) {
        self.init(Array(text.utf8))
    }

    /// `count` fresh random bytes of the kernel's generator.
    package static func random(count: Int) -> SecretBytes {
        SecretBytes(count: count) { RandomBytes.fill($0) }
    }

    deinit {
        OPENSSL_cleanse(start, capacity)
        munmap(start, capacity)
    }

    /// Lends the bytes for the length of the call.
    ///
    /// Do not keep the pointer.
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// A plain copy, for a call that takes nothing else (an HTTP header).
    ///
    /// It is not protected any more.
    package func reveal() -> [UInt8] {
        withUnsafeBytes { Array($0) }
    }

    /// A plain copy as text; nil when the bytes are not UTF-8.
    package func revealText() -> String? {
        withUnsafeBytes { String(validating: $0, as: UTF8.self) }
    }
}

extension SecretBytes: Equatable {
    /// Takes the same time wherever the difference is. (Length is not secret.)
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in ConstantTime.equal(left, right) }
        }
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
