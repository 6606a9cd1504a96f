import Synchronization
import Testing

@testable import JiraSimulator

@Suite struct ResourceTests {
    static let fixture = SiteFixture(issues: 600) { $0.bodySize = .realistic }

    @Test("at most 20 worklogs are embedded, with the true total; the resource has all")
    func worklogs() throws {
        let truth = try #require(Self.fixture.truths().first { $0.table("worklogs").count > 20 })
        let total = truth.table("worklogs").count
        let embedded = try Self.fixture.issue(truth.key)["fields"]?["worklog"]
        #expect(embedded?["worklogs"]?.items.count == 20)
        #expect(embedded?["maxResults"]?.int == 20)
        #expect(embedded?["total"]?.int == total)
        let all = try JSONReader.read(try Self.fixture.site.issueWorklogs(truth.key, as: "admin").get())
        #expect(all["worklogs"]?.items.count == total && all["maxResults"]?.int == total)
        #expect(
            all["worklogs"]?.items.prefix(20).map { $0["id"] }
                == embedded?["worklogs"]?.items.map { $0["id"] })
        let ids = truth.table("worklogs").compactMap { Int64($0["id"] ?? "") }
        let list = try JSONReader.read(
            try Self.fixture.site.worklogList(ids: ids + [1, 999_999_999], as: "admin").get())
        #expect(list.items.compactMap { $0["id"]?.text } == ids.map { String($0) })
        #expect(list.items.allSatisfy { $0["issueId"]?.text == String(truth.id) })
    }

    @Test("a list of worklogs leaves out what the reader may not see and refuses more than 1000")
    func worklogList() throws {
        let admin = Set(Self.fixture.truths().flatMap { $0.table("worklogs") }.compactMap { $0["id"] })
        let mirror = Set(
            Self.fixture.truths(as: "mirror").flatMap { $0.table("worklogs") }.compactMap { $0["id"] })
        let hidden = admin.subtracting(mirror).compactMap { Int64($0) }
        #expect(!hidden.isEmpty)
        let answer = try Self.fixture.site.worklogList(ids: Array(hidden.prefix(1000)), as: "mirror").get()
        #expect(answer == Array("[]".utf8))
        guard
            case .failure(let failure) = Self.fixture.site.worklogList(
                ids: Array(repeating: 1, count: 1001), as: "admin")
        else {
            Issue.record("1001 ids were answered")
            return
        }
        #expect(failure.status == 400)
    }

    @Test("the feed tells every worklog once, in pages, but nothing of the last minute")
    func feed() throws {
        let fixture = SiteFixture(issues: 1500) { $0.bodySize = .realistic }
        var found: [String] = []
        var since: Int64 = 0
        var pages = 0
        while pages < 20 {
            let page = try JSONReader.read(fixture.site.worklogFeed(deleted: false, since: since))
            found += page["values"]?.items.compactMap { $0["worklogId"]?.text } ?? []
            pages += 1
            if page["lastPage"] == .boolean(true) { break }
            since = try #require(page["until"].flatMap { $0.text }.flatMap { Int64($0) })
        }
        let wanted = fixture.truths().flatMap { $0.table("worklogs") }.compactMap { $0["id"] }
        #expect(pages > 1)
        #expect(found.count == wanted.count && Set(found) == Set(wanted))
        let key = try #require(try fixture.keys("").first)
        let mark = fixture.clock.now
        let made = try fixture.apply(.addWorklog(issue: key, seconds: 60))
        func ids(_ deleted: Bool) throws -> [Int64] {
            try JSONReader.read(fixture.site.worklogFeed(deleted: deleted, since: mark))["values"]?.items
                .compactMap { $0["worklogId"]?.int }.map { Int64($0) } ?? []
        }
        fixture.clock.advance(59_000)
        #expect(try ids(false) == [])
        fixture.clock.advance(1000)
        #expect(try ids(false) == [try #require(made.id)])
        _ = try fixture.apply(.deleteWorklog(issue: key, worklog: try #require(made.id)))
        fixture.clock.advance(60_000)
        #expect(try ids(false) == [])
        #expect(try ids(true) == [try #require(made.id)])
    }

    @Test("comments of an issue come whole")
    func comments() throws {
        let truth = try #require(Self.fixture.truths().first { $0.table("comments").count > 1 })
        let answer = try JSONReader.read(try Self.fixture.site.issueComments(truth.key, as: "admin").get())
        #expect(answer["comments"]?.items.count == truth.table("comments").count)
        #expect(answer["maxResults"]?.int == 1_048_576)
    }

    @Test("anonymous readers are asked to log in")
    func anonymous() throws {
        let key = try #require(Self.fixture.truths().first?.key)
        guard case .failure(let failure) = Self.fixture.site.issue(key, as: nil) else {
            Issue.record("an anonymous reader got an issue")
            return
        }
        #expect(failure.status == 401)
        let messages = try JSONReader.read(failure.body)["errorMessages"]?.items.compactMap { $0.text }
        #expect(messages == ["You do not have the permission to see the specified issue.", "Login Required"])
        #expect(throws: APIFailure.loginNeeded) { try Self.fixture.site.myself(nil).get() }
        #expect(throws: APIFailure.loginNeeded) {
            try Self.fixture.site.userSearch(query: ".", as: nil).get()
        }
        #expect(try Self.fixture.site.projects(as: nil).get() == Array("[]".utf8))
    }

    @Test(
        "lists hold what the truth of the site holds",
        arguments: [
            ("status", "statuses", 0), ("priority", "priorities", 0), ("resolution", "resolutions", 0),
            ("issuetype", "issue_types", 0), ("statuscategory", "status_categories", 0),
            ("field", "fields", 0),
        ])
    func lists(_ name: String, _ table: String, _ column: Int) throws {
        let list = try JSONReader.read(try #require(Self.fixture.site.list(name))).items
        let rows = Self.fixture.site.snapshot(as: "admin").rows(of: table)
        #expect(list.compactMap { $0["id"]?.text } == rows.compactMap { $0[column] })
        #expect(!rows.isEmpty && rows.allSatisfy { $0.count == SiteSnapshot.columns[table]?.count })
    }

    @Test("projects, versions and components hold what the truth holds")
    func projects() throws {
        let site = Self.fixture.site
        let snapshot = site.snapshot(as: "mirror")
        let expand = ["description,lead,url,projectKeys"]
        let list = try JSONReader.read(try site.projects(expand: expand, as: "mirror").get()).items
        let rows = snapshot.rows(of: "projects")
        #expect(Set(list.compactMap { $0["id"]?.text }) == Set(rows.compactMap { $0[0] }))
        for project in list {
            let row = try #require(rows.first { $0[0] == project["id"]?.text })
            #expect(project["key"]?.text == row[1] && project["name"]?.text == row[2])
            #expect(project["description"]?.text == row[3])
            #expect((project["lead"]?["key"] ?? project["lead"]?["name"])?.text == row[4])
            #expect(project["projectCategory"]?["name"]?.text == row[6])
            #expect(project["url"]?.text == row[7])
            #expect(project["projectKeys"]?[0]?.text == row[1])
            let key = try #require(row[1])
            let versions = try JSONReader.read(try site.versions(project: key, as: "mirror").get()).items
            let versionRows = snapshot.rows(of: "versions").filter { $0[1] == row[0] }
            #expect(versions.map { $0["id"]?.text } == versionRows.map { $0[0] })
            #expect(versions.map { $0["startDate"]?.text } == versionRows.map { $0[4] })
            #expect(versions.map { $0["releaseDate"]?.text } == versionRows.map { $0[5] })
            let components = try JSONReader.read(try site.components(project: key, as: "mirror").get()).items
            #expect(
                components.map { $0["id"]?.text }
                    == snapshot.rows(of: "components").filter { $0[1] == row[0] }.map { $0[0] })
            #expect(try !JSONReader.read(try site.projectStatuses(key, as: "mirror").get()).items.isEmpty)
            #expect(
                try JSONReader.read(try site.project(key, as: "mirror").get())["issueTypes"]?.items.count == 6
            )
        }
        guard case .failure(let failure) = site.project("NOPE", as: "mirror") else {
            Issue.record("an unknown project was answered")
            return
        }
        #expect(failure.status == 404)
    }

    /// What readers have seen, shared between tasks.
    private final class Seen: Sendable {
        let counts = Mutex<Set<Int>>([])
        let isDone = Mutex(false)
    }

    @Test("readers see whole moments while mutations go on")
    func concurrency() async throws {
        let fixture = SiteFixture(issues: 150)
        let seen = Seen()
        let rounds = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                var rounds = 0
                // Goes on until readers have looked in between at least three times.
                while rounds < 2000, seen.counts.withLock({ $0.count }) < 4 {
                    _ = fixture.site.apply(.bulkEdit(count: 150, seed: UInt64(rounds)))
                    rounds += 1
                }
                seen.isDone.withLock { $0 = true }
                return rounds
            }
            for _ in 0..<2 {
                group.addTask {
                    repeat {
                        let answer = try fixture.search(
                            "project = ALPHA ORDER BY key ASC", fields: ["labels"])
                        // Every edit labels all issues in one instant: a reader never sees a part of it.
                        let counts = (answer["issues"]?.items ?? []).map { issue in
                            (issue["fields"]?["labels"]?.items ?? []).count {
                                $0.text?.hasPrefix("bulk-") == true
                            }
                        }
                        #expect(Set(counts).count == 1)
                        seen.counts.withLock { $0.formUnion(counts) }
                    } while !seen.isDone.withLock { $0 }
                    return 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(seen.counts.withLock { $0.count } >= 4)
        #expect(
            fixture.truths().allSatisfy { truth in
                (truth.rows["issue_labels"] ?? []).count { $0[1]?.hasPrefix("bulk-") == true } == rounds
            })
    }
}
