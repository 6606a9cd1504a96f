import Testing

@testable import JiraSimulator

@Suite struct JQLPagingTests {
    @Test("a page is cut at the cap without a word")
    func cap() throws {
        let fixture = SiteFixture(issues: 120) { $0.pageCap = 50 }
        let answer = try fixture.search("", max: 1000)
        #expect(answer["maxResults"]?.int == 50)
        #expect(answer["issues"]?.items.count == 50)
        #expect(answer["total"]?.int == 120)
        #expect(try fixture.search("", max: -1)["maxResults"]?.int == 50)
        #expect(try SiteFixture(issues: 60).search("", max: nil)["maxResults"]?.int == 50)
    }

    @Test("0 counts, and an empty result has no expand")
    func counting() throws {
        let fixture = SiteFixture(issues: 80)
        let count = try fixture.search("", max: 0)
        #expect(count["total"]?.int == 80)
        #expect(count["issues"]?.items.isEmpty == true)
        let bytes = try fixture.site.search(SearchRequest(jql: "project is EMPTY"), as: "admin").get()
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"{"startAt":0,"maxResults":50,"total":0,"issues":[]}"#)
    }

    @Test("offsets page through a standing order, also beyond its end")
    func offsets() throws {
        let fixture = SiteFixture(issues: 95)
        var keys: [String] = []
        for start in stride(from: 0, to: 140, by: 20) {
            let answer = try fixture.search("ORDER BY key ASC", startAt: start, max: 20)
            #expect(answer["startAt"]?.int == start)
            #expect(answer["total"]?.int == 95)
            keys += answer["issues"]?.items.compactMap { $0["key"]?.text } ?? []
        }
        #expect(keys == (try fixture.keys("ORDER BY key ASC")))
        #expect(try fixture.search("", startAt: Int.max, max: 20)["issues"]?.items.isEmpty == true)
    }

    @Test("walking each project by an inclusive key bound finds every issue once")
    func keyset() throws {
        let fixture = SiteFixture(issues: 300, projects: 4)
        var found: [String] = []
        for project in ["10000", "10010", "10020", "10030"] {
            var keys =
                try fixture.search("project = \(project) ORDER BY key ASC", max: 17)["issues"]?.items
                .compactMap { $0["key"]?.text } ?? []
            found += keys
            while keys.count == 17, let last = keys.last {
                keys =
                    try fixture.search("project = \(project) AND key >= \(last) ORDER BY key ASC", max: 17)[
                        "issues"]?
                    .items.compactMap { $0["key"]?.text } ?? []
                #expect(keys.first == last)
                found += keys.dropFirst()
            }
        }
        #expect(found.count == 300)
        #expect(Set(found).count == 300)
    }

    @Test("beyond the result window the answer is a 500")
    func window() throws {
        let fixture = SiteFixture(issues: 60) { $0.resultWindow = 40 }
        #expect(try fixture.search("", startAt: 20, max: 20)["issues"]?.items.count == 20)
        for (start, page) in [(21, 20), (0, 41), (Int.max, 1)] {
            let request = SearchRequest(jql: "", startAt: start, maxResults: page)
            guard case .failure(let failure) = fixture.site.search(request, as: "admin") else {
                Issue.record("startAt \(start) was answered")
                continue
            }
            #expect(failure.status == 500)
            #expect(String(decoding: failure.body, as: UTF8.self).contains("Search limit exceeded"))
        }
    }

    @Test("fields choose what is shown; key alone leaves the fields out")
    func fields() throws {
        let fixture = SiteFixture(issues: 10)
        func shown(_ fields: [String]?) throws -> [String]? {
            let issue = try fixture.search("ORDER BY key ASC", max: 1, fields: fields)["issues"]?[0]
            return issue?["fields"]?.names
        }
        #expect(try shown(["id"]) == nil)
        #expect(try shown(["issuekey"]) == nil)
        #expect(try shown(["no such field"]) == nil)
        #expect(try shown(["updated", "project"]) == ["project", "updated"])
        #expect(try shown(["updated,project"]) == ["project", "updated"])
        let navigable = try #require(try shown(nil))
        #expect(
            !navigable.contains("comment") && !navigable.contains("worklog") && navigable.contains("summary"))
        let all = try #require(try shown(["*all"]))
        #expect(all.contains("comment") && all.contains("worklog") && all.contains("attachment"))
        #expect(try shown(["*all", "-comment"]) == all.filter { $0 != "comment" })
        #expect(try shown(["-summary"]) == navigable.filter { $0 != "summary" })
        #expect(try shown(["*navigable", "comment"]) == (navigable + ["comment"]).sorted())
    }

    @Test("names and schema come only when expanded")
    func names() throws {
        let fixture = SiteFixture(issues: 10)
        #expect(try fixture.search("", fields: ["summary"])["names"] == nil)
        let answer = try fixture.search(
            "", fields: ["summary", "customfield_10107"], expand: ["names,schema"])
        #expect(answer["names"]?["customfield_10107"]?.text == "Story Points")
        #expect(answer["names"]?.names == ["customfield_10107", "summary"])
        #expect(answer["schema"]?["summary"]?["system"]?.text == "summary")
        #expect(try fixture.search("", fields: ["summary"])["issues"]?[0]?["changelog"] == nil)
    }

    @Test("anonymous readers see public projects only")
    func anonymous() throws {
        let closed = SiteFixture(issues: 60)
        #expect(try closed.search("", as: nil)["total"]?.int == 0)
        #expect(
            try closed.refusal("project = ALPHA", as: nil).messages == [
                "The value 'ALPHA' does not exist for the field 'project'."
            ])
        #expect(try closed.refusal("assignee = currentUser()", as: nil).status == 400)
        let open = SiteFixture(issues: 60) { $0.publicProjects = 1 }
        let all = try open.keys("project = ALPHA", as: nil)
        #expect(!all.isEmpty)
        #expect(try open.keys("", as: nil) == all)
        #expect(try open.keys("", as: "no such person") == all)
    }
}
