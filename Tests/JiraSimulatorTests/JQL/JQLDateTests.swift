import Testing

@testable import JiraSimulator

@Suite struct JQLDateTests {
    private let now = FixtureClock.start
    private let utc = UserZone(fixedMinutes: 0)

    @Test(
        "absolute forms are read at the minute in the reader's zone",
        arguments: [
            ("2025-11-24 16:00", 1_764_000_000_000), ("2025/11/24 16:00", 1_764_000_000_000),
            ("2025-11-24", 1_763_942_400_000), ("2025/11/24", 1_763_942_400_000),
            ("2024-02-29", 1_709_164_800_000),
        ] as [(String, Int64)])
    func absolute(_ text: String, _ expected: Int64) {
        #expect(JQLDate.parse(text, now: now, zone: utc) == expected)
        #expect(JQLDate.parse(text, now: now, zone: UserZone(fixedMinutes: 330)) == expected - 330 * 60_000)
    }

    @Test(
        "relative forms count from now",
        arguments: [
            ("-7d", -7 * 86_400_000), ("-4w", -28 * 86_400_000), ("-2h", -7_200_000), ("-30m", -1_800_000),
            ("-1w 2d", -9 * 86_400_000), ("3d", 3 * 86_400_000), ("+1h", 3_600_000), ("-0m", 0),
        ] as [(String, Int64)])
    func relative(_ text: String, _ difference: Int64) {
        #expect(JQLDate.parse(text, now: now, zone: utc) == now + difference)
    }

    @Test("a bare number is epoch milliseconds")
    func number() { #expect(JQLDate.parse("1732877091000", now: now, zone: utc) == 1_732_877_091_000) }

    @Test(
        "seconds, zones and nonsense are no dates",
        arguments: [
            "2025-11-24 16:00:01", "2025-11-24T16:00", "2025-11-24 16:00 +0100", "2025-13-01", "2025-02-29",
            "2025-1-1 1",
            "24:00", "2025-11-24 24:00", "2025-11-24 12:60", "-7x", "-", "", "d", "7 d",
            "-99999999999999999w", "25-11-24",
        ])
    func refused(_ text: String) { #expect(JQLDate.parse(text, now: now, zone: utc) == nil) }

    @Test("summer time: the ambiguous hour is the first one, the impossible hour moves forward")
    func summerTime() {
        let berlin = UserZone(identifier: "Europe/Berlin", elseMinutes: 0)
        // 2025-10-26 02:30 happens at +0200 and again at +0100; 2025-03-30 02:30 does not happen.
        #expect(JQLDate.parse("2025-10-26 02:30", now: now, zone: berlin) == 1_761_438_600_000)
        #expect(JQLDate.parse("2025-10-26 03:00", now: now, zone: berlin) == 1_761_444_000_000)
        #expect(JQLDate.parse("2025-03-30 02:30", now: now, zone: berlin) == 1_743_298_200_000)
        #expect(JQLDate.parse("2025-07-01", now: now, zone: berlin) == 1_751_320_800_000)
    }

    @Test("days follow the zone")
    func days() {
        #expect(UserZone(fixedMinutes: 0).day(of: 1_764_028_799_999) == 20416)
        #expect(UserZone(fixedMinutes: 60).day(of: 1_764_028_799_999) == 20417)
        #expect(UserZone(fixedMinutes: -60).day(of: 0) == -1)
    }
}
