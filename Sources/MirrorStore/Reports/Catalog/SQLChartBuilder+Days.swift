import Reporting
import SyncCore

/// The days across a picture.
extension SQLChartBuilder {
    /// Periods that a picture has room for.
    private static let mostPeriods = 2000
    /// Half of what the shortest 2,000 months are: a mistyped year must not stretch the axis over millennia.
    private static let farthest = mostPeriods * 28 / 2

    /// A DATE, an instant's day, or a text of that form.
    func day(_ value: ReportValue) -> Day? {
        switch value {
        case .day(let day): day
        case .instant(let instant): request.facts.calendar.day(of: instant)
        case .text(let text) where text.utf8.count == 10:
            DayExpression.day(text, today: request.facts.today)
        default: nil
        }
    }

    /// Of all rows; nil where any holds something else.
    func days(_ rows: [[ReportValue]], _ x: Int) -> [Day]? {
        var days: [Day] = []
        for row in rows {
            guard let day = day(row[x]) else { return nil }
            days.append(day)
        }
        return days
    }

    /// The days that are drawn, around the middle one; nil where all of them are.
    static func reach(_ days: [Day]) -> ClosedRange<Day>? {
        guard let first = days.min(), let last = days.max(),
            last.daysSince1970 - first.daysSince1970 > 2 * farthest
        else { return nil }
        let middle = days.sorted()[days.count / 2].daysSince1970
        return Day(daysSince1970: middle - farthest)...Day(daysSince1970: middle + farthest)
    }

    /// Said under the table where days lie too far from the others to be drawn.
    var farNote: String? {
        guard chart.kind != .bars, let x = result.index(of: chart.x),
            let days = days(result.kept.filter { !$0[x].isNull }, x), let reach = Self.reach(days)
        else { return nil }
        let far = days.count { !reach.contains($0) }
        return
            "The picture leaves out \(Figure.counted(far, "row", "rows")) before \(reach.lowerBound.text) or after \(reach.upperBound.text), too far from the others."
    }

    /// Nil without days.
    func axis(_ days: [Day]) -> PeriodAxis? {
        guard let first = days.min(), let last = days.max() else { return nil }
        var unit = request.values.text("by").flatMap(PeriodUnit.init(rawValue:)) ?? Self.unit(days)
        let span = last.daysSince1970 - first.daysSince1970
        if unit == .day, span > Self.mostPeriods { unit = .week }
        if unit == .week, span / 7 > Self.mostPeriods { unit = .month }
        return PeriodAxis(unit, from: first, through: last)
    }

    /// The longest period that all days begin.
    private static func unit(_ days: [Day]) -> PeriodUnit {
        guard Set(days).count > 1 else { return .day }
        return [PeriodUnit.month, .week].first { unit in days.allSatisfy { unit.start(of: $0) == $0 } }
            ?? .day
    }
}
