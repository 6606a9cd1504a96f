import Reporting
import SyncCore

/// The board that a sprint report goes by: its sprints, its rule for done, what it estimates by.
struct SprintBoard {
    /// Nil where the mirror does not hold the board of the sprint.
    let mapping: BoardMapping?
    let done: DoneRule
    /// Nil counts issues.
    let estimates: EstimateField?
    let unit: WorkUnit
    /// The board names no field to estimate by.
    let isWithoutField: Bool

    /// What is said of moved, renamed, archived, deleted issues and sub-tasks.
    let edgeRule: String

    init(
        _ mapping: BoardMapping?, _ scope: IssueScope, _ request: ReportRequest
    ) throws(ReportError) {
        let reader = request.reader
        self.mapping = mapping
        done = try DoneRule(mapping, reader)
        edgeRule = scope.edgeRule(byColumn: done.column != nil)
        var field: String?
        if let mapping { field = try EstimateField.id(ofBoard: mapping.id, reader) }
        isWithoutField = field == nil
        switch request.values.text("unit") {
        case "issues": field = nil
        case "points":
            if field == nil { field = try EstimateField.idOfSite(reader) }
            guard field != nil else {
                throw .parameters(
                    report: request.name,
                    [
                        .invalid(
                            name: "unit", value: "points",
                            expected:
                                "issues: no board estimates by a field, and no number field is called Story Points"
                        )
                    ])
            }
        default: break
        }
        if let field {
            let estimates = try EstimateField(id: field, reader)
            self.estimates = estimates
            unit = .points(field: estimates.name)
        } else {
            estimates = nil
            unit = .issues
        }
    }

    /// What the report says about its unit.
    var unitRule: String {
        guard let estimates else {
            return isWithoutField
                ? "Issues are counted: the board estimates by no field (by issue count, or by time, which Jira does not tell apart here)."
                : "Issues are counted, as asked for."
        }
        var rule =
            "Points are the values of the field \(estimates.name), as the history of each issue tells them for the moment in question; an issue without an estimate counts 0."
        if !estimates.sharedNames.isEmpty {
            rule +=
                " Other fields have or had the same name, which the history does not tell apart: of such changes those count that lead, one to the next, to the estimate of today."
        }
        return rule
    }

    var name: String { mapping.map { "Board \($0.name)" } ?? "An unknown board" }
}

/// Which board, and which sprint, a report is about.
enum SprintChoice {
    /// The board of the parameter, or the only scrum board there is; nil where the mirror holds none.
    static func board(_ scope: IssueScope, _ request: ReportRequest) throws(ReportError) -> BoardMapping? {
        if let board = scope.board { return board }
        var boards: [(id: Int64, name: String)] = []
        try request.reader.report("SELECT id, name FROM boards WHERE type = 'scrum' ORDER BY id") { row in
            boards.append((row.number(0), row.text(1) ?? ""))
        }
        guard let only = boards.first else { return nil }
        guard boards.count == 1 else {
            let names = boards.prefix(10).map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
            throw problem(
                .invalid(
                    name: "board", value: "not set",
                    expected:
                        "the id or the name of one of the \(boards.count) scrum boards: \(names)\(boards.count > 10 ? ", …" : "")"
                ), request)
        }
        return try mapping(only.id, request)
    }

    static func mapping(_ id: Int64, _ request: ReportRequest) throws(ReportError) -> BoardMapping? {
        do {
            return try BoardMapping.find(String(id), request.reader)
        } catch is ParameterProblem {
            return nil
        } catch {
            throw ReportError(reading: error)
        }
    }

    /// One sprint with its board. `sprint` is nil where there is none to show.
    struct Choice {
        var board: BoardMapping?
        var sprint: Sprint?
        /// Others that run at the same time.
        var parallel: [Sprint] = []
    }

    /// The sprint of the parameter `sprint`; else the board's active one, of several the one started last; else
    /// the one closed last; else the next one.
    static func sprint(_ scope: IssueScope, _ request: ReportRequest) throws(ReportError) -> Choice {
        if let wanted = request.values.text("sprint") {
            let sprint = try named(wanted, on: scope.board, request)
            var board = scope.board
            if board == nil, let id = sprint.boardID { board = try mapping(id, request) }
            return Choice(board: board, sprint: sprint)
        }
        guard let board = try board(scope, request) else { return Choice(board: nil, sprint: nil) }
        let sprints = try Sprint.all(where: "board_id = \(board.id)", request.reader)
        let active = sprints.filter { $0.state == .active && $0.start != nil }
            .sorted { Self.isLater($0.start, $0.id, $1.start, $1.id) }
        if let latest = active.first {
            return Choice(board: board, sprint: latest, parallel: Array(active.dropFirst()))
        }
        let closed = sprints.filter { $0.span(dataMoment: request.dataMoment)?.isClosed == true }
            .min { Self.isLater($0.closedAt, $0.id, $1.closedAt, $1.id) }
        return Choice(board: board, sprint: closed ?? sprints.first { $0.state == .future })
    }

    /// Whether the first sprint comes before the second in the order from late to early.
    private static func isLater(_ a: Instant?, _ aID: Int64, _ b: Instant?, _ bID: Int64) -> Bool {
        (a?.milliseconds ?? .min, aID) > (b?.milliseconds ?? .min, bID)
    }

    /// - Throws: where there is no such sprint, or several of that name.
    private static func named(
        _ wanted: String, on board: BoardMapping?, _ request: ReportRequest
    ) throws(ReportError) -> Sprint {
        let all = try Sprint.all(where: "1", request.reader)
        if let id = Int64(wanted), let sprint = all.first(where: { $0.id == id }) { return sprint }
        let candidates = board.map { board in all.filter { $0.boardID == board.id } } ?? all
        let named = candidates.filter { $0.name.lowercased() == wanted.lowercased() }
        if named.count == 1 { return named[0] }
        guard named.isEmpty else {
            let ids = named.map { String($0.id) }.joined(separator: ", ")
            throw problem(
                .invalid(
                    name: "sprint", value: wanted, expected: "an id; sprints of that name: \(ids)"), request)
        }
        throw problem(
            .notInMirror(
                name: "sprint", value: wanted,
                nearest: NearestName.of(wanted, among: candidates.map(\.name))), request)
    }

    private static func problem(_ problem: ParameterProblem, _ request: ReportRequest) -> ReportError {
        .parameters(report: request.name, [problem])
    }
}
