import SyncCore
import Testing

@testable import MirrorStore

struct IssueKeyTests {
    @Test("a moved issue has its new key, and the old one still leads to it")
    func moved() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "ABC-1")
            page.add(11, "ABC-2", links: [(id: 1, from: 10, to: 11)])
        }
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "XYZ-7", project: 2, updated: .day0 + 9) }
        #expect(try mirror.rows("SELECT key, number, project_id FROM issues WHERE id = 10") == ["XYZ-7|7|2"])
        #expect(
            try mirror.rows("SELECT key FROM issue_keys WHERE issue_id = 10 ORDER BY 1") == [
                "ABC-1", "XYZ-7",
            ])
        #expect(try mirror.rows("SELECT source_key FROM issue_links") == ["XYZ-7"])
        for table in ["status_interval_data", "issue_flow"] {
            #expect(
                try mirror.rows("SELECT DISTINCT project_id FROM \(table) WHERE issue_id = 10") == ["2"],
                "\(table)")
        }
    }

    @Test("an incoming key evicts its former holder, which keeps its row and is reported")
    func eviction() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "ABC-1", summary: "former") }
        let outcome = try mirror.apply(at: .day0 + 90_000) { $0.add(11, "ABC-1", summary: "present") }
        #expect(outcome.evicted == [10])
        #expect(
            try mirror.rows("SELECT id, key, number, summary FROM issues ORDER BY id") == [
                "10|?10|0|former", "11|ABC-1|1|present",
            ])
        #expect(try mirror.rows("SELECT key, issue_id FROM issue_keys") == ["ABC-1|11"])
        #expect(try mirror.store.keysBelow(number: 100, project: 1, limit: 10).map(\.key) == ["ABC-1"])
    }

    @Test("an evicted issue that comes back unchanged but for its key is stored again")
    func evictionHeals() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "ABC-1", hash: 77) }
        try mirror.apply(at: .day0 + 90_000) { $0.add(11, "ABC-1") }
        // The eviction was wrong: the same content as before, with the same hash.
        let outcome = try mirror.apply(at: .day0 + 95_000) { $0.add(10, "ABC-1", hash: 77) }
        #expect(outcome.updated == 1 && outcome.evicted == [11])
        #expect(try mirror.rows("SELECT key FROM issues WHERE id = 10") == ["ABC-1"])
    }

    @Test("issues that swap keys on one page evict nobody in the end")
    func swapOnAPage() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "ABC-1")
            page.add(11, "ABC-2")
        }
        let outcome = try mirror.apply(at: .day0 + 90_000) { page in
            page.add(10, "ABC-2", updated: .day0 + 5)
            page.add(11, "ABC-1", updated: .day0 + 5)
        }
        #expect(outcome.evicted.isEmpty)
        #expect(try mirror.rows("SELECT key FROM issues ORDER BY id") == ["ABC-2", "ABC-1"])
    }

    private func project(_ id: Int64, _ key: String, keys: [String] = []) -> ReferenceData.Project {
        ReferenceData.Project(id: id, key: key, name: "Project \(id)", keys: keys)
    }

    private func list(_ projects: ReferenceData.Project...) -> ReferenceData {
        var data = ReferenceData()
        data.projects = projects
        return data
    }

    @Test(
        "a project's new key rewrites the keys of its issues, links and sub-tasks; old keys still lead there")
    func rekeyedProject() throws {
        let mirror = try Mirror()
        _ = try mirror.store.apply(list(project(1, "ABC"), project(2, "OTHER")), at: .day0)
        try mirror.apply { page in
            page.add(10, "ABC-1")
            page.add(11, "ABC-12")
            let arena = page.arena
            page.add(20, "OTHER-1", project: 2, links: [(id: 1, from: 20, to: 11)]) { row in
                row.parentID = 10
                row.parentKey = arena.slice("ABC-1")
            }
        }
        let outcome = try mirror.store.apply(
            list(project(1, "NEW", keys: ["ABC", "NEW"]), project(2, "OTHER")), at: .day0 + 5)
        #expect(outcome.rekeyedProjects == [.init(id: 1, oldKey: "ABC", newKey: "NEW")])
        #expect(outcome.evicted.isEmpty)
        #expect(try mirror.rows("SELECT key FROM issues ORDER BY id") == ["NEW-1", "NEW-12", "OTHER-1"])
        #expect(try mirror.rows("SELECT target_key FROM issue_links") == ["NEW-12"])
        #expect(try mirror.rows("SELECT parent_key FROM issues WHERE id = 20") == ["NEW-1"])
        #expect(
            try mirror.rows("SELECT key FROM issue_keys WHERE issue_id = 11 ORDER BY 1") == [
                "ABC-12", "NEW-12",
            ])
        #expect(
            try mirror.rows("SELECT key, project_id FROM project_keys ORDER BY 1") == [
                "ABC|1", "NEW|1", "OTHER|2",
            ])
    }

    @Test("two projects that swapped their keys keep their issues apart")
    func swappedProjects() throws {
        let mirror = try Mirror()
        _ = try mirror.store.apply(list(project(1, "ABC"), project(2, "XYZ")), at: .day0)
        try mirror.apply { page in
            page.add(10, "ABC-1", project: 1)
            page.add(20, "XYZ-1", project: 2)
        }
        let outcome = try mirror.store.apply(list(project(1, "XYZ"), project(2, "ABC")), at: .day0 + 5)
        #expect(outcome.rekeyedProjects.count == 2)
        #expect(try mirror.rows("SELECT id, key FROM issues ORDER BY id") == ["10|XYZ-1", "20|ABC-1"])
        #expect(
            try mirror.rows("SELECT key, issue_id FROM issue_keys ORDER BY 1") == ["ABC-1|20", "XYZ-1|10"])
        #expect(try mirror.rows("SELECT key, project_id FROM project_keys ORDER BY 1") == ["ABC|2", "XYZ|1"])
    }

    @Test("a stranger that holds a key of a rekeyed project loses it and is reported")
    func rekeyEvicts() throws {
        let mirror = try Mirror()
        _ = try mirror.store.apply(list(project(1, "ABC"), project(2, "XYZ")), at: .day0)
        try mirror.apply { page in
            page.add(10, "ABC-1", project: 1)
            page.add(20, "NEW-1", project: 2)
        }
        let outcome = try mirror.store.apply(list(project(1, "NEW"), project(2, "XYZ")), at: .day0 + 5)
        #expect(outcome.evicted == [20])
        #expect(try mirror.rows("SELECT id, key FROM issues ORDER BY id") == ["10|NEW-1", "20|?20"])
    }
}
