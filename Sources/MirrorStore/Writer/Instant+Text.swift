package import SyncCore

extension Instant {
    /// Reads the mirror's own form, `YYYY-MM-DDTHH:MM:SS.sssZ`; nil for any other.
    init?(mirrorText bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == Instant.textLength, bytes[10] == UInt8(ascii: "T"),
            bytes[23] == UInt8(ascii: "Z")
        else { return nil }
        var isNumber = true
        func number(_ range: Range<Int>) -> Int {
            var value = 0
            for index in range {
                let digit = Int(bytes[index]) - 48
                if !(0...9).contains(digit) { isNumber = false }
                value = value * 10 + digit
            }
            return value
        }
        let day = Day(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        let seconds = number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        let milliseconds =
            Int64(day.daysSince1970) * 86_400_000 + Int64(seconds) * 1000 + Int64(number(20..<23))
        guard isNumber else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// Reads the mirror's own form, `YYYY-MM-DDTHH:MM:SS.sssZ`; nil for any other.
    package init?(mirrorText text: String) {
        var text = text
        let parsed = text.withUTF8 { Instant(mirrorText: $0) }
        guard let parsed else { return nil }
        self = parsed
    }
}
