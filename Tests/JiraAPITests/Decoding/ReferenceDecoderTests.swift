import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

struct ReferenceDecoderTests {
    private func body(_ text: String) -> ResponseBody { ResponseBody(text) }

    @Test("the server's information")
    func serverInfo() throws {
        let info = try ReferenceDecoder.serverInfo(
            body(
                """
                {"baseUrl":"https://jira.example.com","version":"8.20.7","versionNumbers":[8,20,7],"deploymentType":"Server",
                "serverTime":"2026-08-14T11:32:14.465+0000","serverTitle":"Phase Zero Jira"}
                """))
        #expect(
            info
                == ServerInfo(
                    baseURL: "https://jira.example.com", title: "Phase Zero Jira", version: "8.20.7",
                    deploymentType: "Server", serverTime: Instant(milliseconds: 1_786_707_134_465)))
        let anonymous = try ReferenceDecoder.serverInfo(body("{\"baseUrl\":\"u\",\"version\":\"4.2\"}"))
        #expect(anonymous.serverTime == nil && anonymous.title == nil)
    }

    @Test("the account, by key or by name")
    func identity() throws {
        let date = Instant(milliseconds: 5)
        let identity = try ReferenceDecoder.identity(
            body(
                "{\"key\":\"JIRAUSER1\",\"name\":\"fred\",\"displayName\":\"Fred F\",\"timeZone\":\"Etc/UTC\"}"
            ),
            serverDate: date)
        #expect(
            identity
                == Identity(
                    key: "JIRAUSER1", name: "fred", displayName: "Fred F", timeZone: "Etc/UTC",
                    serverDate: date))
        let old = try ReferenceDecoder.identity(body("{\"name\":\"fred\",\"key\":null}"))
        #expect(old.key == "fred" && old.displayName == "")
        let error = #expect(throws: DecodingError.self) {
            try ReferenceDecoder.identity(body("{\"active\":true}"))
        }
        #expect(error?.description == "the account's identity: a user with neither key nor name (byte 0)")
    }

    @Test("projects with everything, and with next to nothing")
    func projects() throws {
        let projects = try ReferenceDecoder.projects(
            body(
                """
                [{"expand":"x","id":"10000","key":"PZ","name":"Phase","description":"d","lead":{"name":"fred","key":"K"},
                "url":"https://x","projectTypeKey":"software","archived":true,"projectKeys":["PZ","OLD"],
                "projectCategory":{"id":"1","name":"Retired"}},{"id":7,"key":"Q","lead":null,"projectKeys":null}]
                """))
        #expect(
            projects == [
                ReferenceData.Project(
                    id: 10000, key: "PZ", name: "Phase", description: "d", leadKey: "K",
                    projectType: "software",
                    category: "Retired", url: "https://x", archived: true, keys: ["PZ", "OLD"]),
                ReferenceData.Project(id: 7, key: "Q", name: ""),
            ])
    }

    @Test("components and versions")
    func componentsAndVersions() throws {
        let components = try ReferenceDecoder.components(
            body(
                "[{\"id\":\"1\",\"name\":\"A\",\"lead\":{\"name\":\"fred\"}},{\"self\":\"http://x/component/22\"}]"
            ))
        #expect(components.map(\.id) == [1, 22])
        #expect(components.map(\.leadKey) == ["fred", nil])
        let versions = try ReferenceDecoder.versions(
            body(
                """
                [{"id":"1","name":"1.0","released":true,"archived":false,"startDate":"2024-01-02","releaseDate":
                "2010-08-25T00:00:00.000+0200","userReleaseDate":"25/Aug/10","description":"first"},{"id":2,"name":"2.0"}]
                """))
        #expect(
            versions == [
                ReferenceData.Version(
                    id: 1, name: "1.0", description: "first", startDate: "2024-01-02",
                    releaseDate: "2010-08-25",
                    released: true, position: 0), ReferenceData.Version(id: 2, name: "2.0", position: 1),
            ])
    }

    @Test("the site-wide lists fill their own member and no other")
    func siteLists() throws {
        let things = "[{\"id\":\"1\",\"name\":\"One\",\"description\":\"d\"},{\"id\":2,\"name\":\"Two\"}]"
        let named = [
            ReferenceData.NamedItem(id: 1, name: "One", description: "d"),
            ReferenceData.NamedItem(id: 2, name: "Two"),
        ]
        let priorities = try ReferenceDecoder.list(.priorities, body(things))
        #expect(priorities.priorities == named && priorities.resolutions == nil)
        #expect(try ReferenceDecoder.list(.resolutions, body(things)).resolutions == named)
        #expect(
            try ReferenceDecoder.list(
                .issueTypes, body("[{\"id\":\"5\",\"name\":\"Sub-task\",\"subtask\":true}]")
            )
            .issueTypes == [ReferenceData.IssueType(id: 5, name: "Sub-task", isSubtask: true)])
        #expect(
            try ReferenceDecoder.list(
                .statuses,
                body("[{\"id\":\"5\",\"name\":\"Done\",\"statusCategory\":{\"id\":3,\"key\":\"done\"}}]")
            ).statuses == [ReferenceData.Status(id: 5, name: "Done", categoryID: 3)])
        #expect(
            try ReferenceDecoder.list(
                .statusCategories, body("[{\"id\":3,\"key\":\"done\",\"name\":\"Done\"}]")
            ).statusCategories == [ReferenceData.StatusCategory(id: 3, key: "done", name: "Done")])
        #expect(
            try ReferenceDecoder.list(
                .linkTypes,
                body(
                    "{\"issueLinkTypes\":[{\"id\":\"1\",\"name\":\"B\",\"inward\":\"i\",\"outward\":\"o\"}]}")
            ).linkTypes == [ReferenceData.LinkType(id: 1, name: "B", inward: "i", outward: "o")])
        let fields = try ReferenceDecoder.list(
            .fields,
            body(
                """
                [{"id":"customfield_1","name":"Sprint","custom":true,"schema":{"type":"array","items":"string",
                "custom":"com.pyxis.greenhopper.jira:gh-sprint","customId":1}},{"id":"issuekey","name":"Key"}]
                """))
        #expect(
            fields.fields == [
                ReferenceData.Field(
                    id: "customfield_1", name: "Sprint", custom: true, schemaType: "array",
                    schemaItems: "string",
                    schemaCustom: "com.pyxis.greenhopper.jira:gh-sprint"),
                ReferenceData.Field(id: "issuekey", name: "Key", custom: false),
            ])
        #expect(try ReferenceDecoder.securityLevel(body("{\"id\":\"9\",\"name\":\"S\"}")).id == 9)
    }

    @Test(
        "a list that is not whole is none, and says why",
        arguments: [
            ("{}", "the list of statuses: values: missing (byte 0)"),
            ("[{\"id\":\"1\"},{\"name\":\"x\"}]", "the list of statuses: [1].id: missing (byte 12)"),
            ("[{\"id\":\"one\"}]", "the list of statuses: [0].id: not an integer (byte 7)"),
            ("[{\"id\":1,\"name\":5}]", "the list of statuses: [0].name: not a string (byte 16)"),
            (
                "[{\"id\":1,\"statusCategory\":[]}]",
                "the list of statuses: [0].statusCategory: not an object (byte 26)"
            ),
            ("[7]", "the list of statuses: [0]: not an object (byte 1)"),
            ("[{\"id\":1},]", "the list of statuses: [1]: not JSON here (byte 10)"),
            ("<html>", "the list of statuses: not JSON here (byte 0)"),
        ])
    func notWhole(text: String, message: String) {
        let error = #expect(throws: DecodingError.self) { try ReferenceDecoder.list(.statuses, body(text)) }
        #expect(error?.description == message)
    }

    @Test("users: the storable ones, and the others with a reason")
    func users() throws {
        let (users, rejected) = try ReferenceDecoder.users(
            body(
                """
                [{"key":"K1","name":"fred","emailAddress":"f@x","displayName":"Fred","active":false,"timeZone":"Etc/UTC",
                "deleted":true},{"accountId":"only"},{"name":"mark"},5]
                """))
        #expect(
            users == [
                ReferenceData.User(
                    key: "K1", username: "fred", displayName: "Fred", email: "f@x", active: false,
                    timeZone: "Etc/UTC",
                    deleted: true), ReferenceData.User(key: "mark", username: "mark"),
            ])
        #expect(rejected.map(\.record) == ["#2", "#4"])
        #expect(rejected.first?.reason == "a user with neither key nor name (byte 0)")
        #expect(rejected.first.map { String(decoding: $0.raw, as: UTF8.self) } == "{\"accountId\":\"only\"}")
        #expect(
            try ReferenceDecoder.users(body("{\"values\":[{\"name\":\"a\"}],\"isLast\":true}")).users.count
                == 1)
    }

    @Test("pages of the worklog feeds")
    func worklogFeed() throws {
        let page = try ReferenceDecoder.worklogFeed(
            body(
                """
                {"values":[{"worklogId":103,"updatedTime":1438013671562},{"worklogId":"104"}],"since":1438013671562,
                "until":1438013693136,"self":"x","nextPage":"y","lastPage":false}
                """))
        #expect(page == WorklogFeedPage(ids: [103, 104], until: 1_438_013_693_136, isLast: false))
        #expect(try ReferenceDecoder.worklogFeed(body("{\"values\":[],\"until\":5}")).isLast)
        #expect(
            try !ReferenceDecoder.worklogFeed(body("{\"values\":[],\"until\":5,\"nextPage\":\"x\"}")).isLast)
        #expect(throws: DecodingError.self) { try ReferenceDecoder.worklogFeed(body("{\"values\":[]}")) }
    }

    @Test(
        "what an error answer says",
        arguments: [
            (
                "{\"errorMessages\":[\"a\",\"b\"],\"errors\":{\"c\":\"z\",\"a\":\"y\"}}",
                ["a", "b", "a: y", "c: z"]
            ),
            (
                "{\"message\":\"Client must be authenticated.\",\"status-code\":401}",
                ["Client must be authenticated."]
            ),
            ("{\"errorMessages\":[],\"errors\":{}}", []), ("", []), ("{\"state\":\"ERROR\"}", []),
            ("{\"errorMessages\":\"odd\",\"errors\":[\"odder\"]}", ["odd", "odder"]),
            (
                "<html><head><title>Preprod &amp; Lockdown:\n Denied</title></head></html>",
                ["a page titled “Preprod & Lockdown: Denied”"]
            ),
            (
                "<message>Search limit exceeded.</message> <stack-trace>x</stack-trace>",
                ["Search limit exceeded."]
            ),
            ("<div class=\"a\"><p>Encountered &quot;401&quot;</p></div>", ["Encountered \"401\""]),
            ("Bad\u{1B}[31m \r\n gateway", ["Bad [31m gateway"]),
        ])
    func errorBodies(text: String, messages: [String]) {
        #expect(ErrorBody(body(text)).messages == messages)
    }

    @Test("an error answer's text is bounded")
    func boundedErrors() {
        let long = String(repeating: "x", count: 100_000)
        let one = ErrorBody(body("{\"errorMessages\":[\"\(long)\"]}"))
        #expect(one.messages.first?.count == ErrorBody.longestMessage + 1)
        let many = ErrorBody(body("[\(Array(repeating: "\"e\"", count: 40).joined(separator: ","))]"))
        #expect(many.messages.count == ErrorBody.mostMessages + 1)
        #expect(many.messages.last == "and 30 more")
        #expect((ErrorBody(body(long)).summary?.count ?? 0) < 400)
        #expect(ErrorBody(ResponseBody([0xFF, 0xFE, 0x00])).messages.count <= 1)
    }
}
