/// What changes of boards and sprints do.
extension SiteState {
    mutating func createBoard(
        _ name: String, _ type: String, _ projects: [String]
    ) throws(MutationRefusal) -> MutationResult {
        guard options.hasJiraSoftware else { throw .noSoftware }
        guard type == "scrum" || type == "kanban" else { throw .unknown("type of board", type) }
        guard !projects.isEmpty else { throw MutationRefusal(message: "A board's filter needs a project.") }
        var indices: [Int] = []
        for project in projects {
            let index = try self.project(project)
            if !indices.contains(index) { indices.append(index) }
        }
        let id = agile.boardID()
        let statuses = Workflow.all[self.projects[indices[0]].workflow].statuses
        agile.boards[id] = SimulatedBoard(
            id: id, name: name, isKanban: type == "kanban", filter: 10000 + id, projects: indices,
            columns: statuses.map { position in
                let status = catalogue.statuses[Int(position)]
                return SimulatedColumn(name: status.name, statuses: [status.id])
            })
        return MutationResult(id: id)
    }

    mutating func setColumns(_ board: SimulatedBoard, _ columns: [BoardColumn]) throws(MutationRefusal) {
        var taken: Set<Int64> = []
        var made: [SimulatedColumn] = []
        for column in columns {
            var ids: [Int64] = []
            for name in column.statuses {
                let id = catalogue.statuses[Int(try status(name))].id
                guard taken.insert(id).inserted else {
                    throw MutationRefusal(message: "The status '\(name)' is in another column already.")
                }
                ids.append(id)
            }
            made.append(SimulatedColumn(name: column.name, statuses: ids))
        }
        agile.boards[board.id]?.columns = made
    }

    mutating func setEstimation(_ board: SimulatedBoard, _ name: String?) throws(MutationRefusal) {
        guard !board.isKanban else { throw MutationRefusal(message: "A kanban board has no estimation.") }
        guard let name else {
            agile.boards[board.id]?.estimation = .issueCount
            return
        }
        if name == "timeoriginalestimate" {
            agile.boards[board.id]?.estimation = .time
            return
        }
        let field = fields[try field(name)]
        guard field.type == "number" else {
            throw MutationRefusal(message: "A board estimates by a number field; '\(name)' is none.")
        }
        agile.boards[board.id]?.estimation = .field(field.id)
    }

    mutating func createSprint(
        _ board: SimulatedBoard, _ name: String, _ goal: String?, _ start: Int64?, _ end: Int64?
    ) throws(MutationRefusal) -> MutationResult {
        guard !board.isKanban else {
            throw MutationRefusal(message: "The board does not support sprints.")
        }
        let id = agile.sprintID()
        replace(
            SimulatedSprint(
                id: id, board: board.id, name: name, state: .future, start: start, end: end, goal: goal ?? "")
        )
        return MutationResult(id: id)
    }

    mutating func start(
        _ sprint: SimulatedSprint, _ end: Int64?, _ time: Int64
    ) throws(MutationRefusal) {
        guard sprint.state == .future else {
            throw MutationRefusal(message: "Only a future sprint can be started.")
        }
        var started = sprint
        started.state = .active
        started.start = time
        started.end = end ?? time + 14 * SeedProjects.day
        started.activated = time
        replace(started)
    }

    mutating func close(
        _ sprint: SimulatedSprint, _ target: Int64?, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard sprint.state == .active else {
            throw MutationRefusal(message: "Only an active sprint can be closed.")
        }
        if let target { _ = try openSprint(target, besides: sprint.id) }
        var closed = sprint
        closed.state = .closed
        closed.complete = hand.time
        replace(closed)
        guard target != nil else { return MutationResult(id: sprint.id) }
        let unfinished = (agile.members[sprint.id] ?? []).sorted().filter {
            !catalogue.isDone(status: records[Int($0)].status) && !records[Int($0)].isArchived
        }
        var result = try move(unfinished, toSprint: target, hand)
        result.id = sprint.id
        return result
    }

    mutating func delete(_ sprint: SimulatedSprint, _ hand: Hand) -> MutationResult {
        var touched: [Int64] = []
        for slot in (agile.members[sprint.id] ?? []).sorted() {
            setSprints(slot, hand) { $0.filter { $0 != sprint.id } }
            touched.append(id(slot))
        }
        agile.sprints[sprint.id] = nil
        blocks = nil
        return MutationResult(id: sprint.id, issues: touched)
    }

    /// Nothing is moved unless all can be.
    mutating func move(
        _ slots: [Int32], toSprint target: Int64?, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard options.hasJiraSoftware else { throw .noSoftware }
        if let target { _ = try openSprint(target, besides: nil) }
        let closed = agile.sprints.filter { $0.value.state == .closed }
        var touched: [Int64] = []
        for slot in slots {
            let isChanged = setSprints(slot, hand) { before in
                before.filter { closed[$0] != nil } + (target.map { [$0] } ?? [])
            }
            if isChanged { touched.append(id(slot)) }
        }
        return MutationResult(id: target, issues: touched)
    }

    private func openSprint(_ id: Int64, besides: Int64?) throws(MutationRefusal) -> SimulatedSprint {
        let sprint = try sprint(id)
        guard sprint.state != .closed, id != besides else {
            throw MutationRefusal(message: "Issues cannot be moved to a closed sprint.")
        }
        return sprint
    }

    @discardableResult
    private mutating func setSprints(
        _ slot: Int32, _ hand: Hand, _ next: ([Int64]) -> [Int64]
    ) -> Bool {
        let sprints = agile.sprints
        return change(slot, hand) { _, detail in
            let before = detail.sprintIDs
            let after = next(before)
            guard before != after else { return [] }
            detail.set(CustomField.sprint, after.isEmpty ? nil : .sprints(after))
            return [.sprints(from: before, to: after) { sprints[$0]?.name ?? "" }]
        }
    }
}
