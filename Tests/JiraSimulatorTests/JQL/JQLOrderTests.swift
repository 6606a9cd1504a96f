import Testing

@testable import JiraSimulator

@Suite struct JQLOrderTests {
    static let fixture = SiteFixture(issues: 400, projects: 4)
    static let truths = fixture.truths()

    private func byKey(_ a: IssueTruth, _ b: IssueTruth) -> Bool {
        let projects = (a.key.split(separator: "-")[0], b.key.split(separator: "-")[0])
        let numbers = (Int(a.column("number") ?? "") ?? 0, Int(b.column("number") ?? "") ?? 0)
        return projects.0 == projects.1 ? numbers.0 < numbers.1 : projects.0 < projects.1
    }

    @Test("keys sort by project, then by number, and id is the same field")
    func keyOrder() throws {
        let wanted = Self.truths.sorted(by: byKey).map { $0.key }
        #expect(try Self.fixture.keys("ORDER BY key ASC") == wanted)
        #expect(try Self.fixture.keys("ORDER BY id ASC") == wanted)
        #expect(try Self.fixture.keys("ORDER BY issuekey DESC") == wanted.reversed())
        #expect(
            try Self.fixture.keys("status != Open ORDER BY key")
                == wanted.filter { key in
                    Self.truths.first { $0.key == key }?.column("status_id") != "1"
                })
    }

    @Test("without ORDER BY the newest key comes first")
    func defaultOrder() throws {
        #expect(try Self.fixture.keys("") == Self.truths.sorted(by: byKey).map { $0.key }.reversed())
    }

    @Test(
        "updated, then key, is a total order, through the index and without it",
        arguments: [
            "updated >= -2000d ORDER BY updated ASC, key ASC", "ORDER BY updated ASC, key ASC",
            "updated >= -90d AND project in (ALPHA, BETA) ORDER BY updated ASC, key ASC",
        ])
    func updatedOrder(_ query: String) throws {
        let found = try Self.fixture.keys(query)
        let byTruth = Dictionary(uniqueKeysWithValues: Self.truths.map { ($0.key, $0) })
        let issues = found.compactMap { byTruth[$0] }
        #expect(issues.count == found.count && found.count > 20)
        for (a, b) in zip(issues, issues.dropFirst()) {
            let first = a.column("updated_at") ?? ""
            let second = b.column("updated_at") ?? ""
            #expect(first < second || first == second && byKey(a, b))
        }
    }

    @Test("issues of one instant come in the order of keys")
    func ties() throws {
        let fixture = SiteFixture(issues: 300, projects: 4)
        let result = try fixture.apply(.bulkEdit(count: 60, seed: 9))
        #expect(result.issues.count == 60)
        for query in [
            "updated >= -1m ORDER BY updated ASC, key ASC", "updated >= -1m ORDER BY updated ASC, key DESC",
        ] {
            let answer = try fixture.search(query, fields: ["updated"])
            let issues = (answer["issues"]?.items ?? []).filter {
                $0["fields"]?["updated"]?.text?.hasPrefix("2025-11-24") == true
            }
            #expect(issues.count == 60)
            #expect(Set(issues.map { $0["fields"]?["updated"]?.text }).count == 1)
            let keys = issues.compactMap { $0["key"]?.text }
            let ascending = keys.sorted {
                let a = $0.split(separator: "-")
                let b = $1.split(separator: "-")
                return a[0] == b[0] ? Int(a[1]) ?? 0 < Int(b[1]) ?? 0 : a[0] < b[0]
            }
            #expect(keys == (query.hasSuffix("DESC") ? ascending.reversed() : ascending))
        }
    }

    @Test("an index that holds seconds orders within a second by the next field")
    func coarseIndex() throws {
        let fixture = SiteFixture(issues: 200, projects: 2) { $0.indexPrecision = 1000 }
        let first = try #require(try fixture.keys("project = ALPHA ORDER BY key ASC").last)
        let second = try #require(try fixture.keys("project = ALPHA ORDER BY key ASC").first)
        _ = try fixture.apply(.addLabel(issue: first, label: "a"))
        fixture.clock.advance(5)
        _ = fixture.site.apply(.addLabel(issue: second, label: "a"))
        #expect(try fixture.keys("labels = a ORDER BY updated ASC, key ASC") == [second, first])
    }

    @Test("other fields sort and empty dates come last")
    func otherFields() throws {
        let resolved = try Self.fixture.search("ORDER BY resolved ASC, key ASC", fields: ["resolutiondate"])
        let dates = (resolved["issues"]?.items ?? []).map { $0["fields"]?["resolutiondate"]?.text }
        let present = dates.prefix { $0 != nil }
        #expect(present.count > 10 && dates.dropFirst(present.count).allSatisfy { $0 == nil })
        let priorities = try Self.fixture.search(
            "priority is not EMPTY ORDER BY priority DESC", fields: ["priority"])
        let ids = (priorities["issues"]?.items ?? []).compactMap { $0["fields"]?["priority"]?["id"]?.int }
        #expect(ids == ids.sorted())
    }
}
