/// Finds mentions of people (`[~name]`, `[~accountid:key]`) and e-mail addresses in free text.
struct TextRedaction {
    private let people: Pseudonyms

    init(_ people: Pseudonyms) { self.people = people }

    private enum Byte {
        static var open: UInt8 { 0x5B }
        static var tilde: UInt8 { 0x7E }
        static var close: UInt8 { 0x5D }
        static var at: UInt8 { 0x40 }
        static var dot: UInt8 { 0x2E }
    }

    /// Names are no longer than this.
    private static let longest = 255

    /// The text with what was found replaced; nil where nothing was.
    func replace(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var result: [UInt8] = []
        var copied = 0
        var at = 0
        while at < bytes.count {
            var found: (range: Range<Int>, text: String)?
            if bytes[at] == Byte.open {
                found = mention(bytes, at)
            } else if bytes[at] == Byte.at {
                found = address(bytes, at, from: copied)
            }
            if let found {
                result += bytes[copied..<found.range.lowerBound]
                result += Array(found.text.utf8)
                copied = found.range.upperBound
                at = copied
            } else {
                at += 1
            }
        }
        guard copied > 0 else { return nil }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    /// The name between `[~` and `]`.
    private func mention(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> (Range<Int>, String)? {
        var first = start + 2
        guard first < bytes.count, bytes[start + 1] == Byte.tilde else { return nil }
        let label = Array("accountid:".utf8)
        if bytes.count - first > label.count, bytes[first..<first + label.count].elementsEqual(label) {
            first += label.count
        }
        guard
            let end = bytes[first..<min(bytes.count, first + Self.longest)].firstIndex(where: {
                $0 == Byte.close || $0 < 0x20
            }), bytes[end] == Byte.close, end > first
        else { return nil }
        let name = String(decoding: bytes[first..<end], as: UTF8.self)
        return people.pseudonym(of: name).map { (first..<end, $0) }
    }

    /// The address around an `@`.
    private func address(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, from: Int
    ) -> (Range<Int>, String)? {
        var start = at
        while start > from, at - start < Self.longest, Self.isLocal(bytes[start - 1]) { start -= 1 }
        var end = at + 1
        while end < bytes.count, end - at < Self.longest, Self.isDomain(bytes[end]) { end += 1 }
        // The full stop behind an address ends the sentence.
        while end > at + 1, bytes[end - 1] == Byte.dot { end -= 1 }
        guard start < at, bytes[at + 1..<end].contains(Byte.dot) else { return nil }
        let address = String(decoding: bytes[start..<end], as: UTF8.self)
        return people.email(address).map { (start..<end, $0) }
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == Byte.dot || byte == 0x2D || byte >= 0x80
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isDomain(byte) || [0x2B, 0x5F, 0x25, 0x27].contains(byte)
    }
}
