/// Dates in queries: absolute ones have no seconds and no zone and are read in the searching user's zone;
/// relative ones count from now; a bare number is epoch milliseconds.
enum JQLDate {
    /// Epoch milliseconds, nil where the text is no date.
    static func parse(_ text: String, now: Int64, zone: UserZone) -> Int64? {
        let trimmed = text.trimmingPrefix { $0 == " " }
        guard !trimmed.isEmpty else { return nil }
        if let number = Int64(trimmed), !trimmed.hasPrefix("+") { return number }
        return absolute(trimmed, zone) ?? relative(trimmed, now)
    }

    private static func absolute(_ text: Substring, _ zone: UserZone) -> Int64? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first else { return nil }
        let separator: Character = first.contains("/") ? "/" : "-"
        let numbers = first.split(separator: separator, omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers[0].count == 4,
            let day = CivilDate.parse(day: numbers.joined(separator: "-"))
        else { return nil }
        guard parts.count == 2 else { return zone.instant(day: day, hour: 0, minute: 0) }
        let time = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 2, let hour = number(time[0]), let minute = number(time[1]), hour < 24,
            minute < 60
        else { return nil }
        return zone.instant(day: day, hour: hour, minute: minute)
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...2).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(text)
    }

    /// `-7d`, `4w 2d`, `-30m`: the sign holds for all parts.
    private static func relative(_ text: Substring, _ now: Int64) -> Int64? {
        var rest = text
        var sign: Int64 = 1
        if rest.hasPrefix("-") || rest.hasPrefix("+") { sign = rest.removeFirst() == "-" ? -1 : 1 }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        for part in rest.split(separator: " ") {
            guard let unit = part.last, let amount = Int64(part.dropLast()), amount >= 0 else { return nil }
            let size: Int64
            switch unit {
            case "w": size = 7 * 86_400_000
            case "d": size = 86_400_000
            case "h": size = 3_600_000
            case "m": size = 60_000
            default: return nil
            }
            let (product, overflow) = amount.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            let sum = total.addingReportingOverflow(product)
            guard !sum.overflow else { return nil }
            total = sum.partialValue
        }
        let moved = now.addingReportingOverflow(sign * total)
        return moved.overflow ? nil : moved.partialValue
    }
}
