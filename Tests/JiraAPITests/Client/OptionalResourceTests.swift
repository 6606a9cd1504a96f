import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

@Suite("Resources that not every site or account has")
struct OptionalResourceTests {
    private typealias Jira = ScriptedJira
    private static let agile = "/rest/agile/1.0"
    private static let api = "/rest/api/2"
    private static let noSuch = #"{"errorMessages":["No such thing"],"errors":{}}"#

    /// A call, and where it goes.
    struct Call: Sendable, CustomTestStringConvertible {
        var path: String
        var isNil: @Sendable (JiraClient) async throws -> Bool
        var testDescription: String { path }
    }

    static let calls: [Call] = [
        Call(path: "\(api)/user/list") { try await $0.userList(cursor: nil) == nil },
        Call(path: "\(agile)/board") { try await $0.boards(startAt: 0) == nil },
        Call(path: "\(agile)/board/4/configuration") { try await $0.boardConfiguration(4) == nil },
        Call(path: "\(agile)/board/4/project") { try await $0.boardProjects(4).isEmpty },
        Call(path: "\(agile)/board/4/sprint") { try await $0.sprints(board: 4, startAt: 0) == nil },
        Call(path: "\(api)/issue/7/remotelink") { try await $0.remoteLinks(issue: 7) == nil },
    ]

    @Test("404 and 403, JSON or HTML, mean that it is not there for us", arguments: calls)
    func absent(call: Call) async throws {
        for answer in [
            Jira.json(Self.noSuch, status: 404), Jira.html(404), Jira.json(Self.noSuch, status: 403),
            Jira.html(403),
        ] {
            let jira = Jira([call.path: [answer]])
            #expect(try await call.isNil(try jira.client()))
            #expect(await jira.asked.count == 1)
        }
    }

    @Test(
        "a redirect to Jira's login means so for the directory, and a gateway's fault elsewhere",
        arguments: calls)
    func loginRedirect(call: Call) async throws {
        let login = Jira.redirect("/login.jsp?permissionViolation=true&os_destination=x")
        let jira = Jira([call.path: [login], "\(Self.api)/myself": [Jira.myself]])
        if call.path.hasSuffix("/user/list") {
            #expect(try await call.isNil(try jira.client()))
        } else {
            let error = await #expect(throws: SourceError.self) {
                _ = try await call.isNil(try jira.client())
            }
            guard case .loginPage? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(await jira.left == 0)

        let anonymous = Jira([
            call.path: [login], "\(Self.api)/myself": [Jira.json("{}", status: 401, as: "anonymous")],
        ])
        await #expect(throws: SourceError.grantRejected(problem: "anonymous")) {
            _ = try await call.isNil(try anonymous.client())
        }
        let everywhere = Jira([call.path: [login], "\(Self.api)/myself": [login]])
        await #expect(throws: SourceError.self) { _ = try await call.isNil(try everywhere.client()) }
        let elsewhere = Jira([call.path: [Jira.redirect("https://sso.example.com/adfs/ls")]])
        let error = await #expect(throws: SourceError.self) {
            _ = try await call.isNil(try elsewhere.client())
        }
        guard case .unexpectedAnswer? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a refusal that is not given to us is no absence", arguments: calls)
    func foreignRefusal(call: Call) async throws {
        for status in [403, 404] {
            let anonymous = Jira([
                call.path: [Jira.json(Self.noSuch, status: status, as: "anonymous")],
                "\(Self.api)/myself": [Jira.json("{}", status: 401, as: "anonymous")],
            ])
            await #expect(throws: SourceError.grantRejected(problem: "anonymous")) {
                _ = try await call.isNil(try anonymous.client())
            }
            let other = Jira([
                call.path: [Jira.html(status, as: "eve")],
                "\(Self.api)/myself": [Jira.json(#"{"key":"JIRAUSER2","name":"eve"}"#, as: "eve")],
            ])
            await #expect(throws: SourceError.identityChanged(expected: "svc", found: "eve")) {
                _ = try await call.isNil(try other.client())
            }
            let unnamed = Jira([
                call.path: [Jira.html(status, as: nil)], "\(Self.api)/myself": [Jira.myself],
            ])
            #expect(try await call.isNil(try unnamed.client()))
            #expect(await unnamed.left == 0)
        }
        let revoked = HTTPResponse(
            status: 401, headers: ["WWW-Authenticate": "OAuth realm=\"x\", oauth_problem=\"token_revoked\""],
            body: ResponseBody("oauth_problem=token_revoked"))
        await #expect(throws: SourceError.grantRejected(problem: "token_revoked")) {
            _ = try await call.isNil(try Jira([call.path: [revoked]]).client())
        }
    }

    @Test("failures of the server are no absence", arguments: calls)
    func failures(call: Call) async throws {
        let jira = Jira([call.path: [Jira.html(503), Jira.html(503)]])
        await #expect(throws: SourceError.self) { _ = try await call.isNil(try jira.client()) }
        #expect(await jira.left == 0)
        let page = Jira([call.path: [Jira.html(200)]])
        await #expect(throws: SourceError.self) { _ = try await call.isNil(try page.client()) }
        let odd = Jira([call.path: [Jira.json("{\"values\":5}")]])
        await #expect(throws: SourceError.self) { _ = try await call.isNil(try odd.client()) }
    }

    @Test("a 404 of an issue counts only where it is given to us")
    func foreignMissingIssue() async throws {
        let jira = Jira([
            "\(Self.api)/issue/7": [Jira.json(Self.noSuch, status: 404, as: "anonymous")],
            "\(Self.api)/myself": [Jira.json("{}", status: 401)],
        ])
        await #expect(throws: SourceError.grantRejected(problem: "anonymous")) {
            _ = try await jira.client().issue("7")
        }
        #expect(
            try await Jira(["\(Self.api)/issue/7": [Jira.json(Self.noSuch, status: 404)]]).client().issue("7")
                == nil)
    }

    // MARK: What they give

    @Test("the user list goes on by its cursor until the last page")
    func userList() async throws {
        let jira = Jira([
            "\(Self.api)/user/list": [
                Jira.json(
                    #"{"self":"x","nextPage":"x","nextCursor":"a b&c","maxResults":1000,"isLast":false,"values":[{"key":"k1","name":"n1","deleted":true,"active":false},{"emailAddress":"lost"}]}"#
                ),
                Jira.json(
                    #"{"nextCursor":"z","isLast":true,"values":[{"name":"mark","emailAddress":"a dot b at c dot com"}]}"#
                ),
            ]
        ])
        let client = try jira.client()
        let first = try #require(try await client.userList(cursor: nil))
        #expect(first.nextCursor == "a b&c" && first.page.rejected.count == 1)
        #expect(
            first.page.users == [ReferenceData.User(key: "k1", username: "n1", active: false, deleted: true)])
        let second = try #require(try await client.userList(cursor: first.nextCursor))
        #expect(second.nextCursor == nil)
        #expect(
            second.page.users == [
                ReferenceData.User(key: "mark", username: "mark", email: "a dot b at c dot com")
            ])
        #expect(
            await jira.asked == [
                "/rest/api/2/user/list?maxResults=1000",
                "/rest/api/2/user/list?maxResults=1000&cursor=a%20b%26c",
            ])
    }

    @Test("a page of users that is not the last must name the next cursor")
    func missingCursor() throws {
        #expect(throws: DecodingError.self) {
            try ReferenceDecoder.userList(ResponseBody(#"{"isLast":false,"values":[]}"#))
        }
        #expect(try ReferenceDecoder.userList(ResponseBody(#"{"values":[]}"#)).nextCursor == nil)
        let numbered = try ReferenceDecoder.userList(
            ResponseBody(#"{"isLast":false,"nextCursor":12,"values":[]}"#))
        #expect(numbered.nextCursor == "12")
    }

    @Test("a security level that is gone is nil, one that is hidden an error")
    func securityLevel() async throws {
        let path = "\(Self.api)/securitylevel/8"
        let jira = Jira([path: [Jira.json(#"{"self":"x","id":"8","name":"Internal","description":"d"}"#)]])
        #expect(
            try await jira.client().securityLevel(8)
                == ReferenceData.NamedItem(id: 8, name: "Internal", description: "d"))
        #expect(
            try await Jira([path: [Jira.json(Self.noSuch, status: 404)]]).client().securityLevel(8) == nil)
        await #expect(throws: SourceError.forbidden("No such thing")) {
            _ = try await Jira([path: [Jira.json(Self.noSuch, status: 403)]]).client().securityLevel(8)
        }
    }

    @Test("a board without sprints is told from a refused question")
    func kanban() async throws {
        let path = "\(Self.agile)/board/4/sprint"
        func refusal(_ text: String) -> HTTPResponse {
            Jira.json("{\"errorMessages\":[\"\(text)\"],\"errors\":{}}", status: 400)
        }
        let english = Jira([path: [refusal("The board does not support sprints")]])
        #expect(try await english.client().sprints(board: 4, startAt: 0) == nil)
        #expect(await english.asked == ["/rest/agile/1.0/board/4/sprint?startAt=0&maxResults=50"])
        let chinese = Jira([
            path: [refusal("面板不支持冲刺")],
            "\(Self.agile)/board/4": [Jira.json(#"{"id":4,"name":"K","type":"kanban"}"#)],
        ])
        #expect(try await chinese.client().sprints(board: 4, startAt: 0) == nil)
        let scrum = Jira([
            path: [refusal("Too much")], "\(Self.agile)/board/4": [Jira.json(#"{"id":4,"type":"scrum"}"#)],
        ])
        await #expect(throws: SourceError.queryRefused(["Too much"])) {
            _ = try await scrum.client().sprints(board: 4, startAt: 0)
        }
    }

    @Test("all pages of a board's projects are read")
    func boardProjects() async throws {
        let path = "\(Self.agile)/board/4/project"
        let jira = Jira([
            path: [
                Jira.json(
                    #"{"startAt":0,"maxResults":2,"total":3,"isLast":false,"values":[{"id":"10000"},{"id":10001}]}"#
                ),
                Jira.json(
                    #"{"startAt":2,"maxResults":2,"isLast":true,"values":[{"self":"https://j/rest/api/2/project/10002"}]}"#
                ),
            ]
        ])
        #expect(try await jira.client().boardProjects(4) == [10000, 10001, 10002])
        #expect(await jira.asked.last == "/rest/agile/1.0/board/4/project?startAt=2&maxResults=50")
    }
}
