import Testing

@testable import SyncCore

@Suite("The incremental window")
struct UpdatedWindowTests {
    private static let start = Instant(milliseconds: 1_700_000_000_000)

    private func window(mark: Double, markLocal: Double, overlap: Double = 600) -> UpdatedWindow {
        UpdatedWindow(
            serverStart: Self.start, localStart: Self.start, mark: Self.start + mark,
            markLocal: Self.start + markLocal, overlapSeconds: overlap)
    }

    @Test("reaches back to the mark and the overlap, rounded up by up to two minutes")
    func reach() {
        #expect(window(mark: -900, markLocal: -900).minutes(at: Self.start) == 26)
        #expect(window(mark: -901, markLocal: -901).minutes(at: Self.start) == 27)
        #expect(window(mark: 0, markLocal: 0).minutes(at: Self.start) == 11)
    }

    @Test("the larger of both elapsed times counts, whichever clock was set back")
    func clocksSetBack() {
        #expect(window(mark: 3600, markLocal: -900).minutes(at: Self.start) == 26)
        #expect(window(mark: -900, markLocal: 3600).minutes(at: Self.start) == 26)
        #expect(window(mark: 3600, markLocal: 3600).minutes(at: Self.start) == 11)
    }

    @Test("N grows with the run so that the bound never moves forward")
    func boundStands() {
        let window = window(mark: -900, markLocal: -900)
        #expect(window.minutes(at: Self.start + 3600) == 86)
        #expect(window.minutes(at: Self.start + -50) == 26)
    }

    @Test("advances to the last issue read, never back and never into the future")
    func advances() {
        var window = window(mark: -7200, markLocal: -7200)
        window.advance(past: Self.start + -3600)
        #expect(window.minutes(at: Self.start) == 61)
        window.advance(past: Self.start + -5000)
        #expect(window.minutes(at: Self.start) == 61)
        window.advance(past: Self.start + 86_400)
        #expect(window.minutes(at: Self.start) == 1)
    }
}
