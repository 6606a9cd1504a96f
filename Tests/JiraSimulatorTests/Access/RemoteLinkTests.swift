import Testing

@testable import JiraSimulator

@Suite("Remote links") struct RemoteLinkTests {
    private let fixture = SiteFixture(issues: 300)
    private static let new = NewRemoteLink(
        url: "https://help.example.com/42?a=\"b\"", title: "Ticket <42>", summary: "Broken",
        relationship: "causes", applicationType: "com.acme.tracker", applicationName: "Acme, \"Tracker\"",
        globalID: "system=acme&id=42", resolved: true)

    private func key() throws -> String { try #require(fixture.truths().first?.key) }

    @Test("the resource is a bare array that says what the truth says")
    func resource() throws {
        var seen = 0
        for truth in fixture.truths(as: "mirror") {
            let links = try fixture.read(fixture.site.remoteLinks(truth.key, as: "mirror")).items
            seen += links.count
            let rows = links.map { link in
                [
                    link["id"]?.text, String(truth.id), link["object"]?["url"]?.text,
                    link["object"]?["title"]?.text, link["object"]?["summary"]?.text,
                    link["relationship"]?.text, link["application"]?["type"]?.text,
                    link["application"]?["name"]?.text, link["globalId"]?.text,
                ]
            }
            #expect(rows == truth.rows["remote_links"])
            for link in links {
                #expect(link["id"].map { if case .number = $0 { true } else { false } } == true)
                #expect(
                    link["self"]?.text
                        == "http://jira.test/ctx/rest/api/2/issue/\(truth.key)/remotelink/\(link["id"]?.text ?? "")"
                )
            }
        }
        #expect(seen > 5)
    }

    @Test("a link is added and removed with history")
    func mutations() throws {
        let key = try key()
        let before = try fixture.truth(key).table("remote_links")
        let id = try #require(try fixture.apply(.addRemoteLink(issue: key, link: Self.new)).id)
        let truth = try fixture.truth(key)
        #expect(truth.table("remote_links").count == before.count + 1)
        #expect(truth.column("updated_at") == CivilDate.utc(fixture.clock.now))
        let added = try #require(try fixture.newItems(key).first)
        #expect(added["field"] == "RemoteIssueLink" && added["to_value"] == String(id))
        let shown = try #require(try fixture.read(fixture.site.remoteLinks(key, as: "admin")).items.last)
        #expect(shown["object"]?["status"]?["resolved"] == .boolean(true))
        #expect(shown["object"]?["title"]?.text == "Ticket <42>")
        _ = try fixture.apply(.removeRemoteLink(issue: key, link: id))
        #expect(try fixture.truth(key).table("remote_links") == before)
        #expect(try fixture.newItems(key).first?["from_value"] == String(id))
        #expect(fixture.site.apply(.removeRemoteLink(issue: key, link: id)).error != nil)
        #expect(
            fixture.site.apply(.addRemoteLink(issue: key, link: NewRemoteLink(url: "", title: "x"))).error
                != nil)
    }

    @Test("whether a link moves updated is a rule of the site")
    func rule() throws {
        let quiet = SiteFixture(issues: 20) { $0.updatedRules.remoteLink = false }
        let truth = try #require(quiet.truths().first)
        _ = try quiet.apply(.addRemoteLink(issue: truth.key, link: Self.new))
        #expect(try quiet.truth(truth.key).column("updated_at") == truth.column("updated_at"))
        #expect(try quiet.newItems(truth.key).count == 1)
    }

    @Test("with issue linking off the resource is a 403 and the truth has none")
    func off() throws {
        let key = try key()
        _ = try fixture.apply(.addRemoteLink(issue: key, link: Self.new))
        _ = try fixture.apply(.setSwitches(switches: SiteSwitches(issueLinking: false)))
        #expect(try fixture.refused(fixture.site.remoteLinks(key, as: "admin"))?.status == 403)
        #expect(try fixture.truth(key).rows["remote_links"] == [])
        let list = try JSONReader.read(try #require(fixture.site.list("configuration")))
        #expect(list["issueLinkingEnabled"] == .boolean(false))
        #expect(fixture.site.apply(.addRemoteLink(issue: key, link: Self.new)).error != nil)
    }

    @Test("a missing issue is a 404, and links go with their issue")
    func missing() throws {
        #expect(try fixture.refused(fixture.site.remoteLinks("NOPE-1", as: "admin"))?.status == 404)
        let key = try key()
        _ = try fixture.apply(.addRemoteLink(issue: key, link: Self.new))
        #expect(fixture.site.read().remoteLinks.count == 1)
        _ = try fixture.apply(.deleteIssue(issue: key))
        #expect(fixture.site.read().remoteLinks.isEmpty)
        #expect(try fixture.refused(fixture.site.remoteLinks(key, as: "admin"))?.status == 404)
    }
}
