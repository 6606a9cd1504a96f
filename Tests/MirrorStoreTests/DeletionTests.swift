import Foundation
import SyncCore
import Testing

@testable import MirrorStore

struct DeletionTests {
    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(
                10, "ABC-1", summary: "with \"quotes\"\n\u{1}", labels: ["a"], components: [1],
                fixVersions: [2],
                comments: [(1, "hello")], worklogs: [(1, .day0)], attachments: [1],
                links: [(id: 1, from: 10, to: 11)], sprints: [7],
                changes: [(id: 1, at: .day0 + 1, items: [ItemText(from: "2", to: "1")])],
                fields: [(1, .option(7, "Red")), (2, .number(2.5, "2.5"))]
            ) {
                $0.timeSpentSeconds = 60
                $0.worklogTotal = 5
            }
            page.add(11, "ABC-2", links: [(id: 1, from: 10, to: 11)])
        }
        try mirror.store.replaceRemoteLinks(issue: 10, with: [RemoteLink(id: 1, url: "https://example.org")])
        return mirror
    }

    @Test("a deleted issue leaves every table and is kept whole as JSON")
    func snapshot() throws {
        let mirror = try filled()
        try mirror.store.deleteIssues([10, 999], reason: .projectGone, at: .day0 + 5)
        let tables = try mirror.rows(
            """
            SELECT tables.name FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS columns
            WHERE tables.schema = 'main' AND tables.type = 'table' AND columns.name = 'issue_id'
            """)
        #expect(tables.count >= 12)
        for table in tables {
            #expect(try mirror.rows("SELECT 1 FROM \(table) WHERE issue_id = 10").isEmpty, "\(table)")
            // A new child table must be deleted and kept in the snapshot too.
            #expect(
                IssueDeletion.children.contains { $0.1 == table } || IssueDeletion.marks.contains(table)
                    || table == "issue_fields", "\(table)")
        }
        #expect(try mirror.rows("SELECT id FROM issues") == ["11"])
        #expect(try mirror.rows("SELECT id FROM issue_links").isEmpty)
        #expect(
            try mirror.rows("SELECT id, key, project_id, reason, detected_at FROM deleted_issues") == [
                "10|ABC-1|1|project_gone|2024-01-01T00:00:05.000Z"
            ])
        let text = try #require(try mirror.value("SELECT snapshot FROM deleted_issues"))
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(json["key"] as? String == "ABC-1")
        #expect(json["summary"] as? String == "with \"quotes\"\n\u{1}")
        #expect(json["time_spent_seconds"] as? Int == 60)
        #expect(json["resolved_at"] is NSNull)
        #expect(json["content_hash"] == nil)
        func rows(_ name: String) -> [[String: Any]] { json[name] as? [[String: Any]] ?? [] }
        #expect(rows("comments").first?["body"] as? String == "hello")
        #expect(rows("labels").first?["label"] as? String == "a")
        #expect(rows("links").first?["target_issue_id"] as? Int == 11)
        #expect(rows("changelog_items").first?["from_value"] as? String == "2")
        #expect(rows("status_intervals").count == 2)
        #expect(rows("field_values").first?["ref_id"] as? Int == 7)
        let fields = json["fields"] as? [String: Any]
        #expect(fields?["customfield_1"] as? String == "Red" && fields?["customfield_2"] as? Double == 2.5)
        #expect(fields?.count == 2)
        for (name, _) in IssueDeletion.children where name != "affected_versions" {
            #expect(!rows(name).isEmpty, "\(name)")
        }
    }

    @Test("an issue that comes back is no longer among the deleted ones")
    func comesBack() throws {
        let mirror = try filled()
        try mirror.store.deleteIssues([10], reason: .gone, at: .day0 + 5)
        let outcome = try mirror.apply(at: .day0 + 90_000) { $0.add(10, "ABC-1") }
        #expect(outcome.inserted == 1)
        #expect(try mirror.rows("SELECT id FROM deleted_issues").isEmpty)
    }

    @Test("the reasons are those that the schema allows")
    func reasons() throws {
        let mirror = try filled()
        for reason in [DeletionReason.gone, .archived, .projectGone, .outOfScope] {
            try mirror.apply(at: .day0 + 90_000) { $0.add(50, "ABC-50") }
            try mirror.store.deleteIssues([50], reason: reason, at: .day0)
            #expect(try mirror.rows("SELECT reason FROM deleted_issues WHERE id = 50") == [reason.rawValue])
        }
    }

    @Test("a project goes only when its issues are gone")
    func removeProject() throws {
        let mirror = try filled()
        var data = ReferenceData()
        data.projects = [.init(id: 1, key: "ABC", name: "Alphabet")]
        data.components[1] = [.init(id: 1, name: "Engine")]
        _ = try mirror.store.apply(data, at: .day0)
        #expect(throws: StoreError.self) { try mirror.store.removeProjects([1]) }
        #expect(try mirror.store.projectKeys() == [1: "ABC"])
        try mirror.store.deleteIssues([10, 11], reason: .projectGone, at: .day0)
        try mirror.store.removeProjects([1])
        #expect(try mirror.store.projectKeys().isEmpty)
        #expect(try mirror.rows("SELECT id FROM components").isEmpty)
        #expect(try mirror.rows("SELECT key FROM project_keys").isEmpty)
    }
}
