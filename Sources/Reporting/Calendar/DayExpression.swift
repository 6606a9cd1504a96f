package import SyncCore

/// Days as people write them in parameters.
package enum DayExpression {
    /// `YYYY-MM-DD`, `YYYY-MM` (its first day, or its last), `today`, `-90d`, `-12w`, `-6m`, `-1y`.
    ///
    /// Nil for anything else, and for days that do not exist.
    package static func day(_ text: String, today: Day, isLast: Bool = false) -> Day? {
        if text == "today" { return today }
        if text.hasPrefix("-") { return before(today, text.dropFirst()) }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts[0].utf8.count == 4,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
            let year = Int(parts[0]), let month = Int(parts[1]), (1...12).contains(month)
        else { return nil }
        let length = daysInMonth(year: year, month: month)
        if parts.count == 2 { return Day(year: year, month: month, day: isLast ? length : 1) }
        guard let day = Int(parts[2]), (1...length).contains(day) else { return nil }
        return Day(year: year, month: month, day: day)
    }

    private static func before(_ today: Day, _ text: Substring) -> Day? {
        guard let unit = text.last, let amount = Int(text.dropLast()), (0...100_000).contains(amount)
        else { return nil }
        switch unit {
        case "d": return Day(daysSince1970: today.daysSince1970 - amount)
        case "w": return Day(daysSince1970: today.daysSince1970 - 7 * amount)
        case "m": return monthsBefore(today, amount)
        case "y": return monthsBefore(today, 12 * amount)
        default: return nil
        }
    }

    /// The same day of an earlier month, or that month's last.
    private static func monthsBefore(_ today: Day, _ months: Int) -> Day? {
        let (year, month, day) = today.civil
        let index = year * 12 + month - 1 - months
        guard index >= 12 else { return nil }
        let length = daysInMonth(year: index / 12, month: index % 12 + 1)
        return Day(year: index / 12, month: index % 12 + 1, day: min(day, length))
    }

    static func daysInMonth(year: Int, month: Int) -> Int {
        let next =
            month == 12 ? Day(year: year + 1, month: 1, day: 1) : Day(year: year, month: month + 1, day: 1)
        return next.daysSince1970 - Day(year: year, month: month, day: 1).daysSince1970
    }
}
