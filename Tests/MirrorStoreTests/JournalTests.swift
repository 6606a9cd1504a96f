import SyncCore
import Testing

@testable import MirrorStore

struct JournalTests {
    @Test("a run is open until it is finished, and only a complete one dates the mirror")
    func runs() throws {
        let mirror = try Mirror()
        try mirror.store.updateSite(SiteRecord())
        let first = try mirror.store.beginRun(kind: "incremental", at: .day0, serverStartedAt: nil)
        #expect(try mirror.rows("SELECT finished_at, outcome FROM sync_runs") == ["-|-"])
        var record = RunRecord(finishedAt: .day0 + 10, outcome: .failed, exitStatus: 77)
        record.message = "token revoked"
        try mirror.store.finishRun(first, record)
        #expect(try mirror.store.site()?.lastSyncedAt == nil)
        let second = try mirror.store.beginRun(
            kind: "incremental", at: .day0 + 20, serverStartedAt: .day0 + 21)
        record = RunRecord(finishedAt: .day0 + 30, outcome: .complete, exitStatus: 0)
        record.issuesRead = 5
        record.waitSeconds = 1.5
        record.expectedTotal = 7
        try mirror.store.finishRun(second, record)
        #expect(try mirror.store.site()?.lastSyncedAt == .day0 + 30)
        #expect(
            try mirror.rows(
                "SELECT outcome, exit_status, message, server_started_at, issues_read, wait_seconds, expected_total "
                    + "FROM sync_runs ORDER BY id") == [
                    "failed|77|token revoked|-|0|0.0|-", "complete|0|-|2024-01-01T00:00:21.000Z|5|1.5|7",
                ])
        #expect(storeError { try mirror.store.finishRun(99, record) }?.kind == "unexpected")
    }

    @Test("the journal forgets runs after 400 days")
    func retention() throws {
        let mirror = try Mirror()
        let old = Instant(milliseconds: Instant.day0.milliseconds - 401 * 86_400_000)
        let kept = Instant(milliseconds: Instant.day0.milliseconds - 399 * 86_400_000)
        _ = try mirror.store.beginRun(kind: "old", at: old, serverStartedAt: nil)
        _ = try mirror.store.beginRun(kind: "kept", at: kept, serverStartedAt: nil)
        let run = try mirror.store.beginRun(kind: "now", at: .day0, serverStartedAt: nil)
        try mirror.store.finishRun(run, RunRecord(finishedAt: .day0, outcome: .partial, exitStatus: 75))
        #expect(try mirror.rows("SELECT kind FROM sync_runs ORDER BY id") == ["kept", "now"])
    }

    @Test("checkpoints are kept by stream and scope, replaced and removed")
    func checkpoints() throws {
        let mirror = try Mirror()
        try mirror.store.saveCheckpoints([
            CheckpointChange(stream: "a", scope: "1", state: "{\"n\":1}"),
            CheckpointChange(stream: "a", scope: "2", state: "2"),
            CheckpointChange(stream: "b", scope: "1", state: "1e5"),
        ])
        try mirror.store.saveCheckpoints([
            CheckpointChange(stream: "a", scope: "1", state: "{\"n\":2}"),
            CheckpointChange(stream: "a", scope: "2", state: nil),
        ])
        try mirror.reopen()
        #expect(try mirror.store.checkpoints(stream: "a") == ["1": "{\"n\":2}"])
        // A state that looks like a number stays the text that it was.
        #expect(try mirror.store.checkpoints(stream: "b") == ["1": "1e5"])
    }

    @Test("quarantine counts only new records, keeps the last reason and at most 1 MB")
    func quarantine() throws {
        let mirror = try Mirror()
        let large = RejectedRecord(record: "10", reason: "first", raw: [UInt8](repeating: 65, count: 3 << 20))
        let small = RejectedRecord(record: "ABC-7", reason: "x", raw: [])
        #expect(try mirror.store.quarantine([large, small], stream: "issues", at: .day0) == 2)
        let again = RejectedRecord(record: "10", reason: "second", raw: [66])
        #expect(try mirror.rows("SELECT length(raw) FROM quarantine WHERE record = '10'") == ["\(1 << 20)"])
        #expect(try mirror.store.quarantine([again], stream: "issues", at: .day0 + 60) == 0)
        #expect(
            try mirror.rows(
                "SELECT reason, attempts, length(raw), first_seen_at, last_seen_at FROM quarantine "
                    + "WHERE record = '10'") == [
                    "second|2|1|2024-01-01T00:00:00.000Z|2024-01-01T00:01:00.000Z"
                ])
        // The one that was tried longest ago comes first; a try without an answer keeps the last one.
        #expect(try mirror.store.quarantined(stream: "issues") == ["ABC-7", "10"])
        let silent = RejectedRecord(record: "10", reason: "timeout", raw: [])
        #expect(try mirror.store.quarantine([silent], stream: "issues", at: .day0 + 90) == 0)
        #expect(
            try mirror.rows("SELECT reason, CAST(raw AS TEXT) FROM quarantine WHERE record = '10'") == [
                "timeout|B"
            ])
        #expect(try mirror.store.quarantined(stream: "other").isEmpty)
        try mirror.store.releaseQuarantine(["10", "unknown"], stream: "issues")
        #expect(try mirror.store.quarantined(stream: "issues") == ["ABC-7"])
    }

    @Test("counts, census and keys tell what the mirror holds of a project")
    func census() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(12, "ABC-100", updated: .day0 + 3)
            page.add(10, "ABC-9", updated: .day0 + 1.5)
            page.add(11, "ABC-20", updated: .day0 + 2)
            page.add(20, "XYZ-1", project: 2)
        }
        #expect(try mirror.store.issueCount(project: nil) == 4)
        #expect(try mirror.store.issueCount(project: 1) == 3)
        #expect(try mirror.store.issueCount(project: 9) == 0)
        #expect(try mirror.store.issueCountsByProject() == [1: 3, 2: 1])
        #expect(
            try mirror.store.issueCensus(project: 1, createdFrom: nil, createdTo: nil) == [
                CensusEntry(id: 10, number: 9, updatedAt: .day0 + 1.5),
                CensusEntry(id: 11, number: 20, updatedAt: .day0 + 2),
                CensusEntry(id: 12, number: 100, updatedAt: .day0 + 3),
            ])
        #expect(
            try mirror.store.keysBelow(number: 100, project: 1, limit: 1) == [
                IssuePointer(id: 11, key: "ABC-20")
            ])
        #expect(try mirror.store.storedIssues(ids: [10, 20, 30]) == [10: 1, 20: 2])
    }

    @Test("a backfill begins, goes on, ends, and begins anew when it is asked for again")
    func backfills() throws {
        let mirror = try Mirror()
        #expect(try mirror.store.backfills() == [])
        try mirror.store.requestBackfill("b", at: .day0)
        try mirror.store.requestBackfill("a", at: .day0 + 1)
        try mirror.store.updateBackfill("b", remaining: 7, done: false)
        try mirror.store.updateBackfill("a", remaining: 0, done: true)
        #expect(
            try mirror.store.backfills() == [
                Backfill(name: "b", requestedAt: .day0, done: false, remaining: 7),
                Backfill(name: "a", requestedAt: .day0 + 1, done: true, remaining: 0),
            ])
        try mirror.store.requestBackfill("a", at: .day0 + 2)
        #expect(
            try mirror.store.backfills().last
                == Backfill(name: "a", requestedAt: .day0 + 2, done: false, remaining: nil))
        #expect(
            storeError { try mirror.store.updateBackfill("c", remaining: 1, done: false) }?.kind
                == "unexpected")
    }
}
