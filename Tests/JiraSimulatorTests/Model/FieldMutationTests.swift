import Testing

@testable import JiraSimulator

/// Fields that are written, made, renamed and deleted.
@Suite struct FieldMutationTests {
    private let fixture = SiteFixture(issues: 200)

    private func key() throws -> String {
        try #require(try fixture.keys("project = ALPHA AND issuetype = Epic ORDER BY key ASC").first)
    }

    private var now: String { CivilDate.utc(fixture.clock.now) }

    @Test(
        "a value of each type is written, shown and noted",
        arguments: [
            ("Root Cause", "two\nlines, \"quoted\"", "two\nlines, \"quoted\"", "two\nlines, \"quoted\""),
            ("Cost", "-2.5", "-2.5", "-2.5"),
            ("Target Day", "2026-02-28", "2026-02-28", "2026-02-28"),
            (
                "Customer Deadline", "2026-02-28T10:11:12.345Z", "2026-02-28T10:11:12.345Z",
                "2026-02-28T12:11+0200"
            ),
            ("Impact", "=1+1", "=1+1", "=1+1"),
            ("Platforms", #"["Linux","🐧"]"#, #"["Linux","🐧"]"#, "Linux,🐧"),
            (
                "Region", #"["Europe","Berlin"]"#, #"["Europe","Berlin"]"#,
                "Parent values: Europe(10150)Level 1 values: Berlin(10160)"
            ),
            ("Region", "Asia", #"["Asia"]"#, "Parent values: Asia(10151)"),
            ("Reviewer", "MixedCase", "mixedcase", "Mixed Case"),
            ("Approvers", #"["admin","mirror"]"#, #"["admin","mirror"]"#, "Ada Admin,Jira Mirror"),
            ("Owning Group", "group,comma", "group,comma", "group,comma"),
            ("Informed Groups", #"["a","b"]"#, #"["a","b"]"#, "a,b"),
            ("Found In", "1.0", "1.0", "1.0"),
            ("Also Fixed In", #"["1.1","1.0"]"#, #"["1.1","1.0"]"#, "1.1,1.0"),
            ("Related Project", "BETA", "BETA", "Beta"),
            ("Tags", #"["x","=1+1"]"#, #"["x","=1+1"]"#, "x =1+1"),
            ("Risk Score", "7", "7.0", "7"),
            ("Team", #"{ "a" : [1, 2.50], "b": "c : d" }"#, #"{"a":[1,2.50],"b":"c : d"}"#, nil),
            ("Steps", #"[1, {"x": "],["}, [ ]]"#, #"[1,{"x":"],["},[]]"#, nil),
            ("On Hold", "true", "true", "true"),
            ("Epic Colour", "ghx-label-4", "ghx-label-4", "ghx-label-4"),
        ])
    func write(_ name: String, _ value: String, _ column: String, _ text: String?) throws {
        let key = try key()
        let id = try #require(fixture.site.read().fields.first { $0.name == name && $0.isCustom }).id
        _ = try fixture.apply(.setField(issue: key, field: name))
        _ = try fixture.apply(.setField(issue: key, field: name, value: value))
        let truth = try fixture.truth(key)
        #expect(truth.field(id) == column)
        #expect(truth.column("updated_at") == now)
        let item = try #require(truth.table("changelog_items").last)
        #expect(item["field"] == name && item["field_type"] == "custom")
        #expect(item["to_text"] == text ?? column)
        let shown = try #require(try fixture.issue(key)["fields"]?[id])
        #expect(shown != .null)
        // Emptied again, it is gone from both, and the history keeps what was.
        _ = try fixture.apply(.setField(issue: key, field: id))
        let after = try fixture.truth(key)
        #expect(after.field(id) == nil && after.members(id).isEmpty)
        #expect(after.table("changelog_items").last?["from_text"] == text ?? column)
        #expect(try fixture.issue(key)["fields"]?[id] == .null)
    }

    @Test("members of an unknown array are told apart whatever they hold")
    func members() throws {
        let key = try key()
        _ = try fixture.apply(
            .setField(issue: key, field: "Steps", value: #"["a,b\"]", {"x":[1,2]}, [[],{}], null]"#))
        #expect(
            try fixture.truth(key).members("customfield_10321").map { $0["json_value"] } == [
                #""a,b\"]""#, #"{"x":[1,2]}"#, "[[],{}]", "null",
            ])
    }

    @Test(
        "what does not fit the type is refused and changes nothing",
        arguments: [
            ("Cost", "much"), ("Target Day", "2026-02-30"), ("Customer Deadline", "soon"),
            ("Impact", "nobody"),
            ("Platforms", #"["BeOS"]"#), ("Region", #"["Europe","東京"]"#), ("Reviewer", "nobody"),
            ("Found In", "99"), ("Related Project", "NOPE"), ("Tags", "a b"), ("Team", "[]"), ("Team", "{"),
            ("On Hold", "1"), ("Steps", "[]"), ("Days Waiting", "1"), ("Development", "x"), ("No Such", "x"),
        ])
    func refused(_ name: String, _ value: String) throws {
        let key = try key()
        let before = try fixture.truth(key).rows
        fixture.clock.advance(60_000)
        #expect(fixture.site.apply(.setField(issue: key, field: name, value: value)).error != nil)
        #expect(try fixture.truth(key).rows == before)
    }

    @Test("a field comes into being, is filled, renamed and deleted; only the filling touches an issue")
    func life() throws {
        let key = try key()
        let id = try #require(try fixture.apply(.createField(name: "select", type: "multiselect")).key)
        let option = try fixture.apply(.addOption(field: id, value: "Ünïque, \"one\""))
        _ = try fixture.apply(.setField(issue: key, field: id, value: #"["Ünïque, \"one\""]"#))
        let written = now
        #expect(try fixture.issue(key)["fields"]?[id]?[0]?["id"]?.int.map { Int64($0) } == option.id)
        _ = try fixture.apply(.renameOption(field: id, option: "Ünïque, \"one\"", to: "Other"))
        _ = try fixture.apply(.renameField(field: id, to: "rowid"))
        #expect(try fixture.truth(key).field(id) == #"["Other"]"#)
        #expect(try fixture.issue(key, expand: ["names"])["names"]?[id]?.text == "rowid")
        #expect(try fixture.truth(key).column("updated_at") == written)
        _ = try fixture.apply(.deleteField(field: id))
        #expect(try fixture.issue(key)["fields"]?[id] == nil)
        #expect(try fixture.truth(key).field(id) == nil)
        #expect(!fixture.site.snapshot(as: "admin").rows(of: "fields").contains { $0[0] == id })
        #expect(try fixture.truth(key).column("updated_at") == written)
        // The number is not given again.
        #expect(try fixture.apply(.createField(name: "select", type: "float")).key != id)
        #expect(fixture.site.apply(.createField(name: "x", type: "nonsense")).error != nil)
        #expect(fixture.site.apply(.addOption(field: "Cost", value: "x")).error != nil)
    }

    @Test("options of a cascading select are made and renamed on both levels")
    func cascades() throws {
        let key = try key()
        _ = try fixture.apply(.addOption(field: "Region", value: "Moon"))
        _ = try fixture.apply(.addOption(field: "Region", value: "Base", parent: "Moon"))
        _ = try fixture.apply(.setField(issue: key, field: "Region", value: #"["Moon","Base"]"#))
        _ = try fixture.apply(.renameOption(field: "Region", option: "Base", to: "Crater\n\"1\""))
        _ = try fixture.apply(.renameOption(field: "Region", option: "Moon", to: "Luna"))
        let value = try #require(try fixture.issue(key)["fields"]?["customfield_10308"])
        #expect(value["value"]?.text == "Luna" && value["child"]?["value"]?.text == "Crater\n\"1\"")
        #expect(try fixture.truth(key).members("customfield_10308").count == 2)
        #expect(fixture.site.apply(.addOption(field: "Region", value: "x", parent: "Mars")).error != nil)
    }

    @Test("a value for all issues of a project shows without a write, an own value goes before it")
    func forAll() throws {
        let key = try key()
        _ = try fixture.apply(.setField(issue: key, field: "Cost", value: "9"))
        let before = fixture.truths().map { $0.column("updated_at") }
        _ = try fixture.apply(.setFieldForAll(project: "ALPHA", field: "Cost", value: "4"))
        for truth in fixture.truths() where truth.key != key && truth.key.hasPrefix("ALPHA-") {
            #expect(truth.field("customfield_10303") != nil)
        }
        #expect(try fixture.truth(key).field("customfield_10303") == "9.0")
        let other = try #require(fixture.truths().first { $0.field("customfield_10303") == "4.0" })
        #expect(try fixture.issue(other.key)["fields"]?["customfield_10303"]?.text == "4.0")
        #expect(fixture.truths().map { $0.column("updated_at") } == before)
        _ = try fixture.apply(.setFieldForAll(project: "ALPHA", field: "Cost"))
        #expect(try fixture.truth(other.key).field("customfield_10303") == nil)
        #expect(fixture.site.apply(.setFieldForAll(project: "ALPHA", field: "Cost", value: "x")).error != nil)
    }

    @Test("a calculated field changes its value while nothing is written")
    func calculated() throws {
        let id = "customfield_\(CustomField.calculated)"
        let before = try #require(fixture.truths().first { $0.field(id) != nil })
        let issue = try fixture.issue(before.key)
        _ = try fixture.apply(.recalculateFields)
        let after = try fixture.truth(before.key)
        #expect(after.field(id) != before.field(id))
        #expect(try fixture.issue(before.key)["fields"]?[id] != issue["fields"]?[id])
        #expect(after.rows["issues"] == before.rows["issues"])
        #expect(try fixture.issue(before.key)["changelog"] == issue["changelog"])
        #expect(fixture.site.read().overlays.isEmpty)
    }

    @Test("the epic link is a custom field too")
    func epicLink() throws {
        let epic = try key()
        let bug = try #require(try fixture.keys("project = ALPHA AND issuetype = Bug").first)
        _ = try fixture.apply(.setField(issue: bug, field: "Epic Link", value: epic))
        #expect(try fixture.truth(bug).column("epic_key") == epic)
        #expect(try fixture.truth(bug).field("customfield_10102") == epic)
        _ = try fixture.apply(.setField(issue: bug, field: "customfield_10102"))
        #expect(try fixture.truth(bug).column("epic_key") == nil)
        _ = try fixture.apply(.setField(issue: epic, field: "Parent Link", value: bug))
        #expect(try fixture.truth(epic).table("changelog_items").last?["to_text"] == bug)
        _ = try fixture.apply(.deleteIssue(issue: bug))
        #expect(try fixture.truth(epic).field("customfield_10317") == nil)
        #expect(try fixture.issue(epic)["fields"]?["customfield_10317"] == .null)
    }

    @Test("random edits write custom fields of many types")
    func randomEdits() throws {
        let before = Dictionary(
            uniqueKeysWithValues: fixture.truths().map { ($0.id, $0.rows["issue_fields"]) })
        _ = try fixture.apply(.randomEdits(count: 2000, seed: 5))
        var changed: Set<String> = []
        for truth in fixture.truths() {
            for row in truth.rows["issue_fields"] ?? [] where before[truth.id]??.contains(row) != true {
                changed.insert(row[1] ?? "")
            }
        }
        #expect(changed.count > 20)
    }
}
