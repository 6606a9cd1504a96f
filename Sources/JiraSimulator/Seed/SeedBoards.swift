/// The seeded boards: a scrum board for each software project, one kanban board, and one board over two
/// projects.
enum SeedBoards {
    static func make(_ context: SeedContext) -> [SimulatedBoard] {
        let projects = context.projects
        var boards: [SimulatedBoard] = []
        for (index, project) in projects.enumerated() where project.type == "software" {
            var name = "\(project.name) board"
            if context.hostile, index == 2 { name = "Board | \"two\", <b>=3</b> 🙂" }
            boards.append(
                board(
                    Int64(index + 1), name, [index], context, .field("customfield_\(CustomField.storyPoints)")
                ))
        }
        let count = Int64(projects.count)
        let business = projects.firstIndex { $0.type == "business" }
        var kanban = board(
            business.map { Int64($0 + 1) } ?? count + 1, "Kanban", [business ?? projects.count - 1], context)
        kanban.isKanban = true
        kanban.columns.insert(SimulatedColumn(name: "Backlog", statuses: []), at: 0)
        boards.append(kanban)
        if projects.count > 1 {
            boards.append(board(count + 2, "All teams", [0, 1], context))
        }
        return boards
    }

    private static func board(
        _ id: Int64, _ name: String, _ projects: [Int], _ context: SeedContext,
        _ estimation: SimulatedBoard.Estimation = .issueCount
    ) -> SimulatedBoard {
        SimulatedBoard(
            id: id, name: name, filter: 10000 + id, projects: projects,
            columns: columns(projects, context), estimation: estimation)
    }

    /// To do, in progress, done: the statuses of the projects' workflows by their category.
    private static func columns(_ projects: [Int], _ context: SeedContext) -> [SimulatedColumn] {
        var statuses: [UInt8] = []
        for index in projects {
            for status in Workflow.all[context.projects[index].workflow].statuses
            where !statuses.contains(status) { statuses.append(status) }
        }
        let catalogue = context.catalogue
        return ["new", "indeterminate", "done"].compactMap { key in
            let found = statuses.map { catalogue.statuses[Int($0)] }.filter {
                catalogue.categories[Int($0.category)].key == key
            }
            let name = catalogue.categories.first { $0.key == key }?.name ?? key
            return SimulatedColumn(name: name, statuses: found.map { $0.id })
        }
    }
}
