import SyncCore

/// Marks of a time axis at the beginnings of days, weeks, months or years, as close as their labels allow.
struct TimeTicks {
    struct Tick: Equatable {
        var day: Day
        /// "23", "Nov", "2026".
        var label: String
        /// The larger unit, where it begins or at the first tick: "Nov 2026", "2026".
        var context: String?
    }

    let ticks: [Tick]

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter most: how many labels fit.
    init(from first: Day, through last: Day, most: Int) {
        let days = max(1, last.daysSince1970 - first.daysSince1970 + 1)
        let most = max(2, most)
        if let step = [1, 2].first(where: { days / $0 <= most }) {
            ticks = Self.dated(Self.days(from: first, through: last, every: step))
        } else if let step = [7, 14].first(where: { days / $0 <= most }), days < 190 {
            let monday = PeriodUnit.week.start(of: Day(daysSince1970: first.daysSince1970 + 6))
            ticks = Self.dated(Self.days(from: monday, through: last, every: step))
        } else if let step = [1, 2, 3, 6].first(where: { days / (30 * $0) <= most }) {
            ticks = Self.monthly(from: first, through: last, every: step)
        } else {
            ticks = Self.yearly(from: first, through: last, most: most)
        }
    }

    private static func days(from first: Day, through last: Day, every step: Int) -> [Day] {
        stride(from: first.daysSince1970, through: last.daysSince1970, by: step).map(Day.init(daysSince1970:))
    }

    private static func dated(_ days: [Day]) -> [Tick] {
        var shown = 0
        return days.map { day in
            let (year, month, number) = day.civil
            defer { shown = year * 12 + month }
            let isNew = shown != year * 12 + month
            return Tick(
                day: day, label: String(number), context: isNew ? "\(months[month - 1]) \(year)" : nil)
        }
    }

    private static func monthly(from first: Day, through last: Day, every step: Int) -> [Tick] {
        var ticks: [Tick] = []
        let (year, month, day) = first.civil
        var index = year * 12 + month - 1 + (day > 1 ? 1 : 0)
        index += (step - index % step) % step
        var shown = Int.min
        while true {
            let (year, month) = (index / 12, index % 12 + 1)
            let start = Day(year: year, month: month, day: 1)
            guard start <= last else { return ticks }
            ticks.append(
                Tick(day: start, label: months[month - 1], context: year == shown ? nil : String(year)))
            shown = year
            index += step
        }
    }

    private static func yearly(from first: Day, through last: Day, most: Int) -> [Tick] {
        let (low, high) = (first.civil.year, last.civil.year)
        let step = [1, 2, 5, 10, 20, 50, 100, 500].first { (high - low) / $0 < most } ?? 1000
        let start = low + (step - low % step) % step
        return stride(from: start, through: high, by: step).compactMap { year in
            let day = Day(year: year, month: 1, day: 1)
            return day < first ? nil : Tick(day: day, label: String(year), context: nil)
        }
    }
}
