import Reporting

/// Which issues a report is about, by the parameters of ``ReportParameter/scope``, `board` and `subtasks`.
///
/// Former project keys are understood. Archived issues never count: Jira's own search does not find them.
struct IssueScope {
    /// Empty is all.
    private(set) var projects: [(id: Int64, key: String)] = []
    /// Names as the mirror has them; empty is all.
    private(set) var typeNames: [String] = []
    private(set) var typeIDs: [Int64] = []
    /// Ascending. Few: a search through them costs less than a hash, once for each of millions of issues.
    private(set) var subtaskTypes: [Int64] = []
    private(set) var includesSubtasks = true
    private(set) var typeName: [Int64: String] = [:]

    /// The board of the parameter `board`.
    private(set) var board: BoardMapping?
    /// Whether the board chooses issues; else it only says how they are counted: a sprint's issues are its members,
    /// whatever their status is today.
    private let boardChooses: Bool
    /// What the other parameters ask of an issue.
    private var filters = ScopeFilters()

    /// - Throws: ``ReportError/parameters(report:_:)`` for names that the mirror does not hold, and for a board that
    ///   cannot choose issues where it has to.
    init(_ request: ReportRequest, boardChooses: Bool = true) throws(ReportError) {
        self.boardChooses = boardChooses
        let (reader, values) = (request.reader, request.values)
        var problems: [ParameterProblem] = []
        try findProjects(values.list("project"), reader, &problems)
        try findTypes(values.list("type"), reader, &problems)
        try filters.find(values, reader, &problems)
        if let wanted = values.text("board") { try findBoard(wanted, reader, &problems) }
        if case .flag(let flag) = values.value("subtasks") { includesSubtasks = flag }
        guard problems.isEmpty else { throw .parameters(report: request.name, problems) }
    }

    private mutating func findProjects(
        _ keys: [String], _ reader: MirrorReader, _ problems: inout [ParameterProblem]
    ) throws(ReportError) {
        guard !keys.isEmpty else { return }
        var known = NameLookup<Named>()
        // Present keys last: they win over another project's former key.
        try reader.report(
            """
            SELECT k.key, p.id, p.key, 1 FROM project_keys AS k JOIN projects AS p ON p.id = k.project_id
            UNION ALL SELECT key, id, key, 2 FROM projects ORDER BY 4
            """
        ) { row in
            guard let key = row.text(0), let id = row.integer(1), let present = row.text(2) else { return }
            known.add(key, Named(id: id, name: present))
        }
        projects = known.find(keys, for: "project", lastWins: true, &problems).map { ($0.id, $0.name) }
    }

    private mutating func findTypes(
        _ names: [String], _ reader: MirrorReader, _ problems: inout [ParameterProblem]
    ) throws(ReportError) {
        var known = NameLookup<Named>()
        var (subtasks, typeName): ([Int64], [Int64: String]) = ([], [:])
        try reader.report("SELECT id, name, is_subtask FROM issue_types ORDER BY id") { row in
            guard let id = row.integer(0) else { return }
            let name = row.text(1) ?? "?\(id)"
            known.add(name, Named(id: id, name: name))
            typeName[id] = name
            if row.integer(2) == 1 { subtasks.append(id) }
        }
        (subtaskTypes, self.typeName) = (subtasks, typeName)
        let found = known.find(names, for: "type", &problems)
        typeIDs = found.map(\.id)
        typeNames = Named.names(found)
    }

    private mutating func findBoard(
        _ wanted: String, _ reader: MirrorReader, _ problems: inout [ParameterProblem]
    ) throws(ReportError) {
        do {
            let found = try BoardMapping.find(wanted, reader)
            if boardChooses, let problem = found.problem(wanted) { problems.append(problem) }
            board = found
        } catch let problem as ParameterProblem {
            problems.append(problem)
        } catch {
            throw ReportError(reading: error)
        }
    }

    /// Whether Jira's search can be asked for the same issues: it knows a board's filter, the mirror does not.
    var isReproducible: Bool { board == nil }

    /// What a report with a board says about its choice.
    var boardRule: String? {
        board.map {
            "Board \($0.name): issues of its project, and those that were ever in one of its sprints, whose status stands in one of its columns. Jira itself goes by the board's filter. The first column is not begun, the last is done."
        }
    }

    /// What every report by status says about moved, renamed, archived, deleted issues and sub-tasks.
    ///
    /// - Parameter byColumn: whether the columns of a board tell what is done, else the categories.
    func edgeRule(byColumn: Bool) -> String {
        "Statuses are told apart by their id, so a renamed one stays the same, and count by \(byColumn ? "the column in which they stand" : "the category that they have") today; issues that were moved count, with their whole history, in the project they are in now; archived and deleted issues do not count; sub-tasks \(subtaskRule)."
    }

    /// What every report by the dates of creation and resolution says about the same.
    var dateEdgeRule: String {
        "Statuses play no part, whatever they are called, nor whether and when an issue was in progress: issues that were never started count as well; issues that were moved count in the project they are in now; archived and deleted issues do not count at all; sub-tasks \(subtaskRule)."
    }

    var subtaskRule: String { includesSubtasks ? "count like other issues" : "are left out" }

    /// The same selection in JQL, for searches that count in Jira.
    var jql: JQL {
        let jql = filters.narrow(
            JQL().isOneOf("project", projects.map(\.key)).isOneOf("issuetype", typeNames))
        return includesSubtasks ? jql : jql.clause("issuetype in standardIssueTypes()")
    }

    /// Conditions on a table or index of `issues`: ids, and texts that the mirror holds, quoted.
    func condition(_ alias: String) -> String {
        var terms = filters.conditions(alias)
        if boardChooses, let board { terms.append(board.condition(alias)) }
        if !projects.isEmpty { terms.append(projectCondition("\(alias).project_id")) }
        if !typeIDs.isEmpty { terms.append("\(alias).issue_type_id IN (\(Self.list(typeIDs)))") }
        return terms.isEmpty ? "1" : terms.joined(separator: " AND ")
    }

    /// The condition of the projects alone, on a column that holds the id of one.
    func projectCondition(_ column: String) -> String {
        projects.isEmpty ? "1" : "\(column) IN (\(Self.list(projects.map(\.id))))"
    }

    /// Whether the two choose, and count, the same issues of one mirror.
    func choosesAs(_ other: IssueScope) -> Bool {
        condition("i") == other.condition("i") && includesSubtasks == other.includesSubtasks
            && board?.id == other.board?.id
    }

    /// Whether anything beside projects narrows the choice.
    var isNarrow: Bool { board != nil || !typeIDs.isEmpty || filters.isActive }

    static func list(_ ids: [Int64]) -> String { ids.map(String.init).joined(separator: ", ") }

    /// What the rules say about an issue of the selection.
    enum Place {
        case counted, subtask, archived
    }

    func place(type: Int64, isArchived: Bool) -> Place {
        if isArchived { return .archived }
        return !includesSubtasks && subtaskTypes.contains(type) ? .subtask : .counted
    }
}
