import Reporting
import Testing

@testable import MirrorStore

@Suite struct EdgeRuleTests {
    @Test("every report says what becomes of moved, archived, deleted, reopened issues and of sub-tasks")
    func allAreTold() throws {
        let fixture = try ReportFixture()
        var count = 0
        for report in ReportCatalog.builtIn where report.name != "dashboard" {
            guard report.description.parameters.contains(where: { $0.name == "project" }),
                // The fixture has no board, so the reports on sprints cannot be made of it.
                let document = try? fixture.run(report.name)
            else { continue }
            count += 1
            let rules = document.definition.joined(separator: " ").lowercased()
            for word in ["moved", "archived", "deleted", "reopened", "sub-tasks", "started"] {
                #expect(rules.contains(word), "\(report.name) does not tell of '\(word)'")
            }
        }
        #expect(count >= 15)
    }
}
