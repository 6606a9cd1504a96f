package import Foundation
package import SyncCore

/// Days of a time zone.
///
/// Asks Foundation once a day of data, so that millions of instants cost almost nothing.
package final class ReportCalendar {
    package let zone: TimeZone
    /// By UTC day: the offset in milliseconds that holds throughout, or `changing`.
    private var offsets: [Int: Int64] = [:]
    private var lastDay = Int.min
    private var lastOffset: Int64 = 0

    private static let changing = Int64.min
    private static let dayLength: Int64 = 86_400_000
    /// Years 0 to 9999, what a TIMESTAMP of the mirror can say.
    private static let span: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    package init(zone: TimeZone) { self.zone = zone }

    /// The zone's distance from UTC at that moment, in milliseconds.
    package func offset(at instant: Instant) -> Int64 {
        let milliseconds = min(max(instant.milliseconds, Self.span.lowerBound), Self.span.upperBound)
        let day = Int(Self.floorDivided(milliseconds, Self.dayLength))
        if day != lastDay {
            if let known = offsets[day] {
                lastOffset = known
            } else {
                let start = Int64(day) * Self.dayLength
                let (first, last) = (ask(start), ask(start + Self.dayLength - 1))
                lastOffset = first == last ? first : Self.changing
                offsets[day] = lastOffset
            }
            lastDay = day
        }
        return lastOffset == Self.changing ? ask(milliseconds) : lastOffset
    }

    /// The calendar day of a moment.
    package func day(of instant: Instant) -> Day {
        Day(daysSince1970: Int(Self.floorDivided(local(instant), Self.dayLength)))
    }

    /// Days since 1970-01-01 on the zone's wall clock, with the time of day as fraction: a chart's abscissa.
    package func wallDays(_ instant: Instant) -> Double {
        Double(local(instant)) / Double(Self.dayLength)
    }

    /// The first moment of a day: midnight, or the end of the gap where clocks are put forward at midnight.
    package func start(of day: Day) -> Instant {
        let midnight = Int64(day.daysSince1970) * Self.dayLength
        let before = ask(midnight - Self.dayLength)
        let after = ask(midnight + Self.dayLength)
        let candidates = [midnight - before, midnight - after].sorted().map(Instant.init(milliseconds:))
        return candidates.first { self.day(of: $0) >= day } ?? Instant(milliseconds: midnight - after)
    }

    /// `2026-11-23 14:05` on the zone's wall clock.
    package func minuteText(_ instant: Instant) -> String {
        let text = Instant(milliseconds: local(instant)).text
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
    }

    private func local(_ instant: Instant) -> Int64 {
        let milliseconds = min(max(instant.milliseconds, Self.span.lowerBound), Self.span.upperBound)
        return milliseconds + offset(at: instant)
    }

    private func ask(_ milliseconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000))) * 1000
    }

    private static func floorDivided(_ a: Int64, _ b: Int64) -> Int64 {
        a >= 0 ? a / b : -((b - 1 - a) / b)
    }
}
