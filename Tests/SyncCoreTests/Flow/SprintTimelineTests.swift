import Testing

@testable import SyncCore

struct SprintTimelineTests {
    private func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1000) }

    private func change(_ seconds: Int64, _ from: [Int64], _ to: [Int64], id: Int64? = nil) -> SprintChange {
        SprintChange(at: at(seconds), changeID: id ?? seconds, from: from, to: to)
    }

    /// `12: 0-5`, open ends as `12: 0-`.
    private func stays(created: Int64 = 0, present: [Int64], _ changes: SprintChange...) -> [String] {
        SprintTimeline.intervals(created: at(created), present: present, changes: changes).map {
            "\($0.sprintID): \($0.added.milliseconds / 1000)-"
                + ($0.removed.map { "\($0.milliseconds / 1000)" } ?? "")
        }
    }

    @Test("without changes the present sprints were there from the creation")
    func unchanged() {
        #expect(stays(present: [13, 12, 13]) == ["12: 0-", "13: 0-"])
        #expect(stays(present: []) == [])
    }

    @Test(
        "what a change adds and removes begins and ends then; what it came from was there from the creation")
    func changes() {
        #expect(stays(present: [13], change(5, [12], [13])) == ["12: 0-5", "13: 5-"])
        #expect(stays(present: [], change(5, [], [12]), change(9, [12], [])) == ["12: 5-9"])
    }

    @Test("a closed sprint that the issue keeps listing stays open")
    func closedSprint() {
        #expect(
            stays(present: [12, 13], change(5, [], [12]), change(9, [12], [12, 13])) == ["12: 5-", "13: 9-"])
    }

    @Test("a sprint that the issue comes back to has two stays")
    func comesBack() {
        let result = stays(
            present: [12], change(1, [], [12]), change(2, [12], [13]), change(3, [13], [12]))
        #expect(result == ["12: 1-2", "12: 3-", "13: 2-3"])
    }

    @Test("changes are taken by time, and at one instant by what continues from the set reached")
    func order() {
        #expect(stays(present: [], change(9, [12], []), change(5, [], [12])) == ["12: 5-9"])
        let result = stays(
            present: [3], change(5, [2], [3], id: 1), change(5, [1], [2], id: 2), change(5, [], [1], id: 3))
        #expect(result == ["1: 5-5", "2: 5-5", "3: 5-"])
    }

    @Test("a change before the creation counts as at the creation")
    func beforeCreation() {
        #expect(stays(created: 10, present: [12], change(5, [], [12])) == ["12: 10-"])
        #expect(stays(created: 10, present: [], change(5, [12], [])) == ["12: 10-10"])
    }

    @Test("a gap in the history: the set reached keeps the time, the one named shows as a stay of no length")
    func gap() {
        #expect(
            stays(present: [14], change(5, [], [12]), change(9, [13], [14])) == [
                "12: 5-9", "13: 9-9", "14: 9-",
            ])
        // Named before and after: there since that change.
        #expect(stays(present: [13], change(5, [], [12]), change(9, [13], [13])) == ["12: 5-9", "13: 9-"])
    }

    @Test("at the end the issue is right")
    func presentWins() {
        // No change ever named it: it was set when the issue was made.
        #expect(stays(present: [12, 13], change(5, [], [12])) == ["12: 5-", "13: 0-"])
        // The sprint was deleted: the last change is the last instant known.
        #expect(
            stays(present: [], change(5, [], [12]), change(9, [12], [12, 13])) == ["12: 5-9", "13: 9-9"])
        // Removed by the history, and yet there.
        #expect(stays(present: [12], change(5, [], [12]), change(9, [12], [])) == ["12: 5-9", "12: 9-"])
    }

    @Test("a stay of no length that is taken up at the same instant goes on, so that no two begin together")
    func noTwoBeginTogether() {
        let result = stays(
            present: [12], change(5, [], [12], id: 1), change(5, [12], [], id: 2), change(5, [], [12], id: 3))
        #expect(result == ["12: 5-"])
    }

    @Test(
        "a value is a list of ids, or none",
        arguments: [
            ("12, 13", [12, 13]), ("12,13", [12, 13]), (" 7 ", [7]), ("", []), (" ", []), ("12, ", [12]),
            ("Sprint 1", nil), ("1 2", nil), (",1", nil), ("-1", nil), ("99999999999999999999", nil),
        ] as [(String, [Int64]?)])
    func values(text: String, ids: [Int64]?) {
        #expect(SprintChange.sprintIDs(Array(text.utf8)) == ids)
        #expect(SprintChange.sprintIDs(nil as TextSlice?) == [])
    }
}
