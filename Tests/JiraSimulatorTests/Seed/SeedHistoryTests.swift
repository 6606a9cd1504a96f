import Testing

@testable import JiraSimulator

/// The history of every seeded issue, replayed, ends in its present state.
@Suite struct SeedHistoryTests {
    static let fixture = SiteFixture(issues: 1500, projects: 5) { $0.bodySize = .realistic }
    static let truths = fixture.truths()

    private func items(_ truth: IssueTruth, _ field: String) -> [[String: String]] {
        truth.table("changelog_items").filter { $0["field"] == field }
    }

    @Test(
        "values form an unbroken chain to the present one",
        arguments: [
            ("status", "status_id"), ("priority", "priority_id"), ("resolution", "resolution_id"),
            ("assignee", "assignee_key"),
        ])
    func chains(_ field: String, _ column: String) {
        var changed = 0
        for truth in Self.truths {
            let items = items(truth, field)
            guard let last = items.last else { continue }
            changed += 1
            for (before, after) in zip(items, items.dropFirst()) {
                #expect(before["to_value"] == after["from_value"])
            }
            #expect(last["to_value"] == truth.column(column), "\(truth.key) \(field)")
        }
        #expect(changed > 100)
    }

    @Test("an issue that never changed its status stands in the first one of its workflow")
    func firstStatus() {
        let firsts = Set(Workflow.all.map { Catalogue.seeded(hostile: true).statuses[Int($0.path[0])].id })
        for truth in Self.truths {
            let status = items(truth, "status").first?["from_value"] ?? truth.column("status_id")
            #expect(firsts.contains(Int64(status ?? "") ?? 0))
        }
    }

    @Test("resolution and its date stand and fall together, at the moment of a change")
    func resolutions() {
        for truth in Self.truths {
            let resolved = truth.column("resolved_at")
            #expect((resolved == nil) == (truth.column("resolution_id") == nil))
            if let resolved {
                #expect(truth.table("changelog").contains { $0["created_at"] == resolved })
            }
        }
    }

    @Test("lists and estimates end as the history says")
    func lists() {
        for truth in Self.truths {
            if let last = items(truth, "labels").last {
                let labels = truth.table("issue_labels").compactMap { $0["label"] }
                #expect(Set((last["to_text"] ?? "").split(separator: " ").map { String($0) }) == Set(labels))
            }
            for (field, table, column) in [
                ("Fix Version", "issue_fix_versions", "version_id"),
                ("Component", "issue_components", "component_id"),
            ] {
                let present = Set(truth.table(table).compactMap { $0[column] })
                for item in items(truth, field).reversed() {
                    // The last word on each id is true.
                    let id = item["to_value"] ?? item["from_value"] ?? ""
                    let later = items(truth, field).last { ($0["to_value"] ?? $0["from_value"]) == id }
                    #expect(present.contains(id) == (later?["to_value"] != nil))
                }
            }
            let spent = truth.table("worklogs").compactMap { Int($0["time_spent_seconds"] ?? "") }.reduce(
                0, +)
            #expect(Int(truth.column("time_spent_seconds") ?? "0") == spent)
            if let last = items(truth, "timespent").last {
                #expect(last["to_value"] == truth.column("time_spent_seconds"))
            }
            #expect(items(truth, "WorklogId").count == truth.table("worklogs").count)
            #expect(items(truth, "WorklogId").allSatisfy { $0["from_value"] != nil && $0["to_value"] == nil })
        }
    }

    @Test("entries lie in order between creation and the last update")
    func order() {
        for truth in Self.truths {
            let entries = truth.table("changelog")
            let created = truth.column("created_at") ?? ""
            let updated = truth.column("updated_at") ?? ""
            for (a, b) in zip(entries, entries.dropFirst()) {
                #expect(a["created_at"] ?? "" <= b["created_at"] ?? "")
                #expect(Int(a["id"] ?? "") ?? 0 < Int(b["id"] ?? "") ?? 0)
            }
            var moments = entries.compactMap { $0["created_at"] }
            moments += truth.table("comments").compactMap { $0["updated_at"] }
            moments += truth.table("worklogs").compactMap { $0["updated_at"] }
            #expect(moments.allSatisfy { $0 >= created && $0 <= updated })
        }
    }

    @Test("links are noted at both ends, ids are unique across the site")
    func linksAndIDs() {
        var ids: [String: Set<String>] = [:]
        let byID = Dictionary(uniqueKeysWithValues: Self.truths.map { (String($0.id), $0) })
        for truth in Self.truths {
            for table in ["comments", "worklogs", "changelog", "attachments", "issue_links"] {
                for row in truth.table(table) {
                    #expect(ids[table, default: []].insert(row["id"] ?? "").inserted)
                }
            }
            for link in truth.table("issue_links") {
                let target = byID[link["target_issue_id"] ?? ""]
                #expect(items(truth, "Link").contains { $0["to_value"] == link["target_key"] })
                #expect(target.map { items($0, "Link").contains { $0["to_value"] == truth.key } } == true)
            }
        }
        #expect(ids["issue_links", default: []].count > 200)
    }
}
