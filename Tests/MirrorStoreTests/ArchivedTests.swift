import SyncCore
import Testing

@testable import MirrorStore

struct ArchivedTests {
    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "ABC-1", created: .day0, hash: 1)
            page.add(11, "ABC-2", created: .day0 + 100, hash: 2)
            page.add(12, "ABC-3", created: .day0 + 200, hash: 3)
            page.add(20, "XYZ-1", project: 2, created: .day0 + 50, hash: 4)
        }
        return mirror
    }

    private func list(_ mirror: Mirror, archived: Bool, at: Instant) throws {
        var data = ReferenceData()
        data.projects = [
            .init(id: 1, key: "ABC", name: "A", archived: archived), .init(id: 2, key: "XYZ", name: "X"),
        ]
        _ = try mirror.store.apply(data, at: at)
    }

    private let archived = "SELECT id, archived_at FROM issues WHERE archived_at IS NOT NULL ORDER BY id"

    @Test("a project that is archived takes its issues along, and brings them back")
    func project() throws {
        let mirror = try filled()
        try list(mirror, archived: false, at: .day0 + 1000)
        #expect(try mirror.rows(archived) == [])
        try list(mirror, archived: true, at: .day0 + 2000)
        let at = "2024-01-01T00:33:20.000Z"
        #expect(try mirror.rows(archived) == ["10|\(at)", "11|\(at)", "12|\(at)"])
        #expect(try mirror.rows("SELECT DISTINCT changed_at FROM issues WHERE project_id = 1") == [at])
        let before = try mirror.totalChanges()
        try list(mirror, archived: true, at: .day0 + 3000)
        #expect(try mirror.totalChanges() == before)
        #expect(try mirror.store.issueCount(project: nil) == 1)
        #expect(try mirror.store.issueCountsByProject() == [2: 1])
        // An answer that does not say so changes nothing of it.
        let outcome = try mirror.apply(at: .day0 + 90_000) { $0.add(10, "ABC-1", hash: 1) }
        #expect(outcome.unchanged == 1)
        try mirror.apply(at: .day0 + 91_000) { page in
            page.add(10, "ABC-1", updated: .day0 + 9, hash: 9)
            page.add(13, "ABC-4")
        }
        #expect(
            try mirror.rows(archived) == ["10|\(at)", "11|\(at)", "12|\(at)", "13|2024-01-02T01:16:41.000Z"])
        try list(mirror, archived: false, at: .day0 + 4000)
        #expect(try mirror.rows(archived) == [])
        #expect(try mirror.store.issueCount(project: 1) == 4)
    }

    @Test("an issue that is archived, or restored, is written though nothing else of it changed")
    func singleIssue() throws {
        let mirror = try filled()
        var outcome = try mirror.apply(at: .day0 + 90_000) {
            $0.add(10, "ABC-1", hash: 1) { $0.archivedAt = .day0 + 500 }
        }
        #expect(outcome.updated == 1)
        #expect(try mirror.rows(archived) == ["10|2024-01-01T00:08:20.000Z"])
        outcome = try mirror.apply(at: .day0 + 91_000) {
            $0.add(10, "ABC-1", hash: 1) { $0.archivedAt = .day0 + 500 }
        }
        #expect(outcome.unchanged == 1)
        outcome = try mirror.apply(at: .day0 + 92_000) { $0.add(10, "ABC-1", hash: 1) }
        #expect(outcome.updated == 1)
        #expect(try mirror.rows(archived) == [])
    }

    @Test("counts and census leave archived issues out and end before the upper bound")
    func counts() throws {
        for indexed in [false, true] {
            let mirror = try filled()
            if indexed { try mirror.store.buildMissingIndexes() }
            try mirror.apply(at: .day0 + 90_000) {
                $0.add(10, "ABC-1", created: .day0, hash: 1) { $0.archivedAt = .day0 + 500 }
            }
            let store = mirror.store
            #expect(try store.issueCount(project: nil) == 3)
            #expect(try store.issueCount(project: 1) == 2)
            #expect(try store.issueCountsByProject() == [1: 2, 2: 1])
            #expect(try store.issueCount(project: 1, createdFrom: nil, createdTo: nil) == 2)
            #expect(try store.issueCount(project: 1, createdFrom: .day0 + 100, createdTo: nil) == 2)
            #expect(try store.issueCount(project: 1, createdFrom: .day0 + 100.001, createdTo: nil) == 1)
            #expect(try store.issueCount(project: 1, createdFrom: nil, createdTo: .day0 + 200) == 1)
            #expect(try store.issueCount(project: 1, createdFrom: .day0, createdTo: .day0 + 100) == 0)
            #expect(
                try store.issueCensus(project: 1, createdFrom: .day0 + 50, createdTo: .day0 + 200.001)
                    .map(\.number) == [2, 3])
            #expect(
                try store.issueCensus(project: 1, createdFrom: nil, createdTo: nil).map(\.id) == [11, 12])
            #expect(try store.medianCreated(project: 1, createdFrom: nil, createdTo: nil) == .day0 + 100)
            #expect(try store.medianCreated(project: 3, createdFrom: nil, createdTo: nil) == nil)
            #expect(try store.keysBelow(number: 3, project: 1, limit: 9).map(\.key) == ["ABC-2"])
        }
    }

    @Test("counts are read from indexes alone")
    func plans() throws {
        let mirror = try filled()
        try mirror.store.buildMissingIndexes()
        let range = CountSQL.created(1, .day0, .day0 + 1).condition
        for sql in [
            CountSQL.all, CountSQL.archived(isIndexed: true), CountSQL.byProject, CountSQL.archivedByProject,
            CountSQL.median(range, offset: 5), "\(CountSQL.all) WHERE \(range)",
            "\(CountSQL.archived(isIndexed: true)) AND \(range)",
        ] {
            let steps = try mirror.rows("EXPLAIN QUERY PLAN " + sql.replacing("?", with: "1"))
            #expect(
                steps.contains { $0.contains("COVERING INDEX") }
                    && !steps.contains { $0.contains("TEMP B-TREE") }, "\(sql): \(steps)")
        }
    }
}
