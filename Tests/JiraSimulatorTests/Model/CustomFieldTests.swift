import Testing

@testable import JiraSimulator

/// Custom fields as the site seeds them: every type, in lists, issues and the truth.
@Suite struct CustomFieldTests {
    static let fixture = SiteFixture(issues: 900, projects: 4) { $0.bodySize = .realistic }

    /// What a mirror makes of a value of a type, read from the JSON alone.
    private struct Reading {
        var column: String?
        var members: [[String?]]

        /// A member's text, number of reference, key and JSON.
        static func member(
            _ text: String? = nil, id: JSONValue? = nil, key: String? = nil, json: String? = nil
        ) -> [String?] { [text, id?.text, key, json] }

        init(_ kind: FieldKind, _ value: JSONValue) throws {
            let parts = value.items
            func person(_ value: JSONValue) -> [String?] {
                Self.member(key: (value["key"] ?? value["name"])?.text)
            }
            func option(_ value: JSONValue) -> [String?] {
                Self.member(value["value"]?.text, id: value["id"])
            }
            func version(_ value: JSONValue) -> [String?] {
                Self.member(value["name"]?.text, id: value["id"])
            }
            func group(_ value: JSONValue) -> [String?] {
                Self.member(value["name"]?.text, key: value["name"]?.text)
            }
            switch kind {
            case .select, .radiobuttons, .epicStatus: members = [option(value)]
            case .multiselect, .multicheckboxes: members = parts.map(option)
            case .cascadingselect: members = [option(value)] + (value["child"].map { [option($0)] } ?? [])
            case .userpicker: members = [person(value)]
            case .multiuserpicker: members = parts.map(person)
            case .grouppicker: members = [group(value)]
            case .multigrouppicker: members = parts.map(group)
            case .version: members = [version(value)]
            case .multiversion: members = parts.map(version)
            case .project:
                members = [Self.member(value["name"]?.text, id: value["id"], key: value["key"]?.text)]
            case .labels: members = parts.map { Self.member($0.text) }
            case .epicLink, .parentLink: members = [Self.member(value.text, key: value.text)]
            default: members = []
            }
            column = value.text
        }
    }

    @Test("every field of every issue shows what the truth holds of it", arguments: ["admin", "mirror"])
    func rendered(_ user: String) throws {
        let state = Self.fixture.site.read()
        let ids = state.fields.filter { $0.isCustom && $0.kind != .development }.map { $0.id }
        let answer = try Self.fixture.search("ORDER BY key ASC", fields: ids, as: user)
        var rendered: [String: JSONValue] = [:]
        for issue in answer["issues"]?.items ?? [] { rendered[issue["id"]?.text ?? ""] = issue }
        var seen: [FieldKind: Int] = [:]
        for truth in Self.fixture.truths(as: user) {
            let issue = try #require(rendered[String(truth.id)]?["fields"])
            let columns = Dictionary(
                uniqueKeysWithValues: truth.table("issue_fields").map { ($0["field_id"], $0["value"]) })
            let rows = Dictionary(grouping: truth.table("issue_field_values")) { $0["field_id"] }
            for field in state.fields {
                guard let kind = field.kind, kind != .development else { continue }
                let value = try #require(issue[field.id])
                let column = columns[field.id] ?? nil
                #expect((value == .null) == (column == nil), "\(field.id) of \(truth.key)")
                guard value != .null, let column else { continue }
                seen[kind, default: 0] += 1
                try compare(kind, value, column, rows[field.id] ?? [], "\(field.id) of \(truth.key)")
            }
        }
        for kind in FieldKind.allCases where kind != .development { #expect(seen[kind] ?? 0 > 2, "\(kind)") }
    }

    private func compare(
        _ kind: FieldKind, _ value: JSONValue, _ column: String, _ rows: [[String: String]], _ name: String
    ) throws {
        let reading = try Reading(kind, value)
        let isForeign = [.pluginObject, .pluginList, .pluginFlag].contains(kind)
        if !isForeign {
            let held = rows.map { [$0["text_value"], $0["ref_id"], $0["ref_key"], $0["json_value"]] }
            // The id of an epic is not in its JSON.
            let isLink = kind == .epicLink || kind == .parentLink
            #expect(held.map { isLink ? [$0[0], nil, $0[2], $0[3]] : $0 } == reading.members, "\(name)")
        }
        switch kind {
        case .float, .pluginNumber, .calculated: #expect(Double(column) == Double(value.text ?? ""))
        case .datetime:
            #expect(value.text?.hasSuffix("+0200") == true && value.text?.utf8.count == 28)
            #expect(column.hasSuffix("Z") && column.utf8.count == 24)
            #expect(column.suffix(8).dropLast() == value.text?.dropLast(5).suffix(7))
        case .select, .radiobuttons, .epicStatus, .grouppicker, .version:
            #expect(column == reading.members.first?[0])
        case .userpicker, .project: #expect(column == reading.members.first?[2])
        case .multiselect, .multicheckboxes, .cascadingselect, .multigrouppicker, .multiversion, .labels:
            #expect(try texts(column) == reading.members.map { $0[0] })
        case .multiuserpicker: #expect(try texts(column) == reading.members.map { $0[2] })
        case .sprint:
            let ids = value.items.compactMap { text in
                text.text?.split(separator: "[")[1].split(separator: ",").first { $0.hasPrefix("id=") }?
                    .dropFirst(3)
            }
            #expect(column == "[" + ids.sorted { Int($0) ?? 0 < Int($1) ?? 0 }.joined(separator: ",") + "]")
            #expect(rows.isEmpty)
        case .pluginObject, .pluginList, .pluginFlag:
            #expect(try JSONReader.read(Array(column.utf8)) == value)
            let members = kind == .pluginList ? value.items : [value]
            #expect(try rows.map { try JSONReader.read(Array(($0["json_value"] ?? "").utf8)) } == members)
        default: #expect(column == value.text, "\(name)")
        }
    }

    private func texts(_ column: String) throws -> [String?] {
        try JSONReader.read(Array(column.utf8)).items.map { $0.text }
    }

    @Test("the list of fields holds every type with its schema, and names that break careless readers")
    func list() throws {
        let list = try JSONReader.read(try #require(Self.fixture.site.list("field"))).items
        let keys = Set(list.compactMap { $0["schema"]?["custom"]?.text })
        for kind in FieldKind.allCases { #expect(keys.contains(kind.key), "\(kind)") }
        let names = list.compactMap { $0["name"]?.text }
        #expect(names.filter { $0 == "Severity" }.count == 2)
        #expect(names.contains("Team Note") && names.contains("team note"))
        #expect(names.contains { $0.unicodeScalars.allSatisfy { !$0.properties.isAlphabetic } })
        #expect(names.contains { $0.count >= 300 })
        for name in ["select", "issue_id", "2nd level support", CustomField.sqlName] {
            #expect(names.contains(name))
        }
        let list2 = try #require(list.first { $0["schema"]?["custom"]?.text == FieldKind.multiversion.key })
        #expect(list2["schema"]?["items"]?.text == "version" && list2["schema"]?["type"]?.text == "array")
        #expect(
            list2["clauseNames"]?.items.first?.text == "cf[\(list2["schema"]?["customId"]?.text ?? "")]")
    }

    @Test(
        "a parent of Advanced Roadmaps comes as a key or inside an object",
        arguments: [
            (ParentLinkForm.object, ["key"]), (.data, ["data", "key"]),
        ])
    func parentLinks(_ form: ParentLinkForm, _ path: [String]) throws {
        let fixture = SiteFixture(issues: 400) {
            $0.bodySize = .realistic
            $0.parentLinkForm = form
        }
        let id = "customfield_\(CustomField.parentLink)"
        let truth = try #require(fixture.truths().first { $0.field(id) != nil })
        var value = try #require(try fixture.issue(truth.key)["fields"]?[id])
        for name in path { value = try #require(value[name]) }
        #expect(value.text == truth.field(id))
        let member = try #require(truth.members(id).first)
        #expect(member["ref_key"] == truth.field(id))
        #expect(fixture.truths().contains { String($0.id) == member["ref_id"] })
    }

    @Test("thousands of fields are all used, each in its own project")
    func wide() throws {
        let fixture = SiteFixture(issues: 1200, projects: 2) { $0.extraCustomFields = 2500 }
        let list = try JSONReader.read(try #require(fixture.site.list("field"))).items
        #expect(list.count > 2500)
        var used: Set<String> = []
        for truth in fixture.truths() {
            for row in truth.table("issue_fields") { used.insert(row["field_id"] ?? "") }
        }
        let extras = list.compactMap { $0["id"]?.text }.filter { $0.hasPrefix("customfield_2") }
        #expect(extras.count == 2500 && extras.allSatisfy(used.contains))
        for project in ["ALPHA", "BETA"] {
            let key = try #require(try fixture.keys("project = \(project)").first)
            let names = try #require(try fixture.issue(key)["fields"]?.names)
            // A field of the other project is not there at all, one of its own is a value or null.
            #expect(names.contains("customfield_20001"))
            #expect(names.contains("customfield_20002") == (project == "BETA"))
            #expect(names.contains("customfield_20003") == (project == "ALPHA"))
        }
    }
}
