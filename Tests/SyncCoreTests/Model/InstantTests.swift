import SyncCore
import Testing

@Suite("Instants and days")
struct InstantTests {
    @Test(
        "an instant prints as ISO text in UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_718_613_340_762, "2024-06-17T08:35:40.762Z"),
            (-62_167_219_199_999, "0000-01-01T00:00:00.001Z"),
            (-2_208_942_245_067, "1900-01-01T12:55:54.933Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func printsISO(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).text == text)
    }

    @Test("years beyond four digits are clamped instead of breaking the 24 bytes")
    func clamps() {
        #expect(Instant(milliseconds: .max).text == "9999-12-31T23:59:59.999Z")
        #expect(Instant(milliseconds: .min).text == "0000-01-01T00:00:00.000Z")
    }

    @Test("days and civil dates are inverse over four centuries")
    func daysAreInverse() {
        for number in stride(from: -146_097, through: 146_097, by: 61) {
            let day = Day(daysSince1970: number)
            let (year, month, dayOfMonth) = day.civil
            #expect(Day(year: year, month: month, day: dayOfMonth) == day)
        }
    }

    @Test("weekdays count from Monday")
    func weekdays() {
        #expect(Day(year: 1970, month: 1, day: 1).isoWeekday == 4)
        #expect(Day(year: 2026, month: 11, day: 23).isoWeekday == 1)
        #expect(Day(year: 1969, month: 12, day: 28).isoWeekday == 7)
    }
}
