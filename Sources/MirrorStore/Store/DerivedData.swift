import GRDB
import SyncCore

/// What the mirror computes from its own data. The basis of each computation is kept as a checkpoint, so
/// that a change of it is noticed whenever it happened.
struct DerivedData {
    private static let stream = "derived"
    private static let zoneScope = "report_time_zone"
    private static let categoriesScope = "status_categories"
    private static let storyPointsScope = "story_points"

    private let db: Database
    private let state: WriterState

    init(_ db: Database, _ state: WriterState) {
        self.db = db
        self.state = state
    }

    /// Without issues nothing is computed yet: whatever comes is computed on today's basis.
    func noteBasisIfEmpty(at: Instant) throws {
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM issues)") == false else { return }
        try save(Self.zoneScope, try state.reportZone(db).identifier, at: at)
        try save(Self.categoriesScope, Self.text(try state.statusCategories(db)), at: at)
    }

    // MARK: Days

    /// Fills `days` from 2000-01-01 to the end of the year after `now`.
    func refreshDays(through now: Instant) throws {
        let today = Day(daysSince1970: Int((Double(now.milliseconds) / 86_400_000).rounded(.down)))
        let last = Day(year: min(today.civil.year, 9000) + 1, month: 12, day: 31)
        let first: Day
        if let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM days"), count > 0 {
            first = Day(daysSince1970: Day(year: 2000, month: 1, day: 1).daysSince1970 + count)
        } else {
            first = Day(year: 2000, month: 1, day: 1)
        }
        guard first <= last else { return }
        let insert = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO days
                    (day, iso_year, iso_week, week_start, month, quarter, is_working_day)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for number in first.daysSince1970...last.daysSince1970 {
            let day = Day(daysSince1970: number)
            let (year, month, _) = day.civil
            let week = day.isoWeek
            try insert.execute(arguments: [
                day.text, week.year, week.week, Day(daysSince1970: number - day.isoWeekday + 1).text,
                String(day.text.prefix(7)), "\(year)-Q\((month + 2) / 3)", day.isoWeekday <= 5,
            ])
        }
    }

    // MARK: Report zone

    /// Recomputes the `…_on` days after the report zone changed.
    func refreshZone(at: Instant) throws {
        let zone = try state.reportZone(db)
        guard try stored(Self.zoneScope) != zone.identifier else { return }
        let cache = ZoneCache(zone)
        let reportDay = DatabaseFunction("report_day", argumentCount: 1, pure: true) { values in
            guard let text = String.fromDatabaseValue(values[0]) else { return nil }
            guard let instant = Instant(mirrorText: text) else {
                throw StoreError.corrupt("not an instant: \(text)")
            }
            return cache.zone.day(of: instant).text
        }
        db.add(function: reportDay)
        defer { db.remove(function: reportDay) }
        try db.execute(
            sql: """
                UPDATE issues SET created_on = report_day(created_at), resolved_on = report_day(resolved_at)
                WHERE created_on IS NOT report_day(created_at) OR resolved_on IS NOT report_day(resolved_at);
                UPDATE worklogs SET started_on = report_day(started_at)
                WHERE started_on IS NOT report_day(started_at);
                """)
        try save(Self.zoneScope, zone.identifier, at: at)
    }

    /// Unchecked: used by one statement at a time, on the queue.
    private final class ZoneCache: @unchecked Sendable {
        var zone: ReportZone
        init(_ zone: ReportZone) { self.zone = zone }
    }

    // MARK: Flow

    /// Recomputes `issue_flow` of the issues that were ever in a status whose category changed.
    func refreshFlow(at: Instant) throws {
        let categories = try state.statusCategories(db)
        let basis = Self.text(categories)
        let former = try stored(Self.categoriesScope)
        guard former != basis else { return }
        let condition: String
        if let former {
            let changed = Set(basis.split(separator: " ")).symmetricDifference(former.split(separator: " "))
                .compactMap { Int64($0.prefix { $0 != "=" }) }
            let list = Set(changed).sorted().map(String.init).joined(separator: ", ")
            condition = """
                WHERE issue_id IN (SELECT issue_id FROM status_interval_data WHERE status_id IN (\(list)))
                """
        } else {
            condition = ""
        }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT issue_id, project_id, status_id, entered_ms, left_ms FROM status_interval_data \(condition)
                ORDER BY issue_id, position
                """)
        let writer = try FlowWriter(db, state)
        var last: (issue: Int64, project: Int64)?
        var intervals: [StatusInterval] = []
        while let row = try rows.next() {
            let id: Int64 = row[0]
            if let last, last.issue != id {
                try writer.write(writer.measure(intervals), of: last.issue, in: last.project)
                intervals.removeAll(keepingCapacity: true)
            }
            last = (id, row[1])
            intervals.append(
                StatusInterval(
                    statusID: row[2], entered: Instant(milliseconds: row[3]),
                    left: (row[4] as Int64?).map { Instant(milliseconds: $0) }))
        }
        if let last { try writer.write(writer.measure(intervals), of: last.issue, in: last.project) }
        try save(Self.categoriesScope, basis, at: at)
    }

    // MARK: Custom fields

    /// Recomputes `story_points` after the boards or the list of fields made another field the one to show.
    func refreshStoryPoints(at: Instant) throws {
        let field = try StoryPoints.field(db) ?? ""
        guard try stored(Self.storyPointsScope) != field else { return }
        try StoryPoints.recompute(db, state)
        try save(Self.storyPointsScope, field, at: at)
    }

    /// `1=new 3=indeterminate …`, by status.
    private static func text(_ categories: [Int64: StatusCategory]) -> String {
        categories.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.rawValue)" }.joined(separator: " ")
    }

    // MARK: Basis

    private func stored(_ scope: String) throws -> String? {
        try CheckpointTable.state(stream: Self.stream, scope: scope, db).map {
            String($0.dropFirst().dropLast())
        }
    }

    /// As a JSON string; the values hold nothing that would need an escape.
    private func save(_ scope: String, _ value: String, at: Instant) throws {
        try CheckpointTable.save(
            [CheckpointChange(stream: Self.stream, scope: scope, state: "\"\(value)\"")], db, at: at)
    }
}
