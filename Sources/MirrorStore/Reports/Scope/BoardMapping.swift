import Reporting

/// A board as the reports use it: which issues it shows, and which statuses stand in which column.
///
/// Jira shows what the board's filter finds; a filter is a search that only Jira can run. The mirror takes the
/// issues of the board's project (where it has one) and those that were ever in one of its sprints, as far as
/// their status stands in a column.
struct BoardMapping {
    struct Column: Equatable {
        var name: String
        var statuses: [Int64]
    }

    var id: Int64
    var name: String
    /// `scrum` or `kanban`.
    var type: String
    var projectID: Int64?
    /// From the left.
    var columns: [Column] = []
    /// Whether any issue was ever in one of its sprints.
    var hasSprintIssues = false

    /// The status's column; nil where the board does not show it.
    var columnOfStatus: [Int64: Int] {
        var places: [Int64: Int] = [:]
        for (position, column) in columns.enumerated() {
            for status in column.statuses { places[status] = position }
        }
        return places
    }

    /// Statuses of the last column: done, as Jira's own board reports take it.
    var doneStatuses: Set<Int64> { Set(columns.last?.statuses ?? []) }

    /// Statuses of the first column: not begun. Empty on a board of one column.
    var waitingStatuses: Set<Int64> { columns.count > 1 ? Set(columns[0].statuses) : [] }

    /// The condition on `issues` (ids only). The board's issues are found through indexes; their status, which no
    /// index holds beside the rest, is then asked of those rows alone.
    func condition(_ alias: String) -> String {
        let statuses = IssueScope.list(columns.flatMap(\.statuses))
        let own = projectID.map {
            "SELECT id FROM issues WHERE status_id IN (\(statuses)) AND project_id = \($0) UNION ALL "
        }
        return "\(alias).id IN (\(own ?? "")\(sprintIssues)) AND \(alias).status_id IN (\(statuses))"
    }

    /// The board of that id or name.
    ///
    /// - Throws: ``ParameterProblem/notInMirror(name:value:nearest:)``, or `.invalid` where several boards have
    ///   the name; what reading throws is a ``ReportError``.
    static func find(_ wanted: String, _ reader: MirrorReader) throws -> BoardMapping {
        var boards: [BoardMapping] = []
        try reader.report("SELECT id, name, type, project_id FROM boards ORDER BY id") { row in
            guard let id = row.integer(0) else { return }
            boards.append(
                BoardMapping(
                    id: id, name: row.text(1) ?? "?\(id)", type: row.text(2) ?? "", projectID: row.integer(3))
            )
        }
        let named = boards.filter { $0.name.lowercased() == wanted.lowercased() }
        let found = boards.first { String($0.id) == wanted } ?? (named.count == 1 ? named.first : nil)
        guard var board = found else {
            guard named.isEmpty else {
                let ids = named.map { String($0.id) }.joined(separator: ", ")
                throw ParameterProblem.invalid(
                    name: "board", value: wanted, expected: "an id; boards of that name: \(ids)")
            }
            throw ParameterProblem.notInMirror(
                name: "board", value: wanted, nearest: NearestName.of(wanted, among: boards.map(\.name)))
        }
        var columns: [Int64: Column] = [:]
        try reader.report(
            """
            SELECT c.position, c.name, s.status_id FROM board_columns AS c
            LEFT JOIN board_column_statuses AS s ON s.board_id = c.board_id AND s.position = c.position
            WHERE c.board_id = \(board.id) ORDER BY c.position, s.status_id
            """
        ) { row in
            var column = columns[row.number(0)] ?? Column(name: row.text(1) ?? "", statuses: [])
            if let status = row.integer(2) { column.statuses.append(status) }
            columns[row.number(0)] = column
        }
        board.columns = columns.sorted { $0.key < $1.key }.map(\.value)
        try reader.report("SELECT EXISTS (\(board.sprintIssues))") {
            board.hasSprintIssues = $0.number(0) == 1
        }
        return board
    }

    private var sprintIssues: String {
        "SELECT issue_id FROM sprint_intervals WHERE sprint_id IN (SELECT id FROM sprints WHERE board_id = \(id))"
    }

    /// Why the board cannot choose issues; nil where it can.
    ///
    /// - Parameter wanted: how it was asked for.
    func problem(_ wanted: String) -> ParameterProblem? {
        if projectID == nil, !hasSprintIssues {
            return .invalid(
                name: "board", value: wanted,
                expected:
                    "a board that belongs to a project or has had sprints: what this one shows only its filter tells, which Jira alone can run; project=… or label=… may come close"
            )
        }
        if columns.allSatisfy(\.statuses.isEmpty) {
            return .invalid(
                name: "board", value: wanted,
                expected: "a board whose columns hold statuses: the mirror knows none of this one's")
        }
        return nil
    }
}
