import Foundation
import GRDB
import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("The goal of a sprint")
struct SprintGoalTests {
    /// How versions write a goal that is none: an empty text, and `<null>`.
    @Test(
        "one that was taken away goes with the next issue read, before the boards are asked again",
        arguments: [SprintEra.idFirst, .alphabetical])
    func taken(_ era: SprintEra) async throws {
        let lab = try await Laboratory(issues: 60, projects: 2) { $0.site.sprintEra = era }
        let site = lab.jira.site
        let key = try #require(site.pastIssueKeys.first)
        let sprint = try #require(site.truth("sprints", "id").last.flatMap { Int64($0) })
        #expect(site.apply(.renameSprint(sprint: sprint, to: "Next", goal: "Fly")).error == nil)
        #expect(site.apply(.moveToSprint(issues: [key], sprint: sprint)).error == nil)
        _ = try await lab.sync()
        #expect(try goal(of: sprint, in: lab) == "Fly")
        #expect(site.apply(.renameSprint(sprint: sprint, to: "Next", goal: "")).error == nil)
        #expect(site.apply(.editIssue(issue: key, edit: IssueEdit(summary: "touched"))).error == nil)
        lab.jira.log.reset()
        #expect(try await lab.sync().failure == nil)
        #expect(!lab.jira.log.records.contains { $0.path.contains("/rest/agile/") })
        #expect(try goal(of: sprint, in: lab) == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    private func goal(of sprint: Int64, in lab: Laboratory) throws -> String? {
        try DatabaseQueue(path: lab.mirror.path).read {
            try String.fetchOne($0, sql: "SELECT goal FROM sprints WHERE id = ?", arguments: [sprint])
        }
    }
}
