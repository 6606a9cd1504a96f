import SyncCore
import Testing

@testable import MirrorStore

struct WorklogTests {
    private func batch(_ worklogs: [(id: Int64, issue: Int64, seconds: Int64)]) -> IssueBatch {
        var builder = BatchBuilder()
        builder.batch.worklogs = worklogs.map {
            WorklogRow(
                id: $0.id, issueID: $0.issue, startedAt: .day0, createdAt: .day0, updatedAt: .day0,
                timeSpentSeconds: $0.seconds)
        }
        return builder.batch
    }

    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "ABC-1", worklogs: [(1, .day0)], hash: 5)
            page.add(11, "ABC-2", worklogs: [(2, .day0)])
        }
        return mirror
    }

    @Test("worklogs of the feed are stored with their checkpoint; those of unknown issues are given back")
    func apply() throws {
        let mirror = try filled()
        let outcome = try mirror.store.applyWorklogs(
            batch([(1, 10, 99), (3, 10, 30), (4, 777, 1), (5, 777, 1)]),
            checkpoints: [CheckpointChange(stream: "worklogs", scope: "", state: "5")])
        #expect(outcome.written == 2)
        #expect(outcome.unknownIssues == [777])
        #expect(
            try mirror.rows("SELECT id, issue_id, time_spent_seconds FROM worklogs ORDER BY 1") == [
                "1|10|99", "2|11|60", "3|10|30",
            ])
        #expect(try mirror.store.checkpoints(stream: "worklogs") == ["": "5"])
    }

    @Test("an issue whose worklogs changed apart from it is compared in full at its next reading")
    func forgetsHash() throws {
        let mirror = try filled()
        _ = try mirror.store.applyWorklogs(batch([(1, 10, 99)]), checkpoints: [])
        #expect(
            try mirror.rows("SELECT changed_at FROM issues WHERE id = 10") == ["2024-01-11T00:00:00.000Z"])
        // The change was taken back: the content is what it was at the first reading.
        let outcome = try mirror.apply(at: .day0 + 2_000_000) {
            $0.add(10, "ABC-1", worklogs: [(1, .day0)], hash: 5)
        }
        #expect(outcome.updated == 1)
        #expect(try mirror.rows("SELECT time_spent_seconds FROM worklogs WHERE id = 1") == ["60"])
    }

    @Test("a worklog of the feed that is stored as it is writes nothing")
    func unchanged() throws {
        let mirror = try filled()
        let before = try mirror.totalChanges()
        let outcome = try mirror.store.applyWorklogs(batch([(1, 10, 60)]), checkpoints: [])
        #expect(outcome.written == 0)
        #expect(try mirror.totalChanges() == before)
    }

    @Test("a worklog that is found under another issue moves there")
    func moved() throws {
        let mirror = try filled()
        _ = try mirror.store.applyWorklogs(batch([(2, 10, 60)]), checkpoints: [])
        #expect(try mirror.rows("SELECT id, issue_id FROM worklogs ORDER BY 1") == ["1|10", "2|10"])
        #expect(try mirror.rows("SELECT count(*) FROM issues WHERE content_hash = 0") == ["2"])
    }

    @Test("deleted worklogs go with the checkpoint; unknown ones are passed over")
    func delete() throws {
        let mirror = try filled()
        let count = try mirror.store.deleteWorklogs(
            [1, 555], checkpoints: [CheckpointChange(stream: "worklogs", scope: "d", state: "9")])
        #expect(count == 1)
        #expect(try mirror.rows("SELECT id FROM worklogs") == ["2"])
        #expect(try mirror.rows("SELECT content_hash FROM issues WHERE id = 10") == ["0"])
        #expect(try mirror.store.checkpoints(stream: "worklogs") == ["d": "9"])
    }

    // MARK: Answers that leave worklogs out

    private func add(_ page: inout BatchBuilder, _ worklogs: [Int64], total: Int64, updated: Instant = .day0)
    {
        page.add(10, "ABC-1", updated: updated, worklogs: worklogs.map { ($0, .day0) }) {
            $0.worklogTotal = total
        }
    }

    private let ids = "SELECT id FROM worklogs WHERE issue_id = 10 ORDER BY id"

    @Test("fewer worklogs than Jira counts are added, none removed, and the issue is marked until all came")
    func incomplete() throws {
        let mirror = try Mirror()
        try mirror.apply { add(&$0, [1, 2], total: 4) }
        #expect(try mirror.store.incompleteWorklogs() == [IncompleteWorklogs(issueID: 10, total: 4)])
        try mirror.apply(at: .day0 + 90_000) { add(&$0, [3], total: 5, updated: .day0 + 1) }
        #expect(try mirror.rows(ids) == ["1", "2", "3"])
        #expect(try mirror.store.incompleteWorklogs() == [IncompleteWorklogs(issueID: 10, total: 5)])
        // An unchanged issue writes nothing.
        let before = try mirror.totalChanges()
        try mirror.apply(at: .day0 + 91_000) { add(&$0, [3], total: 5, updated: .day0 + 1) }
        #expect(try mirror.totalChanges() == before)
        try mirror.apply(at: .day0 + 92_000) { add(&$0, [2, 4], total: 2, updated: .day0 + 2) }
        #expect(try mirror.rows(ids) == ["2", "4"])
        #expect(try mirror.store.incompleteWorklogs() == [])
    }

    @Test("an issue's worklogs replaced as a set are complete, whatever Jira counts")
    func replace() throws {
        let mirror = try Mirror()
        try mirror.apply { add(&$0, [1, 2], total: 4) }
        let hash = try mirror.value("SELECT content_hash FROM issues")
        try mirror.store.replaceWorklogs(issue: 10, with: batch([(2, 10, 60), (3, 10, 90)]))
        #expect(
            try mirror.rows("SELECT id, time_spent_seconds FROM worklogs ORDER BY id") == ["2|60", "3|90"])
        #expect(try mirror.store.incompleteWorklogs() == [])
        #expect(try mirror.value("SELECT content_hash FROM issues") == hash)
        #expect(try mirror.value("SELECT changed_at FROM issues") == "2024-01-11T00:00:00.000Z")
        let before = try mirror.totalChanges()
        try mirror.store.replaceWorklogs(issue: 10, with: batch([(2, 10, 60), (3, 10, 90)]))
        #expect(try mirror.totalChanges() == before)
        try mirror.store.replaceWorklogs(issue: 99, with: batch([(5, 99, 60)]))
        #expect(try mirror.rows("SELECT count(*) FROM worklogs") == ["2"])
    }

    @Test("marks are settled where the mirror holds as many as Jira counts, and gone with their issue")
    func settle() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            add(&page, [1, 2], total: 4)
            page.add(11, "ABC-2", worklogs: [(7, .day0)]) { $0.worklogTotal = 2 }
            page.add(12, "ABC-3", worklogs: [(8, .day0)]) { $0.worklogTotal = 2 }
        }
        #expect(try mirror.store.missingWorklogs(of: [9, 1, 3, 8]) == [9, 3])
        _ = try mirror.store.applyWorklogs(batch([(9, 11, 60)]), checkpoints: [])
        try mirror.store.deleteIssues([12], reason: .gone, at: .day0)
        #expect(try mirror.store.settleWorklogs() == [IncompleteWorklogs(issueID: 10, total: 4)])
        _ = try mirror.store.applyWorklogs(batch([(3, 10, 60), (4, 10, 60), (5, 10, 60)]), checkpoints: [])
        // One too many: something was removed in Jira.
        #expect(try mirror.store.settleWorklogs() == [IncompleteWorklogs(issueID: 10, total: 4)])
    }
}
