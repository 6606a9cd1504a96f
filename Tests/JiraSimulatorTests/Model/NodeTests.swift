import Testing

@testable import JiraSimulator

/// Nodes whose index is behind and whose clocks differ.
@Suite struct NodeTests {
    private static let minute: Int64 = 60_000

    private func cluster(_ adjust: (inout SiteOptions) -> Void = { _ in }) -> SiteFixture {
        SiteFixture(issues: 200) {
            $0.nodes = [
                NodeOptions("fast"), NodeOptions("slow", indexLag: 5 * Self.minute),
                NodeOptions("early", clockOffset: 10 * Self.minute),
            ]
            adjust(&$0)
        }
    }

    private func on<Answer>(_ node: String, _ body: () throws -> Answer) rethrows -> Answer {
        try SimulatedSite.$node.withValue(node, operation: body)
    }

    @Test("a slow node finds a new issue late, and a changed one in its old place with its new content")
    func lag() throws {
        let fixture = cluster()
        let order = "project = ALPHA ORDER BY updated ASC, key ASC"
        let old = try fixture.keys(order)
        let key = try #require(old.first)
        _ = try fixture.apply(.editIssue(issue: key, edit: IssueEdit(summary: "fresh")))
        let new = try #require(try fixture.apply(.createIssue(project: "ALPHA", summary: "new")).key)
        try on("fast") { () throws in
            #expect(try fixture.keys("updated >= -3m ORDER BY updated ASC, key ASC").contains(new))
            #expect(try fixture.keys(order).firstIndex(of: key) != 0)
        }
        try on("slow") { () throws in
            #expect(try fixture.keys(order) == old)
            #expect(try fixture.keys("key = \(new)") == [])
            #expect(!(try fixture.keys("updated >= -3m").contains(key)))
            let hit = try fixture.search(order, max: 1, fields: ["summary", "updated"])["issues"]?[0]
            #expect(hit?["key"]?.text == key && hit?["fields"]?["summary"]?.text == "fresh")
            // By id the database answers.
            #expect(try fixture.issue(new)["key"]?.text == new)
        }
        fixture.clock.advance(4 * Self.minute)
        try on("slow") { () throws in
            // The edit was a minute before the creation.
            #expect(try fixture.keys(order).firstIndex(of: key) != 0)
            #expect(try fixture.keys("key = \(new)") == [])
        }
        fixture.clock.advance(Self.minute)
        try on("slow") { () throws in #expect(try fixture.keys("key = \(new)") == [new]) }
        let fast = try on("fast") { try fixture.keys(order) }
        #expect(try on("slow") { try fixture.keys(order) } == fast)
    }

    @Test("a slow node still counts a deleted issue but leaves its row out")
    func deletion() throws {
        let fixture = cluster()
        let keys = try fixture.keys("project = BETA ORDER BY key ASC")
        let gone = keys[2]
        let result = try fixture.apply(.deleteIssue(issue: gone))
        let answer = try on("slow") { try fixture.search("project = BETA ORDER BY key ASC", max: 10) }
        let shown = answer["issues"]?.items.compactMap { $0["key"]?.text } ?? []
        #expect(answer["total"]?.int == keys.count)
        #expect(!shown.contains(gone) && shown.count < 10)
        fixture.clock.advance(5 * Self.minute)
        let later = try on("slow") { try fixture.search("project = BETA", max: 10) }
        #expect(later["total"]?.int == keys.count - result.issues.count)
        #expect(later["issues"]?.items.count == 10)
    }

    @Test("moves, labels, status and archives reach a slow node late as well")
    func fields() throws {
        let fixture = cluster()
        let key = try #require(
            fixture.truths().first { $0.key.hasPrefix("ALPHA-") && $0.column("parent_id") == nil }
        ).key
        let id = try fixture.truth(key).id
        let status = try #require(try fixture.truth(key).column("status_id"))
        _ = try fixture.apply(.addLabel(issue: key, label: "brand-new"))
        _ = try fixture.apply(.transition(issue: key, to: "Waiting for Customer"))
        let new = try #require(try fixture.apply(.moveIssue(issue: key, toProject: "BETA")).key)
        let archived = try #require(try fixture.keys("project = CORE").first)
        _ = try fixture.apply(.archiveIssue(issue: archived))
        func finds(_ jql: String, _ wanted: Int64) throws -> Bool {
            try fixture.search(jql)["issues"]?.items.contains { $0["id"]?.text == String(wanted) } == true
        }
        let core = try fixture.truth(archived).id
        try on("slow") { () throws in
            #expect(try finds("project = ALPHA", id) && !finds("project = BETA", id))
            #expect(try finds("status = \(status)", id) && !finds("labels = brand-new", id))
            #expect(try finds("project = CORE", core))
            let hits = try fixture.search("project = ALPHA", fields: ["project"])["issues"]?.items ?? []
            #expect(hits.first { $0["id"]?.text == String(id) }?["key"]?.text == new)
        }
        try on("fast") { () throws in
            #expect(try finds("project = BETA", id) && !finds("project = ALPHA", id))
            #expect(try finds("labels = brand-new", id) && !finds("project = CORE", core))
        }
        fixture.clock.advance(6 * Self.minute)
        try on("slow") { () throws in
            #expect(try finds("project = BETA", id) && finds("labels = brand-new", id))
            #expect(try !finds("project = CORE", core) && !finds("project = ALPHA", id))
        }
    }

    @Test("many changes later a slow node is exactly where the fast one was")
    func history() throws {
        let fixture = cluster()
        var past: [(time: Int64, keys: [String])] = []
        for round in 0..<12 {
            past.append((fixture.clock.now, try fixture.keys("ORDER BY updated ASC, key ASC")))
            fixture.clock.advance(30_000)
            _ = fixture.site.apply(.randomEdits(count: 40, seed: UInt64(round)))
            if round % 3 == 0 {
                _ = fixture.site.apply(.createIssue(project: "BETA", summary: "n\(round)"))
                let key = try #require(try fixture.keys("project = ALPHA").first)
                _ = fixture.site.apply(.deleteIssue(issue: key))
            }
        }
        for (index, moment) in past.enumerated().dropFirst(2) {
            // Random edits take time of their own, so the lag is counted in what has passed altogether.
            let lag = fixture.site.read().moment - moment.time - Int64(index * 40)
            _ = try #require(
                fixture.site.apply(.setNode(node: "slow", indexLag: lag)).error == nil ? lag : nil)
            let state = on("slow") { fixture.site.read() }
            let found = state.searchIndex()
            let alive = found.projectOrder.joined().sorted {
                (found.records[Int($0)].updated, found.key($0), $0) < (
                    found.records[Int($1)].updated, found.key($1), $1
                )
            }
            #expect(alive.count == moment.keys.count, "round \(index)")
            #expect(Set(alive.map { found.key($0) }) == Set(moment.keys), "round \(index)")
        }
    }

    @Test("each node reads relative dates and tells the time by its own clock")
    func clocks() throws {
        let fixture = cluster()
        let key = try #require(try fixture.keys("").first)
        _ = try fixture.apply(.addComment(issue: key, body: "now"))
        fixture.clock.advance(5 * Self.minute)
        #expect(try on("fast") { try fixture.keys("updated >= -6m") }.contains(key))
        #expect(!(try on("early") { try fixture.keys("updated >= -6m") }.contains(key)))
        #expect(try on("early") { try fixture.keys("updated >= -16m") }.contains(key))
        func time(_ node: String) throws -> String? {
            try on(node) {
                try JSONReader.read(fixture.site.serverInfo(authenticated: true))["serverTime"]?.text
            }
        }
        #expect(try time("fast") != time("early"))
        // An edit made on a node bears its clock.
        _ = try fixture.apply(.workOn(node: "early"))
        _ = try fixture.apply(.addComment(issue: key, body: "in ten minutes"))
        #expect(
            try fixture.truth(key).column("updated_at")
                == CivilDate.utc(fixture.clock.now + 10 * Self.minute))
        _ = try fixture.apply(.workOn(node: nil))
        _ = try fixture.apply(.addComment(issue: key, body: "and now"))
        #expect(try fixture.truth(key).column("updated_at") == CivilDate.utc(fixture.clock.now))
        #expect(fixture.site.apply(.workOn(node: "none")).error != nil)
        #expect(fixture.site.apply(.setNode(node: "none")).error != nil)
    }

    @Test("the clock is set and jumps back; the index does not forget what it has seen")
    func clockJumps() throws {
        let fixture = cluster()
        let key = try #require(try fixture.keys("").first)
        let before = fixture.site.now
        _ = try fixture.apply(.setClock(offset: 10 * Self.minute))
        #expect(fixture.site.now == before + 11 * Self.minute)
        _ = try fixture.apply(.addComment(issue: key, body: "ahead"))
        let ahead = try fixture.truth(key).column("updated_at")
        _ = try fixture.apply(.setClock(offset: -10 * Self.minute))
        _ = try fixture.apply(.addComment(issue: key, body: "behind"))
        let behind = try fixture.truth(key).column("updated_at")
        #expect(behind ?? "" < ahead ?? "")
        #expect(fixture.site.apply(.setClock(offset: Int64.max)).error != nil)
        _ = try fixture.apply(.setClock(offset: 0))
        let new = try #require(try fixture.apply(.createIssue(project: "BETA", summary: "new")).key)
        _ = try fixture.apply(.advanceClock(milliseconds: -30 * Self.minute))
        #expect(try on("slow") { try fixture.keys("key = \(new)") } == [])
        _ = try fixture.apply(.advanceClock(milliseconds: 5 * Self.minute))
        #expect(try on("slow") { try fixture.keys("key = \(new)") } == [new])
    }

    @Test("without a lag nothing is kept, with one only what it needs")
    func memory() throws {
        let quiet = SiteFixture(issues: 50)
        _ = try quiet.apply(.bulkEdit(count: 50))
        #expect(quiet.site.read().indexJournal.entries.isEmpty)
        let fixture = cluster()
        for round in 0..<40 { _ = try fixture.apply(.bulkEdit(count: 20, seed: UInt64(round))) }
        let entries = fixture.site.read().indexJournal.entries
        #expect(entries.count >= 100 && entries.count <= 160)
    }
}
