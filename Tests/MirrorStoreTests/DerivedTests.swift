import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct DerivedTests {
    /// Statuses 1 new, 3 in progress, 5 done.
    private func lists(done: Int64 = 3) -> ReferenceData {
        var data = ReferenceData()
        data.statusCategories = [
            .init(id: 2, key: "new", name: "To Do"), .init(id: 4, key: "indeterminate", name: "In Progress"),
            .init(id: 3, key: "done", name: "Done"),
        ]
        data.statuses = [
            .init(id: 1, name: "Open", categoryID: 2), .init(id: 3, name: "Doing", categoryID: 4),
            .init(id: 5, name: "Closed", categoryID: done),
        ]
        return data
    }

    private func addFinished(_ page: inout BatchBuilder) {
        page.add(
            10, "ABC-1", status: 5,
            changes: [
                (id: 1, at: .day0 + 100, items: [ItemText(from: "1", to: "3")]),
                (id: 2, at: .day0 + 300, items: [ItemText(from: "3", to: "5")]),
                (
                    id: 3, at: .day0 + 300,
                    items: [ItemText(field: "status", type: "custom", from: "5", to: "1")]
                ),
            ])
    }

    private let flow =
        "SELECT started_at, done_at, cycle_seconds, active_seconds, reopen_count FROM issue_flow"

    @Test("the measures of the flow reports are stored with the issue; a custom field named status is none")
    func flowOfIssue() throws {
        let mirror = try Mirror()
        _ = try mirror.store.apply(lists(), at: .day0)
        try mirror.apply(addFinished)
        #expect(
            try mirror.rows(flow) == ["2024-01-01T00:01:40.000Z|2024-01-01T00:05:00.000Z|200|200|0"])
        #expect(
            try mirror.rows(
                "SELECT status, entered_at, left_at, seconds FROM status_intervals ORDER BY position") == [
                    "Open|2024-01-01T00:00:00.000Z|2024-01-01T00:01:40.000Z|100.0",
                    "Doing|2024-01-01T00:01:40.000Z|2024-01-01T00:05:00.000Z|200.0",
                    "Closed|2024-01-01T00:05:00.000Z|-|-",
                ])
    }

    @Test("a status that changes its category changes the measures of the issues that were in it")
    func categoryChange() throws {
        let mirror = try Mirror()
        _ = try mirror.store.apply(lists(), at: .day0)
        try mirror.apply { page in
            addFinished(&page)
            page.add(11, "ABC-2", status: 1)
        }
        try mirror.store.refreshDerived()
        let before = try mirror.totalChanges()
        try mirror.store.refreshDerived()
        #expect(try mirror.totalChanges() == before)
        // Closed is now only in progress.
        _ = try mirror.store.apply(lists(done: 4), at: .day0)
        #expect(
            try mirror.rows(flow + " WHERE issue_id = 10") == [
                "2024-01-01T00:01:40.000Z|2024-01-01T00:05:00.000Z|200|200|0"
            ])
        try mirror.store.refreshDerived()
        #expect(try mirror.rows(flow + " WHERE issue_id = 10") == ["2024-01-01T00:01:40.000Z|-|-|200|0"])
        _ = try mirror.store.apply(lists(), at: .day0)
        try mirror.reopen()
        try mirror.store.refreshDerived()
        #expect(try mirror.rows("SELECT cycle_seconds FROM issue_flow ORDER BY issue_id") == ["200", "-"])
    }

    @Test("issues that came before the lists are measured when the lists come")
    func listsAfterIssues() throws {
        let mirror = try Mirror()
        try mirror.apply(addFinished)
        #expect(try mirror.rows(flow) == ["-|-|-|0|0"])
        _ = try mirror.store.apply(lists(), at: .day0)
        try mirror.store.refreshDerived()
        #expect(try mirror.rows("SELECT cycle_seconds FROM issue_flow") == ["200"])
    }

    @Test("days are counted in the report zone, and counted anew when it changes")
    func zoneChange() throws {
        let mirror = try Mirror()
        var site = SiteRecord()
        site.reportTimeZone = "America/New_York"
        try mirror.store.updateSite(site)
        try mirror.apply {
            $0.add(10, "ABC-1", created: .day0 + 3600, worklogs: [(1, .day0 + 7200)]) {
                $0.resolvedAt = .day0 + 18_000
            }
        }
        let days = """
            SELECT created_on, resolved_on, started_on FROM issues JOIN worklogs ON issue_id = issues.id
            """
        #expect(try mirror.rows(days) == ["2023-12-31|2024-01-01|2023-12-31"])
        site.reportTimeZone = "Asia/Tokyo"
        try mirror.store.updateSite(site)
        try mirror.store.refreshDerived()
        #expect(try mirror.rows(days) == ["2024-01-01|2024-01-01|2024-01-01"])
        let before = try mirror.totalChanges()
        try mirror.store.refreshDerived()
        #expect(try mirror.totalChanges() == before)
    }

    @Test("the calendar runs from 2000 to the end of next year, with ISO weeks")
    func days() throws {
        let mirror = try Mirror()
        try mirror.store.refreshDerived()
        #expect(
            try mirror.rows("SELECT min(day), max(day), count(*) FROM days") == ["2000-01-01|2025-12-31|9497"]
        )
        #expect(
            try mirror.rows("SELECT * FROM days WHERE day IN ('2024-12-30', '2023-01-01') ORDER BY day") == [
                "2023-01-01|2022|52|2022-12-26|2023-01|2023-Q1|0",
                "2024-12-30|2025|1|2024-12-30|2024-12|2024-Q4|1",
            ])
        // A year later only what is missing comes.
        try mirror.store.write { db in
            try DerivedData(db, mirror.store.state).refreshDays(
                through: Day(year: 2025, month: 6, day: 1).noon)
        }
        #expect(try mirror.rows("SELECT max(day), count(*) FROM days") == ["2026-12-31|9862"])
    }

    @Test("before a first fill the indexes go, after it they are built; a filled mirror keeps them")
    func indexes() throws {
        let mirror = try Mirror()
        func present() throws -> Int {
            let names = Set(try mirror.rows("SELECT name FROM sqlite_schema WHERE type = 'index'"))
            return MirrorIndexes.all.filter { names.contains($0.name) }.count
        }
        #expect(try present() == 0)
        try mirror.store.buildMissingIndexes()
        #expect(try present() == MirrorIndexes.all.count)
        try mirror.store.prepareBulkLoad()
        #expect(try present() == 0)
        try mirror.apply { page in
            for id in 1...1001 { page.add(Int64(id), "ABC-\(id)") }
        }
        try mirror.store.buildMissingIndexes()
        try mirror.store.prepareBulkLoad()
        #expect(try present() == MirrorIndexes.all.count)
        // One that is missing is noticed.
        try mirror.store.write { try $0.execute(sql: "DROP INDEX issues_by_status") }
        try mirror.store.buildMissingIndexes()
        #expect(try present() == MirrorIndexes.all.count)
        #expect(try mirror.value("PRAGMA cache_size") == "-\(MirrorOptions(path: "").cacheBytes >> 10)")
    }
}

extension Day {
    fileprivate var noon: Instant { Instant(milliseconds: Int64(daysSince1970) * 86_400_000 + 43_200_000) }
}
