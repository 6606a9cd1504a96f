/// Base64 (RFC 4648), strict: no line breaks, no missing padding, no stray bits.
package enum Base64 {
    private static let standard = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The standard alphabet with padding (section 4).
    package static func encode(_ bytes: [UInt8]) -> String {
        encode(bytes, alphabet: standard, padded: true)
    }

    /// The alphabet for URLs and file names, without padding (section 5), as OAuth 2.0 with PKCE uses it.
    package static func encodeURLSafe(_ bytes: [UInt8]) -> String {
        encode(bytes, alphabet: urlSafe, padded: false)
    }

    /// The bytes of a padded text in the standard alphabet; nil when it is anything else.
    package static func decode(_ text: String) -> [UInt8]? {
        let symbols = Array(text.utf8)
        guard let count = decodedCount(symbols) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        let isRight = bytes.withUnsafeMutableBytes { decode(symbols, into: $0) }
        return isRight ? bytes : nil
    }

    /// As ``decode(_:)-(String)``, without leaving protected memory.
    package static func decode(_ text: SecretBytes) -> SecretBytes? {
        text.withUnsafeBytes { symbols in
            guard let count = decodedCount(symbols) else { return nil }
            var isRight = false
            let secret = SecretBytes(count: count) { isRight = decode(symbols, into: $0) }
            return isRight ? secret : nil
        }
    }

    /// As ``encode(_:)-([UInt8])``, without leaving protected memory.
    package static func encode(_ secret: SecretBytes) -> SecretBytes {
        secret.withUnsafeBytes { bytes in
            SecretBytes(count: (bytes.count + 2) / 3 * 4) { symbols in
                var next = 0
                forEachSymbol(of: bytes, alphabet: standard, padded: true) { symbol in
                    symbols[next] = symbol
                    next += 1
                }
            }
        }
    }

    /// Nil when the length or the padding is wrong.
    private static func decodedCount(_ symbols: some BidirectionalCollection<UInt8>) -> Int? {
        guard symbols.count % 4 == 0 else { return nil }
        return symbols.count / 4 * 3 - symbols.suffix(2).reversed().prefix { $0 == padding }.count
    }

    /// False when a symbol is foreign, or bits that no byte holds are set: one value would have several texts.
    private static func decode(
        _ symbols: some BidirectionalCollection<UInt8>, into bytes: UnsafeMutableRawBufferPointer
    ) -> Bool {
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        var next = 0
        let paddingCount = symbols.suffix(2).reversed().prefix { $0 == padding }.count
        for symbol in symbols.dropLast(paddingCount) {
            guard let value = value(of: symbol) else { return false }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes[next] = UInt8(truncatingIfNeeded: buffer >> bits)
                next += 1
            }
        }
        return buffer & (1 << bits - 1) == 0
    }

    private static func encode(_ bytes: [UInt8], alphabet: [UInt8], padded: Bool) -> String {
        var symbols: [UInt8] = []
        symbols.reserveCapacity((bytes.count + 2) / 3 * 4)
        bytes.withUnsafeBytes { bytes in
            forEachSymbol(of: bytes, alphabet: alphabet, padded: padded) { symbols.append($0) }
        }
        return String(decoding: symbols, as: UTF8.self)
    }

    private static func forEachSymbol(
        of bytes: UnsafeRawBufferPointer, alphabet: [UInt8], padded: Bool, _ take: (UInt8) -> Void
    ) {
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word: UInt32 = 0
            for index in 0..<3 { word = word << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
            for index in 0...count { take(alphabet[Int(word >> (18 - 6 * UInt32(index)) & 63)]) }
            if padded { for _ in count..<3 { take(padding) } }
        }
    }

    private static func value(of symbol: UInt8) -> UInt8? {
        switch symbol {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): symbol - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): symbol - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): symbol - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
