/// A strict JSON reader for tests that keeps what Foundation refuses: lone surrogates, which become U+FFFD
/// as in the truth.
///
/// Numbers stay text.
indirect enum JSONValue: Equatable, Sendable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case number(String)
    case boolean(Bool)
    case null

    subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { return members[name] }
        return nil
    }

    subscript(_ index: Int) -> JSONValue? {
        if case .array(let items) = self, items.indices.contains(index) { return items[index] }
        return nil
    }

    var items: [JSONValue] {
        if case .array(let items) = self { return items }
        return []
    }

    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        default: nil
        }
    }

    var int: Int? { text.flatMap { Int($0) } }

    var names: [String] {
        if case .object(let members) = self { return members.keys.sorted() }
        return []
    }
}

struct JSONReader {
    struct Malformed: Error { var at: Int }

    private let bytes: [UInt8]
    private var at = 0

    static func read(_ bytes: [UInt8]) throws -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value()
        guard reader.at == bytes.count else { throw Malformed(at: reader.at) }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func malformed() -> Malformed { Malformed(at: at) }

    private mutating func take(_ text: String) throws {
        for byte in text.utf8 {
            guard at < bytes.count, bytes[at] == byte else { throw malformed() }
            at += 1
        }
    }

    private mutating func value() throws -> JSONValue {
        guard at < bytes.count else { throw malformed() }
        switch bytes[at] {
        case UInt8(ascii: "{"):
            at += 1
            var members: [String: JSONValue] = [:]
            if bytes[at] == UInt8(ascii: "}") {
                at += 1
                return .object(members)
            }
            while true {
                let name = try string()
                try take(":")
                guard members.updateValue(try value(), forKey: name) == nil else { throw malformed() }
                if bytes[at] == UInt8(ascii: ",") { at += 1 } else { break }
            }
            try take("}")
            return .object(members)
        case UInt8(ascii: "["):
            at += 1
            var items: [JSONValue] = []
            if bytes[at] == UInt8(ascii: "]") {
                at += 1
                return .array(items)
            }
            while true {
                items.append(try value())
                if bytes[at] == UInt8(ascii: ",") { at += 1 } else { break }
            }
            try take("]")
            return .array(items)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try take("true")
            return .boolean(true)
        case UInt8(ascii: "f"):
            try take("false")
            return .boolean(false)
        case UInt8(ascii: "n"):
            try take("null")
            return .null
        default: return .number(try number())
        }
    }

    private mutating func number() throws -> String {
        let start = at
        while at < bytes.count, "-+.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard Double(text) != nil else { throw malformed() }
        return text
    }

    private mutating func string() throws -> String {
        try take("\"")
        var units: [UInt16] = []
        var run = at
        func flush(_ end: Int) throws {
            guard run < end else { return }
            guard let text = String(validating: bytes[run..<end], as: UTF8.self) else {
                throw Malformed(at: run)
            }
            units.append(contentsOf: text.utf16)
        }
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            guard bytes[at] >= 0x20 else { throw malformed() }
            guard bytes[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            try flush(at)
            at += 1
            guard at < bytes.count else { throw malformed() }
            let kind = bytes[at]
            at += 1
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(UInt16(kind))
            case UInt8(ascii: "n"): units.append(10)
            case UInt8(ascii: "r"): units.append(13)
            case UInt8(ascii: "t"): units.append(9)
            case UInt8(ascii: "b"): units.append(8)
            case UInt8(ascii: "f"): units.append(12)
            case UInt8(ascii: "u"):
                guard at + 4 <= bytes.count,
                    let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
                else { throw malformed() }
                units.append(unit)
                at += 4
            default: throw malformed()
            }
            run = at
        }
        try flush(at)
        try take("\"")
        let text = String(decoding: units, as: UTF16.self)
        return text.utf8.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
    }
}
