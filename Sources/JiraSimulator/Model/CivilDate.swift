/// Calendar arithmetic (proleptic Gregorian), without a time zone database.
enum CivilDate {
    static func day(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
        let z = day + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// `YYYY-MM-DD` or nil.
    static func parse(day text: some StringProtocol) -> Int? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), year > 0, (1...12).contains(month),
            (1...daysInMonth(month, year: year)).contains(day)
        else { return nil }
        return self.day(year: year, month: month, day: day)
    }

    static func text(day: Int) -> String {
        let (year, month, dayOfMonth) = civil(day: day)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
    }

    /// `YYYY-MM-DDTHH:MM:SS.sssZ`, as the mirror writes instants.
    static func utc(_ milliseconds: Int64) -> String {
        var out = JSONBuffer(capacity: 24)
        write(milliseconds, offsetMinutes: 0, to: &out)
        return String(decoding: out.bytes, as: UTF8.self) + "Z"
    }

    /// `2012-04-12T14:26+0200`, as the history writes instants of custom fields.
    static func minutes(_ milliseconds: Int64, offsetMinutes: Int) -> String {
        var out = JSONBuffer(capacity: 24)
        write(milliseconds, offsetMinutes: offsetMinutes, to: &out)
        let zone = padded(abs(offsetMinutes) / 60, 2) + padded(abs(offsetMinutes) % 60, 2)
        return String(decoding: out.bytes.prefix(16), as: UTF8.self) + (offsetMinutes < 0 ? "-" : "+") + zone
    }

    /// `2024-06-17T08:35:40.762` in a fixed offset, without the offset itself.
    static func write(_ milliseconds: Int64, offsetMinutes: Int, to out: inout JSONBuffer) {
        let local = clamped(milliseconds) + Int64(offsetMinutes) * 60_000
        let inDay = Int((local % 86_400_000 + 86_400_000) % 86_400_000)
        let day = (local - Int64(inDay)) / 86_400_000
        let (year, month, dayOfMonth) = civil(day: Int(day))
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 23) { text in
            func two(_ at: Int, _ value: Int) {
                text[at] = 48 + UInt8(truncatingIfNeeded: value / 10 % 10)
                text[at + 1] = 48 + UInt8(truncatingIfNeeded: value % 10)
            }
            two(0, max(0, year) / 100)
            two(2, max(0, year) % 100)
            two(5, month)
            two(8, dayOfMonth)
            two(11, inDay / 3_600_000)
            two(14, inDay / 60_000 % 60)
            two(17, inDay / 1000 % 60)
            two(21, inDay % 100)
            text[20] = 48 + UInt8(truncatingIfNeeded: inDay % 1000 / 100)
            text[4] = 45
            text[7] = 45
            text[10] = 84
            text[13] = 58
            text[16] = 58
            text[19] = 46
            out.raw(UnsafeBufferPointer(text))
        }
    }

    /// Within the years 1 to 9999, whatever a mutation or a query asked for.
    static func clamped(_ milliseconds: Int64) -> Int64 {
        min(max(milliseconds, -62_135_596_800_000 + 86_400_000), 253_402_300_799_999 - 86_400_000)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
