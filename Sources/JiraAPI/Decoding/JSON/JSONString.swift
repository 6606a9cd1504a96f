import SyncCore

/// A string as it stands in the text, quotes excluded and escapes not yet undone (but checked).
struct JSONString {
    var start: UnsafePointer<UInt8>
    var count: Int
    /// Whether it holds a backslash.
    var escaped: Bool
}

extension JSONScanner {
    /// A string; the cursor must be at its quote.
    @inline(__always)
    mutating func string() throws(ScanError) -> JSONString {
        let first = cursor + 1
        var place = first
        while true {
            let hit = Self.stops(in: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
            if hit != 0 {
                place += hit.trailingZeroBitCount >> 3
                break
            }
            place += 8
        }
        if place.pointee == Byte.quote {
            cursor = place + 1
            return JSONString(start: first, count: place - first, escaped: false)
        }
        return try escapedString(from: first, at: place)
    }

    /// The rest of a string from its first escape on (or its fault).
    @inline(never)
    private mutating func escapedString(
        from first: UnsafePointer<UInt8>, at stop: UnsafePointer<UInt8>
    ) throws(ScanError) -> JSONString {
        var place = stop
        while true {
            switch place.pointee {
            case Byte.quote:
                cursor = place + 1
                return JSONString(start: first, count: place - first, escaped: true)
            case Byte.backslash: place = try behindEscape(place)
            default: throw fault(.controlCharacter, at: place)
            }
            while true {
                let hit = Self.stops(in: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
                if hit != 0 {
                    place += hit.trailingZeroBitCount >> 3
                    break
                }
                place += 8
            }
        }
    }

    /// Checks the escape sequence at the backslash and gives the place behind it.
    @inline(__always)
    private func behindEscape(_ place: UnsafePointer<UInt8>) throws(ScanError) -> UnsafePointer<UInt8> {
        switch place[1] {
        case Byte.quote, Byte.backslash, 0x2F, 0x62, Byte.f, Byte.n, 0x72, Byte.t: return place + 2
        case Byte.u:
            for digit in 2..<6 where Self.hexValue(place[digit]) == nil {
                throw fault(.badEscape, at: place + digit)
            }
            return place + 6
        default: throw fault(.badEscape, at: place + 1)
        }
    }

    /// Marks the top bit of each byte of the word that ends a run of plain text: a quote, a backslash, a
    /// control character.
    ///
    /// Only the lowest mark is exact (a borrow may leave false ones above it).
    @inline(__always)
    static func stops(in loaded: UInt64) -> UInt64 {
        let word = UInt64(littleEndian: loaded)
        // With bit 1 flipped the quote (22) becomes 20 while control characters stay below 20.
        let quoteOrControl = (word ^ 0x0202_0202_0202_0202) &- 0x2121_2121_2121_2121
        let backslash = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
        return (quoteOrControl | backslash) & ~word & 0x8080_8080_8080_8080
    }

    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte) - 0x30
        case 0x41...0x46: UInt32(byte) - 0x37
        case 0x61...0x66: UInt32(byte) - 0x57
        default: nil
        }
    }
}

extension TextArena {
    /// The text of a string: the slice itself, or its unescaped copy in the arena.
    @inline(__always)
    func text(_ string: JSONString) -> TextSlice {
        string.escaped
            ? unescaped(string) : TextSlice(start: string.start, count: string.count)
    }

    /// Undoes the escapes of a checked string.
    ///
    /// NUL and lone surrogates become U+FFFD.
    @inline(never)
    func unescaped(_ string: JSONString) -> TextSlice {
        // No escape is shorter than what it stands for.
        let target = reserve(string.count)
        var source = string.start
        let end = source + string.count
        var out = target
        while source < end {
            let byte = source.pointee
            if byte != Byte.backslash {
                var run = source + 1
                while run < end, run.pointee != Byte.backslash {
                    let word = UInt64(
                        littleEndian: UnsafeRawPointer(run).loadUnaligned(as: UInt64.self))
                    let marks =
                        ((word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101) & ~word
                        & 0x8080_8080_8080_8080
                    run += marks == 0 ? 8 : marks.trailingZeroBitCount >> 3
                }
                if run > end { run = end }
                out.update(from: source, count: run - source)
                out += run - source
                source = run
                continue
            }
            switch source[1] {
            case Byte.u:
                out = Self.append(Self.scalar(at: &source, end: end), to: out)
                continue
            case Byte.n: out.pointee = 0x0A
            case Byte.t: out.pointee = 0x09
            case 0x72: out.pointee = 0x0D
            case 0x62: out.pointee = 0x08
            case Byte.f: out.pointee = 0x0C
            default: out.pointee = source[1]
            }
            out += 1
            source += 2
        }
        commit(out - target)
        return TextSlice(start: UnsafePointer(target), count: out - target)
    }

    /// The scalar of a `\uXXXX` (or of a surrogate pair); moves the place behind it.
    private static func scalar(at place: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> UInt32 {
        let unit = codeUnit(place)
        place += 6
        guard unit & 0xF800 == 0xD800 else { return unit == 0 ? 0xFFFD : unit }
        guard unit < 0xDC00, end - place >= 6, place[0] == Byte.backslash, place[1] == Byte.u else {
            return 0xFFFD
        }
        let low = codeUnit(place)
        guard low & 0xFC00 == 0xDC00 else { return 0xFFFD }
        place += 6
        return 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }

    private static func codeUnit(_ place: UnsafePointer<UInt8>) -> UInt32 {
        var unit: UInt32 = 0
        for digit in 2..<6 { unit = unit << 4 | (JSONScanner.hexValue(place[digit]) ?? 0) }
        return unit
    }

    private static func append(
        _ scalar: UInt32, to out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift & 0x3F)) }
        switch scalar {
        case 0..<0x80:
            out[0] = UInt8(scalar)
            return out + 1
        case 0x80..<0x800:
            out[0] = UInt8(0xC0 | scalar >> 6)
            out[1] = continuation(0)
            return out + 2
        case 0x800..<0x10000:
            out[0] = UInt8(0xE0 | scalar >> 12)
            out[1] = continuation(6)
            out[2] = continuation(0)
            return out + 3
        default:
            out[0] = UInt8(0xF0 | scalar >> 18)
            out[1] = continuation(12)
            out[2] = continuation(6)
            out[3] = continuation(0)
            return out + 4
        }
    }
}
