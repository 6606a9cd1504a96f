import Foundation
import Testing

@testable import JiraSimulator

@Suite struct SiteMutationTests {
    @Test("a moved issue keeps its id, gets a new key, and answers under the old one")
    func move() throws {
        let fixture = SiteFixture(issues: 300)
        let child = try #require(
            fixture.truths().first { $0.key.hasPrefix("ALPHA-") && $0.column("parent_key") != nil })
        let old = try #require(child.column("parent_key"))
        let id = try #require(child.column("parent_id"))
        let result = try fixture.apply(.moveIssue(issue: old, toProject: "BETA"))
        let new = try #require(result.key)
        #expect(String(result.id ?? 0) == id)
        #expect(result.issues.contains(child.id))
        let truth = try fixture.truth(new)
        #expect(truth.rows["issue_keys"] == [[new, id], [old, id]])
        #expect(truth.column("updated_at") == CivilDate.utc(fixture.clock.now))
        #expect(truth.rows["issue_components"]?.isEmpty == true)
        let item = try #require(truth.table("changelog_items").last { $0["field"] == "Key" })
        #expect(item["from_text"] == old && item["to_text"] == new)
        #expect(try fixture.issue(old)["key"]?.text == new)
        #expect(try fixture.issue(child.key)["fields"]?["parent"]?["key"]?.text == new)
        #expect(try fixture.keys("project = ALPHA").contains(old) == false)
        #expect(fixture.site.apply(.moveIssue(issue: child.key, toProject: "CORE")).error != nil)
        let back = try fixture.apply(.moveIssue(issue: new, toProject: "ALPHA"))
        #expect(back.key != old)
        #expect(try fixture.issue(old)["key"]?.text == back.key)
        #expect(try fixture.issue(new)["key"]?.text == back.key)
    }

    @Test("a deleted issue is a 404 and out of every search, with its sub-tasks")
    func delete() throws {
        let fixture = SiteFixture(issues: 300)
        let child = try #require(fixture.truths().first { $0.column("parent_key") != nil })
        let parent = try #require(child.column("parent_key"))
        _ = try fixture.apply(.deleteIssue(issue: parent))
        for key in [parent, child.key] {
            guard case .failure(let failure) = fixture.site.issue(key, as: "admin") else {
                Issue.record("\(key) still answers")
                continue
            }
            #expect(failure.status == 404)
            #expect(
                String(decoding: failure.body, as: UTF8.self)
                    == #"{"errorMessages":["Issue Does Not Exist"],"errors":{}}"#)
        }
        #expect(!(try fixture.keys("").contains(parent)))
        #expect(!fixture.truths().contains { $0.key == child.key })
        let next = try fixture.apply(.createIssue(project: "ALPHA", summary: "after"))
        #expect(next.id == 10300)
    }

    @Test("a hidden project reads as one that does not exist; the administrator still sees it")
    func hidden() throws {
        let fixture = SiteFixture(issues: 90)
        let key = try #require(try fixture.keys("project = BETA", as: "mirror").first)
        let all = try fixture.search("", max: 0, as: "mirror")["total"]?.int ?? 0
        let beta = try fixture.search("project = BETA", max: 0, as: "mirror")["total"]?.int ?? 0
        _ = try fixture.apply(.hideProject(project: "BETA", from: "mirror"))
        #expect(
            try fixture.refusal("project = BETA", as: "mirror").messages == [
                "The value 'BETA' does not exist for the field 'project'."
            ])
        #expect(try fixture.refusal("key = \(key)", as: "mirror").status == 400)
        #expect(try fixture.search("", max: 0, as: "mirror")["total"]?.int == all - beta)
        #expect(fixture.truths(as: "mirror").count == all - beta)
        guard case .failure(let failure) = fixture.site.issue(key, as: "mirror") else {
            Issue.record("a hidden issue was shown")
            return
        }
        #expect(failure.status == 404)
        let projects = try JSONReader.read(try fixture.site.projects(as: "mirror").get()).items
        #expect(!projects.contains { $0["key"]?.text == "BETA" })
        for truth in fixture.truths(as: "mirror") {
            #expect(!truth.table("issue_links").contains { $0["target_key"]?.hasPrefix("BETA-") == true })
        }
        #expect(try fixture.keys("project = BETA").count == beta)
        _ = try fixture.apply(.showProject(project: "BETA", to: "mirror"))
        #expect(try fixture.search("", max: 0, as: "mirror")["total"]?.int == all)
        _ = try fixture.apply(.hideProject(project: "BETA"))
        #expect(try fixture.search("", max: 0, as: "mirror")["total"]?.int == all - beta)
        #expect(try fixture.search("", max: 0)["total"]?.int == all)
    }

    @Test("archived projects leave searches and the list, deleted ones leave everything")
    func archivedAndDeleted() throws {
        let fixture = SiteFixture(issues: 90)
        let key = try #require(try fixture.keys("project = BETA").first)
        let count = try fixture.keys("project = BETA").count
        _ = try fixture.apply(.archiveProject(project: "BETA"))
        #expect(try fixture.keys("project = BETA") == [])
        #expect(try fixture.keys("").count == 90 - count)
        #expect(try fixture.issue(key)["key"]?.text == key)
        #expect(fixture.truths().filter { $0.isArchived }.count == count)
        func listed(_ archived: Bool) throws -> [String] {
            try JSONReader.read(try fixture.site.projects(includeArchived: archived, as: "admin").get()).items
                .compactMap { $0["key"]?.text }
        }
        #expect(try listed(false) == ["ALPHA", "CORE"])
        #expect(try listed(true) == ["ALPHA", "BETA", "CORE"])
        _ = try fixture.apply(.restoreProject(project: "BETA"))
        #expect(try fixture.keys("project = BETA").count == count)
        let result = try fixture.apply(.deleteProject(project: "BETA"))
        #expect(result.issues.count == count)
        #expect(try fixture.refusal("project = BETA").status == 400)
        #expect(fixture.truths().count == 90 - count)
        #expect(fixture.site.apply(.createProject(key: "BETA", name: "Beta again")).error == nil)
    }

    @Test("renames show at once in issues and lists, and touch no issue")
    func renames() throws {
        let fixture = SiteFixture(issues: 200)
        let key = try #require(try fixture.keys("project = ALPHA AND status = Closed").first)
        let before = try fixture.issue(key)
        _ = try fixture.apply(.renameStatus(status: "Closed", to: "Shut"))
        let after = try fixture.issue(key)
        #expect(after["fields"]?["status"]?["name"]?.text == "Shut")
        #expect(after["fields"]?["updated"] == before["fields"]?["updated"])
        #expect(after["changelog"] == before["changelog"])
        #expect(try fixture.keys("status = Shut").contains(key))
        #expect(try fixture.refusal("status = Closed").status == 400)
        #expect(fixture.site.snapshot(as: "admin").rows(of: "statuses").contains { $0[1] == "Shut" })
        _ = try fixture.apply(.renameVersion(project: "ALPHA", version: "1.0", to: "1.0 LTS"))
        #expect(fixture.site.snapshot(as: "admin").rows(of: "versions").contains { $0[2] == "1.0 LTS" })
        let versions = try JSONReader.read(try fixture.site.versions(project: "ALPHA", as: "admin").get())
            .items
        #expect(versions.contains { $0["name"]?.text == "1.0 LTS" })
        _ = try fixture.apply(.renameComponent(project: "ALPHA", component: "UI", to: "Surface"))
        let components = try JSONReader.read(try fixture.site.components(project: "ALPHA", as: "admin").get())
            .items
        #expect(components.contains { $0["name"]?.text == "Surface" })
    }

    @Test("people are renamed, deactivated, deleted, and move between time zones")
    func people() throws {
        let fixture = SiteFixture(issues: 60)
        let site = fixture.site
        _ = try fixture.apply(.renameUser(user: "mirror", to: "robot", displayName: "Robot"))
        #expect(site.activeUsername("mirror") == "robot")
        #expect(site.userKey("robot") == "mirror")
        let me = try JSONReader.read(try site.myself("mirror").get())
        #expect(
            me["name"]?.text == "robot" && me["key"]?.text == "mirror" && me["displayName"]?.text == "Robot")
        let before = try fixture.search("created < '2025-01-01 00:00'", max: 0, as: "robot")["total"]?.int
        _ = try fixture.apply(.setUserTimeZone(user: "robot", timeZone: "Pacific/Kiritimati"))
        #expect(
            try JSONReader.read(try site.myself("mirror").get())["timeZone"]?.text == "Pacific/Kiritimati")
        let same = try fixture.search("created < '2025-01-01 13:00'", max: 0, as: "robot")["total"]?.int
        #expect(before == same)
        #expect(site.apply(.setUserTimeZone(user: "robot", timeZone: "Mars/Olympus")).error != nil)
        _ = try fixture.apply(.deactivateUser(user: "robot"))
        #expect(site.activeUsername("mirror") == nil)
        guard case .failure(let failure) = site.myself("mirror") else {
            Issue.record("a deactivated person was answered")
            return
        }
        #expect(failure == .loginNeeded && failure.status == 401)
        let made = try fixture.apply(.createUser(name: "new.person", timeZone: "Asia/Tokyo"))
        #expect(made.key?.hasPrefix("JIRAUSER") == true)
        func search(_ query: String, inactive: Bool = false) throws -> [String] {
            try JSONReader.read(
                try site.userSearch(query: query, maxResults: 1000, includeInactive: inactive, as: "admin")
                    .get()
            ).items.compactMap { $0["name"]?.text }
        }
        #expect(try search("new.p") == ["new.person"])
        #expect(try !search(".").contains("robot"))
        #expect(try search(".", inactive: true).contains("robot"))
        _ = try fixture.apply(.deleteUser(user: "new.person"))
        #expect(try search("new.p", inactive: true) == [])
        #expect(
            fixture.site.snapshot(as: "admin").rows(of: "users").contains {
                $0[0] == made.key && $0[6] == "1"
            })
    }

    @Test("bulk edits share one instant, random edits leave a consistent site")
    func bulk() throws {
        let fixture = SiteFixture(issues: 200)
        let result = try fixture.apply(.bulkEdit(count: 50))
        #expect(Set(result.issues).count == 50)
        let now = CivilDate.utc(fixture.clock.now)
        #expect(fixture.truths().filter { $0.column("updated_at") == now }.count == 50)
        let edits = try fixture.apply(.randomEdits(count: 800, seed: 3))
        #expect(edits.issues.count > 100)
        for truth in fixture.truths() {
            let items = truth.table("changelog_items")
            for (field, column) in [
                ("status", "status_id"), ("assignee", "assignee_key"), ("resolution", "resolution_id"),
            ] {
                if let last = items.last(where: { $0["field"] == field }) {
                    #expect(last["to_value"] == truth.column(column))
                }
            }
            let updated = truth.column("updated_at") ?? ""
            #expect(truth.table("changelog").allSatisfy { $0["created_at"] ?? "" <= updated })
        }
        let other = SiteFixture(issues: 200)
        _ = try other.apply(.bulkEdit(count: 50))
        #expect(try other.apply(.randomEdits(count: 800, seed: 3)).issues == edits.issues)
        #expect(other.truths().map { $0.rows } == fixture.truths().map { $0.rows })
    }

    @Test("many changes keep the index of updated true")
    func updatedIndex() throws {
        let fixture = SiteFixture(issues: 100)
        // More than a merge's worth of touches on few issues.
        for round in 0..<3 {
            _ = try fixture.apply(.bulkEdit(count: 100, seed: UInt64(round)))
            _ = try fixture.apply(.randomEdits(count: 400, seed: UInt64(round)))
        }
        let wanted = fixture.truths().filter {
            $0.column("updated_at") ?? "" >= CivilDate.utc(fixture.site.now - 60_000)
        }
        #expect(
            Set(try fixture.keys("updated >= -1m ORDER BY updated ASC, key ASC"))
                == Set(wanted.map { $0.key }))
        var index = UpdatedIndex()
        var state = fixture.site.read()
        index.rebuild(state.records)
        #expect(state.updatedIndex.slots(from: Int64.min, state.records) == index.order)
        for slot in 0..<100 { state.updatedIndex.touch(Int32(slot), state.records) }
        #expect(state.updatedIndex.slots(from: Int64.min, state.records) == index.order)
    }

    @Test("the clock and the version follow their changes")
    func clockAndVersion() throws {
        let fixture = SiteFixture(issues: 5)
        let before = fixture.site.now
        #expect(fixture.site.apply(.advanceClock(milliseconds: 3_600_000)).error == nil)
        #expect(fixture.site.now == before + 3_600_000)
        #expect(fixture.site.apply(.advanceClock(milliseconds: Int64.max)).error != nil)
        _ = fixture.site.apply(.setServerVersion(version: "10.3.19"))
        let info = try JSONReader.read(fixture.site.serverInfo(authenticated: true))
        #expect(info["version"]?.text == "10.3.19")
        #expect(info["versionNumbers"]?.items.compactMap { $0.int } == [10, 3, 19])
        #expect(info["serverTime"]?.text?.hasSuffix("+0200") == true)
        #expect(try JSONReader.read(fixture.site.serverInfo(authenticated: false))["serverTime"] == nil)
    }

    @Test(
        "mutations are small JSON",
        arguments: [
            (#"{"addComment":{"issue":"A-1","body":"hi"}}"#, Mutation.addComment(issue: "A-1", body: "hi")),
            (#"{"assign":{"issue":"A-1"}}"#, .assign(issue: "A-1")),
            (#"{"advanceClock":{"milliseconds":5}}"#, .advanceClock(milliseconds: 5)),
            (
                #"{"editIssue":{"issue":"A-1","edit":{"summary":"x","clear":["epic"]}}}"#,
                .editIssue(issue: "A-1", edit: IssueEdit(summary: "x", clear: ["epic"]))
            ),
            (#"{"hideProject":{"project":"A"}}"#, .hideProject(project: "A")),
        ])
    func json(_ text: String, _ mutation: Mutation) throws {
        #expect(try JSONDecoder().decode(Mutation.self, from: Data(text.utf8)) == mutation)
        #expect(try JSONDecoder().decode(Mutation.self, from: JSONEncoder().encode(mutation)) == mutation)
    }
}
