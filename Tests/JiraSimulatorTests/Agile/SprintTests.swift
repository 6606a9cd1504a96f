import Testing

@testable import JiraSimulator

@Suite("Sprints") struct SprintTests {
    static let fixture = SiteFixture(issues: 400) { $0.bodySize = .realistic }

    @Test("a scrum board has closed sprints, an active one and one or two to come")
    func seeded() throws {
        for board: Int64 in [1, 2, 3] {
            let sprints = try Self.fixture.pages {
                Self.fixture.site.boardSprints(board, startAt: $0, maxResults: $1, as: "admin")
            }
            let states = sprints.compactMap { $0["state"]?.text }
            #expect(states.count { $0 == "closed" } > 10)
            #expect(states.count { $0 == "active" } == 1)
            #expect((1...2).contains(states.count { $0 == "future" }))
            #expect(sprints.allSatisfy { $0["originBoardId"]?.text == String(board) })
        }
    }

    @Test("the list has no total, takes states, and ends with isLast")
    func list() throws {
        let site = Self.fixture.site
        let page = try Self.fixture.read(site.boardSprints(1, maxResults: 5, as: "mirror"))
        #expect(page.names == ["isLast", "maxResults", "startAt", "values"])
        #expect(page["isLast"] == .boolean(false) && page["values"]?.items.count == 5)
        let open = try Self.fixture.read(
            site.boardSprints(1, states: ["active", "future"], as: "mirror"))
        #expect(open["values"]?.items.compactMap { $0["state"]?.text } == ["active", "future", "future"])
        #expect(open["isLast"] == .boolean(true))
        #expect(
            try Self.fixture.refused(site.boardSprints(1, states: ["ACTIVE"], as: "mirror"))?.status == 400)
    }

    @Test("a kanban board has no sprints and says so")
    func kanban() throws {
        let refusal = try #require(try Self.fixture.refused(Self.fixture.site.boardSprints(4, as: "admin")))
        #expect(refusal.status == 400 && refusal.message == "The board does not support sprints")
    }

    @Test("every sprint says what the truth says; dates have a colon in the offset, states are lower case")
    func values() throws {
        let fixture = Self.fixture
        for row in try fixture.rows("sprints", as: "mirror") {
            let id = try #require(Int64(row["id"] ?? ""))
            let sprint = try fixture.read(fixture.site.sprint(id, as: "mirror"))
            #expect(sprint["self"]?.text == "http://jira.test/ctx/rest/agile/1.0/sprint/\(id)")
            #expect(sprint["name"]?.text == row["name"] && sprint["state"]?.text == row["state"])
            #expect(sprint["goal"]?.text == row["goal"])
            #expect(sprint["originBoardId"]?.text == row["board_id"])
            for (member, column) in [
                ("startDate", "start_at"), ("endDate", "end_at"), ("completeDate", "complete_at"),
            ] {
                guard let text = sprint[member]?.text else {
                    #expect(row[column] == nil)
                    continue
                }
                #expect(text.hasSuffix("+02:00"))
                let day = try #require(CivilDate.parse(day: text.prefix(10)))
                let parts = text.dropFirst(11).prefix(12).split { $0 == ":" || $0 == "." }.compactMap {
                    Int64($0)
                }
                let time = ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3]
                #expect(CivilDate.utc(Int64(day) * 86_400_000 + time - 120 * 60_000) == row[column])
            }
            #expect(sprint["activatedDate"] == nil && row["activated_at"] == nil)
        }
        let utc = SiteFixture(issues: 5) { $0.serverZoneOffsetMinutes = 0 }
        #expect(
            try utc.read(utc.site.sprint(10000, as: "admin"))["startDate"]?.text?.hasSuffix("Z") == true)
    }

    @Test("version 10 tells when a sprint was started, and whether it starts itself")
    func ten() throws {
        let fixture = SiteFixture(issues: 20) { $0.version = "10.3.2" }
        let active = try #require(
            try fixture.read(fixture.site.boardSprints(1, states: ["active"], as: "admin"))["values"]?[0])
        #expect(active["synced"] == .boolean(false) && active["autoStartStop"] == .boolean(false))
        let id = try #require(active["id"]?.int)
        #expect(active["activatedDate"] != nil)
        #expect(try fixture.row("sprints", Int64(id))?["activated_at"] != nil)
        let future = try fixture.read(fixture.site.boardSprints(1, states: ["future"], as: "admin"))
        #expect(future["values"]?[0]?["activatedDate"] == nil)
    }

    @Test(
        "sprints of a board that the reader does not see are a 404, and no truth unless an issue tells them")
    func visibility() throws {
        let fixture = SiteFixture(issues: 300) { $0.bodySize = .realistic }
        _ = try fixture.apply(.hideProject(project: "CORE", from: "mirror"))
        let active = try #require(
            try fixture.read(fixture.site.boardSprints(3, states: ["active"], as: "admin"))["values"]?[0]?[
                "id"]?.int)
        #expect(try fixture.refused(fixture.site.sprint(Int64(active), as: "mirror"))?.status == 404)
        #expect(try fixture.row("sprints", Int64(active), as: "mirror") == nil)
        let key = try #require(try fixture.keys("project = ALPHA AND statusCategory != Done").first)
        _ = try fixture.apply(.moveToSprint(issues: [key], sprint: Int64(active)))
        // Now board 1 shows it, as its filter finds an issue that is in the sprint.
        let shown = try fixture.pages {
            fixture.site.boardSprints(1, startAt: $0, maxResults: $1, as: "mirror")
        }
        #expect(shown.contains { $0["id"]?.int == active && $0["originBoardId"]?.int == 3 })
        #expect(try fixture.read(fixture.site.sprint(Int64(active), as: "mirror"))["id"]?.int == active)
        #expect(try fixture.row("sprints", Int64(active), as: "mirror")?["board_id"] == "3")
    }

    @Test("a sprint stands on every board whose filter finds one of its issues, once on each")
    func severalBoards() throws {
        let fixture = Self.fixture
        let own = try fixture.pages { fixture.site.boardSprints(1, startAt: $0, maxResults: $1, as: "admin") }
        let all = try fixture.pages { fixture.site.boardSprints(5, startAt: $0, maxResults: $1, as: "admin") }
        let ids = all.compactMap { $0["id"]?.text }
        #expect(Set(ids).count == ids.count && !ids.isEmpty)
        let held = Set(fixture.truths().flatMap { $0.table("issue_sprints") }.compactMap { $0["sprint_id"] })
        let used = own.compactMap { $0["id"]?.text }.filter { held.contains($0) }
        #expect(!used.isEmpty && Set(used).isSubset(of: ids))
        #expect(all.allSatisfy { $0["originBoardId"]?.int == 1 || $0["originBoardId"]?.int == 2 })
    }

    @Test("the sprints inside issues are those of the truth, and each is known to the agile API")
    func issues() throws {
        var seen = 0
        let rows = Dictionary(
            uniqueKeysWithValues: try Self.fixture.rows("sprints").map { ($0["id"] ?? "", $0) })
        for truth in Self.fixture.truths() {
            let texts = try Self.fixture.issue(truth.key)["fields"]?["customfield_10101"]?.items ?? []
            let ids = truth.table("issue_sprints").compactMap { $0["sprint_id"] }
            #expect(texts.count == ids.count)
            for (text, id) in zip(texts, ids) {
                seen += 1
                let sprint = try #require(rows[id])
                #expect(text.text?.contains("[id=\(id),rapidViewId=\(sprint["board_id"] ?? ""),") == true)
                #expect(text.text?.contains(",name=\(sprint["name"] ?? ""),startDate=") == true)
                #expect(text.text?.contains(",state=\((sprint["state"] ?? "").uppercased()),") == true)
            }
        }
        #expect(seen > 50)
    }

    @Test("seeded stays in sprints are what the history says")
    func stays() {
        var seen = 0
        for truth in Self.fixture.truths() {
            let times = Dictionary(
                uniqueKeysWithValues: truth.table("changelog").map {
                    ($0["id"] ?? "", $0["created_at"] ?? "")
                })
            let items = truth.table("changelog_items").filter { $0["field"] == "Sprint" }
            let added = items.map { item -> [String?] in
                let before = Set(
                    (item["from_value"] ?? "").split(separator: ",").map { $0.drop { $0 == " " } })
                let after = (item["to_value"] ?? "").split(separator: ",").map { $0.drop { $0 == " " } }
                return [
                    after.first { !before.contains($0) }.map { String($0) },
                    times[item["changelog_id"] ?? ""],
                ]
            }
            let stays = truth.table("sprint_intervals")
            #expect(stays.map { [$0["sprint_id"], $0["added_at"]] } == added)
            #expect(stays.allSatisfy { $0["removed_at"] == nil })
            seen += stays.count
        }
        #expect(seen > 50)
    }
}
