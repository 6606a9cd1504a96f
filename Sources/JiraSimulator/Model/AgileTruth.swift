/// Rows of boards and sprints as a mirror of the viewer should hold them.
extension SiteSnapshot {
    /// nil for a table that is none of theirs.
    func agileRows(of table: String) -> [[String?]]? {
        switch table {
        case "boards": return state.boards(for: viewer).map { board($0) }
        case "board_columns":
            return state.boards(for: viewer).flatMap { board in
                board.columns.enumerated().map { [String(board.id), String($0), $1.name] }
            }
        case "board_column_statuses":
            return state.boards(for: viewer).flatMap { board in
                board.columns.enumerated().flatMap { position, column in
                    column.statuses.map { [String(board.id), String(position), String($0)] }
                }
            }
        case "sprints":
            return state.agile.sprints.values.sorted { $0.id < $1.id }.compactMap { sprint($0) }
        default: return nil
        }
    }

    /// The project is told where the viewer sees exactly one, the field where the board estimates by one.
    private func board(_ board: SimulatedBoard) -> [String?] {
        let projects = board.projects.filter { viewer.mayBrowse[$0] }
        var field: String?
        if case .field(let id) = board.estimation, !board.isKanban { field = id }
        return [
            String(board.id), board.name, board.type,
            projects.count == 1 ? String(state.projects[projects[0]].id) : nil, String(board.filter), field,
        ]
    }

    /// A sprint that no board shows is known from the texts inside issues, which say less in older versions.
    private func sprint(_ sprint: SimulatedSprint) -> [String?]? {
        let (isListed, isMentioned) = state.showing(of: sprint, for: viewer)
        guard isListed || isMentioned else { return nil }
        let keys = state.options.presentSprintEra.keys
        let hasGoal = !sprint.goal.isEmpty && (isListed || keys.contains(.goal))
        return [
            String(sprint.id), isListed || keys.contains(.rapidViewId) ? String(sprint.board) : nil,
            sprint.name, sprint.state.rawValue, hasGoal ? sprint.goal : nil,
            sprint.start.map { CivilDate.utc($0) }, sprint.end.map { CivilDate.utc($0) },
            sprint.complete.map { CivilDate.utc($0) },
            keys.contains(.activatedDate) ? sprint.activated.map { CivilDate.utc($0) } : nil,
        ]
    }
}

extension SiteState {
    /// The number field that most boards of the viewer estimate by (of equals the lowest number), else the
    /// field named Story Points.
    func storyPointsField(for viewer: Viewer) -> Int {
        var votes: [Int: Int] = [:]
        for board in boards(for: viewer) where !board.isKanban {
            guard case .field(let id) = board.estimation, let number = Int(id.dropFirst(12)) else { continue }
            votes[number, default: 0] += 1
        }
        return votes.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? CustomField.storyPoints
    }
}

extension IssueTruthMaker {
    func addAgile(_ own: String, _ detail: IssueDetail, to rows: inout [String: [[String?]]]) {
        rows["issue_sprints"] = detail.sprintIDs.map { [own, String($0)] }
        rows["sprint_intervals"] = detail.sprintStays.map {
            [own, String($0.sprint), CivilDate.utc($0.added), $0.removed.map { CivilDate.utc($0) }]
        }
    }
}
