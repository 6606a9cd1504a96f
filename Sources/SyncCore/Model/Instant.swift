/// A point in time: milliseconds since 1970-01-01T00:00:00Z, Jira's own resolution.
package struct Instant: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package init(seconds: Double) { milliseconds = Int64((seconds * 1000).rounded(.down)) }

    package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

    package static func + (a: Self, seconds: Double) -> Self {
        Self(milliseconds: a.milliseconds + Int64(seconds * 1000))
    }

    /// Seconds from `b` to `a`.
    package static func - (a: Self, b: Self) -> Double {
        Double(a.milliseconds - b.milliseconds) / 1000
    }

    /// Length in bytes of ``text``.
    package static let textLength = 24

    /// `YYYY-MM-DDTHH:MM:SS.sssZ`, the form of every TIMESTAMP column of the mirror.
    package var text: String {
        String(unsafeUninitializedCapacity: Self.textLength) { buffer in
            write(to: buffer.baseAddress!)
            return Self.textLength
        }
    }

    /// Writes the 24 bytes of ``text``. Years outside 0...9999 are clamped to that range.
    package func write(to p: UnsafeMutablePointer<UInt8>) {
        let clamped = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        // Counted from year 0: nothing below is negative.
        let (days, inDay) = UInt64(clamped + 62_167_219_200_000).quotientAndRemainder(dividingBy: 86_400_000)
        let (year, month, day) = Day(daysSince1970: Int(days) - 719_528).civil
        let (seconds, thousandths) = UInt32(inDay).quotientAndRemainder(dividingBy: 1000)
        let (century, yearOfCentury) = UInt32(year).quotientAndRemainder(dividingBy: 100)
        Self.writeTwo(century, to: p)
        Self.writeTwo(yearOfCentury, to: p + 2)
        p[4] = UInt8(ascii: "-")
        Self.writeTwo(UInt32(month), to: p + 5)
        p[7] = UInt8(ascii: "-")
        Self.writeTwo(UInt32(day), to: p + 8)
        p[10] = UInt8(ascii: "T")
        Self.writeTwo(seconds / 3600, to: p + 11)
        p[13] = UInt8(ascii: ":")
        Self.writeTwo(seconds / 60 % 60, to: p + 14)
        p[16] = UInt8(ascii: ":")
        Self.writeTwo(seconds % 60, to: p + 17)
        p[19] = UInt8(ascii: ".")
        p[20] = UInt8(ascii: "0") + UInt8(thousandths / 100)
        Self.writeTwo(thousandths % 100, to: p + 21)
        p[23] = UInt8(ascii: "Z")
    }

    /// Two digits; `value` is below 100.
    @inline(__always)
    private static func writeTwo(_ value: UInt32, to p: UnsafeMutablePointer<UInt8>) {
        p[0] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
        p[1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
    }
}

/// A calendar day without a zone, counted from 1970-01-01 (proleptic Gregorian).
package struct Day: Hashable, Comparable, Sendable {
    package var daysSince1970: Int

    package init(daysSince1970: Int) { self.daysSince1970 = daysSince1970 }

    /// The day of a civil date; months and days are not checked.
    package init(year: Int, month: Int, day: Int) {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = era * 146_097 + dayOfEra - 719_468
    }

    package static func < (a: Self, b: Self) -> Bool { a.daysSince1970 < b.daysSince1970 }

    package var civil: (year: Int, month: Int, day: Int) {
        let z = daysSince1970 + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// `YYYY-MM-DD`, the form of every DATE column of the mirror.
    package var text: String {
        String(Instant(milliseconds: Int64(daysSince1970) * 86_400_000).text.prefix(10))
    }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var isoWeekday: Int { ((daysSince1970 + 3) % 7 + 7) % 7 + 1 }
}
