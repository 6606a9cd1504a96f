package import SyncCore

/// When people work: hours by weekday, and days off.
package struct WorkingHours: Hashable, Sendable {
    /// By ISO weekday (1 is Monday): stretches in minutes of the day, ascending, apart.
    package let stretches: [Int: [Range<Int>]]
    package let holidays: Set<Day>

    /// Monday to Friday, 9 to 17, no holidays.
    package static let usual = WorkingHours(
        stretches: Dictionary(uniqueKeysWithValues: (1...5).map { ($0, [540..<1020]) }), holidays: [])

    package init(stretches: [Int: [Range<Int>]], holidays: Set<Day>) {
        self.stretches = stretches.filter { (1...7).contains($0.key) }.mapValues { day in
            day.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
        }
        self.holidays = holidays
    }

    /// Reads `Mon-Fri 09:00-17:00` and lists of it: `Mon-Thu 08:00-12:00 13:00-17:00, Fri 08:00-14:00`.
    ///
    /// Nil for anything else, for stretches that overlap, and where nobody ever works.
    package init?(_ text: String, holidays: Set<Day> = []) {
        var stretches: [Int: [Range<Int>]] = [:]
        for part in text.split(separator: ",") {
            var words = part.split(whereSeparator: \.isWhitespace)[...]
            guard let days = words.popFirst().flatMap(Self.weekdays), !words.isEmpty else { return nil }
            for word in words {
                guard let stretch = Self.stretch(word) else { return nil }
                for day in days {
                    if stretches[day, default: []].contains(where: { $0.overlaps(stretch) }) { return nil }
                    stretches[day, default: []].append(stretch)
                }
            }
        }
        guard !stretches.isEmpty else { return nil }
        self.init(stretches: stretches, holidays: holidays)
    }

    /// Hours of the longest working day: what "1 day" is worth in business time.
    package var hoursPerDay: Double {
        Double(stretches.values.map { $0.reduce(0) { $0 + $1.count } }.max() ?? 0) / 60
    }

    package func stretches(on day: Day) -> [Range<Int>] {
        holidays.contains(day) ? [] : stretches[day.isoWeekday] ?? []
    }

    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private static func weekdays(_ text: Substring) -> [Int]? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { name in
            names.firstIndex(of: name.lowercased()).map { $0 + 1 }
        }
        guard let first = ends.first ?? nil, ends.count <= 2, let last = ends.last ?? nil else { return nil }
        return first <= last ? Array(first...last) : Array(first...7) + Array(1...last)
    }

    private static func stretch(_ text: Substring) -> Range<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(minute)
        guard ends.count == 2, let first = ends[0], let last = ends[1], first < last else { return nil }
        return first..<last
    }

    /// `09:00` to `24:00`.
    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
            parts[1].utf8.count == 2,
            let hour = UInt8(parts[0]), let minute = UInt8(parts[1]), hour <= 24, minute < 60,
            hour < 24 || minute == 0
        else { return nil }
        return Int(hour) * 60 + Int(minute)
    }
}

/// How long something took: in elapsed time, or in working hours only.
package final class ElapsedTime {
    private let hours: WorkingHours?
    private let calendar: ReportCalendar
    /// Working seconds before each day, from `firstDay` on, as far as asked.
    private var before: [Int64] = [0]
    private var firstDay = 0

    /// - Parameter hours: nil counts all time.
    package init(_ hours: WorkingHours?, calendar: ReportCalendar) {
        self.hours = hours
        self.calendar = calendar
        firstDay = Day(year: 1990, month: 1, day: 1).daysSince1970
    }

    package var isBusiness: Bool { hours != nil }

    /// Seconds of one day of the figures: 86,400, or a full working day's.
    package var secondsPerDay: Double { hours.map { max(60, $0.hoursPerDay * 3600) } ?? 86_400 }

    /// "days" or "business days".
    package var unit: String { isBusiness ? "business days" : "days" }

    /// Seconds between two moments; 0 where the second is not later.
    package func seconds(from start: Instant, to end: Instant) -> Int64 {
        guard end > start else { return 0 }
        guard hours != nil else { return (end.milliseconds - start.milliseconds) / 1000 }
        return max(0, workedSeconds(until: end) - workedSeconds(until: start))
    }

    /// As ``seconds(from:to:)``, in days of ``secondsPerDay``.
    package func days(from start: Instant, to end: Instant) -> Double {
        Double(seconds(from: start, to: end)) / secondsPerDay
    }

    /// Working seconds from a fixed day to a moment; moments before that day count as it.
    ///
    /// Hours are those of the wall clock, so a working hour that a clock change skips or repeats counts once.
    private func workedSeconds(until instant: Instant) -> Int64 {
        guard let hours else { return 0 }
        let wall = calendar.wallDays(instant)
        let number = Int(wall.rounded(.down))
        guard number >= firstDay else { return 0 }
        let index = number - firstDay
        while before.count <= index {
            let day = Day(daysSince1970: firstDay + before.count - 1)
            let minutes = hours.stretches(on: day).reduce(0) { $0 + $1.count }
            before.append(before[before.count - 1] + Int64(minutes) * 60)
        }
        let second = (wall - Double(number)) * 86_400
        let today = hours.stretches(on: Day(daysSince1970: number)).reduce(0.0) { sum, stretch in
            sum + max(0, min(second, Double(stretch.upperBound * 60)) - Double(stretch.lowerBound * 60))
        }
        return before[index] + Int64(today.rounded())
    }
}
