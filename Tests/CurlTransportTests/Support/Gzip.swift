/// Gzip streams written by hand (RFC 1951, RFC 1952).
enum Gzip {
    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]

    /// One stored (uncompressed) block: a valid stream that any decoder must accept.
    static func stored(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let n = UInt16(bytes.count)
        var out = header + [1] + little(n) + little(~n) + bytes
        out += little(crc32(bytes)) + little(UInt32(bytes.count))
        return out
    }

    /// About `megabytes` MiB of zeros in 1/159 of the room; the checksum is missing, as nobody should get there.
    static func bomb(megabytes: Int) -> [UInt8] {
        var out = header
        var buffer: UInt32 = 0
        var filled = 0
        func put(_ value: UInt32, bits: Int) {
            buffer |= value << UInt32(filled)
            filled += bits
            while filled >= 8 {
                out.append(UInt8(truncatingIfNeeded: buffer))
                buffer >>= 8
                filled -= 8
            }
        }
        put(1, bits: 1)  // last block
        put(1, bits: 2)  // fixed Huffman codes
        put(0b0000_1100, bits: 8)  // literal 0: code 00110000, most significant bit first
        // Eight matches fill 13 bytes, which repeat: the rest is copied instead of written bit by bit.
        for _ in 0..<16 {
            put(0b1010_0011, bits: 8)  // length 258: symbol 285, code 11000101
            put(0, bits: 5)  // distance 1
        }
        let period = Array(out.suffix(13))
        for _ in 0..<(megabytes << 20) / (258 * 8) { out += period }
        put(0, bits: 7)  // end of block
        put(0, bits: 7)
        return out
    }

    private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1
            }
        }
    }
}
