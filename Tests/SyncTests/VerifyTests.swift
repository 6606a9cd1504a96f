import Foundation
import GRDB
import JiraSimulator
import MirrorStore
import SyncCore
import TestSupport
import Testing

@Suite("verify compares cell by cell")
struct VerifyTests {
    @Test("a faithful mirror has no difference, sampled or whole")
    func equal() async throws {
        let lab = try await Laboratory(issues: 120, projects: 3)
        _ = try await lab.sync()
        // What was updated after the mark is left out: some minutes later nothing is.
        _ = lab.jira.site.apply(.advanceClock(milliseconds: 600_000))
        _ = try await lab.sync()
        let sample = try await lab.verify(sample: 20)
        #expect(sample.failure == nil)
        #expect(sample.compared + sample.pending == 20)
        #expect(sample.differences.isEmpty, "\(sample.differences)")
        let all = try await lab.verify(sample: nil)
        #expect(all.compared > 100)
        #expect(all.differences.isEmpty, "\(all.differences.prefix(5))")
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("an issue that is dated in the future is compared as well")
    func future() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        _ = try await lab.sync()
        let queue = try DatabaseQueue(path: lab.mirror.path)
        let id = try await queue.write { db -> Int64 in
            let id = try #require(
                try Int64.fetchOne(
                    db, sql: "SELECT id FROM issues WHERE updated_at > ?",
                    arguments: [(Laboratory.now() + 86_400).text]))
            try db.execute(
                sql: "UPDATE issue_flow SET reopen_count = reopen_count + 1 WHERE issue_id = ?",
                arguments: [id])
            return id
        }
        try queue.close()
        let report = try await lab.verify(sample: nil)
        #expect(report.differences.map(\.issueID) == [id])
        #expect(report.differences.map(\.table) == ["issue_flow"])
        await lab.stop()
    }

    @Test("a changed cell, a lost comment, a lost issue and one too many are each named")
    func damage() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        _ = try await lab.sync()
        _ = lab.jira.site.apply(.advanceClock(milliseconds: 600_000))
        _ = try await lab.sync()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: lab.mirror.path, configuration: configuration)
        let (changed, commented, lost) = try await queue.write { db -> (Int64, Int64, Int64) in
            let changed = try Int64.fetchOne(db, sql: "SELECT min(id) FROM issues") ?? 0
            try db.execute(sql: "UPDATE issues SET summary = 'forged' WHERE id = ?", arguments: [changed])
            let commented = try Int64.fetchOne(db, sql: "SELECT max(issue_id) FROM comments") ?? 0
            try db.execute(
                sql: """
                    DELETE FROM comments WHERE (issue_id, id) IN
                        (SELECT issue_id, id FROM comments WHERE issue_id = ? LIMIT 1)
                    """, arguments: [commented])
            let lost =
                try Int64.fetchOne(
                    db,
                    sql: """
                        SELECT id FROM issues WHERE id NOT IN (?, ?) AND id NOT IN (SELECT issue_id FROM comments)
                        AND id NOT IN (SELECT parent_id FROM issues WHERE parent_id IS NOT NULL) LIMIT 1
                        """, arguments: [changed, commented]) ?? 0
            try db.execute(sql: "DELETE FROM issues WHERE id = ?", arguments: [lost])
            return (changed, commented, lost)
        }
        try queue.close()
        let report = try await lab.verify(sample: nil)
        #expect(
            report.differences.contains {
                $0.issueID == changed && $0.column == "summary" && $0.mirror == "forged"
            })
        #expect(
            report.differences.contains {
                $0.issueID == commented && $0.table == "comments" && $0.mirror == nil
            })
        #expect(
            report.differences.contains { $0.issueID == lost && $0.table == "issues" && $0.mirror == nil })
        #expect(Set(report.differences.map(\.issueID)) == [changed, commented, lost])
        // Nothing of it was written.
        let again = try await lab.verify(sample: nil)
        #expect(again.differences == report.differences)
        await lab.stop()
    }
}
