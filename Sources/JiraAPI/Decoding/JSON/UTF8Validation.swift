/// Checks that bytes are UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF).
enum UTF8Validation {
    /// Offset of the first byte of the first ill-formed sequence, nil if there is none.
    ///
    /// At least 64 readable bytes that are no continuation bytes (zeros) must follow the text.
    static func firstInvalidOffset(_ start: UnsafePointer<UInt8>, count: Int) -> Int? {
        let base = UnsafeRawPointer(start)
        var at = 0
        while at < count {
            // 128 bytes at once: what Jira sends is ASCII for the most part.
            if count - at >= 128 {
                let first = base.loadUnaligned(fromByteOffset: at, as: SIMD8<UInt64>.self)
                let second = base.loadUnaligned(fromByteOffset: at + 64, as: SIMD8<UInt64>.self)
                if (first | second) & SIMD8(repeating: 0x8080_8080_8080_8080) == .zero {
                    at += 128
                    continue
                }
            }
            let stop = min(at + 128, count)
            while at < stop {
                let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                let high = word & 0x8080_8080_8080_8080
                if high == 0 {
                    at += 8
                    continue
                }
                at += high.trailingZeroBitCount >> 3
                repeat {
                    let length = sequenceLength(base + at)
                    if length == 0 { return at < count ? at : nil }
                    at += length
                } while start[at] >= 0x80
            }
        }
        return nil
    }

    /// Length of the well-formed multi-byte sequence at the place, 0 if there is none.
    @inline(__always)
    private static func sequenceLength(_ place: UnsafeRawPointer) -> Int {
        let word = UInt32(littleEndian: place.loadUnaligned(as: UInt32.self))
        // Lead byte in the low bits. The second mask of each form refuses overlong ones.
        if word & 0x0000_C0E0 == 0x0000_80C0 { return word & 0x1E != 0 ? 2 : 0 }
        if word & 0x00C0_C0F0 == 0x0080_80E0 {
            let top = word & 0x0000_200F
            return top != 0 && top != 0x0000_200D ? 3 : 0
        }
        if word & 0xC0C0_C0F8 == 0x8080_80F0 {
            guard word & 0x0000_3007 != 0 else { return 0 }
            return word & 0x04 == 0 || word & 0x0000_3003 == 0 ? 4 : 0
        }
        return 0
    }
}
