import Foundation
import GRDB
import SyncCore

@testable import MirrorStore

/// A month of work in which everything happens that the flow reports have a rule for.
///
/// March 2026 in Europe/Berlin: weeks 10 (2 to 8 March), 11, 12, 13 and 14, which the data (31 March, 12:00 in
/// Berlin) cut. Summer time begins on the 29th.
extension ReportFixture {
    static func flow() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.execute(
            "INSERT INTO statuses (id, name, category_id, position) VALUES (15, 'Odd', NULL, 5)")
        // 2 days.
        try fixture.walk(1, through: [(10, "03-02T08:00"), (11, "03-03T08:00"), (13, "03-05T08:00")])
        // Reopened: 8 days from the first start to the last finish.
        try fixture.walk(
            2, type: 2,
            through: [
                (10, "03-02T08:00"), (11, "03-04T08:00"), (13, "03-06T08:00"), (11, "03-10T08:00"),
                (13, "03-12T08:00"),
            ])
        // Never started.
        try fixture.walk(3, through: [(10, "03-03T12:00"), (13, "03-13T12:00")])
        // A sub-task.
        try fixture.walk(
            4, type: 3, through: [(10, "03-02T08:00"), (11, "03-03T08:00"), (13, "03-04T08:00")])
        // Moved to another project; 5 days.
        try fixture.walk(
            5, "BETA-5", project: 2, through: [(10, "03-02T08:00"), (11, "03-09T08:00"), (13, "03-14T08:00")])
        // Archived.
        try fixture.walk(
            6, archived: true, through: [(10, "03-02T08:00"), (11, "03-09T08:00"), (13, "03-14T08:00")])
        // In progress for 10 days, in review for 5.
        try fixture.walk(7, through: [(10, "03-15T10:00"), (11, "03-21T10:00"), (12, "03-26T10:00")])
        // Started 15 days ago, back in To Do for 7.
        try fixture.walk(8, through: [(10, "03-15T10:00"), (11, "03-16T10:00"), (10, "03-24T10:00")])
        // Waits.
        try fixture.walk(9, through: [(10, "03-20T10:00")])
        // Half a day; finished at half past midnight in Berlin, on Monday of week 13.
        try fixture.walk(10, through: [(10, "03-20T11:30"), (11, "03-22T11:30"), (13, "03-22T23:30")])
        // From one done status to another: done since the first; 1 day.
        try fixture.walk(
            11, through: [(10, "03-02T08:00"), (11, "03-17T08:00"), (13, "03-18T08:00"), (14, "03-25T08:00")])
        // Done long before; 1 day.
        try fixture.walk(12, through: [(10, "01-05T08:00"), (11, "01-06T08:00"), (13, "01-07T08:00")])
        // In a status whose category nothing tells.
        try fixture.walk(13, through: [(10, "03-02T08:00"), (15, "03-04T08:00")])
        // A sub-task and an archived issue in progress.
        try fixture.walk(14, type: 3, through: [(10, "03-15T10:00"), (11, "03-16T10:00")])
        try fixture.walk(15, archived: true, through: [(10, "03-15T10:00"), (11, "03-16T10:00")])
        // In progress for 2 days.
        try fixture.walk(16, through: [(10, "03-28T10:00"), (11, "03-29T10:00")])
        return fixture
    }

    /// An issue with its stays, and what `FlowRules` makes of them.
    ///
    /// - Parameter moves: statuses and when they were entered, `MM-DDTHH:MM` of 2026 in UTC; the first one holds
    ///   since the creation, the last one goes on.
    func walk(
        _ id: Int64, _ key: String? = nil, project: Int64 = 1, type: Int64 = 1, archived: Bool = false,
        assignee: String? = nil, through moves: [(status: Int64, at: String)]
    ) throws {
        let instants = moves.map { Self.march($0.at) }
        try issue(
            id, key, project: project, type: type, status: moves[moves.count - 1].status,
            created: "2026-\(moves[0].at.prefix(5))", createdAt: instants[0].text, archived: archived,
            summary: "Issue \(id)", assignee: assignee)
        var intervals: [StatusInterval] = []
        for (position, move) in moves.enumerated() {
            let left = position + 1 < moves.count ? instants[position + 1] : nil
            intervals.append(
                StatusInterval(statusID: move.status, entered: instants[position], left: left))
            try execute(
                """
                INSERT INTO status_interval_data (issue_id, position, project_id, status_id, entered_ms, left_ms)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    id, position, project, move.status, instants[position].milliseconds, left?.milliseconds,
                ])
        }
        let categories: [Int64: StatusCategory] = [
            10: .new, 11: .indeterminate, 12: .indeterminate, 13: .done, 14: .done, 16: .indeterminate,
        ]
        let rules = FlowRules(intervals) { categories[$0] }
        try flow(
            id, started: rules.startedAt?.text, done: rules.doneAt?.text, active: rules.activeSeconds,
            reopened: rules.reopenCount)
    }

    /// The board Team of project ALPHA: To Do (10), Doing (11, 12), Done (13); 14 and 15 stand in no column.
    func teamBoard() throws {
        try execute("INSERT INTO boards (id, name, type, project_id) VALUES (1, 'Team', 'kanban', 1)")
        try execute(
            """
            INSERT INTO board_columns (board_id, position, name)
            VALUES (1, 0, 'Ready'), (1, 1, 'Doing'), (1, 2, 'Shipped');
            INSERT INTO board_column_statuses (board_id, position, status_id)
            VALUES (1, 0, 10), (1, 1, 11), (1, 1, 12), (1, 2, 13)
            """)
    }

    /// A change of a flag; nil is no flag.
    func flag(_ id: Int64, at: String, from: String?, to: String?, field: String = "Flagged") throws {
        let moment = Self.march(at)
        try execute(
            "INSERT INTO changelog (id, issue_id, created_at) VALUES (?, ?, ?)",
            [moment.milliseconds / 1000, id, moment.text])
        try execute(
            """
            INSERT INTO changelog_items
                (issue_id, changelog_id, position, field, field_type, from_text, to_text)
            VALUES (?, ?, 0, ?, 'custom', ?, ?)
            """, [id, moment.milliseconds / 1000, field, from ?? "", to ?? ""])
    }

    /// `MM-DDTHH:MM` of 2026 in UTC.
    static func march(_ text: String) -> Instant { instant("2026-\(text):00.000Z") }

    /// The weeks of the fixture.
    static let weeks = ["from": ["2026-03-02"], "to": ["2026-03-31"], "by": ["week"]]
}
