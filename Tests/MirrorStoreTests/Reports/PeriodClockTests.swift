import Foundation
import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct PeriodClockTests {
    @Test(
        "the period of a moment is that of its day, whatever the clocks do",
        arguments: [
            "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
            "Pacific/Apia",
        ], PeriodUnit.allCases)
    func everyHour(zone: String, unit: PeriodUnit) throws {
        // Apia had no 30 December 2011; in Sao Paulo the clocks went forward at midnight.
        for year in [2011, 2018, 2026] {
            let calendar = ReportCalendar(zone: try #require(TimeZone(identifier: zone)))
            let days = (Day(year: year, month: 2, day: 3), Day(year: year, month: 12, day: 31))
            let axis = PeriodAxis(unit, from: days.0, through: days.1)
            let clock = PeriodClock(axis, calendar)
            #expect(clock.count == axis.starts.count)
            let first = calendar.start(of: Day(year: year, month: 1, day: 1)).milliseconds
            var moment = first
            // Half hours, and the millisecond before each.
            while moment < first + 372 * 86_400_000 {
                for at in [moment - 1, moment] {
                    let day = calendar.day(of: Instant(milliseconds: at))
                    #expect(clock.index(at) == axis.index(of: day), "\(Instant(milliseconds: at).text)")
                }
                moment += 1_800_000
            }
        }
    }
}
