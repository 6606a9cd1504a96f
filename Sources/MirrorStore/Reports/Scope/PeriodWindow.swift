import Foundation
import Reporting
import SyncCore

/// The days that a report shows, by its parameters `from` and `to`; what the data do not know of has not happened
/// yet.
struct DayWindow {
    let first: Day
    let last: Day
    /// The day of the data's moment.
    fileprivate let known: Day
    fileprivate let calendar: ReportCalendar

    private init(first: Day, last: Day, known: Day, calendar: ReportCalendar) {
        (self.first, self.last, self.known, self.calendar) = (first, last, known, calendar)
    }

    init(_ request: ReportRequest) {
        calendar = request.facts.calendar
        known = request.facts.today
        last = min(request.values.day("to") ?? known, known)
        first = min(request.values.day("from") ?? last, last)
    }

    /// The number of days.
    var days: Int { last.daysSince1970 - first.daysSince1970 + 1 }

    /// The first moment of the first day, milliseconds since 1970.
    var start: Int64 { calendar.start(of: first).milliseconds }
    /// The first moment after the last day, milliseconds since 1970.
    var end: Int64 { calendar.start(of: next).milliseconds }
    /// The day after the last one.
    var next: Day { Day(daysSince1970: last.daysSince1970 + 1) }

    /// As many days before the first one, to compare with.
    var before: DayWindow {
        DayWindow(
            first: Day(daysSince1970: first.daysSince1970 - days),
            last: Day(daysSince1970: first.daysSince1970 - 1), known: known, calendar: calendar)
    }

    /// "527 in the 183 days before", of what ``before`` had.
    func comparison(_ figure: String) -> String {
        days == 1 ? "\(figure) on the day before" : "\(figure) in the \(days) days before"
    }

    /// Nil where there was none then: the data may begin later.
    func comparison(_ count: Int) -> String? {
        count == 0 ? nil : comparison(Figure.grouped(count))
    }

    /// Whether the last day is the data's own: what is open then is open now.
    var reachesNow: Bool { last == known }

    /// "2026-01-01 to 2026-03-31".
    var text: String { "\(first.text) to \(last.text)" }
}

/// The days of a report cut into periods, by its parameter `by`.
@dynamicMemberLookup
struct PeriodWindow {
    let days: DayWindow
    let axis: PeriodAxis
    let clock: PeriodClock
    /// The first moment of the first day, milliseconds since 1970: millions of moments are compared with it.
    let start: Int64

    /// A picture has no place for more, and a page of their numbers would be tens of megabytes long.
    private static let most = 4000

    /// - Throws: ``ReportError/parameters(report:_:)`` where it would be more than 4,000 periods.
    init(_ request: ReportRequest, unit standard: PeriodUnit = .week) throws(ReportError) {
        let days = DayWindow(request)
        self.days = days
        let unit = PeriodUnit(rawValue: request.values.text("by") ?? "") ?? standard
        guard Self.count(unit, days) <= Self.most else {
            let longer = PeriodUnit.allCases.filter { Self.count($0, days) <= Self.most }
            let choices = ["a later day"] + longer.map { "by=\($0.rawValue)" }
            throw .parameters(
                report: request.name,
                [
                    .invalid(
                        name: "from", value: days.first.text,
                        expected: choices.joined(separator: ", or ")
                            + "; a report shows up to \(Self.most) periods")
                ])
        }
        axis = PeriodAxis(unit, from: days.first, through: days.last)
        clock = PeriodClock(axis, days.calendar)
        start = days.start
    }

    /// About how many periods there are in so many days.
    private static func count(_ unit: PeriodUnit, _ days: DayWindow) -> Int {
        switch unit {
        case .day: days.days
        case .week: days.days / 7
        case .month: days.days / 30
        }
    }

    subscript<Value>(dynamicMember part: KeyPath<DayWindow, Value>) -> Value { days[keyPath: part] }

    var count: Int { axis.starts.count }
    var unit: PeriodUnit { axis.unit }

    /// Whether all days of the period are shown, and over.
    func isComplete(_ index: Int) -> Bool {
        let next = unit.next(after: axis.starts[index])
        return axis.starts[index] >= days.first && next <= days.next && next <= days.known
    }

    var isFirstPartial: Bool { count > 1 && !isComplete(0) }

    var isLastPartial: Bool { !isComplete(count - 1) }

    /// The number of days of the period that are shown.
    func shownDays(_ index: Int) -> Int {
        lastDay(index).daysSince1970 - max(axis.starts[index], days.first).daysSince1970 + 1
    }

    /// Where a moment counts that is not after the window: 0 is before the first day, else one more than the
    /// period. What happened in a period before the first day happened before the window.
    func place(_ milliseconds: Int64) -> Int {
        milliseconds < start ? 0 : clock.index(milliseconds) + 1
    }

    /// Where a day counts that is not after the window.
    func place(_ day: Day) -> Int { day < days.first ? 0 : axis.index(of: day) + 1 }

    /// The last day of the period, or of the window.
    func lastDay(_ index: Int) -> Day {
        min(Day(daysSince1970: unit.next(after: axis.starts[index]).daysSince1970 - 1), days.last)
    }

    /// First cells of a table of periods: its label and first day.
    func cells(_ index: Int) -> [ReportValue] {
        [.text(unit.label(axis.starts[index])), .day(axis.starts[index])]
    }

    /// A table with a row a period.
    ///
    /// - Parameter row: the cells between those of the period and whether it is complete.
    func table(_ title: String, _ columns: [Column], row: (Int) -> [ReportValue]) -> ReportTable {
        ReportTable(
            name: "periods", title: title,
            columns: Self.columns + columns + [Column("is_complete", "Complete", .boolean)],
            rows: (0..<count).map { cells($0) + row($0) + [.boolean(isComplete($0))] })
    }

    static let columns = [Column("period", "Period", .text), Column("period_start", "From", .day)]

    /// "Weeks start on Monday …": the report's rule about its days.
    var dayRule: String {
        "Days are those of the time zone \(days.calendar.zone.identifier); weeks start on Monday (ISO 8601); a period is complete when all its days are shown and over."
    }
}

/// Finds the period of a moment without asking the calendar: millions of moments pass through here.
struct PeriodClock {
    /// First moments of the periods, and of what follows them; milliseconds since 1970.
    private let starts: [Int64]
    /// The period that holds the beginning of each 24 hours from the first moment on.
    private let hints: [Int32]

    private static let bucket: Int64 = 86_400_000

    init(_ axis: PeriodAxis, _ calendar: ReportCalendar) {
        starts = (axis.starts + [axis.end]).map { calendar.start(of: $0).milliseconds }
        var hints: [Int32] = []
        var index = 0
        var moment = starts[0]
        while moment < starts[starts.count - 1] {
            while starts[index + 1] <= moment { index += 1 }
            hints.append(Int32(index))
            moment += Self.bucket
        }
        self.hints = hints
    }

    var count: Int { starts.count - 1 }

    /// -1 before the first period, ``count`` after the last.
    func index(_ milliseconds: Int64) -> Int {
        guard milliseconds >= starts[0] else { return -1 }
        guard milliseconds < starts[starts.count - 1] else { return count }
        var index = Int(hints[Int((milliseconds - starts[0]) / Self.bucket)])
        while starts[index + 1] <= milliseconds { index += 1 }
        return index
    }

    /// The first moment of a period, or with ``count`` of what follows; milliseconds since 1970.
    func start(_ index: Int) -> Int64 { starts[index] }
}

extension MirrorFacts {
    /// The report's time zone: `Europe/Berlin`.
    var zoneName: String { calendar.zone.identifier }
}
