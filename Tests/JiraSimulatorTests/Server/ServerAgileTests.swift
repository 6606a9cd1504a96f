import Foundation
import Testing

@testable import JiraSimulator

@Suite("Agile, people, levels and remote links over HTTP") struct ServerAgileTests {
    private static let token = [("Authorization", "Bearer pat")]

    private func with(
        _ change: (inout SimulatorOptions) -> Void = { _ in }, _ body: (Bench) async throws -> Void
    ) async throws {
        try await Bench.with(
            { options in
                options.bearerTokens = ["pat": Bench.user]
                change(&options)
            }, body)
    }

    private func status(_ bench: Bench, _ path: String) throws -> Int {
        try bench.ask("GET", path, headers: Self.token).status
    }

    @Test("boards and sprints answer under /rest/agile/1.0, with paging in the query")
    func agile() async throws {
        try await with { bench throws in
            let list = try bench.ask(
                "GET", "/rest/agile/1.0/board?maxResults=1&startAt=1", headers: Self.token)
            #expect(list.status == 200)
            #expect(list.headers["Content-Type"]?.hasPrefix("application/json") == true)
            let page = list.json as? [String: Any]
            #expect(page?["maxResults"] as? Int == 1 && page?["startAt"] as? Int == 1)
            for path in ["board/1", "board/1/configuration", "board/1/project", "sprint/10000"] {
                #expect(try status(bench, "/rest/agile/1.0/\(path)") == 200)
            }
            let sprints = try bench.ask(
                "GET", "/rest/agile/1.0/board/1/sprint?state=active,future", headers: Self.token)
            let values = (sprints.json as? [String: Any])?["values"] as? [[String: Any]] ?? []
            #expect(values.compactMap { $0["state"] as? String } == ["active", "future", "future"])
            let kanban = try bench.ask("GET", "/rest/agile/1.0/board/3/sprint", headers: Self.token)
            #expect(kanban.status == 400)
            #expect(
                kanban.text == #"{"errorMessages":["The board does not support sprints"],"errors":{}}"#)
            #expect(try status(bench, "/rest/agile/1.0/board/99") == 404)
            #expect(try status(bench, "/rest/agile/1.0/board?startAt=x") == 404)
            #expect(try status(bench, "/rest/agile/1.0/nothing") == 302)
            let wrong = try bench.ask("DELETE", "/rest/agile/1.0/board/1", headers: Self.token)
            #expect(wrong.status == 405)
        }
    }

    @Test("without Jira Software every agile path is Tomcat's HTML 404, without its licence a JSON 403")
    func refused() async throws {
        try await with({ $0.site.hasJiraSoftware = false }) { bench throws in
            for path in ["board", "board/1/sprint", "sprint/1", "nothing"] {
                let answer = try bench.ask("GET", "/rest/agile/1.0/\(path)", headers: Self.token)
                #expect(answer.status == 404)
                #expect(answer.headers["Content-Type"]?.hasPrefix("text/html") == true)
            }
        }
        try await with({ $0.site.agileForbidden = true }) { bench throws in
            let answer = try bench.ask("GET", "/rest/agile/1.0/board", headers: Self.token)
            #expect(answer.status == 403)
            #expect(answer.headers["Content-Type"]?.hasPrefix("application/json") == true)
        }
        try await with({ $0.anonymousBrowsing = false }) { bench throws in
            #expect(try bench.ask("GET", "/rest/agile/1.0/board").status == 401)
            #expect(try status(bench, "/rest/agile/1.0/board") == 200)
        }
    }

    @Test("the list of people is a 404 before version 10, and goes on by cursor from then on")
    func people() async throws {
        try await with { bench throws in
            #expect(try status(bench, "/rest/api/2/user/list") == 404)
            _ = bench.simulator.site.apply(.setServerVersion(version: "10.3.2"))
            var keys: [String] = []
            var cursor = ""
            for _ in 0..<20 {
                let answer = try bench.ask(
                    "GET", "/rest/api/2/user/list?maxResults=3&cursor=\(cursor)", headers: Self.token)
                #expect(answer.status == 200)
                let page = answer.json as? [String: Any]
                keys += (page?["values"] as? [[String: Any]] ?? []).compactMap { $0["key"] as? String }
                guard let next = page?["nextCursor"] as? String else { break }
                cursor = next
            }
            #expect(keys.count == 7 && Set(keys).count == 7)
            #expect(try bench.ask("GET", "/rest/api/2/user/list").status == 401)
            #expect(try status(bench, "/rest/api/2/user/list?maxResults=x") == 404)
            _ = bench.simulator.site.apply(.setSwitches(switches: SiteSwitches(userList: .forbidden)))
            #expect(try status(bench, "/rest/api/2/user/list") == 403)
        }
    }

    @Test("a flag in the query is read whatever its letter case")
    func flags() async throws {
        try await with { bench throws in
            func count(_ flag: String) throws -> Int {
                let path = "/rest/api/2/user/search?username=.&maxResults=100&includeInactive=\(flag)"
                return (try bench.ask("GET", path, headers: Self.token).json as? [Any])?.count ?? 0
            }
            #expect(try count("True") == count("true"))
            #expect(try count("true") > count("false"))
        }
    }

    @Test("levels and remote links have their resources")
    func rest() async throws {
        try await with { bench throws in
            #expect(try status(bench, "/rest/api/2/securitylevel/10000") == 200)
            #expect(try status(bench, "/rest/api/2/securitylevel/10002") == 404)
            #expect(try status(bench, "/rest/api/2/project/ALPHA/securitylevel") == 200)
            let links = try bench.ask("GET", "/rest/api/2/issue/10000/remotelink", headers: Self.token)
            #expect(links.status == 200 && links.text.hasPrefix("["))
            _ = bench.simulator.site.apply(.setSwitches(switches: SiteSwitches(issueLinking: false)))
            #expect(try status(bench, "/rest/api/2/issue/10000/remotelink") == 403)
        }
    }

    @Test("the control API takes the new changes as JSON")
    func control() async throws {
        try await with { bench throws in
            let body = """
                [{"createSprint":{"board":1,"name":"From outside"}},
                 {"setSecurityLevel":{"issue":"ALPHA-1","level":"Internal"}},
                 {"addRemoteLink":{"issue":"ALPHA-1","link":{"url":"https://x.example","title":"x"}}},
                 {"setSwitches":{"switches":{"emails":"hidden"}}},
                 {"anonymiseUser":{"user":"mixedcase"}}]
                """
            let answer = try bench.ask("POST", "/__control/mutations", body: body)
            #expect(answer.status == 200, "\(answer.text)")
            let results = answer.json as? [[String: Any]] ?? []
            #expect(results.count == 5 && results.allSatisfy { $0["error"] == nil }, "\(answer.text)")
        }
    }
}
