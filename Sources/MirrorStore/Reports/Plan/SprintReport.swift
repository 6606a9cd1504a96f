import Reporting
import SyncCore

/// One sprint: what it set out with, what came and went, what was completed.
struct SprintReport: ReportDefinition {
    let description = ReportDescription(
        name: "sprint", title: "Sprint report",
        summary: "What became of the issues of a sprint: completed, not completed, added, removed?",
        parameters: ReportParameter.scope + SprintReport.choice + [.subtasks("no")])

    /// What chooses one sprint.
    static let choice: [ReportParameter] = [
        ReportParameter(
            "board", .board,
            help: "the scrum board whose columns and estimates count; without it the sprint's own"),
        ReportParameter(
            "sprint", .sprint, help: "the sprint; without it the active one, else the one closed last"),
        .unit(nil, help: "what counts; without it what the board estimates by"),
    ]

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request, boardChooses: false)
        let choice = try SprintChoice.sprint(scope, request)
        let board = try SprintBoard(choice.board, scope, request)
        guard let sprint = choice.sprint else { return empty(request, board) }
        let history = try SprintHistory(
            of: [sprint], scope, done: board.done, estimates: board.estimates, request.reader)
        let outcome = SprintOutcome(sprint, history, dataMoment: request.dataMoment)
        let listed = history.members.count { member in
            member.place == .counted && member.stays[sprint.id]?.contains { $0.removed == nil } == true
        }
        return try document(request, scope, choice, board, outcome, listed: listed)
    }

    private func empty(_ request: ReportRequest, _ board: SprintBoard) -> ReportDocument {
        let none = SprintOutcome(
            Sprint(id: 0, name: ""), SprintHistory(), dataMoment: request.dataMoment)
        return document(
            request, headline: Self.nothing(board), definition: definition(board, []),
            sample: Sample(0, "issues"), sections: [.table(issueTable(none, board.unit, [:], [:]))],
            mainTable: "issues")
    }

    /// Why there is no sprint to show.
    static func nothing(_ board: SprintBoard) -> String {
        guard let mapping = board.mapping else { return "The mirror holds no scrum board." }
        return mapping.type == "kanban"
            ? "\(board.name) is a kanban board: it has no sprints." : "\(board.name) has no sprint yet."
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ choice: SprintChoice.Choice, _ board: SprintBoard,
        _ outcome: SprintOutcome, listed: Int
    ) throws(ReportError) -> ReportDocument {
        let names = try IssueNames.of(outcome.lines.map(\.issue), request.reader)
        var sections: [ReportSection] = []
        if !outcome.lines.isEmpty {
            sections.append(.tiles(tiles(outcome, board.unit)))
            if outcome.span != nil {
                sections += [.chart(chart(outcome, board)), .table(groupTable(outcome, board.unit))]
            }
        }
        sections.append(.table(issueTable(outcome, board.unit, names, scope.typeName)))
        return document(
            request, headline: headline(outcome, board.unit, request),
            definition: definition(board, choice.parallel),
            sample: Sample(outcome.lines.count, "issues of \(outcome.sprint.name)"),
            exclusions: Self.exclusions(outcome),
            jiraDifference: """
                Jira's sprint report shows the issues that the board's filter finds, and "completed" by the \
                columns as they were then; here all issues of the sprint count that the mirror holds, by the \
                columns of today. Reports that go by the resolution date miss issues that were reopened, or \
                resolved after the close.
                """,
            searches: [
                JiraSearch(
                    "Issues that list the sprint today",
                    jql: scope.jql.clause("sprint = \(outcome.sprint.id)").ordered(by: "key").text,
                    expected: listed)
            ],
            sections: sections, mainTable: "issues")
    }

    static func exclusions(_ outcome: SprintOutcome) -> [Exclusion] {
        [
            Exclusion("sub-tasks", outcome.subtasks), Exclusion("archived issues", outcome.archived),
            Exclusion("issues taken out before the start", outcome.leftBefore),
            Exclusion("issues put in after the close", outcome.addedAfter),
        ]
    }

    private func headline(
        _ outcome: SprintOutcome, _ unit: WorkUnit, _ request: ReportRequest
    ) -> String {
        let name = outcome.sprint.name
        guard let span = outcome.span else { return Self.notBegun(outcome, unit) }
        guard !outcome.lines.isEmpty else { return "\(name) had no issues." }
        let total = outcome.committed.work + outcome.added.work + outcome.reestimated - outcome.removed.work
        let completed = WorkUnit.figure(outcome.completed.work)
        let change =
            "\(WorkUnit.figure(outcome.committed.work)) at the start, \(WorkUnit.figure(outcome.added.work)) added, \(WorkUnit.figure(outcome.removed.work)) removed"
        let verb = span.isClosed ? "completed" : "has completed"
        return "\(name) \(verb) \(completed) of \(unit.text(total)) (\(change))."
    }

    /// What is said of a sprint without a known course.
    static func notBegun(_ outcome: SprintOutcome, _ unit: WorkUnit) -> String {
        let name = outcome.sprint.name
        switch outcome.sprint.state {
        case .future:
            let count = outcome.planned.issues
            let work = unit == .issues ? "" : " with \(unit.text(outcome.planned.work))"
            return
                "\(name) has not begun; \(Figure.grouped(count)) \(count == 1 ? "issue is" : "issues are") planned\(work)."
        case nil: return "\(name): the mirror does not know whether it has begun."
        case .active: return "\(name) is active, but Jira does not tell when it began."
        case .closed: return "\(name) is closed, but Jira does not tell when it began and was closed."
        }
    }

    private func definition(_ board: SprintBoard, _ parallel: [Sprint]) -> [String] {
        var rules = [
            "Start: when the sprint was really started where Jira tells it, else the start it was given. End: when it was closed; while it is active, the moment of the data.",
            "Completed: in the sprint at its end, done then, and become done in it; one that was reopened and not done again by then is not. Not completed: in the sprint at its end, and not done then, whether it was ever started or not.",
            "Completed outside: in the sprint at its end and done then, but it became done before the sprint began or while it was not in the sprint.",
            "Removed: in the sprint at its start or later, and no longer at its end.",
            "Estimates: then is at the start, or when the issue was added; now is at the end, or when it was removed. At the start + added + re-estimated - removed = what was in the sprint at its end.",
            board.done.text, board.unitRule,
            "Membership comes from the history of the Sprint field, status from the history of the status, never from the resolution date.",
            board.edgeRule,
        ]
        if !parallel.isEmpty {
            rules.append(
                "Of several active sprints the one started last is shown. Also active: \(parallel.map(\.name).joined(separator: ", "))."
            )
        }
        return rules
    }
}
