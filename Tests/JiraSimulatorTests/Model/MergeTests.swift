import Testing

@testable import JiraSimulator

/// Versions and components that merge, keys that come back, names that change.
@Suite struct MergeTests {
    private let fixture = SiteFixture(issues: 300)
    private var now: String { CivilDate.utc(fixture.clock.now) }

    private func id(_ table: String, _ name: String, column: Int = 2) -> String? {
        fixture.site.snapshot(as: "admin").rows(of: table).first { $0[column] == name }?[0]
    }

    @Test("a merged version moves to its successor in every issue, with history, and is gone")
    func versions() throws {
        let from = try #require(id("versions", "1.0"))
        let into = try #require(id("versions", "1.1"))
        let key = try #require(try fixture.keys("project = ALPHA AND issuetype = Bug").first)
        _ = try fixture.apply(.setFixVersions(issue: key, versions: ["1.0"]))
        _ = try fixture.apply(.setField(issue: key, field: "Also Fixed In", value: #"["1.0","1.1"]"#))
        _ = try fixture.apply(.setField(issue: key, field: "Found In", value: "1.0"))
        let had = Set(try fixture.keys("fixVersion = \(from) OR affectedVersion = \(from)"))
        #expect(had.count > 3)
        let result = try fixture.apply(.mergeVersion(project: "ALPHA", from: "1.0", into: "1.1"))
        #expect(result.issues.count >= had.count)
        let truth = try fixture.truth(key)
        #expect(truth.rows["issue_fix_versions"] == [[String(truth.id), into]])
        #expect(truth.field("customfield_10313") == "1.1" && truth.field("customfield_10314") == #"["1.1"]"#)
        let items = truth.table("changelog_items").suffix(5)
        #expect(items.contains { $0["field"] == "Fix Version" && $0["from_value"] == from })
        #expect(items.contains { $0["field"] == "Fix Version" && $0["to_value"] == into })
        #expect(items.contains { $0["field"] == "Found In" && $0["to_text"] == "1.1" })
        for truth in fixture.truths() where had.contains(truth.key) {
            #expect(truth.column("updated_at") == now)
        }
        for truth in fixture.truths() {
            for table in ["issue_fix_versions", "issue_affected_versions"] {
                #expect(truth.rows[table]?.contains { $0[1] == from } == false)
            }
        }
        let left = fixture.site.snapshot(as: "admin").rows(of: "versions")
        #expect(!left.contains { $0[0] == from })
        // Seeded issues that nobody touched are still found by their own versions.
        let later = try #require(id("versions", "1.3"))
        let holders = fixture.truths().filter { truth in
            (truth.rows["issue_fix_versions"] ?? []).contains { $0[1] == later }
        }
        #expect(!holders.isEmpty)
        #expect(Set(try fixture.keys("fixVersion = \(later)")) == Set(holders.map { $0.key }))
        #expect(fixture.site.apply(.mergeVersion(project: "ALPHA", from: "1.1", into: "1.1")).error != nil)
    }

    @Test("a deleted version or component leaves its issues empty or replaced, and touches no others")
    func deletions() throws {
        let before = Dictionary(
            uniqueKeysWithValues: fixture.truths().map { ($0.id, $0.column("updated_at")) })
        let version = try fixture.apply(.deleteVersion(project: "ALPHA", version: "1.1"))
        #expect(!version.issues.isEmpty)
        for truth in fixture.truths() {
            #expect(
                (truth.column("updated_at") != before[truth.id]) == version.issues.contains(truth.id))
        }
        let component = try #require(id("components", "UI"))
        let held = try fixture.keys("component = \(component)").count
        let deleted = try fixture.apply(
            .deleteComponent(project: "ALPHA", component: "UI", replacement: "API"))
        #expect(deleted.issues.count == held && held > 3)
        #expect(id("components", "UI") != component)
        let api = try #require(id("components", "API"))
        for truth in fixture.truths() where deleted.issues.contains(truth.id) {
            #expect((truth.rows["issue_components"] ?? []).filter { $0[1] == api }.count == 1)
        }
        _ = try fixture.apply(.mergeComponent(project: "ALPHA", from: "API", into: "Database"))
        #expect(id("components", "API") != api)
    }

    @Test("a project may take the former key of another, whose issues keep their ids")
    func reusedProjectKey() throws {
        let old = try #require(fixture.truths().first { $0.key.hasPrefix("BETA-") })
        _ = try fixture.apply(.changeProjectKey(project: "BETA", to: "BRAVO"))
        #expect(try fixture.issue(old.key)["id"]?.text == String(old.id))
        #expect(fixture.site.apply(.createProject(key: "BRAVO", name: "x")).error != nil)
        let made = try fixture.apply(.createProject(key: "BETA", name: "Another Beta"))
        let project = try JSONReader.read(try fixture.site.project("BETA", as: "admin").get())
        #expect(project["id"]?.text == String(made.id ?? 0))
        let keys = fixture.site.snapshot(as: "admin").rows(of: "project_keys")
        #expect(keys.filter { $0[0] == "BETA" }.count == 1)
        var fresh = ""
        while fresh != old.key, fresh.count < 12 {
            fresh = try #require(try fixture.apply(.createIssue(project: "BETA", summary: "new")).key)
        }
        #expect(try fixture.issue(old.key)["id"]?.text != String(old.id))
        let rows = fixture.truths().flatMap { $0.rows["issue_keys"] ?? [] }.map { $0[0] }
        #expect(Set(rows).count == rows.count)
        #expect(fixture.truths().contains { $0.id == old.id && $0.key.hasPrefix("BRAVO-") })
    }

    @Test("a key is given again after its project was deleted and made anew, also one of a moved issue")
    func reusedIssueKey() throws {
        let moved = try #require(try fixture.keys("project = BETA AND issuetype = Bug").first)
        let new = try #require(try fixture.apply(.moveIssue(issue: moved, toProject: "CORE")).key)
        #expect(try fixture.truth(new).rows["issue_keys"]?.count == 2)
        _ = try fixture.apply(.deleteProject(project: "BETA"))
        _ = try fixture.apply(.createProject(key: "BETA", name: "Beta anew"))
        let first = try fixture.apply(.createIssue(project: "BETA", summary: "first"))
        #expect(first.key == "BETA-1" && first.id == 10300)
        var key = first.key
        while key != moved, key?.count ?? 99 < 10 {
            key = try fixture.apply(.createIssue(project: "BETA", summary: "next")).key
        }
        // The former key of the moved issue is another's now.
        #expect(try fixture.issue(moved)["key"]?.text == moved)
        #expect(try fixture.truth(new).rows["issue_keys"]?.map { $0[0] } == [new])
    }

    @Test("names of the catalogue change everywhere at once and touch no issue")
    func renames() throws {
        let before = fixture.truths().map { $0.rows["issues"] }
        _ = try fixture.apply(.renamePriority(priority: "Highest", to: "Blocker"))
        _ = try fixture.apply(.renameResolution(resolution: "Fixed", to: "Repaired"))
        _ = try fixture.apply(.renameIssueType(type: "Bug", to: "Defect"))
        _ = try fixture.apply(
            .renameLinkType(type: "Blocks", to: "Stops", inward: "is stopped by", outward: "stops"))
        _ = try fixture.apply(.changeStatusCategory(status: "In Review", to: "done"))
        let made = try fixture.apply(.createStatus(name: "Parked", category: "To Do"))
        #expect(fixture.truths().map { $0.rows["issues"] } == before)
        let site = fixture.site.snapshot(as: "admin")
        #expect(site.rows(of: "priorities").contains { $0[1] == "Blocker" })
        #expect(site.rows(of: "resolutions").contains { $0[1] == "Repaired" })
        #expect(site.rows(of: "issue_types").contains { $0[1] == "Defect" })
        #expect(site.rows(of: "link_types").contains { $0.suffix(3) == ["Stops", "is stopped by", "stops"] })
        #expect(site.rows(of: "statuses").first { $0[1] == "In Review" }?[3] == "3")
        let key = try #require(try fixture.keys("issuetype = Defect").first)
        #expect(try fixture.issue(key)["fields"]?["issuetype"]?["name"]?.text == "Defect")
        _ = try fixture.apply(.transition(issue: key, to: "Parked"))
        #expect(try fixture.truth(key).column("status_id") == made.id.map { String($0) })
        #expect(fixture.site.apply(.createStatus(name: "x", category: "nonsense")).error != nil)
    }
}
