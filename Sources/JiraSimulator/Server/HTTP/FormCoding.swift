/// Percent-decoding and form coding, as a servlet container does it.
enum FormCoding {
    /// Pairs of a query or form body: split at `&`, `+` is a space, broken escapes stay as they are.
    static func items(_ text: String) -> [FormItem] {
        text.split(separator: "&", omittingEmptySubsequences: true).map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return FormItem(
                name: decodeLeniently(parts[0], plusIsSpace: true),
                value: parts.count > 1 ? decodeLeniently(parts[1], plusIsSpace: true) : "")
        }
    }

    /// Percent-decodes and keeps what is no valid escape.
    static func decodeLeniently(_ text: some StringProtocol, plusIsSpace: Bool) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var i = 0
        while i < bytes.count {
            if bytes[i] == UInt8(ascii: "%"), let value = escape(bytes, at: i) {
                out.append(value)
                i += 3
            } else {
                out.append(plusIsSpace && bytes[i] == UInt8(ascii: "+") ? 0x20 : bytes[i])
                i += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Percent-decodes; nil when an escape is broken.
    static func decodeStrictly(_ text: some StringProtocol) -> String? {
        let bytes = Array(text.utf8)
        for i in bytes.indices where bytes[i] == UInt8(ascii: "%") {
            if escape(bytes, at: i) == nil { return nil }
        }
        return decodeLeniently(text, plusIsSpace: false)
    }

    /// `application/x-www-form-urlencoded`, spaces as `+` (what a browser's form sends).
    static func encode(_ items: [FormItem]) -> String {
        items.map { "\(encodeComponent($0.name))=\(encodeComponent($0.value))" }.joined(separator: "&")
    }

    /// Escapes all but letters, digits and `-._~`; safe in a path segment, a query value and a header.
    static func encodeComponent(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                out += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return out
    }

    private static func escape(_ bytes: [UInt8], at i: Int) -> UInt8? {
        guard i + 2 < bytes.count, let high = digit(bytes[i + 1]), let low = digit(bytes[i + 2]) else {
            return nil
        }
        return high << 4 | low
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
