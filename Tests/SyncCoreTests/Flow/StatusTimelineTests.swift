import SyncCore
import Testing

/// Statuses are numbered; instants are seconds after the creation.
struct StatusTimelineTests {
    private func at(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_700_000_000_000 + seconds * 1000) }

    private func change(_ id: Int64, _ seconds: Int64, _ from: Int64?, _ to: Int64?) -> StatusChange {
        StatusChange(at: at(seconds), changeID: id, from: from, to: to)
    }

    /// `status:entered-left`, in seconds.
    private func stays(_ present: Int64, _ changes: [StatusChange]) -> [String] {
        StatusTimeline.intervals(created: at(0), present: present, changes: changes).map { interval in
            let entered = (interval.entered.milliseconds - at(0).milliseconds) / 1000
            let left = interval.left.map { "\(($0.milliseconds - at(0).milliseconds) / 1000)" } ?? ""
            return "\(interval.statusID):\(entered)-\(left)"
        }
    }

    @Test("an issue without changes was always in its present status")
    func noChanges() {
        #expect(stays(3, []) == ["3:0-"])
    }

    @Test("each change ends a stay and begins the next one")
    func plainHistory() {
        #expect(stays(3, [change(1, 10, 1, 2), change(2, 30, 2, 3)]) == ["1:0-10", "2:10-30", "3:30-"])
    }

    @Test("changes are taken by time, whatever their order in the answer")
    func outOfOrder() {
        #expect(stays(3, [change(2, 30, 2, 3), change(1, 10, 1, 2)]) == ["1:0-10", "2:10-30", "3:30-"])
    }

    @Test("of changes of one instant the one that continues comes first, against the order of ids")
    func equalInstants() {
        let changes = [change(1, 10, 2, 3), change(2, 10, 1, 2)]
        #expect(stays(3, changes) == ["1:0-10", "2:10-10", "3:10-"])
        let later = [change(1, 5, 9, 1), change(2, 10, 2, 3), change(3, 10, 1, 2)]
        #expect(stays(3, later) == ["9:0-5", "1:5-10", "2:10-10", "3:10-"])
    }

    @Test("a circle of changes in one instant is walked in the order of ids")
    func equalInstantsInACircle() {
        let changes = [change(1, 10, 1, 2), change(2, 10, 2, 1)]
        #expect(stays(1, changes) == ["1:0-10", "2:10-10", "1:10-"])
    }

    @Test("a change before the creation counts as at the creation")
    func beforeCreation() {
        #expect(stays(2, [change(1, -50, 1, 2)]) == ["1:0-0", "2:0-"])
    }

    @Test("a change into the status reached already is none")
    func sameStatus() {
        #expect(stays(2, [change(1, 10, 1, 2), change(2, 20, 2, 2)]) == ["1:0-10", "2:10-"])
    }

    @Test("where a change comes from another status, that one gets a stay of no length")
    func gap() {
        #expect(
            stays(4, [change(1, 10, 1, 2), change(2, 30, 3, 4)])
                == ["1:0-10", "2:10-30", "3:30-30", "4:30-"])
    }

    @Test("a missing target is what the next change came from")
    func missingTarget() {
        #expect(
            stays(3, [change(1, 10, 1, nil), change(2, 30, 2, 3)]) == ["1:0-10", "2:10-30", "3:30-"])
    }

    @Test("a missing last target is the present status")
    func missingLastTarget() {
        #expect(stays(2, [change(1, 10, 1, nil)]) == ["1:0-10", "2:10-"])
    }

    @Test("a missing first origin is an unknown status")
    func missingOrigin() {
        #expect(stays(2, [change(1, 10, nil, 2)]) == ["0:0-10", "2:10-"])
    }

    @Test("a missing origin in the middle continues the status reached")
    func missingMiddleOrigin() {
        #expect(stays(3, [change(1, 10, 1, 2), change(2, 20, nil, 3)]) == ["1:0-10", "2:10-20", "3:20-"])
    }

    @Test("a change with a missing target that led back to where it came from is none")
    func missingTargetSameStatus() {
        #expect(stays(2, [change(1, 10, 1, nil), change(2, 30, 1, 2)]) == ["1:0-30", "2:30-"])
        #expect(stays(1, [change(1, 10, 1, nil)]) == ["1:0-"])
    }

    @Test("a present status that no change leads to begins at the last change")
    func driftedStatus() {
        #expect(stays(9, [change(1, 10, 1, 2)]) == ["1:0-10", "2:10-10", "9:10-"])
    }

    @Test("two unknown changes in a row stay one unknown stay")
    func unknownTwice() {
        #expect(stays(5, [change(1, 10, 1, nil), change(2, 20, nil, nil)]) == ["1:0-10", "5:10-"])
    }

    @Test("stays touch each other, begin with the creation and only the last one is open")
    func invariants() {
        var state: UInt64 = 42
        func random(_ bound: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % bound)
        }
        for _ in 0..<500 {
            let changes = (0..<random(8)).map { id -> StatusChange in
                let from = random(5)
                let to = random(5)
                return change(id, random(6) - 1, from == 0 ? nil : from, to == 0 ? nil : to)
            }
            let present = random(4) + 1
            let intervals = StatusTimeline.intervals(created: at(0), present: present, changes: changes)
            #expect(intervals.first?.entered == at(0))
            #expect(intervals.last?.statusID == present)
            #expect(intervals.filter { $0.left == nil }.count == 1)
            for (a, b) in zip(intervals, intervals.dropFirst()) {
                #expect(a.left == b.entered)
                #expect(a.entered <= b.entered)
                #expect(a.statusID != b.statusID)
            }
        }
    }
}
