import Foundation
import GRDB
import SyncCore

@testable import MirrorStore

/// Sprints on paper. Times are hours from Monday, 2 March 2026, 08:00 UTC (09:00 in Berlin).
extension ReportFixture {
    static func at(_ hours: Double) -> String {
        let base = instant("2026-03-02T08:00:00.000Z").milliseconds
        return Instant(milliseconds: base + Int64(hours * Double(hour))).text
    }

    /// The field Story Points with a column of its own.
    func pointsField() throws {
        try execute(
            """
            INSERT INTO fields (id, name, custom, schema_type, table_name, column_name)
            VALUES ('customfield_10002', 'Story Points', 1, 'number', 'issue_fields', 'story_points');
            INSERT INTO field_names (field_id, name)
            VALUES ('customfield_10002', 'Story Points'), ('customfield_10002', 'Points');
            ALTER TABLE issue_fields ADD COLUMN story_points REAL
            """)
    }

    /// A board with the columns To Do (10), Doing (11, 12) and Done (13); status 14 is on no column.
    func board(
        _ id: Int64, _ name: String, type: String = "scrum", field: String? = "customfield_10002",
        columns: Bool = true
    ) throws {
        try execute(
            "INSERT INTO boards (id, name, type, estimation_field_id) VALUES (?, ?, ?, ?)",
            [id, name, type, field])
        guard columns else { return }
        try execute(
            """
            INSERT INTO board_columns (board_id, position, name)
            VALUES (\(id), 0, 'To Do'), (\(id), 1, 'Doing'), (\(id), 2, 'Done');
            INSERT INTO board_column_statuses (board_id, position, status_id)
            VALUES (\(id), 0, 10), (\(id), 1, 11), (\(id), 1, 12), (\(id), 2, 13)
            """)
    }

    func sprint(
        _ id: Int64, _ name: String, board: Int64? = 1, state: String? = "closed", start: Double?,
        end: Double? = nil, closed: Double? = nil, activated: Double? = nil
    ) throws {
        try execute(
            """
            INSERT INTO sprints (id, board_id, name, state, start_at, end_at, complete_at, activated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, board, name, state, start.map(Self.at), end.map(Self.at), closed.map(Self.at),
                activated.map(Self.at),
            ])
    }

    /// An issue that was made 1000 hours before, with its stays in sprints and statuses.
    ///
    /// - Parameters:
    ///   - sprints: hours of being added and removed; nil is still in.
    ///   - statuses: by hour, ascending; the first one holds since the creation.
    ///   - points: by hour, ascending; the first one holds since the creation.
    func member(
        _ id: Int64, key: String? = nil, project: Int64 = 1, type: Int64 = 2, archived: Bool = false,
        sprints: [(id: Int64, from: Double, to: Double?)],
        statuses: [(status: Int64, from: Double)] = [(10, -1000)],
        points: [(value: Double?, from: Double)] = []
    ) throws {
        try issue(
            id, key, project: project, type: type, status: statuses.last?.status ?? 10,
            created: "2026-01-19", archived: archived, summary: "Issue \(id)")
        for stay in sprints {
            try execute(
                "INSERT INTO sprint_intervals (issue_id, sprint_id, added_at, removed_at) VALUES (?, ?, ?, ?)",
                [id, stay.id, Self.at(stay.from), stay.to.map(Self.at)])
        }
        for (position, status) in statuses.enumerated() {
            let left = position + 1 < statuses.count ? statuses[position + 1].from : nil
            try execute(
                """
                INSERT INTO status_interval_data (issue_id, position, project_id, status_id, entered_ms, left_ms)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    id, position, project, status.status, Self.instant(Self.at(status.from)).milliseconds,
                    left.map { Self.instant(Self.at($0)).milliseconds },
                ])
        }
        guard let last = points.last else { return }
        try execute("INSERT INTO issue_fields (issue_id, story_points) VALUES (?, ?)", [id, last.value])
        for (former, later) in zip(points, points.dropFirst()) {
            try estimateChange(id, at: later.from, former.value, later.value)
        }
    }

    /// A changelog item of the field, under its name of that time.
    func estimateChange(
        _ id: Int64, at hours: Double, _ from: Double?, _ to: Double?, name: String = "Story Points",
        field: String? = "customfield_10002", type: String? = "custom"
    ) throws {
        let save = id * 1000 + Int64(hours) + 500
        try execute(
            "INSERT OR IGNORE INTO changelog (id, issue_id, created_at) VALUES (?, ?, ?)",
            [save, id, Self.at(hours)])
        try execute(
            """
            INSERT INTO changelog_items (issue_id, changelog_id, position, field, field_type, field_id,
                from_text, to_text)
            SELECT ?1, ?2, (SELECT count(*) FROM changelog_items WHERE issue_id = ?1 AND changelog_id = ?2),
                ?3, ?4, ?5, ?6, ?7
            """,
            [id, save, name, type, field, from.map { "\($0)" } ?? "", to.map { "\($0)" } ?? ""])
    }

    /// A board with a sprint (1: hours 0 to 240) in which everything happens that can happen.
    static func sprints(columns: Bool = true, field: String? = "customfield_10002") throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.pointsField()
        try fixture.board(1, "Team", field: field, columns: columns)
        try fixture.sprint(9, "Sprint 0", start: -400, end: -100, closed: -90)
        // Given a start an hour early, really started at 0.
        try fixture.sprint(1, "Sprint 1", start: -1, end: 336, closed: 240, activated: 0)
        try fixture.fillSprint()
        return fixture
    }

    private func fillSprint() throws {
        let start: [(id: Int64, from: Double, to: Double?)] = [(1, -10, nil)]
        // Done in the sprint.
        try member(1, sprints: start, statuses: [(10, -1000), (11, 5), (13, 50)], points: [(3, -1000)])
        // Added after the start, done.
        try member(2, sprints: [(1, 20, nil)], statuses: [(10, -1000), (13, 100)], points: [(5, -1000)])
        // Removed.
        try member(3, sprints: [(1, -10, 60)], points: [(2, -1000)])
        // Removed and put in again.
        try member(4, sprints: [(1, -10, 30), (1, 70, nil)], points: [(8, -1000)])
        // In the sprint before its start only.
        try member(5, sprints: [(1, -10, -5)], points: [(13, -1000)])
        // Done before the start.
        try member(6, sprints: start, statuses: [(10, -1000), (13, -20)], points: [(1, -1000)])
        // Done after the close.
        try member(7, sprints: start, statuses: [(10, -1000), (13, 250)], points: [(5, -1000)])
        // Done and reopened.
        try member(
            8, sprints: start, statuses: [(10, -1000), (13, 40), (11, 60)], points: [(3, -1000)])
        // Done, reopened, done again.
        try member(
            9, sprints: start, statuses: [(10, -1000), (13, 40), (11, 60), (13, 200)], points: [(2, -1000)])
        // Estimated anew after the start.
        try member(
            10, sprints: start, statuses: [(10, -1000), (13, 120)], points: [(2, -1000), (5, -50), (9, 90)])
        // Its estimate is taken away.
        try member(11, sprints: start, points: [(3, -1000), (nil, 30)])
        // A sub-task, and an archived issue.
        try member(12, type: 3, sprints: start, points: [(4, -1000)])
        try member(13, archived: true, sprints: start, points: [(4, -1000)])
        // Moved to another project, never estimated, done.
        try member(14, key: "BETA-14", project: 2, sprints: start, statuses: [(10, -1000), (13, 10)])
        // Put in as the sprint is closed.
        try member(15, sprints: [(1, 240, nil)], points: [(7, -1000)])
        // Taken out as the sprint is closed.
        try member(16, sprints: [(1, -10, 240)], points: [(1, -1000)])
        // In a status of category Done that stands in no column.
        try member(17, sprints: start, statuses: [(10, -1000), (14, 50)], points: [(2, -1000)])
        // Carried over from the former sprint, done in this one.
        try member(
            18, sprints: [(9, -450, nil), (1, -95, nil)], statuses: [(10, -1000), (13, 100)],
            points: [(3, -1000)])
    }
}
