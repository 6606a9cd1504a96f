import Reporting
import SyncCore

/// One sprint: what was left to do at each moment, and how its scope changed.
struct BurndownReport: ReportDefinition {
    let description = ReportDescription(
        name: "burndown", title: "Sprint burndown",
        summary: "Does the work left in a sprint go down fast enough, and what was added on the way?",
        parameters: ReportParameter.scope + SprintReport.choice + [.calendar, .subtasks("no")])

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request, boardChooses: false)
        let choice = try SprintChoice.sprint(scope, request)
        let board = try SprintBoard(choice.board, scope, request)
        guard let sprint = choice.sprint else {
            return without(request, board, SprintReport.nothing(board), nil, [:])
        }
        let history = try SprintHistory(
            of: [sprint], scope, done: board.done, estimates: board.estimates, request.reader)
        let outcome = SprintOutcome(sprint, history, dataMoment: request.dataMoment)
        guard let span = outcome.span else {
            return without(request, board, SprintReport.notBegun(outcome, board.unit), outcome, [:])
        }
        let burndown = Burndown(sprint.id, span, history.members)
        return try document(request, choice, board, outcome, burndown)
    }

    /// A document without a picture: there is no sprint, or it has not begun.
    private func without(
        _ request: ReportRequest, _ board: SprintBoard, _ headline: String, _ outcome: SprintOutcome?,
        _ names: [Int64: (key: String, summary: String)]
    ) -> ReportDocument {
        document(
            request, headline: headline, definition: definition(board, [], request),
            sample: Sample(0, "events"), exclusions: outcome.map(SprintReport.exclusions) ?? [],
            sections: [.table(eventTable(nil, board.unit, names))], mainTable: "events")
    }

    private func document(
        _ request: ReportRequest, _ choice: SprintChoice.Choice, _ board: SprintBoard,
        _ outcome: SprintOutcome, _ burndown: Burndown
    ) throws(ReportError) -> ReportDocument {
        let names = try IssueNames.of(
            Set(burndown.events.map(\.issue)).sorted(), request.reader)
        var sections: [ReportSection] = []
        if burndown.issuesAtStart > 0 || !burndown.events.isEmpty {
            sections = [
                .tiles(tiles(outcome, burndown, board.unit)),
                .chart(chart(outcome, burndown, board, names, request)),
            ]
        }
        sections.append(.table(eventTable(burndown, board.unit, names)))
        return document(
            request, headline: headline(outcome, burndown, board.unit),
            definition: definition(board, choice.parallel, request),
            sample: Sample(
                outcome.lines.count, "issues of \(outcome.sprint.name), \(burndown.events.count) events"),
            exclusions: SprintReport.exclusions(outcome),
            jiraDifference: """
                Jira's burndown shows the issues that the board's filter finds and leaves out those that were \
                done before the start as well; it draws the same steps. Its guideline skips the non-working days \
                of the board's own calendar, which the mirror does not know: here calendar=business does that by \
                the configured working hours. No JQL can ask for past members, statuses and estimates.
                """,
            sections: sections, mainTable: "events")
    }

    private func headline(_ outcome: SprintOutcome, _ burndown: Burndown, _ unit: WorkUnit) -> String {
        let name = outcome.sprint.name
        guard !outcome.lines.isEmpty else { return "\(name) had no issues." }
        let start = WorkUnit.figure(burndown.startValue)
        let end = WorkUnit.figure(burndown.endValue)
        let change = burndown.events.reduce(0.0) { $1.kind.isScope ? $0 + $1.change : $0 }
        let scope =
            WorkUnit.rounded(change) == 0
            ? "its scope did not change on balance"
            : "its scope changed by \(WorkUnit.signed(change)) on the way"
        return burndown.span.isClosed
            ? "\(name) began with \(start) \(unit.noun) to do and ended with \(end); \(scope)."
            : "\(name) began with \(start) \(unit.noun) to do and has \(end) left; \(scope)."
    }

    private func definition(
        _ board: SprintBoard, _ parallel: [Sprint], _ request: ReportRequest
    ) -> [String] {
        var rules = [
            "Remaining: the estimates of all issues that are in the sprint and not done, at each moment from its real start to its close; while it is active, to the moment of the data.",
            "The first value is that of the start and is not corrected by what came later. An issue that was done already counts nothing.",
            "It goes down when an issue becomes done, one that was never started as well, and up when it is reopened; issues added, removed or re-estimated change the scope and are marked.",
            board.done.text, board.unitRule,
            request.elapsed.isBusiness
                ? "Guideline: from the first value at the start to nothing at the planned end, going down in working hours only."
                : "Guideline: straight from the first value at the start to nothing at the planned end.",
            "Membership comes from the history of the Sprint field, status and estimates from theirs.",
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

extension Burndown.Kind {
    /// Whether it changes what the sprint holds, not how far it is.
    var isScope: Bool {
        switch self {
        case .added, .removed, .reestimated: true
        case .done, .reopened: false
        }
    }
}
