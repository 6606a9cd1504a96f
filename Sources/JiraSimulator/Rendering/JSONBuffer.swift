/// A growing JSON text.
///
/// Bytes are appended as they will be sent; nothing is built twice.
struct JSONBuffer: Sendable {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) {
        if capacity > 0 { bytes.reserveCapacity(capacity) }
    }

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }

    @inline(__always)
    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func raw(_ text: [UInt8]) { bytes.append(contentsOf: text) }

    /// Text that is known to need no escape.
    @inline(__always)
    mutating func plain(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func integer(_ value: Int64) {
        if value < 0 { bytes.append(45) }
        var magnitude = value.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var at = 20
            repeat {
                at -= 1
                digits[at] = 48 + UInt8(truncatingIfNeeded: magnitude % 10)
                magnitude /= 10
            } while magnitude > 0
            bytes.append(contentsOf: digits[at..<20])
        }
    }

    @inline(__always)
    mutating func integer(_ value: Int) { integer(Int64(value)) }

    /// A string with its quotes.
    mutating func string(_ text: String) {
        bytes.append(34)
        escaped(text)
        bytes.append(34)
    }

    /// A string or `null`.
    mutating func stringOrNull(_ text: String?) {
        if let text { string(text) } else { raw("null") }
    }

    mutating func boolean(_ value: Bool) { if value { raw("true") } else { raw("false") } }

    /// The inside of a JSON string: quotes, backslashes and control characters escaped, the rest as it is.
    mutating func escaped(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for index in 0..<utf8.count {
                let byte = utf8[index]
                if byte >= 0x20 && byte != 34 && byte != 92 { continue }
                bytes.append(contentsOf: utf8[start..<index])
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start..<utf8.count])
        }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 34: raw("\\\"")
        case 92: raw("\\\\")
        case 10: raw("\\n")
        case 13: raw("\\r")
        case 9: raw("\\t")
        case 8: raw("\\b")
        case 12: raw("\\f")
        default: unicodeEscape(UInt16(byte))
        }
    }

    /// `\u001b`, also for half of a surrogate pair, which is how Jira sends what its database holds.
    mutating func unicodeEscape(_ unit: UInt16) {
        raw("\\u")
        for shift in [12, 8, 4, 0] {
            let digit = UInt8((unit >> UInt16(shift)) & 15)
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }
}
