import Foundation
import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct UnseenTests {
    private func status(_ mirror: Mirror, countingRows: Bool = true) throws -> StatusSnapshot {
        try MirrorReader(path: mirror.path).status(now: .day0, countingRows: countingRows)
    }

    private func execute(_ sql: String, _ mirror: Mirror) throws {
        try mirror.store.write { db in try db.execute(sql: sql) }
    }

    @Test(
        "more time logged than the visible worklogs add up to means hidden ones, unless some are still to come"
    )
    func hiddenWorklogs() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(1, "A-1", worklogs: [(1, .day0), (2, .day0)]) { $0.timeSpentSeconds = 120 }
            page.add(2, "A-2", worklogs: [(3, .day0)]) { $0.timeSpentSeconds = 100 }
            page.add(3, "A-3") { $0.timeSpentSeconds = 60 }
            page.add(4, "A-4", worklogs: [(4, .day0)]) { $0.timeSpentSeconds = 0 }
            page.add(5, "A-5") { $0.timeSpentSeconds = 500 }
        }
        try execute("INSERT INTO incomplete_worklogs (issue_id, total) VALUES (5, 9)", mirror)
        let status = try status(mirror)
        #expect(status.unseen?.issuesWithHiddenWorklogs == 2)
        #expect(status.unseen?.hiddenWorkSeconds == 100)
        #expect(status.incompleteWorklogs == 1)
    }

    @Test("projects that issues point at and that are not listed are told, with how many of their issues")
    func projects() throws {
        let mirror = try Mirror()
        var data = ReferenceData()
        data.projects = [.init(id: 1, key: "A", name: "A", keys: ["OLD"])]
        data.fields = [
            .init(
                id: "customfield_9", name: "Parent Link", custom: true,
                schemaCustom: "com.atlassian.jpo:jpo-custom-field-parent")
        ]
        _ = try mirror.store.apply(data, at: .day0)
        try mirror.apply { page in
            page.add(1, "A-1")
            page.add(2, "A-2") { $0.parentID = 1 }
            page.see(.project, 7, "Secret")
        }
        try execute(
            """
            INSERT INTO issue_links VALUES
                (1, 1, 1, 'A-1', 50, 'SEC-1', 1, 0), (2, 1, 50, 'SEC-1', 2, 'A-2', 0, 1),
                (3, 1, 1, 'A-1', 51, 'SEC-2', 1, 0), (4, 1, 1, 'A-1', 52, 'A-99', 1, 0),
                (5, 1, 1, 'A-1', 53, 'OLD-7', 1, 0), (6, 1, 1, 'A-1', 2, 'GONE-2', 1, 0),
                (7, 1, 1, 'A-1', 54, '?54', 1, 0);
            UPDATE issues SET parent_id = 60, parent_key = 'B2_X-3' WHERE id = 2;
            UPDATE issues SET epic_key = 'EPIC-1' WHERE id = 1;
            INSERT INTO issue_field_values (issue_id, field_id, position, ref_key)
            VALUES (1, 'customfield_9', 0, 'TOP-1')
            """, mirror)
        let unseen = try #require(try status(mirror).unseen)
        #expect(
            unseen.projects == [
                .init(key: "B2_X", issues: 1), .init(key: "EPIC", issues: 1), .init(key: "SEC", issues: 2),
                .init(key: "TOP", issues: 1),
            ])
    }

    @Test("the rolling re-read, archived issues and marks are told; counting is left out on request")
    func reread() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(1, "A-1")
            page.add(2, "A-2") { $0.archivedAt = .day0 }
        }
        #expect(try status(mirror).reread == nil)
        let state = #"{"cycleStarted":1704067200000,"lastCycleSeconds":86400.5,"done":1,"expected":2}"#
        try mirror.store.saveCheckpoints([CheckpointChange(stream: "reread", scope: "", state: state)])
        let full = try status(mirror)
        #expect(
            full.reread
                == .init(cycleStartedAt: Instant.day0.text, lastCycleSeconds: 86400.5, done: 1, expected: 2))
        #expect(full.archivedIssues == 1)
        let json = try JSONEncoder().encode(full)
        #expect(try JSONDecoder().decode(StatusSnapshot.self, from: json) == full)
        for name in ["\"cycle_started_at\":", "\"archived_issues\":1", "\"hidden_work_seconds\":0"] {
            #expect(String(decoding: json, as: UTF8.self).contains(name), "\(name)")
        }
        let fast = try status(mirror, countingRows: false)
        #expect(fast.unseen == nil && fast.archivedIssues == nil && fast.reread == full.reread)
        // A first cycle has no last one; a state that this program does not know is not guessed at.
        let first = #"{"cycleStarted":1704067200000,"done":0,"expected":2}"#
        try mirror.store.saveCheckpoints([CheckpointChange(stream: "reread", scope: "", state: first)])
        #expect(try status(mirror).reread?.lastCycleSeconds == nil)
        try mirror.store.saveCheckpoints([CheckpointChange(stream: "reread", scope: "", state: "{}")])
        #expect(try status(mirror).reread == nil)
    }
}
