import Reporting
import SyncCore

/// What a team takes on in a sprint, and what it completes.
///
/// Reads the issues of the sprints shown, by the index of stays by sprint; never all issues.
struct VelocityReport: ReportDefinition {
    private static let most: Int64 = 120

    let description = ReportDescription(
        name: "velocity", title: "Velocity",
        summary: "How much does a team complete in a sprint, and how much of what it took on?",
        parameters: ReportParameter.scope + [
            ReportParameter(
                "board", .board, help: "the scrum board whose sprints count; the only one where there is one"),
            ReportParameter(
                "sprints", .integer, default: "12", help: "how many closed sprints, the last ones"),
            .unit(nil, help: "what counts; without it what the board estimates by"), .subtasks("no"),
        ])

    /// The sprints of a board as the report shows them.
    struct Findings {
        /// In the order of their close.
        var outcomes: [SprintOutcome] = []
        /// Closed sprints that are older than those shown.
        var older = 0
        /// Closed sprints of which Jira does not tell when they began or were closed.
        var withoutDates = 0

        var meanCompleted: Double? {
            outcomes.isEmpty
                ? nil : outcomes.reduce(0) { $0 + $1.completed.work } / Double(outcomes.count)
        }
        var committed: Double { outcomes.reduce(0) { $0 + $1.committed.work } }
        var completed: Double { outcomes.reduce(0) { $0 + $1.completed.work } }
    }

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let count = request.values.integer("sprints") ?? 12
        guard (1...Self.most).contains(count) else {
            throw .parameters(
                report: request.name,
                [
                    .invalid(
                        name: "sprints", value: String(count),
                        expected: "a whole number from 1 to \(Self.most)")
                ])
        }
        let scope = try IssueScope(request, boardChooses: false)
        let mapping = try SprintChoice.board(scope, request)
        let board = try SprintBoard(mapping, scope, request)
        guard let mapping else { return document(request, board, Findings()) }
        return document(request, board, try find(mapping, board, scope, last: Int(count), request))
    }

    private func find(
        _ mapping: BoardMapping, _ board: SprintBoard, _ scope: IssueScope, last count: Int,
        _ request: ReportRequest
    ) throws(ReportError) -> Findings {
        var found = Findings()
        let closed = try Sprint.all(
            where: "board_id = \(mapping.id) AND state = 'closed'", request.reader)
        let known = closed.filter { $0.span(dataMoment: request.dataMoment) != nil }
            .sorted { ($0.closedAt?.milliseconds ?? 0, $0.id) < ($1.closedAt?.milliseconds ?? 0, $1.id) }
        let shown = Array(known.suffix(count))
        found.older = known.count - shown.count
        found.withoutDates = closed.count - known.count
        let history = try SprintHistory(
            of: shown, scope, done: board.done, estimates: board.estimates, request.reader)
        found.outcomes = shown.map { SprintOutcome($0, history, dataMoment: request.dataMoment) }
        return found
    }

    private func document(
        _ request: ReportRequest, _ board: SprintBoard, _ found: Findings
    ) -> ReportDocument {
        var sections: [ReportSection] = []
        if !found.outcomes.isEmpty {
            sections = [.tiles(tiles(found, board.unit)), .chart(chart(found, board))]
        }
        sections.append(.table(table(found, board.unit)))
        func total(_ part: KeyPath<SprintOutcome, Int>) -> Int {
            found.outcomes.reduce(0) { $0 + $1[keyPath: part] }
        }
        return document(
            request, headline: headline(board, found), definition: definition(board),
            sample: Sample(
                found.outcomes.count, found.outcomes.count == 1 ? "closed sprint" : "closed sprints"),
            exclusions: [
                Exclusion("closed sprints that are older", found.older),
                Exclusion("closed sprints without a known start or close", found.withoutDates),
                Exclusion("sub-tasks", total(\.subtasks)), Exclusion("archived issues", total(\.archived)),
                Exclusion("issues taken out before the start", total(\.leftBefore)),
                Exclusion("issues put in after the close", total(\.addedAfter)),
            ],
            jiraDifference: """
                Jira's velocity chart goes by the board's filter: it shows sprints of other boards that hold its \
                issues, and leaves out issues that the filter does not find. Here a board has the sprints that \
                were made on it, with all their issues that the mirror holds. An issue that was done already \
                when it came into the sprint is shown as completed outside and is no velocity. No JQL can ask \
                for past members, statuses and estimates.
                """,
            sections: sections, mainTable: "sprints")
    }

    private func headline(_ board: SprintBoard, _ found: Findings) -> String {
        guard let mapping = board.mapping else { return "The mirror holds no scrum board." }
        guard mapping.type != "kanban" else { return "\(board.name) is a kanban board: it has no sprints." }
        guard let mean = found.meanCompleted else { return "\(board.name) has no closed sprint yet." }
        let count = found.outcomes.count
        let span = count == 1 ? "in its one closed sprint" : "a sprint on average over \(count) sprints"
        let share =
            found.committed > 0
            ? "; that is \(WorkUnit.percent(found.completed, of: found.committed)) of what was committed to"
            : ""
        return "\(board.name) completed \(board.unit.text(Self.tenths(mean))) \(span)\(share)."
    }

    private static func tenths(_ mean: Double) -> Double { (mean * 10).rounded() / 10 }

    private func definition(_ board: SprintBoard) -> [String] {
        [
            "Sprints: the closed sprints that were made on the board, the last ones by their close.",
            "Start: when the sprint was really started where Jira tells it, else the start it was given. End: when it was closed.",
            "Committed: the issues that were in the sprint when it began, with their estimates of that moment, issues that were done already and issues that were never started included. Later changes do not touch it.",
            "Completed: the issues in the sprint at its end that were done then and had become done in it, whenever they were added, with their estimates at the end. An issue that was reopened and not done again by then is not completed.",
            "Completed outside: issues in the sprint at its end that became done before it began, or while they were not in it.",
            board.done.text, board.unitRule,
            "Velocity: the mean of what was completed over the sprints shown.",
            "Membership comes from the history of the Sprint field.",
            board.edgeRule,
        ]
    }
}
