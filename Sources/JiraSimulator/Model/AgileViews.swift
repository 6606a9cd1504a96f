/// What a person sees of boards and sprints.
extension SiteState {
    /// A board is seen by those who may browse one of its projects.
    func boards(for viewer: Viewer) -> [SimulatedBoard] {
        guard options.hasJiraSoftware, !options.agileForbidden else { return [] }
        return agile.sortedBoards.filter { sees(viewer, $0) }
    }

    func sees(_ viewer: Viewer, _ board: SimulatedBoard) -> Bool {
        board.projects.contains { viewer.mayBrowse[$0] }
    }

    /// Sprints made on the board, and those that hold an issue which the board's filter finds for the viewer;
    /// closed ones first, then active, then future ones.
    func sprints(of board: SimulatedBoard, for viewer: Viewer) -> [SimulatedSprint] {
        let order: [SimulatedSprint.State] = [.closed, .active, .future]
        let found = agile.sprints.values.filter { sprint in
            sprint.board == board.id
                || agile.members[sprint.id]?.contains {
                    board.projects.contains(Int(records[Int($0)].project)) && sees(viewer, $0)
                } == true
        }
        return order.flatMap { state in
            found.filter { $0.state == state }.sorted { $0.id < $1.id }
        }
    }

    /// Whether the agile API shows a sprint, and whether an issue does that the viewer sees.
    func showing(of sprint: SimulatedSprint, for viewer: Viewer) -> (isListed: Bool, isMentioned: Bool) {
        let boards = boards(for: viewer).filter { !$0.isKanban }
        let seen = (agile.members[sprint.id] ?? []).filter { sees(viewer, $0) }
        let projects = Set(seen.map { Int(records[Int($0)].project) })
        let isListed = boards.contains { board in
            board.id == sprint.board || board.projects.contains { projects.contains($0) }
        }
        return (isListed, !seen.isEmpty)
    }
}

extension FieldDefinition {
    /// Whether Jira Software or its Advanced Roadmaps brings it.
    var isOfSoftware: Bool {
        schemaName?.hasPrefix("com.pyxis.greenhopper.jira:") ?? false || kind == .parentLink
    }
}
