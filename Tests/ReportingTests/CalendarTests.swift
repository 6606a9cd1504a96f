import Foundation
import Reporting
import SyncCore
import Testing

@Suite struct CalendarTests {
    private func calendar(_ name: String) throws -> ReportCalendar {
        ReportCalendar(zone: try #require(TimeZone(identifier: name)))
    }

    private func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0) -> Instant {
        let days = Int64(Day(year: year, month: month, day: day).daysSince1970)
        return Instant(milliseconds: (days * 1440 + Int64(hour * 60 + minute)) * 60_000)
    }

    @Test("ISO weeks belong to the year of their Thursday")
    func isoWeeks() {
        func week(_ y: Int, _ m: Int, _ d: Int) -> String {
            PeriodUnit.week.label(PeriodUnit.week.start(of: Day(year: y, month: m, day: d)))
        }
        #expect(week(2026, 1, 1) == "2026-W01")
        #expect(week(2025, 12, 29) == "2026-W01")
        #expect(week(2027, 1, 3) == "2026-W53")
        #expect(week(2024, 12, 30) == "2025-W01")
        #expect(week(2021, 1, 3) == "2020-W53")
    }

    @Test("each day falls into the period that its label names", arguments: PeriodUnit.allCases)
    func axis(unit: PeriodUnit) {
        let first = Day(year: 2023, month: 12, day: 15)
        let last = Day(year: 2025, month: 3, day: 1)
        let axis = PeriodAxis(unit, from: first, through: last)
        for number in first.daysSince1970...last.daysSince1970 {
            let day = Day(daysSince1970: number)
            #expect(axis.starts[axis.index(of: day)] == unit.start(of: day))
        }
        #expect(axis.index(of: Day(daysSince1970: axis.starts[0].daysSince1970 - 1)) == -1)
        #expect(axis.index(of: axis.end) == axis.starts.count)
    }

    @Test("days begin at midnight of the zone, also when clocks change")
    func berlin() throws {
        let calendar = try calendar("Europe/Berlin")
        let change = Day(year: 2026, month: 3, day: 29)
        #expect(calendar.start(of: change) == utc(2026, 3, 28, 23))
        #expect(calendar.start(of: Day(year: 2026, month: 3, day: 30)) == utc(2026, 3, 29, 22))
        #expect(calendar.day(of: utc(2026, 3, 28, 22, 59)).text == "2026-03-28")
        #expect(calendar.day(of: utc(2026, 3, 28, 23)).text == "2026-03-29")
        #expect(calendar.day(of: utc(2026, 10, 25, 22, 59)).text == "2026-10-25")
        #expect(calendar.day(of: utc(2026, 10, 25, 23)).text == "2026-10-26")
        #expect(calendar.minuteText(utc(2026, 10, 25, 0, 30)) == "2026-10-25 02:30")
        #expect(calendar.minuteText(utc(2026, 10, 25, 1, 30)) == "2026-10-25 02:30")
    }

    @Test("a day without a midnight begins where the clocks were put forward")
    func midnightGap() throws {
        // Brazil put its clocks forward at midnight of 4 November 2018.
        let calendar = try calendar("America/Sao_Paulo")
        #expect(calendar.start(of: Day(year: 2018, month: 11, day: 4)) == utc(2018, 11, 4, 3))
        #expect(calendar.day(of: utc(2018, 11, 4, 2, 59)).text == "2018-11-03")
    }

    @Test("instants before 1970 and absurd ones have a day")
    func extremes() throws {
        let calendar = try calendar("UTC")
        #expect(calendar.day(of: Instant(milliseconds: -1)).text == "1969-12-31")
        #expect(calendar.day(of: Instant(milliseconds: .max)).text == "9999-12-31")
        #expect(calendar.day(of: Instant(milliseconds: .min)).text == "0000-01-01")
    }

    @Test("days are written in many ways, and nonsense is none")
    func expressions() {
        let today = Day(year: 2026, month: 3, day: 31)
        func day(_ text: String, isLast: Bool = false) -> String? {
            DayExpression.day(text, today: today, isLast: isLast)?.text
        }
        #expect(day("2026-02-28") == "2026-02-28")
        #expect(day("2024-02-29") == "2024-02-29")
        #expect(day("2026-02") == "2026-02-01")
        #expect(day("2026-02", isLast: true) == "2026-02-28")
        #expect(day("today") == "2026-03-31")
        #expect(day("-90d") == "2025-12-31")
        #expect(day("-2w") == "2026-03-17")
        #expect(day("-1m") == "2026-02-28")
        #expect(day("-1y") == "2025-03-31")
        for nonsense in [
            "", "-", "-d", "2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "-99999999d", "-5x",
            "2026-02-3a", "٢٠٢٦-٠١-٠١",
        ] {
            #expect(day(nonsense) == nil, "\(nonsense)")
        }
    }
}
