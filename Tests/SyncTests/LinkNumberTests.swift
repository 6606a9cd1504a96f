import Foundation
import JiraSimulator
import MirrorStore
import Reporting
import SyncCore
import Testing

@Suite("the numbers beside a report's links are those that Jira answers")
struct LinkNumberTests {
    @Test("each search of each report finds as many issues as the report says")
    func searches() async throws {
        let lab = try await Laboratory(issues: 400, projects: 3)
        _ = try await lab.sync()
        let reader = try MirrorReader(path: lab.mirror.path)
        let board = try reader.all(
            sql: """
                SELECT board_id FROM sprints WHERE state = 'closed' AND board_id IN (SELECT id FROM boards)
                GROUP BY board_id ORDER BY count(*) DESC LIMIT 1
                """
        ).first?.first
        let context = ReportContext(
            now: Laboratory.now(), zone: TimeZone(identifier: "Europe/Berlin") ?? .gmt)
        var asked: [String] = []
        for report in ReportCatalog.builtIn {
            let names = Set(report.description.parameters.map(\.name))
            var choices: [[String: [String]]] = [[:]]
            if ["sprint", "burndown", "velocity"].contains(report.name) {
                guard case .integer(let id)? = board else {
                    Issue.record("the site has no board with a closed sprint")
                    return
                }
                choices = [["board": [String(id)]]]
            } else {
                if names.contains("project") { choices.append(["project": ["ALPHA"]]) }
                if names.contains("subtasks") {
                    choices += [["subtasks": ["yes"]], ["subtasks": ["no"], "type": ["Bug", "Story"]]]
                }
            }
            for parameters in choices {
                let document = try report.run(reader: reader, parameters: parameters, context: context)
                for search in document.searches + document.parts.flatMap(\.searches) {
                    let total = try lab.total(search.jql)
                    if let expected = search.expected {
                        asked.append(report.name)
                        #expect(
                            total == expected, "\(report.name) \(parameters), \(search.label): \(search.jql)")
                    }
                }
            }
        }
        #expect(asked.count >= 60)
        #expect(Set(asked).count >= 12, "\(Set(asked).sorted())")
        await lab.stop()
    }
}

extension Laboratory {
    /// How many issues the site finds, as the mirror's account sees it.
    func total(_ jql: String) throws -> Int {
        let answer = try jira.site.search(SearchRequest(jql: jql, maxResults: 0), as: Self.user).get()
        let object = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any]
        return try #require(object?["total"] as? Int)
    }
}
