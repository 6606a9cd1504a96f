import SyncCore

/// The date forms of Jira's answers: `2024-06-17T08:35:40.762+0000` in api/2 (the offset is that of the
/// server's zone), `+02:00` or `Z` in the agile API, days as `2012-04-12`.
enum JiraTimestamp {
    /// The point in time, nil if the text is none.
    ///
    /// Fractions of 1 to 9 digits (cut to milliseconds) or none; offsets `Z`, `+hh`, `+hhmm`, `+hh:mm`.
    static func instant(_ text: TextSlice) -> Instant? {
        let p = text.start
        let count = text.count
        guard count >= 20, let day = day(p), p[10] == 0x54, p[13] == Byte.colon, p[16] == Byte.colon,
            let hour = two(p + 11), hour < 24, let minute = two(p + 14), minute < 60,
            let second = two(p + 17), second < 60
        else { return nil }
        var at = 19
        var milliseconds = 0
        if p[at] == Byte.dot {
            at += 1
            var scale = 100
            let first = at
            while at < count, p[at] &- Byte.zero <= 9 {
                milliseconds += Int(p[at] &- Byte.zero) * scale
                scale /= 10
                at += 1
            }
            guard at > first, at - first <= 9 else { return nil }
        }
        guard at < count, let zone = offsetMinutes(p + at, count - at) else { return nil }
        let minutes = (day * 24 + hour) * 60 + minute - zone
        return Instant(milliseconds: Int64(minutes * 60_000 + second * 1000 + milliseconds))
    }

    /// The first ten bytes if they are a day: of `2012-04-12`, or of a date and time as old versions gave.
    static func dayText(_ text: TextSlice) -> TextSlice? {
        if text.count == 10 {
            guard day(text.start) != nil else { return nil }
        } else if instant(text) == nil {
            return nil
        }
        return TextSlice(start: text.start, count: 10)
    }

    /// Days since 1970 of `YYYY-MM-DD`.
    @inline(__always)
    private static func day(_ p: UnsafePointer<UInt8>) -> Int? {
        guard let century = two(p), let yearOfCentury = two(p + 2), p[4] == Byte.minus,
            let month = two(p + 5), p[7] == Byte.minus, let day = two(p + 8)
        else { return nil }
        let year = century * 100 + yearOfCentury
        guard month >= 1, month <= 12, day >= 1, day <= length(month: month, year: year) else { return nil }
        return Day(year: year, month: month, day: day).daysSince1970
    }

    @inline(__always)
    private static func length(month: Int, year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return 30 + (month + month >> 3) & 1
    }

    @inline(__always)
    private static func two(_ p: UnsafePointer<UInt8>) -> Int? {
        let high = p[0] &- Byte.zero
        let low = p[1] &- Byte.zero
        return high <= 9 && low <= 9 ? Int(high) * 10 + Int(low) : nil
    }

    @inline(__always)
    private static func offsetMinutes(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        if p[0] == 0x5A { return count == 1 ? 0 : nil }
        guard p[0] == Byte.plus || p[0] == Byte.minus, count >= 3, let hours = two(p + 1), hours < 24
        else { return nil }
        var minutes = 0
        if count > 3 {
            let at = p[3] == Byte.colon ? 4 : 3
            guard count == at + 2, let given = two(p + at), given < 60 else { return nil }
            minutes = given
        }
        return p[0] == Byte.minus ? -(hours * 60 + minutes) : hours * 60 + minutes
    }
}
