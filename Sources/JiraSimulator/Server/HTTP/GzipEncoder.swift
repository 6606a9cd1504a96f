import Foundation

/// Gzip (RFC 1952) by the system's zlib.
///
/// zlib is loaded at run time: libcurl needs it, so it is on every host of this project, and the list of
/// packages that a build needs stays short.
final class GzipEncoder: Sendable {
    private typealias Compress =
        @convention(c) (
            UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt>, UnsafePointer<UInt8>?, UInt, Int32
        ) -> Int32
    private typealias Bound = @convention(c) (UInt) -> UInt
    private typealias Checksum = @convention(c) (UInt, UnsafePointer<UInt8>?, UInt32) -> UInt

    private let compress: Compress
    private let bound: Bound
    private let checksum: Checksum

    /// nil where the host has no `libz.so.1`.
    init?() {
        guard let library = dlopen("libz.so.1", RTLD_NOW), let compress = dlsym(library, "compress2"),
            let bound = dlsym(library, "compressBound"), let checksum = dlsym(library, "crc32")
        else { return nil }
        self.compress = unsafeBitCast(compress, to: Compress.self)
        self.bound = unsafeBitCast(bound, to: Bound.self)
        self.checksum = unsafeBitCast(checksum, to: Checksum.self)
    }

    /// One gzip member; level 1 is what servers use for dynamic answers.
    func encode(_ bytes: [UInt8], level: Int32 = 1) -> [UInt8]? {
        // compress2 writes the zlib format: two bytes of header, the deflate stream, four of Adler-32.
        var length = bound(UInt(bytes.count))
        var failed = false
        let capacity = Int(length)
        let zlib = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let status = bytes.withUnsafeBufferPointer {
                compress(buffer.baseAddress, &length, $0.baseAddress, UInt($0.count), level)
            }
            failed = status != 0
            count = failed ? 0 : Int(length)
        }
        guard !failed, zlib.count > 6 else { return nil }
        let sum = bytes.withUnsafeBufferPointer { whole in
            var value: UInt = 0
            var offset = 0
            while offset < whole.count {
                let count = min(1 << 30, whole.count - offset)
                value = checksum(value, whole.baseAddress.map { $0 + offset }, UInt32(count))
                offset += count
            }
            return UInt32(truncatingIfNeeded: value)
        }
        var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        out.reserveCapacity(zlib.count + 12)
        out += zlib[2..<zlib.count - 4]
        for value in [sum, UInt32(truncatingIfNeeded: bytes.count)] {
            for shift: UInt32 in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }
        return out
    }
}
