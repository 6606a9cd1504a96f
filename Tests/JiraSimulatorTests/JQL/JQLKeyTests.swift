import Testing

@testable import JiraSimulator

/// `key`, `issue`, `id` are one field, and relations live inside the named issue's present project.
@Suite struct JQLKeyTests {
    private func numbers(_ keys: [String]) -> [Int] { keys.compactMap { Int($0.split(separator: "-")[1]) } }

    @Test("a bound by key stays in the project", arguments: [">", ">=", "<", "<="])
    func bounds(_ comparison: String) throws {
        let fixture = SiteFixture(issues: 200)
        let all = try fixture.keys("project = ALPHA ORDER BY key ASC")
        let bound = all[all.count / 2]
        let middle = try #require(numbers([bound]).first)
        let wanted = all.filter { key in
            let number = numbers([key])[0]
            switch comparison {
            case ">": return number > middle
            case ">=": return number >= middle
            case "<": return number < middle
            default: return number <= middle
            }
        }
        #expect(try fixture.keys("key \(comparison) \(bound) ORDER BY key ASC") == wanted)
        #expect(try fixture.keys("project = BETA AND key \(comparison) \(bound)") == [])
        let id = try #require(fixture.truths().first { $0.key == bound }?.id)
        #expect(try fixture.keys("id \(comparison) \(id) ORDER BY id") == wanted)
        #expect(
            try fixture.keys("NOT key \(comparison) \(bound) ORDER BY key")
                == all.filter { !wanted.contains($0) })
    }

    @Test("a range between two keys")
    func range() throws {
        let fixture = SiteFixture(issues: 200)
        let all = try fixture.keys("project = ALPHA ORDER BY key ASC")
        #expect(
            try fixture.keys("key >= \(all[3]) AND key < \(all[9]) ORDER BY key ASC") == Array(all[3..<9]))
        let other = try #require(try fixture.keys("project = BETA").first)
        #expect(try fixture.keys("key >= \(all[3]) AND key < \(other)") == [])
    }

    @Test("after a move the old key and the id stand for the new place")
    func moves() throws {
        let fixture = SiteFixture(issues: 200)
        let all = try fixture.keys("project = ALPHA AND issuetype != Sub-task ORDER BY key ASC")
        let old = all[5]
        let beta = try fixture.keys("project = BETA ORDER BY key ASC")
        let result = try fixture.apply(.moveIssue(issue: old, toProject: "BETA"))
        let new = try #require(result.key)
        #expect(new.hasPrefix("BETA-"))
        #expect(try fixture.keys("key = \(old)") == [new])
        #expect(try fixture.keys("key in (\(old), \(all[6])) ORDER BY key") == [all[6], new])
        // The bound is now the last number of BETA: of ALPHA nothing is found.
        #expect(try fixture.keys("project = ALPHA AND key >= \(old)") == [])
        #expect(try fixture.keys("key >= \(old) ORDER BY key ASC").first == new)
        #expect(try fixture.keys("key < \(old) ORDER BY key ASC").starts(with: beta))
        #expect(try fixture.keys("id >= \(result.id ?? 0) ORDER BY key ASC").first == new)
        #expect(try fixture.issue(old)["key"]?.text == new)
    }

    @Test("a bound that does not exist finds nothing, or is refused where the site is strict")
    func missingBound() throws {
        let lenient = SiteFixture(issues: 50)
        #expect(try lenient.keys("project = ALPHA AND key >= ALPHA-99999") == [])
        let strict = SiteFixture(issues: 50) { $0.missingKeyBoundIsError = true }
        let refusal = try strict.refusal("project = ALPHA AND key >= ALPHA-99999")
        #expect(refusal.status == 400)
        #expect(refusal.messages == ["An issue with key 'ALPHA-99999' does not exist for field 'key'."])
    }

    @Test("a deleted bound is a missing one, its successor is not")
    func deletedBound() throws {
        let fixture = SiteFixture(issues: 100)
        let all = try fixture.keys("project = ALPHA AND issuetype = Bug ORDER BY key ASC")
        _ = try fixture.apply(.deleteIssue(issue: all[2]))
        #expect(try fixture.keys("key >= \(all[2])") == [])
        #expect(try fixture.refusal("key = \(all[2])").status == 400)
        #expect(try fixture.keys("key >= \(all[3]) ORDER BY key ASC").first == all[3])
    }

    @Test("a new project key takes all keys along, the old one still resolves")
    func projectKeyChange() throws {
        let fixture = SiteFixture(issues: 100)
        let before = try fixture.search("project = ALPHA ORDER BY key ASC", fields: ["updated"])
        _ = try fixture.apply(.changeProjectKey(project: "ALPHA", to: "OMEGA"))
        let after = try fixture.search("project = OMEGA ORDER BY key ASC", fields: ["updated"])
        let old = before["issues"]?.items ?? []
        let new = after["issues"]?.items ?? []
        #expect(old.count == new.count && !old.isEmpty)
        for (a, b) in zip(old, new) {
            #expect(a["id"] == b["id"])
            #expect(a["fields"] == b["fields"])
            #expect(b["key"]?.text == a["key"]?.text?.replacing("ALPHA", with: "OMEGA"))
        }
        #expect(try fixture.keys("project = ALPHA").count == new.count)
        #expect(try fixture.keys("key = \(old[0]["key"]?.text ?? "")") == [new[0]["key"]?.text ?? ""])
    }
}
