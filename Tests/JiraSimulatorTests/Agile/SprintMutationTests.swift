import Testing

@testable import JiraSimulator

@Suite("Changes of sprints") struct SprintMutationTests {
    private let fixture = SiteFixture(issues: 150)

    private var now: String { CivilDate.utc(fixture.clock.now) }

    private func open(_ count: Int) throws -> [String] {
        Array(try fixture.keys("project = ALPHA AND statusCategory != Done ORDER BY key ASC").prefix(count))
    }

    private func updated(_ key: String) throws -> String? { try fixture.truth(key).column("updated_at") }

    private func make(_ name: String, start: Bool = false) throws -> Int64 {
        let id = try #require(try fixture.apply(.createSprint(board: 1, name: name, goal: "Win")).id)
        if start { _ = try fixture.apply(.startSprint(sprint: id)) }
        return id
    }

    @Test("a sprint is made, started and closed; no issue is touched by that")
    func life() throws {
        let id = try make("Made \"up\", name=x]")
        #expect(
            try fixture.row("sprints", id) == [
                "id": String(id), "board_id": "1", "name": "Made \"up\", name=x]", "state": "future",
                "goal": "Win",
            ])
        let issues = try open(2)
        _ = try fixture.apply(.moveToSprint(issues: issues, sprint: id))
        let moment = now
        _ = try fixture.apply(.startSprint(sprint: id, end: fixture.clock.now + 86_400_000))
        #expect(try fixture.row("sprints", id)?["start_at"] == now)
        #expect(try fixture.row("sprints", id)?["end_at"] == CivilDate.utc(fixture.clock.now + 86_340_000))
        #expect(fixture.site.apply(.startSprint(sprint: id)).error != nil)
        let closed = try fixture.apply(.closeSprint(sprint: id))
        #expect(closed.issues.isEmpty)
        let row = try fixture.row("sprints", id)
        #expect(row?["state"] == "closed" && row?["complete_at"] == now)
        for key in issues {
            #expect(try updated(key) == moment && fixture.sprintIDs(key).contains(String(id)))
            #expect(
                try fixture.issue(key)["fields"]?["customfield_10101"]?.items.last?.text?.contains(
                    "state=CLOSED") == true)
        }
        #expect(fixture.site.apply(.closeSprint(sprint: id)).error != nil)
        #expect(fixture.site.apply(.moveToSprint(issues: issues, sprint: id)).error != nil)
    }

    @Test("unfinished issues go on to the next sprint, with history and updated; the others are not touched")
    func carryOver() throws {
        let first = try make("One", start: true)
        let second = try make("Two")
        let issues = try open(4)
        _ = try fixture.apply(.moveToSprint(issues: issues, sprint: first))
        _ = try fixture.apply(.transition(issue: issues[0], to: "Closed"))
        let finished = try updated(issues[0])
        let entered = try #require(
            try fixture.truth(issues[1]).table("sprint_intervals").last?["added_at"])
        let result = try fixture.apply(.closeSprint(sprint: first, moveTo: second))
        #expect(result.issues.count == 3)
        #expect(try updated(issues[0]) == finished && fixture.sprintIDs(issues[0]).last == String(first))
        for key in issues.dropFirst() {
            #expect(try updated(key) == now)
            let item = try #require(try fixture.newItems(key).first)
            #expect(item["field"] == "Sprint" && item["field_type"] == "custom")
            #expect(item["to_value"]?.hasSuffix("\(first), \(second)") == true)
            #expect(item["to_text"]?.hasSuffix("One, Two") == true)
            #expect(try fixture.sprintIDs(key).suffix(2) == [String(first), String(second)])
            // A closed sprint stays in the issue, so its stay does not end.
            let stays = try fixture.truth(key).table("sprint_intervals").suffix(2)
            #expect(stays.map { $0["removed_at"] } == [nil, nil])
            #expect(stays.last?["added_at"] == now)
        }
        #expect(try fixture.truth(issues[1]).table("sprint_intervals").contains { $0["added_at"] == entered })
        #expect(fixture.site.apply(.closeSprint(sprint: second, moveTo: second)).error != nil)
    }

    @Test("an issue leaves an open sprint for another one or for the backlog, but keeps closed ones")
    func moving() throws {
        let old = try make("Old", start: true)
        let key = try #require(try open(1).first)
        let earlier = try fixture.sprintIDs(key)
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: old))
        _ = try fixture.apply(.closeSprint(sprint: old))
        let next = try make("Next")
        let other = try make("Other, one")
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: next))
        let entered = now
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: other))
        let left = now
        let item = try #require(try fixture.newItems(key).first)
        #expect(item["from_value"]?.hasSuffix("\(old), \(next)") == true)
        #expect(item["to_value"]?.hasSuffix("\(old), \(other)") == true)
        #expect(item["to_text"]?.hasSuffix("Old, Other, one") == true)
        _ = try fixture.apply(.moveToSprint(issues: [key]))
        #expect(try fixture.sprintIDs(key).last == String(old))
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: next))
        let stays = try fixture.truth(key).table("sprint_intervals").filter {
            $0["sprint_id"] == String(next)
        }
        #expect(stays.map { $0["added_at"] } == [entered, now])
        #expect(stays.map { $0["removed_at"] } == [left, nil])
        let before = try updated(key)
        #expect(try fixture.apply(.moveToSprint(issues: [key], sprint: next)).issues.isEmpty)
        #expect(try updated(key) == before)
        #expect(try fixture.sprintIDs(key).count >= earlier.count)
    }

    @Test(
        "a renamed sprint touches no issue, yet its text inside them changes; the history keeps the old name")
    func rename() throws {
        let id = try make("Before")
        let key = try #require(try open(1).first)
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: id))
        let moment = try updated(key)
        _ = try fixture.apply(.renameSprint(sprint: id, to: "After | [x=1], \"y\"", goal: ""))
        #expect(try updated(key) == moment)
        let text = try fixture.issue(key)["fields"]?["customfield_10101"]?.items.last?.text
        #expect(text?.contains(",name=After | [x=1], \"y\",startDate=<null>,") == true)
        #expect(text?.hasSuffix(",goal=]") == true)
        #expect(
            try fixture.truth(key).table("changelog_items").last { $0["field"] == "Sprint" }?["to_text"]?
                .hasSuffix("Before") == true)
        #expect(try fixture.row("sprints", id)?["name"] == "After | [x=1], \"y\"")
        #expect(try fixture.row("sprints", id)?["goal"] == nil)
    }

    @Test("a deleted sprint leaves its issues, with history; the stay ends and is kept")
    func delete() throws {
        let id = try make("Doomed")
        let keys = try open(2)
        _ = try fixture.apply(.moveToSprint(issues: keys, sprint: id))
        let entered = now
        let result = try fixture.apply(.deleteSprint(sprint: id))
        #expect(result.issues.count == 2)
        for key in keys {
            #expect(try updated(key) == now && !fixture.sprintIDs(key).contains(String(id)))
            let item = try #require(try fixture.newItems(key).first)
            #expect(item["from_text"]?.hasSuffix("Doomed") == true)
            let stay = try fixture.truth(key).table("sprint_intervals").last
            #expect(stay?["added_at"] == entered && stay?["removed_at"] == now)
        }
        #expect(try fixture.row("sprints", id) == nil)
        #expect(try fixture.refused(fixture.site.sprint(id, as: "admin"))?.status == 404)
    }

    @Test("an issue made inside a sprint was in it from its creation on, without history")
    func created() throws {
        let id = try make("Home")
        let key = try #require(
            try fixture.apply(
                .createIssue(
                    project: "ALPHA", summary: "born there", edit: IssueEdit(custom: ["Sprint": String(id)]))
            )
            .key)
        let truth = try fixture.truth(key)
        #expect(truth.table("changelog").isEmpty)
        #expect(
            truth.table("sprint_intervals") == [
                ["issue_id": String(truth.id), "sprint_id": String(id), "added_at": now]
            ])
        _ = try fixture.apply(.editIssue(issue: key, edit: IssueEdit(clear: ["Sprint"])))
        #expect(try fixture.truth(key).table("sprint_intervals").first?["removed_at"] == now)
    }

    @Test("sprints outlive their board and stay known from the issues that hold them")
    func boardDeleted() throws {
        let id = try make("Orphan")
        let empty = try make("Empty")
        let key = try #require(try open(1).first)
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: id))
        _ = try fixture.apply(.deleteBoard(board: 1))
        _ = try fixture.apply(.deleteBoard(board: 5))
        #expect(try fixture.row("sprints", id)?["board_id"] == "1")
        #expect(try fixture.row("sprints", empty) == nil)
        #expect(try fixture.refused(fixture.site.sprint(id, as: "admin"))?.status == 404)
        _ = try fixture.apply(.deleteIssue(issue: key))
        #expect(try fixture.row("sprints", id) == nil)
    }

    @Test("a restored backup brings back sprints, stays, levels and remote links as they were")
    func restored() throws {
        let id = try make("Kept")
        let key = try #require(try open(1).first)
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: id))
        _ = try fixture.apply(.takeBackup)
        let tables = ["sprints", "boards", "security_levels"]
        let before = try tables.map { try fixture.rows($0) }
        let issue = try fixture.truth(key).rows
        _ = try make("Lost")
        _ = try fixture.apply(.deleteSprint(sprint: id))
        _ = try fixture.apply(.deleteBoard(board: 2))
        _ = try fixture.apply(.setSecurityLevel(issue: key, level: "Internal"))
        _ = try fixture.apply(
            .addRemoteLink(issue: key, link: NewRemoteLink(url: "https://x.example", title: "x")))
        #expect(try tables.map { try fixture.rows($0) } != before)
        _ = try fixture.apply(.restoreBackup)
        #expect(try tables.map { try fixture.rows($0) } == before)
        #expect(try fixture.truth(key).rows == issue)
    }

    @Test("an archived issue stays where it is when its sprint is closed")
    func archived() throws {
        let first = try make("One", start: true)
        let second = try make("Two")
        let keys = try open(2)
        _ = try fixture.apply(.moveToSprint(issues: keys, sprint: first))
        _ = try fixture.apply(.archiveIssue(issue: keys[0]))
        let result = try fixture.apply(.closeSprint(sprint: first, moveTo: second))
        #expect(result.issues.count == 1)
        #expect(try fixture.sprintIDs(keys[0]).last == String(first))
        #expect(try fixture.sprintIDs(keys[1]).last == String(second))
    }

    @Test(
        "a change of a sprint that makes no sense is refused and changes nothing",
        arguments: [
            Mutation.createSprint(board: 4, name: "kanban"), .createSprint(board: 99, name: "x"),
            .renameSprint(sprint: 1, to: "x"), .startSprint(sprint: 10000), .closeSprint(sprint: 10000),
            .closeSprint(sprint: 10099), .deleteSprint(sprint: 1),
            .moveToSprint(issues: ["ALPHA-1"], sprint: 10000),
            .moveToSprint(issues: ["NOPE-1"], sprint: 10099),
        ])
    func refusals(_ mutation: Mutation) throws {
        let sprints = try fixture.rows("sprints")
        let truths = fixture.truths().map { $0.rows }
        #expect(fixture.site.apply(mutation).error != nil)
        #expect(try fixture.rows("sprints") == sprints)
        #expect(fixture.truths().map { $0.rows } == truths)
    }
}
