import Testing

@testable import JiraSimulator

@Suite("The directory of people") struct UserListTests {
    private func whole(_ fixture: SiteFixture, size: Int, between: () throws -> Void = {}) throws -> [String]
    {
        var found: [String] = []
        var cursor: String?
        for _ in 0..<1000 {
            let result = try #require(
                fixture.site.userList(cursor: cursor, maxResults: size, as: "mirror"))
            let page = try fixture.read(result)
            found += page["values"]?.items.compactMap { $0["key"]?.text } ?? []
            guard page["isLast"] == .boolean(false) else { break }
            cursor = try #require(page["nextCursor"]?.text)
            #expect(page["nextPage"]?.text?.hasSuffix("cursor=\(cursor ?? "")") == true)
            try between()
        }
        return found
    }

    @Test("the list by cursor exists from version 10 on, unless a switch says otherwise")
    func exists() throws {
        let nine = SiteFixture(issues: 2)
        #expect(nine.site.userList(as: "admin") == nil)
        _ = try nine.apply(.setServerVersion(version: "10.3.2"))
        #expect(try nine.read(try #require(nine.site.userList(as: "admin")))["isLast"] == .boolean(true))
        _ = try nine.apply(.setSwitches(switches: SiteSwitches(userList: .missing)))
        #expect(nine.site.userList(as: "admin") == nil)
        _ = try nine.apply(.setSwitches(switches: SiteSwitches(userList: .forbidden)))
        #expect(try nine.refused(try #require(nine.site.userList(as: "admin")))?.status == 403)
        _ = try nine.apply(.setSwitches(switches: SiteSwitches(userList: .exists)))
        #expect(nine.site.userList(as: nil) == .failure(.loginNeeded))
        #expect(
            try nine.refused(try #require(nine.site.userList(cursor: "no cursor", as: "admin")))?.status
                == 400)
    }

    @Test("pages hold everybody but the deleted once, inactive people too, in no order of theirs")
    func pages() throws {
        let fixture = SiteFixture(issues: 2) {
            $0.userList = .exists
            $0.users = 57
        }
        let wanted = try fixture.rows("users").filter { $0["deleted"] == "0" }.compactMap { $0["key"] }
        let all = try whole(fixture, size: 5)
        #expect(all.count == 56 && Set(all) == Set(wanted))
        #expect(all != wanted && all != wanted.sorted())
        #expect(try whole(fixture, size: 2000) == all)
        let page = try fixture.read(try #require(fixture.site.userList(maxResults: 3, as: "mirror")))
        #expect(
            page.names == ["isLast", "maxResults", "nextCursor", "nextPage", "self", "values"])
        #expect(
            try fixture.read(try #require(fixture.site.userList(as: "mirror")))["maxResults"]?.int == 2000)
    }

    @Test("people who come and are renamed between two pages shift nobody")
    func moving() throws {
        let fixture = SiteFixture(issues: 2) { $0.userList = .exists }
        let before = Set(try whole(fixture, size: 100))
        var number = 0
        let all = try whole(fixture, size: 2) {
            number += 1
            guard number < 6 else { return }
            _ = try fixture.apply(.createUser(name: "new\(number)"))
            _ = try fixture.apply(.renameUser(user: "mirror", to: "zz\(number)"))
        }
        #expect(Set(all).count == all.count && before.isSubset(of: all))
    }

    @Test("a search gives 100 from version 10 on, whatever is asked, and perhaps nobody beyond")
    func cap() throws {
        let fixture = SiteFixture(issues: 2) {
            $0.version = "10.3.2"
            $0.users = 150
        }
        func count(_ startAt: Int, _ maxResults: Int = 1000) throws -> Int {
            try fixture.read(
                fixture.site.userSearch(
                    query: ".", startAt: startAt, maxResults: maxResults, includeInactive: true, as: "mirror")
            ).items.count
        }
        #expect(try count(0) == 100)
        #expect(try count(100) == 49)
        _ = try fixture.apply(.setSwitches(switches: SiteSwitches(userSearchEndsAtCap: true)))
        #expect(try count(0) == 100 && count(100) == 0 && count(60) == 40)
        _ = try fixture.apply(
            .setSwitches(switches: SiteSwitches(userSearchCap: 10, userSearchEndsAtCap: false)))
        #expect(try count(0) == 10)
        let nine = SiteFixture(issues: 2) { $0.users = 150 }
        #expect(
            try nine.read(
                nine.site.userSearch(query: "%", maxResults: 1000, includeInactive: true, as: "mirror")
            ).items.count == 149)
    }

    @Test("addresses are shown, masked or hidden, everywhere and in the truth")
    func addresses() throws {
        let fixture = SiteFixture(issues: 40)
        let key = try #require(fixture.truths().first?.key)
        _ = try fixture.apply(.assign(issue: key, to: "mirror"))
        func shown() throws -> [String?] {
            let row = try fixture.rows("users").first { $0["key"] == "mirror" }
            return [
                try fixture.read(fixture.site.myself("mirror"))["emailAddress"]?.text,
                try fixture.issue(key)["fields"]?["assignee"]?["emailAddress"]?.text, row?["email"],
            ]
        }
        #expect(try shown() == Array(repeating: "mirror@example.com", count: 3))
        _ = try fixture.apply(.setSwitches(switches: SiteSwitches(emails: .masked)))
        #expect(try shown() == Array(repeating: "mirror at example dot com", count: 3))
        _ = try fixture.apply(.setSwitches(switches: SiteSwitches(emails: .hidden)))
        #expect(try shown() == [nil, nil, nil])
        _ = try fixture.apply(.setSwitches(switches: SiteSwitches(emails: .shown)))
        _ = try fixture.apply(.setUserEmail(user: "mirror"))
        #expect(try shown() == [nil, nil, nil])
        _ = try fixture.apply(.setUserEmail(user: "mirror", email: "x@y.example"))
        #expect(try shown() == Array(repeating: "x@y.example", count: 3))
    }

    @Test("an anonymised person has a new key, name and display name everywhere, and no issue is touched")
    func anonymise() throws {
        let fixture = SiteFixture(issues: 300) { $0.bodySize = .realistic }
        let old = "mixedcase"
        let before = fixture.truths()
        func mentions(_ truths: [IssueTruth], _ key: String) -> Int {
            truths.reduce(0) { sum, truth in
                sum + truth.rows.values.joined().joined().count { $0 == key }
            }
        }
        let count = mentions(before, old)
        #expect(count > 100)
        let new = try #require(try fixture.apply(.anonymiseUser(user: old)).key)
        let after = fixture.truths()
        #expect(mentions(after, old) == 0 && mentions(after, new) == count)
        // Nor inside the lists of fields that hold several people, or of their history.
        let cells = after.flatMap { $0.rows.values.joined().joined() }
        #expect(!cells.contains { $0?.contains(old) == true })
        #expect(before.map { $0.column("updated_at") } == after.map { $0.column("updated_at") })
        let row = try #require(try fixture.rows("users").first { $0["key"] == new })
        #expect(row["username"] == new.lowercased() && row["display_name"]?.hasPrefix("user-") == true)
        #expect(row["active"] == "0" && row["email"] == nil)
        #expect(try !fixture.rows("users").contains { $0["key"] == old })
        #expect(try fixture.refused(fixture.site.user(key: old, as: "admin"))?.status == 404)
        #expect(try fixture.refused(fixture.site.user(username: "MixedCase", as: "admin"))?.status == 404)
        #expect(fixture.site.userKey(old) == nil && fixture.site.activeUsername(new) == nil)
        let assigned = try #require(after.first { $0.column("assignee_key") == new })
        let item = try #require(
            after.flatMap { $0.table("changelog_items") }.first {
                $0["field"] == "assignee" && $0["to_value"] == new
            })
        #expect(item["to_text"] == row["display_name"])
        let shown = try fixture.issue(assigned.key)
        #expect(shown["fields"]?["assignee"]?["key"]?.text == new)
        // Changing such an issue keeps its history as it reads now.
        _ = try fixture.apply(.addLabel(issue: assigned.key, label: "later"))
        #expect(mentions(fixture.truths(), new) == count)
        let again = try #require(try fixture.apply(.anonymiseUser(user: new)).key)
        #expect(mentions(fixture.truths(), new) == 0 && mentions(fixture.truths(), again) == count)
    }

    @Test("a field of several people and its history name the anonymised one anew")
    func lists() throws {
        let fixture = SiteFixture(issues: 30)
        let key = try #require(fixture.truths().first?.key)
        let edit = IssueEdit(custom: ["Approvers": "mirror,mixedcase", "Reviewer": "mixedcase"])
        _ = try fixture.apply(.editIssue(issue: key, edit: edit))
        _ = try fixture.apply(.editIssue(issue: key, edit: IssueEdit(clear: ["Reviewer"])))
        func items(_ field: String) throws -> [[String: String]] {
            try fixture.truth(key).table("changelog_items").filter { $0["field"] == field }
        }
        #expect(try items("Approvers").last?["to_value"] == "[mirror, mixedcase]")
        let new = try #require(try fixture.apply(.anonymiseUser(user: "mixedcase")).key)
        let name = try #require(try fixture.rows("users").first { $0["key"] == new }?["display_name"])
        #expect(try items("Approvers").last?["to_value"] == "[mirror, \(new)]")
        #expect(try items("Approvers").last?["to_text"] == "Jira Mirror,\(name)")
        #expect(try items("Reviewer").last?["from_value"] == new)
        #expect(try items("Reviewer").last?["from_text"] == name)
    }

    @Test("what a person may not see stays so after the anonymisation")
    func hidden() throws {
        let fixture = SiteFixture(issues: 60)
        _ = try fixture.apply(.hideProject(project: "BETA", from: "m.case"))
        let new = try #require(try fixture.apply(.anonymiseUser(user: "m.case")).key)
        _ = try fixture.apply(.activateUser(user: new))
        #expect(try fixture.refusal("project = BETA", as: new).status == 400)
        #expect(fixture.site.apply(.anonymiseUser(user: "admin")).error != nil)
    }
}
