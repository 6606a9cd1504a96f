import Testing

@testable import SyncCore

@Suite("Planning a fill")
struct FillStateTests {
    @Test("small projects and single walkers are not split")
    func notSplit() {
        #expect(segments(2000, of: 2000, concurrency: 4) == 1)
        #expect(segments(90_000, of: 90_000, concurrency: 1) == 1)
    }

    @Test("a large project gets its share of three segments for each request at once")
    func split() {
        #expect(segments(90_000, of: 90_000, concurrency: 4) == 12)
        #expect(segments(30_000, of: 90_000, concurrency: 4) == 4)
        #expect(segments(90_000, of: 90_000, concurrency: 8) == 24)
    }

    private func segments(_ total: Int64, of siteTotal: Int64, concurrency: Int) -> Int {
        var options = SyncOptions()
        options.concurrency = concurrency
        return FillState.segmentCount(total: total, siteTotal: siteTotal, options: options)
    }

    @Test("split days cut the project's life in equal parts and never repeat")
    func splitDays() {
        let first = Instant(milliseconds: 0)
        let now = Instant(milliseconds: 4 * 86_400_000 * 100)
        #expect(
            FillState.splitDays(from: first, to: now, segments: 4) == [
                "1970-04-11", "1970-07-20", "1970-10-28",
            ])
        #expect(FillState.splitDays(from: first, to: Instant(milliseconds: 1000), segments: 4).count == 1)
        #expect(FillState.splitDays(from: now, to: first, segments: 4).isEmpty)
    }

    @Test("states survive the round trip through the checkpoint's text")
    func coding() {
        let state = FillState.Segment(last: IssuePointer(id: 5, key: "A-5"), endNumber: 9, finished: false)
        let text = CheckpointCoding.encode(state)
        #expect(text == #"{"endNumber":9,"finished":false,"last":{"id":5,"key":"A-5"}}"#)
        #expect(CheckpointCoding.decode(FillState.Segment.self, from: text) == state)
        #expect(CheckpointCoding.decode(FillState.Segment.self, from: "nonsense") == nil)
    }

    @Test(
        "the guard lets small losses pass and stops large ones",
        arguments: [(20, 20, true), (21, 100, false), (50, 1000, true), (51, 1000, false), (0, 0, true)])
    func deletionGuard(vanishing: Int, stored: Int, permitted: Bool) {
        #expect(DeletionGuard.permits(vanishing: vanishing, of: stored) == permitted)
    }
}
