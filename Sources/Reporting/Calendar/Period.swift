package import SyncCore

/// How time is cut for counting.
package enum PeriodUnit: String, CaseIterable, Sendable {
    case day, week, month

    /// The first day of the period that holds this day; weeks start on Monday (ISO 8601).
    package func start(of day: Day) -> Day {
        switch self {
        case .day: return day
        case .week: return Day(daysSince1970: day.daysSince1970 - day.isoWeekday + 1)
        case .month:
            let (year, month, _) = day.civil
            return Day(year: year, month: month, day: 1)
        }
    }

    /// The first day of the next period.
    package func next(after start: Day) -> Day {
        switch self {
        case .day: return Day(daysSince1970: start.daysSince1970 + 1)
        case .week: return Day(daysSince1970: start.daysSince1970 + 7)
        case .month:
            let (year, month, _) = start.civil
            return month == 12
                ? Day(year: year + 1, month: 1, day: 1) : Day(year: year, month: month + 1, day: 1)
        }
    }

    /// `2026-11-23`, `2026-W48`, `2026-11`.
    package func label(_ start: Day) -> String {
        switch self {
        case .day: return start.text
        case .week:
            let (year, week) = Self.isoWeek(of: start)
            return "\(Day(year: year, month: 1, day: 1).text.prefix(4))-W\(week < 10 ? "0" : "")\(week)"
        case .month: return String(start.text.prefix(7))
        }
    }

    /// ISO 8601: the week belongs to the year of its Thursday.
    package static func isoWeek(of day: Day) -> (year: Int, week: Int) {
        let thursday = Day(daysSince1970: day.daysSince1970 - day.isoWeekday + 4)
        let year = thursday.civil.year
        let first = Day(year: year, month: 1, day: 1)
        return (year, (thursday.daysSince1970 - first.daysSince1970) / 7 + 1)
    }
}

/// Consecutive periods, the first holding `first` and the last holding `last`.
package struct PeriodAxis: Sendable {
    package let unit: PeriodUnit
    /// First days, ascending.
    package let starts: [Day]
    /// The first day after the last period.
    package let end: Day

    package init(_ unit: PeriodUnit, from first: Day, through last: Day) {
        self.unit = unit
        var starts: [Day] = []
        var start = unit.start(of: first)
        repeat {
            starts.append(start)
            start = unit.next(after: start)
        } while start <= last
        self.starts = starts
        end = start
    }

    /// The period of a day; negative before the first, `starts.count` after the last.
    package func index(of day: Day) -> Int {
        guard let first = starts.first, day >= first else { return -1 }
        guard day < end else { return starts.count }
        switch unit {
        case .day: return day.daysSince1970 - first.daysSince1970
        case .week: return (day.daysSince1970 - first.daysSince1970) / 7
        case .month:
            let (year, month, _) = day.civil
            let (firstYear, firstMonth, _) = first.civil
            return (year - firstYear) * 12 + month - firstMonth
        }
    }
}
