import Foundation

/// The time zone in which the mirror counts days, made fast for millions of instants: the offset from UTC is
/// asked once for each UTC day, and again only on the few days on which it changes.
package struct ReportZone: Sendable {
    /// The IANA name, `UTC` where none is configured.
    package let identifier: String
    private let zone: TimeZone
    /// Offset in seconds of each UTC day since 1900-01-01, ``unasked`` or ``changing``.
    private var offsets: [Int32]

    private static let firstDay = Day(year: 1900, month: 1, day: 1).daysSince1970
    private static let dayCount = Day(year: 2101, month: 1, day: 1).daysSince1970 - firstDay
    private static let unasked = Int32.min
    private static let changing = Int32.max

    /// Nil where the name is not an IANA zone that this system knows.
    package init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.identifier = identifier
        self.zone = zone
        offsets = Array(repeating: Self.unasked, count: Self.dayCount)
    }

    /// UTC.
    package init() {
        identifier = "UTC"
        zone = .gmt
        offsets = Array(repeating: 0, count: Self.dayCount)
    }

    /// The calendar day of an instant in this zone.
    package mutating func day(of instant: Instant) -> Day {
        let utcDay = Self.floorDays(instant.milliseconds)
        let offset = Int64(offset(at: instant, utcDay: utcDay)) * 1000
        let (local, overflow) = instant.milliseconds.addingReportingOverflow(offset)
        return Day(daysSince1970: Self.floorDays(overflow ? instant.milliseconds : local))
    }

    /// The first instant of a day in this zone. A day that the zone skipped begins with the next one.
    package mutating func start(of day: Day) -> Instant {
        let utc = Int64(day.daysSince1970) * 86_400_000
        // Local midnight lies within 26 hours of UTC's: no zone was ever further away.
        var low = utc - 26 * 3_600_000
        var high = utc + 26 * 3_600_000
        let before = Int64(zone.secondsFromGMT(for: Self.date(low))) * 1000
        if before == Int64(zone.secondsFromGMT(for: Self.date(high))) * 1000 {
            return Instant(milliseconds: utc - before)
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.day(of: Instant(milliseconds: middle)) < day { low = middle } else { high = middle }
        }
        return Instant(milliseconds: high)
    }

    private mutating func offset(at instant: Instant, utcDay: Int) -> Int32 {
        let index = utcDay - Self.firstDay
        guard offsets.indices.contains(index) else { return exactOffset(at: instant) }
        if offsets[index] == Self.unasked {
            let start = Int64(utcDay) * 86_400_000
            let atStart = exactOffset(at: Instant(milliseconds: start))
            let atEnd = exactOffset(at: Instant(milliseconds: start + 86_400_000))
            offsets[index] = atStart == atEnd ? atStart : Self.changing
        }
        return offsets[index] == Self.changing ? exactOffset(at: instant) : offsets[index]
    }

    private func exactOffset(at instant: Instant) -> Int32 {
        Int32(clamping: zone.secondsFromGMT(for: Self.date(instant.milliseconds)))
    }

    private static func date(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    private static func floorDays(_ milliseconds: Int64) -> Int {
        let days = Int(milliseconds / 86_400_000)
        return milliseconds % 86_400_000 < 0 ? days - 1 : days
    }
}
