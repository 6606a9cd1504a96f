import Testing

@testable import JiraSimulator

@Suite("Security levels") struct SecurityLevelTests {
    /// Level 10002 of ALPHA is for administrators only, 10000 for everybody.
    private let fixture = SiteFixture(issues: 150)

    private var now: String { CivilDate.utc(fixture.clock.now) }

    private func total(_ jql: String = "", as user: String?) throws -> Int {
        try #require(try fixture.search(jql, max: 0, as: user)["total"]?.int)
    }

    private func anIssue() throws -> String {
        let parents = Set(fixture.truths().compactMap { $0.column("parent_key") })
        return try #require(
            fixture.truths().first {
                $0.key.hasPrefix("ALPHA-") && $0.column("parent_key") == nil && !parents.contains($0.key)
            }?.key)
    }

    @Test("a level is set with history and updated, shown in the issue and in the truth")
    func set() throws {
        let key = try anIssue()
        #expect(try fixture.issue(key)["fields"]?["security"] == .null)
        let result = try fixture.apply(.setSecurityLevel(issue: key, level: "Internal"))
        #expect(result.issues.count == 1)
        let item = try #require(try fixture.newItems(key).first)
        #expect(item["field"] == "security" && item["to_value"] == "10000" && item["to_text"] == "Internal")
        #expect(try fixture.truth(key).column("security_level_id") == "10000")
        #expect(try fixture.truth(key).column("updated_at") == now)
        let shown = try #require(try fixture.issue(key, as: "mirror")["fields"]?["security"])
        #expect(shown.names == ["description", "id", "name", "self"])
        #expect(shown["self"]?.text == "http://jira.test/ctx/rest/api/2/securitylevel/10000")
        #expect(try fixture.read(fixture.site.securityLevel(10000, as: "mirror")) == shown)
        #expect(
            try fixture.rows("security_levels", as: "mirror") == [
                ["id": "10000", "name": "Internal", "description": "For those who work here"]
            ])
        _ = try fixture.apply(.setSecurityLevel(issue: key))
        #expect(try fixture.truth(key).column("security_level_id") == nil)
        #expect(try fixture.newItems(key).first?["from_value"] == "10000")
        #expect(try fixture.rows("security_levels").isEmpty)
    }

    @Test("an issue of a level that the reader is not in does not exist for him, anywhere")
    func invisible() throws {
        let key = try anIssue()
        let worklog = try #require(try fixture.apply(.addWorklog(issue: key, seconds: 60)).id)
        fixture.clock.advance(120_000)
        let since = fixture.clock.now - 600_000
        let before = try total(as: "mirror")
        _ = try fixture.apply(.setSecurityLevel(issue: key, level: "10002"))
        #expect(try total(as: "mirror") == before - 1)
        #expect(try total(as: "admin") == before)
        #expect(fixture.truths(as: "mirror").count == before - 1)
        #expect(fixture.site.snapshot(as: "mirror").issueCount == before - 1)
        #expect(try fixture.refusal("key = \(key)", as: "mirror").status == 400)
        for jql in ["updated >= -60m ORDER BY updated ASC", "project = ALPHA ORDER BY key ASC", ""] {
            #expect(try !fixture.keys(jql, as: "mirror").contains(key))
            #expect(try fixture.keys(jql).contains(key))
        }
        #expect(try fixture.refused(fixture.site.issue(key, as: "mirror"))?.status == 404)
        #expect(try fixture.refused(fixture.site.issueWorklogs(key, as: "mirror"))?.status == 404)
        #expect(try fixture.refused(fixture.site.remoteLinks(key, as: "mirror"))?.status == 404)
        #expect(try fixture.site.worklogList(ids: [worklog], as: "mirror").get() == Array("[]".utf8))
        func feed(_ user: String) throws -> [String] {
            try JSONReader.read(fixture.site.worklogFeed(deleted: false, since: since, as: user))["values"]?
                .items.compactMap { $0["worklogId"]?.text } ?? []
        }
        #expect(try feed("admin").contains(String(worklog)))
        #expect(try !feed("mirror").contains(String(worklog)))
        #expect(try fixture.rows("security_levels", as: "mirror").isEmpty)
    }

    @Test("new members make issues appear without touching them; lost ones make them vanish")
    func members() throws {
        let key = try anIssue()
        _ = try fixture.apply(.setSecurityLevel(issue: key, level: "Administrators"))
        let moment = try fixture.truth(key).column("updated_at")
        #expect(try !fixture.keys("", as: "mirror").contains(key))
        for members in [
            SecurityMembers(users: ["mirror"]), SecurityMembers(groups: ["jira-software-users"]),
            SecurityMembers(roles: ["Developers"]),
        ] {
            _ = try fixture.apply(.setSecurityMembers(level: 10002, members: members))
            #expect(try fixture.keys("", as: "mirror").contains(key))
            #expect(try fixture.truth(key).column("updated_at") == moment)
            _ = try fixture.apply(.setSecurityMembers(level: 10002, members: SecurityMembers()))
            #expect(try !fixture.keys("", as: "mirror").contains(key))
            #expect(try fixture.keys("").contains(key))
        }
        #expect(
            fixture.site.apply(
                .setSecurityMembers(level: 10002, members: SecurityMembers(users: ["nobody"]))
            ).error != nil)
    }

    @Test("sub-tasks follow their parent, from their creation on")
    func subtasks() throws {
        let parent = try anIssue()
        let first = try #require(
            try fixture.apply(.createIssue(project: "ALPHA", summary: "a", parent: parent)).key)
        let result = try fixture.apply(.setSecurityLevel(issue: parent, level: "10002"))
        #expect(result.issues.count == 2)
        #expect(try fixture.truth(first).column("security_level_id") == "10002")
        let second = try #require(
            try fixture.apply(.createIssue(project: "ALPHA", summary: "b", parent: parent)).key)
        #expect(try fixture.truth(second).column("security_level_id") == "10002")
        #expect(try fixture.truth(second).table("changelog").isEmpty)
        #expect(fixture.site.apply(.setSecurityLevel(issue: first)).error != nil)
    }

    @Test("a renamed level shows at once and touches no issue")
    func rename() throws {
        let key = try anIssue()
        _ = try fixture.apply(.setSecurityLevel(issue: key, level: "Internal"))
        let moment = try fixture.truth(key).column("updated_at")
        _ = try fixture.apply(.renameSecurityLevel(level: 10000, to: "Inside <b>", description: "new"))
        #expect(try fixture.issue(key)["fields"]?["security"]?["name"]?.text == "Inside <b>")
        #expect(try fixture.row("security_levels", 10000)?["description"] == "new")
        #expect(try fixture.truth(key).column("updated_at") == moment)
        #expect(
            try fixture.truth(key).table("changelog_items").last { $0["field"] == "security" }?["to_text"]
                == "Internal")
    }

    @Test("levels are told to their members only, by id and by project")
    func resources() throws {
        let site = fixture.site
        func levels(_ project: String, _ user: String) throws -> [String] {
            try fixture.read(site.securityLevels(project: project, as: user))["levels"]?.items.compactMap {
                $0["id"]?.text
            } ?? []
        }
        #expect(try levels("ALPHA", "admin") == ["10000", "10001", "10002"])
        #expect(try levels("ALPHA", "mirror") == ["10000", "10001"])
        #expect(try levels("BETA", "admin") == [])
        #expect(try fixture.refused(site.securityLevel(10002, as: "mirror"))?.status == 404)
        #expect(try fixture.refused(site.securityLevel(1, as: "admin"))?.status == 404)
        #expect(try fixture.refused(site.securityLevels(project: "NOPE", as: "admin"))?.status == 404)
        let made = try #require(
            try fixture.apply(
                .createSecurityLevel(
                    project: "BETA", name: "B", members: SecurityMembers(users: ["mirror"]))
            ).id)
        #expect(try levels("BETA", "mirror") == [String(made)])
    }

    @Test("a level of another project is refused, and a moved issue loses its level")
    func projects() throws {
        let key = try anIssue()
        let core = try #require(try fixture.rows("projects").first { $0["key"] == "CORE" }?["id"])
        #expect(fixture.site.apply(.setSecurityLevel(issue: key, level: "10020")).error != nil, "of \(core)")
        _ = try fixture.apply(.setSecurityLevel(issue: key, level: "10002"))
        let moved = try #require(try fixture.apply(.moveIssue(issue: key, toProject: "CORE")).key)
        #expect(try fixture.truth(moved).column("security_level_id") == nil)
        #expect(
            try fixture.newItems(moved).contains {
                $0["field"] == "security" && $0["from_value"] == "10002" && $0["to_value"] == nil
            })
    }

    @Test("seeded levels hide issues, keep families together and change nothing else")
    func seeded() throws {
        let open = SiteFixture(issues: 300)
        let secured = SiteFixture(issues: 300) { $0.securedPercent = 30 }
        let all = secured.truths()
        let levels = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0.column("security_level_id")) })
        #expect(all.count { $0.column("security_level_id") != nil } > 20)
        for truth in all {
            guard let parent = truth.column("parent_key") else { continue }
            #expect(levels[parent] == truth.column("security_level_id"))
        }
        #expect(secured.truths(as: "mirror").count < all.count)
        #expect(
            secured.truths(as: "mirror").map { $0.key }
                == (try secured.keys("ORDER BY created ASC", as: "mirror")))
        for (a, b) in zip(open.truths(), all) {
            #expect(a.rows.filter { $0.key != "issues" } == b.rows.filter { $0.key != "issues" })
        }
    }
}
