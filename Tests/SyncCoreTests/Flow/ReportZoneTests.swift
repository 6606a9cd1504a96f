import Foundation
import SyncCore
import Testing

struct ReportZoneTests {
    private func instant(_ text: String) throws -> Instant {
        let date = try Date(text, strategy: .iso8601)
        return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    @Test(
        "the day of an instant is the one on the wall in that zone",
        arguments: [
            ("UTC", "2024-03-31T23:59:59Z", "2024-03-31"),
            ("Europe/Berlin", "2024-03-31T22:30:00Z", "2024-04-01"),
            ("Europe/Berlin", "2024-01-31T22:30:00Z", "2024-01-31"),
            ("Asia/Kolkata", "2024-05-01T18:29:59Z", "2024-05-01"),
            ("Asia/Kolkata", "2024-05-01T18:30:00Z", "2024-05-02"),
            ("Asia/Kathmandu", "2024-05-01T18:15:00Z", "2024-05-02"),
            ("America/New_York", "2024-11-03T03:59:59Z", "2024-11-02"),
            ("America/New_York", "2024-11-03T04:00:00Z", "2024-11-03"),
            ("America/New_York", "2024-11-04T04:59:59Z", "2024-11-03"),
            ("America/New_York", "2024-11-04T05:00:00Z", "2024-11-04"),
            ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
            ("Pacific/Kiritimati", "2024-01-01T10:00:00Z", "2024-01-02"),
            ("Australia/Lord_Howe", "2024-04-06T13:30:00Z", "2024-04-07"),
        ])
    func dayOfInstant(zone: String, instant text: String, day: String) throws {
        var zone = try #require(ReportZone(identifier: zone))
        #expect(zone.day(of: try instant(text)).text == day)
        // A second look comes from the cache.
        #expect(zone.day(of: try instant(text)).text == day)
    }

    @Test("an instant before 1970 and years outside the cache have days too")
    func farAway() throws {
        var zone = try #require(ReportZone(identifier: "Asia/Tokyo"))
        #expect(zone.day(of: try instant("1955-06-01T15:00:00Z")).text == "1955-06-02")
        #expect(zone.day(of: try instant("1899-12-31T16:00:00Z")).text == "1900-01-01")
        #expect(zone.day(of: try instant("2150-06-01T15:00:00Z")).text == "2150-06-02")
        #expect(zone.day(of: Instant(milliseconds: -1)).text == "1970-01-01")
        var utc = ReportZone()
        #expect(utc.day(of: Instant(milliseconds: -1)).text == "1969-12-31")
        _ = utc.day(of: Instant(milliseconds: .max))
        _ = utc.day(of: Instant(milliseconds: .min))
    }

    @Test("a name that is no zone is refused")
    func unknownZone() {
        #expect(ReportZone(identifier: "Middle-earth/Shire") == nil)
    }

    @Test("the cache agrees with the system's zone, hour by hour through a year of changes")
    func agreesWithFoundation() throws {
        for name in ["Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca"] {
            var zone = try #require(ReportZone(identifier: name))
            let reference = try #require(TimeZone(identifier: name))
            var wrong: [Instant] = []
            let start = try instant("2018-01-01T00:29:59Z")
            for hour in stride(from: 0, to: 366 * 24, by: 1) {
                let at = Instant(milliseconds: start.milliseconds + Int64(hour) * 3_600_000)
                let seconds = Double(at.milliseconds) / 1000
                let offset = reference.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))
                let expected = Int(((seconds + Double(offset)) / 86_400).rounded(.down))
                if zone.day(of: at).daysSince1970 != expected { wrong.append(at) }
            }
            #expect(wrong.isEmpty)
        }
    }

    @Test(
        "a day starts when its first instant comes",
        arguments: [
            ("UTC", Day(year: 2024, month: 2, day: 29), "2024-02-29T00:00:00Z"),
            ("Europe/Berlin", Day(year: 2024, month: 3, day: 31), "2024-03-30T23:00:00Z"),
            ("Europe/Berlin", Day(year: 2024, month: 4, day: 1), "2024-03-31T22:00:00Z"),
            ("America/New_York", Day(year: 2024, month: 11, day: 4), "2024-11-04T05:00:00Z"),
            // Midnight did not exist: the clock went from 23:59:59 to 01:00.
            ("America/Sao_Paulo", Day(year: 2018, month: 11, day: 4), "2018-11-04T03:00:00Z"),
            // The whole day did not exist.
            ("Pacific/Apia", Day(year: 2011, month: 12, day: 30), "2011-12-30T10:00:00Z"),
        ])
    func startOfDay(zone: String, day: Day, start: String) throws {
        var zone = try #require(ReportZone(identifier: zone))
        #expect(zone.start(of: day) == (try instant(start)))
    }

    @Test(
        "ISO weeks belong to the year of their Thursday",
        arguments: [
            (Day(year: 2024, month: 12, day: 30), 2025, 1), (Day(year: 2021, month: 1, day: 3), 2020, 53),
            (Day(year: 2023, month: 1, day: 1), 2022, 52), (Day(year: 2024, month: 1, day: 1), 2024, 1),
            (Day(year: 2026, month: 12, day: 31), 2026, 53),
        ])
    func isoWeeks(day: Day, year: Int, week: Int) {
        #expect(day.isoWeek == (year, week))
    }
}
