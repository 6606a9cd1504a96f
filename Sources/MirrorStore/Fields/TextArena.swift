import SyncCore

/// Memory for texts that are made up for one statement: it stays where it is until ``reset()``.
final class TextArena {
    private var chunks: [UnsafeMutableBufferPointer<UInt8>] = []
    private var used = 0
    private static let chunkSize = 64 << 10

    deinit { for chunk in chunks { chunk.deallocate() } }

    /// What was given out is no longer used; one chunk of the usual size is kept.
    func reset() {
        used = 0
        guard chunks.count > 1 || (chunks.first?.count ?? 0) > Self.chunkSize else { return }
        for chunk in chunks { chunk.deallocate() }
        chunks.removeAll(keepingCapacity: true)
    }

    /// Room for `count` bytes at most; `write` says how many it used.
    func text(_ count: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) -> TextSlice {
        if chunks.last.map({ $0.count - used < count }) ?? true {
            chunks.append(.allocate(capacity: max(count, Self.chunkSize)))
            used = 0
        }
        guard let start = chunks.last?.baseAddress else { return TextSlice("") }
        let place = start + used
        let length = write(place)
        used += length
        return TextSlice(start: place, count: length)
    }

    func text(_ instant: Instant) -> TextSlice {
        text(Instant.textLength) {
            instant.write(to: $0)
            return Instant.textLength
        }
    }

    // MARK: JSON

    /// A JSON array of strings.
    func array(_ texts: some Collection<TextSlice>) -> TextSlice {
        // Six bytes for an escaped one, two quotes and a comma each.
        text(texts.reduce(2) { $0 + 6 * $1.count + 3 }) { start in
            var p = start
            func put(_ byte: UInt8) {
                p.pointee = byte
                p += 1
            }
            put(UInt8(ascii: "["))
            for (index, text) in texts.enumerated() {
                if index > 0 { put(UInt8(ascii: ",")) }
                put(UInt8(ascii: "\""))
                for byte in text.bytes {
                    switch byte {
                    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                        put(UInt8(ascii: "\\"))
                        put(byte)
                    case 0..<32:
                        for lead in "\\u00".utf8 { put(lead) }
                        put(Self.digits[Int(byte >> 4)])
                        put(Self.digits[Int(byte & 15)])
                    default: put(byte)
                    }
                }
                put(UInt8(ascii: "\""))
            }
            put(UInt8(ascii: "]"))
            return p - start
        }
    }

    /// A JSON array of numbers.
    func array(_ numbers: [Int64]) -> TextSlice {
        text(numbers.count * 21 + 2) { start in
            var p = start
            p.pointee = UInt8(ascii: "[")
            p += 1
            for (index, number) in numbers.enumerated() {
                if index > 0 {
                    p.pointee = UInt8(ascii: ",")
                    p += 1
                }
                for byte in String(number).utf8 {
                    p.pointee = byte
                    p += 1
                }
            }
            p.pointee = UInt8(ascii: "]")
            return p + 1 - start
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
