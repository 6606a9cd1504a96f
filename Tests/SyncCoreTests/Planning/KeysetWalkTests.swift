import Testing

@testable import SyncCore

@Suite("A walk by key")
struct KeysetWalkTests {
    private static func row(_ id: Int64, _ number: Int64, project: Int64 = 1) -> KeysetWalk.Row {
        .init(id: id, key: "A-1", number: number, projectID: project)
    }

    private func judge(
        _ rows: [KeysetWalk.Row], last: IssuePointer? = nil, end: Int64? = nil, pageSize: Int,
        count: Int? = nil
    ) -> KeysetWalk.Verdict {
        KeysetWalk(project: 1, last: last, endNumber: end).judge(
            rows, count: count ?? rows.count, pageSize: pageSize)
    }

    private static let pointer = IssuePointer(id: 7, key: "A-3")

    @Test("a full page leads on from its last issue")
    func fullPage() {
        let verdict = judge([Self.row(1, 1), Self.row(2, 2)], pageSize: 2)
        #expect(verdict == .advanced(to: IssuePointer(id: 2, key: "A-1"), finished: false))
    }

    @Test("a short page ends the project only if it begins with the last issue")
    func shortPage() {
        #expect(
            judge([Self.row(7, 3), Self.row(8, 4)], last: Self.pointer, pageSize: 10)
                == .advanced(to: IssuePointer(id: 8, key: "A-1"), finished: true))
        #expect(judge([Self.row(8, 4)], last: Self.pointer, pageSize: 10) == .lastVanished)
        #expect(judge([], last: Self.pointer, pageSize: 10) == .lastVanished)
    }

    @Test("another issue under the last number is not the last issue")
    func reusedKey() {
        #expect(judge([Self.row(9, 3), Self.row(10, 4)], last: Self.pointer, pageSize: 2) == .lastVanished)
    }

    @Test("the last issue in another project is not the last issue")
    func movedLast() {
        #expect(judge([Self.row(7, 3, project: 2)], last: Self.pointer, pageSize: 10) == .lastVanished)
    }

    @Test("an empty first page ends an empty project")
    func emptyProject() {
        #expect(judge([], pageSize: 10) == .advanced(to: nil, finished: true))
    }

    @Test("a page out of order is refused")
    func disorder() {
        #expect(judge([Self.row(1, 2), Self.row(2, 1)], pageSize: 2) == .disordered)
        #expect(judge([Self.row(1, 2), Self.row(2, 2)], pageSize: 2) == .disordered)
    }

    @Test("issues that moved away since they were indexed do not lead the walk astray")
    func movedAway() {
        let rows = [Self.row(1, 1), Self.row(2, 900, project: 2), Self.row(3, 3)]
        #expect(judge(rows, pageSize: 3) == .advanced(to: IssuePointer(id: 3, key: "A-1"), finished: false))
    }

    @Test("a full page without anything new is stuck, not finished")
    func stuck() {
        #expect(
            judge([Self.row(7, 3)], last: Self.pointer, pageSize: 2, count: 2) == .stuck)
        #expect(judge([Self.row(2, 1, project: 2), Self.row(3, 2, project: 2)], pageSize: 2) == .stuck)
    }

    @Test("the last page of a segment does not reach far into the next one, and never holds only a few")
    func lastPage() {
        func most(_ last: String?, end: Int64?) -> Int? {
            KeysetWalk(project: 1, last: last.map { IssuePointer(id: 7, key: $0) }, endNumber: end)
                .largestUsefulPage
        }
        #expect(most("A-3", end: nil) == nil)
        #expect(most("A-3", end: 200) == 198)
        #expect(most(nil, end: 200) == 200)
        #expect(most("A-3", end: 10) == 50)
        #expect(most("A-30", end: 10) == 50)
        #expect(most("A-1", end: .max) == .max)
    }

    @Test("a segment ends at the first key of the next one")
    func segmentEnd() {
        let rows = [Self.row(7, 3), Self.row(8, 4), Self.row(9, 5)]
        #expect(
            judge(rows, last: Self.pointer, end: 5, pageSize: 3)
                == .advanced(to: IssuePointer(id: 9, key: "A-1"), finished: true))
        #expect(
            judge(rows, last: Self.pointer, end: 6, pageSize: 3)
                == .advanced(to: IssuePointer(id: 9, key: "A-1"), finished: false))
    }

    @Test("unreadable issues count for the length of the page")
    func unreadable() {
        #expect(
            judge([Self.row(1, 1)], pageSize: 2, count: 2)
                == .advanced(to: IssuePointer(id: 1, key: "A-1"), finished: false))
    }

    @Test("the number of a key is what follows its last hyphen")
    func numbers() {
        #expect(IssuePointer(id: 1, key: "A-12").number == 12)
        #expect(IssuePointer(id: 1, key: "A_B-2-7").number == 7)
        #expect(IssuePointer(id: 1, key: "nonsense").number == 0)
    }
}
