import Testing

@testable import JiraSimulator

/// What each change does to the issue, its history, its `updated` and the searches.
@Suite struct MutationTests {
    private let fixture = SiteFixture(issues: 150)

    private func anIssue(_ condition: String = "issuetype = Bug") throws -> String {
        try #require(try fixture.keys("project = ALPHA AND \(condition) ORDER BY key ASC").first)
    }

    private var now: String { CivilDate.utc(fixture.clock.now) }

    /// The items of the newest history entry when it was written just now.
    private func newItems(_ key: String) throws -> [[String: String]] {
        let truth = try fixture.truth(key)
        let entries = truth.table("changelog").filter { $0["created_at"] == now }
        let ids = Set(entries.compactMap { $0["id"] })
        return truth.table("changelog_items").filter { ids.contains($0["changelog_id"] ?? "") }
    }

    private func updated(_ key: String) throws -> String? { try fixture.truth(key).column("updated_at") }

    @Test("a created issue gets the next number and is found")
    func create() throws {
        let last = try #require(
            fixture.truths().filter { $0.key.hasPrefix("ALPHA-") }.compactMap {
                Int($0.column("number") ?? "")
            }.max())
        let result = try fixture.apply(
            .createIssue(
                project: "ALPHA", summary: "New <b>", type: "Bug",
                edit: IssueEdit(
                    priority: "High", dueDate: "2026-01-02", labels: ["one"], custom: ["Story Points": "3.5"])
            ))
        #expect(result.key == "ALPHA-\(last + 1)")
        #expect(result.id == 10150)
        let truth = try fixture.truth("ALPHA-\(last + 1)")
        #expect(truth.column("created_at") == now)
        #expect(truth.column("story_points") == "3.5")
        #expect(truth.table("changelog").isEmpty)
        #expect(try fixture.keys("created >= -0m AND due = 2026-01-02 AND labels = one") == [truth.key])
        #expect(try fixture.keys("updated >= -0m ORDER BY updated ASC, key ASC").contains(truth.key))
    }

    @Test("sub-tasks hang under a parent of the same project")
    func subtasks() throws {
        let parent = try anIssue()
        let child = try fixture.apply(.createIssue(project: "ALPHA", summary: "Part", parent: parent))
        let stubs = try fixture.issue(parent)["fields"]?["subtasks"]?.items ?? []
        #expect(stubs.contains { $0["key"]?.text == child.key })
        #expect(try fixture.issue(child.key ?? "")["fields"]?["parent"]?["key"]?.text == parent)
        #expect(try fixture.truth(parent).column("updated_at") != now)
        #expect(fixture.site.apply(.createIssue(project: "BETA", summary: "x", parent: parent)).error != nil)
        #expect(
            fixture.site.apply(.createIssue(project: "ALPHA", summary: "x", type: "Sub-task")).error != nil)
    }

    @Test("an edit says what it changed, and nothing when nothing changed")
    func edit() throws {
        let key = try anIssue("priority = High")
        let edit = IssueEdit(
            summary: "Edited", priority: "Low", dueDate: "2026-03-04", affectedVersions: ["1.0"],
            custom: ["customfield_10202": "2026-05-06", "Severity": "Critical"], clear: ["description"])
        let result = try fixture.apply(.editIssue(issue: key, edit: edit, author: "mirror"))
        #expect(result.issues.count == 1)
        let items = try newItems(key)
        #expect(items.first { $0["field"] == "priority" }?["from_value"] == "2")
        #expect(items.first { $0["field"] == "priority" }?["to_text"] == "Low")
        #expect(items.first { $0["field"] == "duedate" }?["to_text"] == "2026-03-04 00:00:00.0")
        #expect(items.first { $0["field"] == "Severity" }?["to_value"] == "10100")
        #expect(items.first { $0["field"] == "Severity" }?["field_type"] == "custom")
        #expect(try fixture.truth(key).column("description") == nil)
        #expect(try updated(key) == now)
        #expect(try fixture.truth(key).table("changelog").last?["author_key"] == "mirror")
        let again = try fixture.apply(.editIssue(issue: key, edit: IssueEdit(summary: "Edited")))
        #expect(again.issues.isEmpty)
        #expect(try updated(key) != now)
    }

    @Test("an edit that names something unknown changes nothing")
    func refusedEdit() throws {
        let key = try anIssue()
        let before = try fixture.truth(key).rows
        let edits = [
            IssueEdit(summary: "x", priority: "Nope"), IssueEdit(summary: "x", fixVersions: ["Nope"]),
            IssueEdit(summary: "x", dueDate: "2026-02-30"), IssueEdit(summary: "x", custom: ["Nope": "1"]),
            IssueEdit(summary: "x", custom: ["Story Points": "many"]),
            IssueEdit(summary: "x", clear: ["Nope"]),
        ]
        for edit in edits { #expect(fixture.site.apply(.editIssue(issue: key, edit: edit)).error != nil) }
        #expect(
            fixture.site.apply(.addLabel(issue: "ALPHA-99999", label: "x")).error
                == "There is no issue 'ALPHA-99999'.")
        #expect(fixture.site.apply(.addLabel(issue: key, label: "x", author: "nobody")).error != nil)
        #expect(try fixture.truth(key).rows == before)
    }

    @Test("absurd numbers are refused or shown cut, never trapped on")
    func absurd() throws {
        let key = try anIssue()
        let far = IssueEdit(remainingEstimateSeconds: Int64.max)
        #expect(fixture.site.apply(.editIssue(issue: key, edit: far)).error != nil)
        #expect(fixture.site.apply(.addWorklog(issue: key, seconds: Int64.max)).error != nil)
        for started in [Int64.max, Int64.min] {
            _ = try fixture.apply(.addWorklog(issue: key, seconds: 60, started: started))
        }
        _ = try fixture.issue(key)
        let started = try fixture.truth(key).table("worklogs").suffix(2).compactMap { $0["started_at"] }
        #expect(started == ["9999-12-30T23:59:59.999Z", "0001-01-02T00:00:00.000Z"])
        for bound in [Int64.max, Int64.min] {
            _ = try fixture.keys("due >= '\(bound)' OR updated >= '\(bound)'")
        }
        #expect(fixture.site.apply(.advanceClock(milliseconds: 1 << 60)).error == nil)
        _ = try fixture.apply(.addLabel(issue: key, label: "late"))
        _ = try fixture.issue(key)
        #expect(try fixture.keys("updated >= -1d AND labels = late") == [key])
    }

    @Test("a transition into done resolves, out of it clears, and both stand in one entry")
    func transition() throws {
        let key = try anIssue("resolution is EMPTY")
        _ = try fixture.apply(.transition(issue: key, to: "Resolved", resolution: "Fixed"))
        #expect(try newItems(key).map { $0["field"] } == ["resolution", "status"])
        #expect(try fixture.truth(key).column("resolved_at") == now)
        #expect(try fixture.keys("resolution = Fixed AND key = \(key)") == [key])
        let resolvedAt = now
        _ = try fixture.apply(.transition(issue: key, to: "Closed"))
        #expect(try newItems(key).map { $0["field"] } == ["status"])
        #expect(try fixture.truth(key).column("resolved_at") == resolvedAt)
        _ = try fixture.apply(.transition(issue: key, to: "4"))
        #expect(try newItems(key).first { $0["field"] == "resolution" }?["to_value"] == nil)
        #expect(try fixture.truth(key).column("resolved_at") == nil)
        #expect(try fixture.keys("status = Reopened AND resolved is EMPTY AND key = \(key)") == [key])
    }

    @Test("assignee items hold keys, not names")
    func assign() throws {
        let key = try anIssue("assignee is EMPTY")
        _ = try fixture.apply(.assign(issue: key, to: "jira-mirror"))
        #expect(try newItems(key).first?["to_value"] == "mirror")
        #expect(try newItems(key).first?["to_text"] == "Jira Mirror")
        _ = try fixture.apply(.assign(issue: key))
        #expect(try newItems(key).first?["from_value"] == "mirror")
        #expect(try fixture.keys("assignee is EMPTY AND key = \(key)") == [key])
    }

    @Test("comments move updated; only their deletion stands in the history")
    func comments() throws {
        let key = try anIssue()
        let made = try fixture.apply(
            .addComment(
                issue: key, body: "hello", visibility: Visibility(type: "role", value: "Administrators")))
        #expect(try updated(key) == now)
        #expect(try newItems(key).isEmpty)
        let id = try #require(made.id)
        #expect(try fixture.truth(key).table("comments").contains { $0["id"] == String(id) })
        #expect(
            !(fixture.truths(as: "mirror").flatMap { $0.table("comments") }.contains {
                $0["id"] == String(id)
            }))
        _ = try fixture.apply(.editComment(issue: key, comment: id, body: "changed", author: "mirror"))
        let edited = try #require(fixture.truth(key).table("comments").first { $0["id"] == String(id) })
        #expect(
            edited["update_author_key"] == "mirror" && edited["updated_at"] == now
                && edited["body"] == "changed")
        #expect(try updated(key) == now)
        _ = try fixture.apply(.deleteComment(issue: key, comment: id))
        #expect(try newItems(key).first?["field"] == "Comment")
        #expect(try newItems(key).first?["from_text"] == "changed")
        #expect(try updated(key) == now)
        #expect(fixture.site.apply(.deleteComment(issue: key, comment: id)).error != nil)
    }

    @Test("worklogs move time spent, with Jira's odd WorklogId item")
    func worklogs() throws {
        let key = try anIssue()
        let before = Int(try fixture.truth(key).column("time_spent_seconds") ?? "0") ?? 0
        let made = try fixture.apply(
            .addWorklog(issue: key, seconds: 3600, comment: "dug", started: 1_700_000_000_000))
        let id = String(try #require(made.id))
        let item = try #require(try newItems(key).first { $0["field"] == "WorklogId" })
        #expect(item["from_value"] == id && item["to_value"] == nil)
        #expect(try fixture.truth(key).column("time_spent_seconds") == String(before + 3600))
        _ = try fixture.apply(.editWorklog(issue: key, worklog: try #require(made.id), seconds: 1800))
        #expect(try fixture.truth(key).column("time_spent_seconds") == String(before + 1800))
        #expect(try fixture.truth(key).table("worklogs").last?["updated_at"] == now)
        _ = try fixture.apply(.deleteWorklog(issue: key, worklog: try #require(made.id)))
        #expect(try fixture.truth(key).column("time_spent_seconds") == String(before))
        #expect(try updated(key) == now)
        #expect(fixture.site.apply(.addWorklog(issue: key, seconds: 0)).error != nil)
    }

    @Test("links move both ends, their loss by deletion moves neither")
    func links() throws {
        let source = try anIssue()
        let target = try #require(try fixture.keys("project = BETA AND issuetype = Task").first)
        let made = try fixture.apply(.addLink(type: "Blocks", source: source, target: target))
        #expect(try newItems(source).first?["to_text"] == "This issue blocks \(target)")
        #expect(try newItems(target).first?["to_text"] == "This issue is blocked by \(source)")
        #expect(try updated(source) == now && updated(target) == now)
        _ = try fixture.apply(.removeLink(link: try #require(made.id)))
        #expect(try newItems(target).first?["from_value"] == source)
        #expect(try updated(target) == now)
        _ = try fixture.apply(.addLink(type: "Blocks", source: source, target: target))
        let before = try updated(target)
        _ = try fixture.apply(.deleteIssue(issue: source))
        #expect(try updated(target) == before)
        let rest = try fixture.issue(target)["fields"]?["issuelinks"]?.items ?? []
        #expect(!rest.contains { $0["inwardIssue"]?["key"]?.text == source })
    }

    @Test("labels, versions, components and files stand in the history and are found")
    func lists() throws {
        let key = try anIssue()
        _ = try fixture.apply(.addLabel(issue: key, label: "Fresh"))
        #expect(try newItems(key).first?["to_text"]?.hasSuffix("Fresh") == true)
        #expect(try fixture.keys("labels = fresh") == [key])
        _ = try fixture.apply(.removeLabel(issue: key, label: "Fresh"))
        #expect(try fixture.keys("labels = fresh") == [])
        let version = try fixture.apply(
            .createVersion(project: "ALPHA", name: "9.9", releaseDate: "2026-01-01"))
        _ = try fixture.apply(.setFixVersions(issue: key, versions: ["9.9"]))
        #expect(
            try newItems(key).contains {
                $0["field"] == "Fix Version" && $0["to_value"] == String(version.id ?? 0)
            })
        #expect(try fixture.keys("fixVersion = 9.9") == [key])
        _ = try fixture.apply(.createComponent(project: "ALPHA", name: "Engine"))
        _ = try fixture.apply(.setComponents(issue: key, components: ["Engine"]))
        #expect(try fixture.keys("component = Engine") == [key])
        let file = try fixture.apply(.addAttachment(issue: key, filename: "a b.txt", size: 5))
        #expect(try newItems(key).first?["to_text"] == "a b.txt")
        _ = try fixture.apply(.deleteAttachment(issue: key, attachment: try #require(file.id)))
        #expect(try newItems(key).first?["from_value"] == String(file.id ?? 0))
    }

    @Test("votes, watches, views and ranks show but do not move updated")
    func quiet() throws {
        let key = try anIssue()
        let before = try updated(key)
        _ = try fixture.apply(.setVotes(issue: key, votes: 77))
        _ = try fixture.apply(.setWatches(issue: key, watches: 78))
        _ = try fixture.apply(.viewIssue(issue: key))
        let rank = try fixture.truth(key).column("rank")
        _ = try fixture.apply(.rankIssue(issue: key))
        let truth = try fixture.truth(key)
        #expect(truth.column("votes") == "77" && truth.column("watches") == "78")
        #expect(truth.column("rank") != rank)
        #expect(truth.column("updated_at") == before)
        #expect(try newItems(key).first?["to_text"] == "Ranked higher")
        #expect(try fixture.issue(key)["fields"]?["lastViewed"]?.text != nil)
    }

    @Test("properties of an issue are shown by key, and no history tells of them")
    func properties() throws {
        let key = try anIssue()
        let before = try updated(key)
        let items = try newItems(key)
        _ = try fixture.apply(.setProperty(issue: key, property: "b c", value: "[1,null]"))
        _ = try fixture.apply(.setProperty(issue: key, property: "a", value: "true"))
        let listed = try fixture.read(fixture.site.properties(key, as: "admin"))["keys"]?.items ?? []
        #expect(listed.map { $0["key"]?.text } == ["a", "b c"])
        #expect(
            listed.last?["self"]?.text == "http://jira.test/ctx/rest/api/2/issue/\(key)/properties/b%20c")
        let shown = try fixture.read(fixture.site.property(key, key: "b c", as: "admin"))
        #expect(shown["value"]?.items.count == 2)
        #expect(try updated(key) == before)
        #expect(try newItems(key) == items)
        _ = try fixture.apply(.setProperty(issue: key, property: "b c"))
        #expect(throws: APIFailure.self) {
            try fixture.site.property(key, key: "b c", as: "admin").get()
        }
        #expect(fixture.site.apply(.setProperty(issue: key, property: "b c")).error != nil)
        #expect(fixture.site.apply(.setProperty(issue: key, property: "a", value: "{")).error != nil)
    }

    @Test("rules for updated can be switched")
    func rules() throws {
        let fixture = SiteFixture(issues: 30) {
            $0.updatedRules.commentAdd = false
            $0.updatedRules.rank = true
        }
        let key = try #require(try fixture.keys("").first)
        let before = try fixture.truth(key).column("updated_at")
        _ = try fixture.apply(.addComment(issue: key, body: "quiet"))
        #expect(try fixture.truth(key).column("updated_at") == before)
        _ = try fixture.apply(.rankIssue(issue: key))
        #expect(try fixture.truth(key).column("updated_at") == CivilDate.utc(fixture.clock.now))
    }
}
