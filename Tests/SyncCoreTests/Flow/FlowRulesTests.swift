import SyncCore
import Testing

/// Statuses 1, 2 are new; 3, 4 in progress; 5, 6 done; 7 has no category; 9 is unknown.
struct FlowRulesTests {
    private static let categories: [Int64: StatusCategory] = [
        1: .new, 2: .new, 3: .indeterminate, 4: .indeterminate, 5: .done, 6: .done, 7: .undefined,
    ]

    private func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1000) }

    /// Stays that follow each other: (status, entered in seconds).
    private func flow(_ stays: [(Int64, Int64)]) -> FlowRules {
        let intervals = stays.enumerated().map { index, stay in
            StatusInterval(
                statusID: stay.0, entered: at(stay.1),
                left: index + 1 < stays.count ? at(stays[index + 1].1) : nil)
        }
        return FlowRules(intervals) { Self.categories[$0] }
    }

    @Test("new, in progress, done: the cycle runs from the first to the last entry")
    func plain() {
        let flow = flow([(1, 0), (3, 10), (5, 25)])
        #expect(flow.startedAt == at(10))
        #expect(flow.doneAt == at(25))
        #expect(flow.cycleSeconds == 15)
        #expect(flow.activeSeconds == 15)
        #expect(flow.reopenCount == 0)
    }

    @Test("an issue that is in progress is started, not done, and its running stay is not counted")
    func inProgress() {
        let flow = flow([(1, 0), (3, 10)])
        #expect(flow.startedAt == at(10))
        #expect(flow.doneAt == nil)
        #expect(flow.cycleSeconds == nil)
        #expect(flow.activeSeconds == 0)
    }

    @Test("an issue that was never in progress has no cycle")
    func neverStarted() {
        let flow = flow([(1, 0), (5, 10)])
        #expect(flow.startedAt == nil)
        #expect(flow.doneAt == at(10))
        #expect(flow.cycleSeconds == nil)
    }

    @Test("going from one done status to another keeps the first entry")
    func doneToDone() {
        let flow = flow([(3, 0), (5, 10), (6, 20)])
        #expect(flow.doneAt == at(10))
        #expect(flow.reopenCount == 0)
    }

    @Test("a reopened issue is done when it was done last, and counted as reopened")
    func reopened() {
        let flow = flow([(1, 0), (3, 10), (5, 20), (3, 30), (5, 50)])
        #expect(flow.doneAt == at(50))
        #expect(flow.startedAt == at(10))
        #expect(flow.cycleSeconds == 40)
        #expect(flow.activeSeconds == 30)
        #expect(flow.reopenCount == 1)
    }

    @Test("an issue that was reopened and not finished again is not done")
    func reopenedAndOpen() {
        let flow = flow([(3, 0), (5, 10), (1, 20)])
        #expect(flow.doneAt == nil)
        #expect(flow.cycleSeconds == nil)
        #expect(flow.reopenCount == 1)
    }

    @Test("moving between two statuses in progress is one start and all of it active")
    func activeAcrossStatuses() {
        let flow = flow([(3, 0), (4, 10), (1, 30), (4, 100), (5, 105)])
        #expect(flow.startedAt == at(0))
        #expect(flow.activeSeconds == 35)
    }

    @Test("a status without category is neither done nor in progress")
    func noCategory() {
        let flow = flow([(7, 0), (5, 10), (7, 20)])
        #expect(flow.doneAt == nil)
        #expect(flow.reopenCount == 1)
        #expect(flow.startedAt == nil)
    }

    @Test("an unknown status between two done ones does not count as reopening")
    func unknownBetweenDone() {
        let flow = flow([(3, 0), (5, 10), (9, 20), (6, 30)])
        #expect(flow.doneAt == at(10))
        #expect(flow.reopenCount == 0)
    }

    @Test("an issue that is in an unknown status is not done")
    func unknownNow() {
        let flow = flow([(5, 0), (9, 20)])
        #expect(flow.doneAt == nil)
        #expect(flow.reopenCount == 0)
    }

    @Test("seconds are whole: parts of one are dropped once, not per stay")
    func wholeSeconds() {
        let stays = [
            StatusInterval(statusID: 3, entered: Instant(milliseconds: 0), left: Instant(milliseconds: 600)),
            StatusInterval(
                statusID: 1, entered: Instant(milliseconds: 600), left: Instant(milliseconds: 700)),
            StatusInterval(
                statusID: 3, entered: Instant(milliseconds: 700), left: Instant(milliseconds: 1300)),
            StatusInterval(statusID: 5, entered: Instant(milliseconds: 1300), left: nil),
        ]
        let flow = FlowRules(stays) { Self.categories[$0] }
        #expect(flow.activeSeconds == 1)
        #expect(flow.cycleSeconds == 1)
    }
}
