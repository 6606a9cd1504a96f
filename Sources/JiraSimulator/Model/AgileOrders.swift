/// A column of a board: statuses by id or name.
package struct BoardColumn: Codable, Sendable, Equatable {
    package var name: String
    package var statuses: [String]

    package init(name: String, statuses: [String]) {
        self.name = name
        self.statuses = statuses
    }
}

extension MutationRefusal {
    static let noSoftware = MutationRefusal(message: "This site has no Jira Software.")
}

extension SiteState {
    /// Boards, sprints and who is in them; nil for other mutations.
    mutating func applyToAgile(
        _ mutation: Mutation, at time: Int64
    ) throws(MutationRefusal) -> MutationResult? {
        switch mutation {
        case .createBoard(let name, let type, let projects):
            return try createBoard(name, type, projects)
        case .deleteBoard(let board): agile.boards[try self.board(board).id] = nil
        case .renameBoard(let board, let to): agile.boards[try self.board(board).id]?.name = to
        case .setBoardColumns(let board, let columns): try setColumns(try self.board(board), columns)
        case .setEstimationField(let board, let field): try setEstimation(try self.board(board), field)
        case .createSprint(let board, let name, let goal, let start, let end):
            return try createSprint(try self.board(board), name, goal, start, end)
        case .renameSprint(let sprint, let to, let goal):
            var changed = try self.sprint(sprint)
            changed.name = to
            if let goal { changed.goal = goal }
            replace(changed)
            return touch(sprint, time, options.updatedRules.sprintRename)
        case .startSprint(let sprint, let end):
            try start(try self.sprint(sprint), end, time)
            return touch(sprint, time, options.updatedRules.sprintStart)
        case .closeSprint(let sprint, let moveTo, let author):
            var result = try close(try self.sprint(sprint), moveTo, try hand(author, time))
            result.issues += touch(sprint, time, options.updatedRules.sprintClose).issues
            return result
        case .deleteSprint(let sprint, let author):
            return delete(try self.sprint(sprint), try hand(author, time))
        case .moveToSprint(let issues, let sprint, let author):
            var slots: [Int32] = []
            for issue in issues { slots.append(try self.issue(issue)) }
            return try move(slots, toSprint: sprint, try hand(author, time))
        default: return nil
        }
        return MutationResult()
    }

    func board(_ id: Int64) throws(MutationRefusal) -> SimulatedBoard {
        guard options.hasJiraSoftware else { throw .noSoftware }
        guard let board = agile.boards[id] else { throw .unknown("board", String(id)) }
        return board
    }

    func sprint(_ id: Int64) throws(MutationRefusal) -> SimulatedSprint {
        guard options.hasJiraSoftware else { throw .noSoftware }
        guard let sprint = agile.sprints[id] else { throw .unknown("sprint", String(id)) }
        return sprint
    }

    /// Moves `updated` of a sprint's issues where a rule says so.
    private mutating func touch(_ sprint: Int64, _ time: Int64, _ rule: Bool) -> MutationResult {
        let members = agile.members[sprint] ?? []
        return touch(time, rule) { _, slot in members.contains(slot) }
    }

    /// The text of the sprint inside its issues is made anew.
    mutating func replace(_ sprint: SimulatedSprint) {
        agile.sprints[sprint.id] = sprint
        blocks = nil
    }
}
