import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

@Suite("custom fields")
struct CustomFieldTests {
    /// What a member says, as text.
    static func describe(_ member: CustomMemberRow) -> String {
        var text = "\(member.shape)"
        if let value = member.text { text += " “\(value.string)”" }
        if let number = member.number { text += " \(number)" }
        if let id = member.refID { text += " #\(id)" }
        if let key = member.refKey { text += " @\(key.string)" }
        if let instant = member.instant { text += " \(instant.text)" }
        if member.isDay { text += " day" }
        return text
    }

    private struct Value {
        var row: CustomFieldRow
        var members: [String]
        var json: [String]
        var batch: IssueBatch
    }

    private func value(_ json: String) throws -> Value {
        let page = try decodePage(searchPage([IssueJSON().with("customfield_10001", json).text]))
        let issue = try #require(page.batch.issues.first, "\(page.rejected.first?.reason ?? "")")
        let row = try #require(page.batch.customFields[issue.customFields].first)
        #expect(row.json.string == json && row.number == 10001)
        let members = page.batch.customMembers[row.members]
        return Value(
            row: row, members: members.map(Self.describe), json: members.map { $0.json.string },
            batch: page.batch)
    }

    private static let base = "https://jira.example.com/jira/rest/api/2/"

    /// (JSON, what it is).
    static let scalars: [(String, String)] = [
        (#""""#, "text “”"), (#""plain""#, "text “plain”"), (#""a \"b\" \u00fc""#, "text “a \"b\" ü”"),
        (#""a\u0000b\ud800c""#, "text “a\u{FFFD}b\u{FFFD}c”"),
        ("13", "number 13.0"), ("-0.5", "number -0.5"), ("13.25", "number 13.25"), ("1e3", "number 1000.0"),
        ("0.1", "number 0.1"), ("123456789012345.6", "number 123456789012345.6"),
        ("9007199254740993", "number 9007199254740992.0"),
        ("2.2250738585072011e-308", "number 2.225073858507201e-308"),
        ("1e400", "other"), ("true", "other"), ("false", "other"),
        (#""2026-01-31""#, "text “2026-01-31” day"), (#""2026-02-30""#, "text “2026-02-30”"),
        (#""2026-1-031""#, "text “2026-1-031”"),
        (
            #""2024-06-17T08:35:40.762+0200""#,
            "text “2024-06-17T08:35:40.762+0200” 2024-06-17T06:35:40.762Z"
        ),
        (#""2024-06-17T08:35:40.762+0200 and more""#, "text “2024-06-17T08:35:40.762+0200 and more”"),
        (#""2024-06-17T25:35:40.762+0200""#, "text “2024-06-17T25:35:40.762+0200”"),
    ]

    @Test("scalars are texts, numbers, days and instants", arguments: scalars)
    func scalar(json: String, expected: String) throws {
        let value = try value(json)
        #expect(value.members == [expected])
        #expect(value.json == [json])
        #expect(!value.row.isList && !value.row.isVolatile)
    }

    /// (JSON, what it is).
    static let objects: [(String, String)] = [
        // By their links.
        (
            #"{"self":"\#(base)customFieldOption/7","value":"High","id":"7","disabled":false}"#,
            "option “High” #7"
        ),
        (#"{"self":"\#(base)customFieldOption/8","value":"Low"}"#, "option “Low” #8"),
        (#"{"self":"https:\/\/jira\/rest\/api\/latest\/customFieldOption\/9","value":"x"}"#, "option “x” #9"),
        (
            #"{"self":"\#(base)user?username=fred","name":"fred","key":"JIRAUSER1","displayName":"F"}"#,
            "user @JIRAUSER1"
        ),
        (#"{"self":"\#(base)user?username=fred","name":"fred"}"#, "user @fred"),
        (#"{"self":"\#(base)user?username=fred","key":"","name":"fred","id":5}"#, "user @fred"),
        (#"{"name":"devs","self":"\#(base)group?groupname=devs"}"#, "group “devs” @devs"),
        (
            #"{"self":"\#(base)version/31","id":"31","name":"1.0","archived":false,"released":true}"#,
            "version “1.0” #31"
        ),
        (#"{"self":"\#(base)component/21","id":"21","name":"Core"}"#, "component “Core” #21"),
        (
            #"{"self":"\#(base)project/ABC","id":"10000","key":"ABC","name":"Alpha","avatarUrls":{}}"#,
            "project “Alpha” #10000 @ABC"
        ),
        (
            #"{"id":"10300","self":"\#(base)issue/10300","key":"abc-3","fields":{"summary":"s"}}"#,
            "issue #10300 @abc-3"
        ),
        (
            #"{"self":"https://j/rest/agile/1.0/sprint/12","id":12,"name":"S","state":"future"}"#,
            "sprint “S” #12"
        ),
        // By their members.
        (#"{"value":"High","id":7}"#, "option “High” #7"),
        (#"{"value":"None","id":"-1"}"#, "option “None” #-1"),
        (#"{"name":"mark","active":false}"#, "user @mark"),
        (#"{"key":"JIRAUSER2","emailAddress":"a dot b at c dot com"}"#, "user @JIRAUSER2"),
        (#"{"id":"31","name":"1.0","released":false}"#, "version “1.0” #31"),
        (#"{"id":"21","name":"Core","isAssigneeTypeValid":false}"#, "component “Core” #21"),
        (#"{"id":"1","key":"ABC","name":"Alpha","projectTypeKey":"software"}"#, "project “Alpha” #1 @ABC"),
        (#"{"id":10,"key":"ABC-12"}"#, "issue #10 @ABC-12"), (#"{"key":"ABC_2-12"}"#, "issue @ABC_2-12"),
        (#"{"showField":true,"data":{"id":5,"key":"ABC-1","keyNum":1}}"#, "issue #5 @ABC-1"),
        (#"{"id":"12","name":"S","state":"ACTIVE","boardId":3}"#, "sprint “S” #12"),
    ]

    @Test("objects are told by their link, else by their members", arguments: objects)
    func object(json: String, expected: String) throws {
        #expect(try value(json).members == [expected])
        let list = try value("[\(json),\(json)]")
        #expect(list.row.isList && list.members == [expected, expected])
        #expect(list.json == [json, json])
    }

    @Test(
        "what cannot be told keeps its JSON and rejects nothing",
        arguments: [
            "{}", #"{"a":[1,{"b":null}]}"#, #"{"id":"7","name":"Resolution time","completedCycles":[]}"#,
            #"{"value":5,"id":"7"}"#, #"{"value":"x","id":"uuid-7"}"#, #"{"value":"x"}"#,
            #"{"id":7,"name":"x","active":true}"#, #"{"name":"x"}"#, #"{"name":["x"],"active":true}"#,
            #"{"self":"\#(base)user?username=x","displayName":"nobody"}"#,
            #"{"self":"\#(base)status/3","id":"3","name":"Open","statusCategory":{"id":2}}"#,
            #"{"self":"\#(base)version/31","id":"31"}"#, #"{"self":"\#(base)group?groupname=x"}"#,
            #"{"self":5,"key":5,"id":{},"child":5}"#, #"{"value":"A","id":"1","child":{"value":"B"}}"#,
            #"{"value":"A","id":"1","child":{"value":"B","id":"2","child":{"value":"C","id":"3"}}}"#,
            #"{"id":1,"name":"PR","state":"OPEN"}"#, #"{"key":"no key"}"#, #"{"key":"A-1-2"}"#,
            #"{"id":99999999999999999999,"value":"x"}"#, #"{"data":"ABC-1"}"#, #"{"id":null,"value":"x"}"#,
        ])
    func other(json: String) throws {
        let value = try value(json)
        #expect(value.members == ["other"] && value.json == [json])
        #expect(value.batch.users.isEmpty && value.batch.sprints.isEmpty)
    }

    @Test("a cascading option gives parent and child, a parent alone one member, one of many stays whole")
    func cascade() throws {
        let child = #"{"self":"\#(Self.base)customFieldOption/2","value":"B\"","id":"2"}"#
        let json = #"{"self":"\#(Self.base)customFieldOption/1","value":"A","id":"1","child":\#(child)}"#
        let both = try value(json)
        #expect(both.members == ["option “A” #1", "option “B\"” #2"])
        #expect(both.json == [json, child] && !both.row.isList)
        #expect(try value(#"{"value":"A","id":"1","child":null}"#).members == ["option “A” #1"])
        #expect(try value("[\(json)]").members == ["other"])
    }

    @Test("lists of anything keep their order and each element's JSON")
    func lists() throws {
        let mixed = #"[ "b" ,null,2, [ 1 ] ,true,{"value":"A","id":"1"},{}]"#
        let value = try value(mixed)
        #expect(
            value.members == [
                "text “b”", "other", "number 2.0", "other", "other", "option “A” #1", "other",
            ])
        #expect(value.json == [#""b""#, "null", "2", "[ 1 ]", "true", #"{"value":"A","id":"1"}"#, "{}"])
        let empty = try self.value("[]")
        #expect(empty.row.isList && empty.members.isEmpty)
    }

    @Test("users of custom fields are sighted with all that is said of them")
    func users() throws {
        let value = try value(
            "[\(IssueJSON.user("erin", key: "JIRAUSER9")),{\"name\":\"gone\",\"active\":false}]")
        #expect(value.members == ["user @JIRAUSER9", "user @gone"])
        #expect(value.batch.users.map(\.key.string) == ["JIRAUSER9", "gone"])
        let erin = try #require(value.batch.users.first)
        #expect(erin.username.string == "erin" && erin.displayName.string == "User erin")
        #expect(erin.email.string == "erin@example.com" && erin.active == true)
        #expect(erin.timeZone.string == "Europe/Berlin")
    }

    @Test("the same object means the same wherever it stands, whatever was read before")
    func sameObject() throws {
        let ghost = #"{"name":"mark","active":false}"#
        let bare = #"{"name":"mark"}"#
        let issue = IssueJSON().with("assignee", ghost).with("reporter", bare)
            .with("customfield_1", ghost).with("customfield_2", bare).with("customfield_3", "[\(ghost)]")
        let padding = (0..<3).map { issue.numbered($0 + 1).text }
        let batch = try decodePage(searchPage(padding)).batch
        let found = batch.customFields.map { batch.customMembers[$0.members].map(Self.describe) }
        #expect(
            found == Array(repeating: [["user @mark"], ["other"], ["user @mark"]], count: 3).flatMap(\.self))
    }

    @Test("the Development field is volatile and has no members")
    func development() throws {
        for json in [
            #""{summaryBean=com.atlassian.jira.plugin.devstatus.rest.SummaryBean@3188fe9a[summary={}]}""#,
            #""{pullrequest={dataType=pullrequest, state=OPEN, stateCount=1}, json={}}""#,
            #""com.atlassian.jira.plugin.devstatus.rest.SummaryBean@3188fe9a[summary={}]""#,
        ] {
            let value = try value(json)
            #expect(value.row.isVolatile && value.members.isEmpty)
        }
        for json in [#""{branch=main and a lot more}""#, #""{}""#, #""{another=thing of twenty-five}""#] {
            #expect(try !value(json).row.isVolatile, "\(json)")
        }
    }

    @Test("of a field given twice the last value holds, its sprints too")
    func givenTwice() throws {
        func sprint(_ id: Int) -> String { #"{"id":\#(id),"name":"S","state":"active"}"# }
        var issue = IssueJSON()
        issue.fields += [
            ("customfield_5", "[\(sprint(1))]"), ("customfield_6", "1"), ("customfield_5", "[\(sprint(2))]"),
            ("customfield_6", "null"),
        ]
        let batch = try decodePage(searchPage([issue.text])).batch
        #expect(batch.customFields.map(\.number) == [5])
        #expect(batch.issueSprints == [2])
        var plain = IssueJSON()
        plain.fields += [("customfield_5", "[\(sprint(2))]")]
        let other = try decodePage(searchPage([plain.text])).batch
        #expect(batch.issues[0].contentHash == other.issues[0].contentHash)
    }

    @Test("a rejected issue leaves no members, sprints or memory behind")
    func rollBack() throws {
        let value = #"[{"id":4,"name":"S","state":"active"},{"value":"A","id":"1"}]"#
        let issue = IssueJSON().with("customfield_5", value)
        let broken = issue.with("updated", "\"never\"")
        let batch = try decodePage(
            searchPage([issue.numbered(1).text, broken.numbered(2).text, issue.numbered(3).text])
        ).batch
        let alone = try decodePage(searchPage([issue.numbered(3).text])).batch
        #expect(batch.issues.count == 2 && batch.customMembers.count == 4 && batch.sprints.count == 1)
        #expect(batch.issueSprints == [4, 4])
        #expect(batch.issues[1].contentHash == alone.issues[0].contentHash)
        let first = try decodePage(searchPage([broken.numbered(2).text])).batch
        #expect(first.sprints.isEmpty && first.customMembers.isEmpty && first.issueSprints.isEmpty)
    }

    @Test("any sound JSON in a custom field is taken, seeded")
    func anyJSON() throws {
        var generator = SeededGenerator(seed: 11)
        let names = [
            "self", "id", "key", "name", "value", "child", "state", "data", "active", "released",
            "displayName",
            "projectTypeKey", "goal", "startDate", "boardId", "emailAddress",
        ]
        let texts = [
            "\"x\"", "\"\"", "\"7\"", "\"\(Self.base)version/7\"", "\"\(Self.base)user?x\"", "\"closed\"",
            "\"ABC-1\"",
            "\"com.atlassian.greenhopper.service.sprint.Sprint@1[id=5,name=\\\"]\"", "\"\\ud800\"",
            "\"{summaryBean=\"",
        ]
        func json(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 3 ? 5 : 9), using: &generator) {
            case 0: return "null"
            case 1: return Bool.random(using: &generator) ? "true" : "-1.5e2"
            case 2: return "7"
            case 3, 4: return texts.randomElement(using: &generator) ?? ""
            case 5:
                return
                    "[\((0..<Int.random(in: 0...3, using: &generator)).map { _ in json(depth + 1) }.joined(separator: ","))]"
            default:
                let members = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                    "\"\(names.randomElement(using: &generator) ?? "")\":\(json(depth + 1))"
                }
                return "{\(members.joined(separator: " , "))}"
            }
        }
        var shapes: Set<CustomMemberRow.Shape> = []
        for _ in 0..<3000 {
            let value = json(0)
            if value == "null" { continue }
            let page = try decodePage(searchPage([IssueJSON().with("customfield_1", value).text]))
            try #require(page.rejected.isEmpty, "\(value)")
            let row = try #require(page.batch.customFields.first)
            #expect(row.json.string == value)
            shapes.formUnion(page.batch.customMembers.map(\.shape))
        }
        #expect(shapes.isSuperset(of: [.text, .number, .option, .user, .sprint, .issue, .other]))
    }
}
