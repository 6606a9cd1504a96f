import SyncCore

/// Values as people read them: instants in the report's zone, numbers with the column's digits.
struct PeopleText {
    private let calendar: ReportCalendar

    init(options: RenderOptions) { calendar = ReportCalendar(zone: options.timeZone) }

    /// Nil for NULL. Nothing is escaped yet.
    func of(_ value: ReportValue, _ column: Column) -> String? {
        switch value {
        case .real(let number):
            guard number.isFinite else { return nil }
            if case .real(let digits) = column.kind { return Figure.fixed(number, digits: digits) }
            return PlainText.real(number)
        case .instant(let instant): return calendar.minuteText(instant)
        case .boolean(let flag): return flag ? "yes" : "no"
        default: return PlainText.of(value)
        }
    }
}

/// Numbers for people.
package enum Figure {
    /// Rounded to that many decimals, half away from zero.
    package static func fixed(_ number: Double, digits: Int) -> String {
        let digits = min(max(digits, 0), 9)
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = (number.magnitude * Double(scale)).rounded()
        guard number.isFinite, scaled < 9e15 else { return number.description }
        let units = Int64(scaled)
        let sign = number < 0 && units != 0 ? "-" : ""
        guard digits > 0 else { return sign + String(units) }
        let fraction = String(units % scale)
        return sign + String(units / scale) + "." + String(repeating: "0", count: digits - fraction.count)
            + fraction
    }

    /// An integer in groups of three digits: 1 234 567 with narrow no-break spaces.
    package static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        guard digits.count > 3 else { return String(number) }
        var out = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { out += "\u{202F}" }
            out.append(digit)
        }
        return out
    }

    /// As ``fixed(_:digits:)``, the whole part in groups.
    package static func grouped(_ number: Double, digits: Int) -> String {
        let text = fixed(number, digits: digits)
        guard number.magnitude >= 1000, number.magnitude < 9e15, let point = text.firstIndex(of: ".") else {
            return text
        }
        return Int(text[..<point]).map { grouped($0) + text[point...] } ?? text
    }

    /// Days with the digits that matter: 0.04, 3.2, 41.
    package static func days(_ days: Double) -> String {
        let magnitude = days.magnitude
        if magnitude >= 999.5, magnitude < 1e15 { return grouped(Int(days.rounded())) }
        return fixed(days, digits: magnitude < 0.995 ? 2 : magnitude < 99.5 ? 1 : 0)
    }

    /// "1 day", "3.2 days".
    package static func daysText(_ days: Double) -> String {
        let text = Self.days(days)
        return text + (text == "1.0" || text == "1" ? " day" : " days")
    }

    /// A share of a total: 41 %, and – where there is no total.
    package static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        let share = Double(part) / Double(whole) * 100
        return fixed(share, digits: share > 0 && share < 9.95 ? 1 : 0) + "\u{202F}%"
    }
}
