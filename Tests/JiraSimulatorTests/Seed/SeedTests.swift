import Testing

@testable import JiraSimulator

@Suite struct SeedTests {
    @Test("the same seed gives the same bytes, another seed others")
    func sameSeedSameBytes() throws {
        let request = SearchRequest(
            jql: "ORDER BY key ASC", maxResults: 1000, fields: ["*all"], expand: ["changelog"])
        let first = try SiteFixture().site.search(request, as: "mirror").get()
        let second = try SiteFixture().site.search(request, as: "mirror").get()
        let other = try SiteFixture(seed: 43).site.search(request, as: "mirror").get()
        #expect(first == second)
        #expect(first != other)
        #expect(first.count > 100_000)
    }

    @Test("an issue read twice differs only in identity hashes")
    func readsDiffer() throws {
        let fixture = SiteFixture { $0.bodySize = .realistic }
        let key = try #require(try fixture.keys("ORDER BY key ASC").first)
        let first = try fixture.issue(key)["fields"]
        let second = try fixture.issue(key)["fields"]
        #expect(first?["customfield_10000"] != second?["customfield_10000"])
        for name in first?.names ?? [] where name != "customfield_10000" && name != "customfield_10101" {
            #expect(first?[name] == second?[name])
        }
    }

    @Test("an index record is small and seeded issues have no overlay")
    func compact() {
        let fixture = SiteFixture(issues: 500)
        #expect(MemoryLayout<IssueRecord>.stride <= 72)
        #expect(MemoryLayout<SeedContext.Placement>.stride <= 24)
        let state = fixture.site.read()
        #expect(state.records.count == 500)
        #expect(state.overlays.isEmpty)
        _ = fixture.truths()
        #expect(fixture.site.read().overlays.isEmpty)
    }

    @Test(
        "realistic issues take 10 to 25 KB, small ones under 10 KB", arguments: [BodySize.realistic, .small])
    func bodySizes(_ size: BodySize) throws {
        let fixture = SiteFixture(issues: 400) {
            $0.bodySize = size
            $0.hostileTexts = false
        }
        let request = SearchRequest(jql: "", maxResults: 400, fields: ["*all"], expand: ["changelog"])
        let average = try fixture.site.search(request, as: "admin").get().count / 400
        if size == .realistic {
            #expect((10_000...25_000).contains(average))
        } else {
            #expect(average < 10_000)
        }
    }

    @Test("the site holds what makes mirrors stumble")
    func variety() throws {
        let fixture = SiteFixture(issues: 1000) { $0.bodySize = .realistic }
        var worklogs = 0
        var reopened = 0
        var noAuthor = 0
        var deletedAuthor = 0
        var restricted = 0
        var replaced = 0
        var longest = 0
        var future = 0
        var subtasks = 0
        let now = CivilDate.utc(FixtureClock.start)
        fixture.site.snapshot(as: "admin").forEachIssue { truth in
            if truth.table("worklogs").count > 20 { worklogs += 1 }
            if truth.table("changelog_items").contains(where: {
                $0["field"] == "resolution" && $0["to_value"] == nil
            }) {
                reopened += 1
            }
            if truth.table("changelog").contains(where: { $0["author_key"] == nil }) { noAuthor += 1 }
            if truth.table("comments").contains(where: { $0["author_key"] == "JIRAUSER10003" }) {
                deletedAuthor += 1
            }
            if truth.table("comments").contains(where: { $0["visibility_type"] != nil }) { restricted += 1 }
            if truth.column("summary")?.contains("\u{FFFD}") == true { replaced += 1 }
            longest = max(longest, truth.column("description")?.unicodeScalars.count ?? 0)
            if truth.column("updated_at") ?? "" > now { future += 1 }
            if truth.column("parent_id") != nil { subtasks += 1 }
        }
        #expect(worklogs > 0)
        #expect(reopened > 10)
        #expect(noAuthor > 0)
        #expect(deletedAuthor > 10)
        #expect(restricted > 10)
        #expect(replaced > 0)
        #expect(longest > 20_000)
        #expect(future > 0)
        #expect(subtasks > 50)
    }
}
