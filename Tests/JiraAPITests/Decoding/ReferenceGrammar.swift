/// RFC 8259 by the letter, slow and plain: what the scanner is compared with.
///
/// Says only whether a text is JSON in UTF-8, with the product's two own rules (a leading byte-order mark, a
/// depth limit).
struct ReferenceGrammar {
    private let bytes: [UInt8]
    private var at = 0
    private let depthLimit: Int

    static func accepts(_ bytes: [UInt8], depthLimit: Int = 128) -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        var grammar = ReferenceGrammar(bytes, depthLimit)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { grammar.at = 3 }
        return grammar.value(depth: 0) && grammar.space() && grammar.at == bytes.count
    }

    private init(_ bytes: [UInt8], _ depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    private var current: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func space() -> Bool {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 }
        return true
    }

    private mutating func take(_ character: Character) -> Bool {
        guard current == character.asciiValue else { return false }
        at += 1
        return true
    }

    private mutating func take(_ word: String) -> Bool { word.allSatisfy { take($0) } }

    private mutating func value(depth: Int) -> Bool {
        _ = space()
        switch current {
        case 0x7B: return container("{", "}", depth: depth, isObject: true)
        case 0x5B: return container("[", "]", depth: depth, isObject: false)
        case 0x22: return string()
        case 0x74: return take("true")
        case 0x66: return take("false")
        case 0x6E: return take("null")
        default: return number()
        }
    }

    private mutating func container(_ open: Character, _ close: Character, depth: Int, isObject: Bool) -> Bool
    {
        guard depth < depthLimit, take(open), space() else { return false }
        if take(close) { return true }
        repeat {
            _ = space()
            if isObject { guard string(), space(), take(":") else { return false } }
            guard value(depth: depth + 1), space() else { return false }
        } while take(",")
        return take(close)
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = current {
            at += 1
            switch byte {
            case 0x22: return true
            case 0..<0x20: return false
            case 0x5C:
                guard let escape = current else { return false }
                at += 1
                if escape == 0x75 {
                    for _ in 0..<4 {
                        guard let digit = current, Character(UnicodeScalar(digit)).isHexDigit, digit < 0x80
                        else { return false }
                        at += 1
                    }
                } else if !Array("\"\\/bfnrt".utf8).contains(escape) {
                    return false
                }
            default: break
            }
        }
        return false
    }

    private mutating func digits() -> Bool {
        let first = at
        while let byte = current, (0x30...0x39).contains(byte) { at += 1 }
        return at > first
    }

    private mutating func number() -> Bool {
        _ = take("-")
        guard take("0") || digits() else { return false }
        if take("."), !digits() { return false }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            return digits()
        }
        return true
    }
}
