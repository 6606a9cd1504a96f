/// Boards with their columns, and sprints: three requests a board.
struct AgilePhase: Sendable {
    let context: RunContext

    /// Up to this many boards, a sprint that nobody listed is reason enough to read them all again at once.
    static let fewBoards = 20

    /// Gives the number of boards; nil where there is no Jira Software for this account.
    @discardableResult
    func run() async throws(SyncFailure) -> Int? {
        guard let listed = try await boards() else { return nil }
        let shown = try await context.sideBySide(listed) { board throws(SyncFailure) in
            try await read(board)
        }.compactMap(\.self)
        var sprints: [Int64: AgileData.Sprint] = [:]
        for sprint in shown.flatMap(\.sprints) { sprints[sprint.id] = sprint }
        var data = AgileData()
        data.boards = shown.map(\.board)
        data.sprints = sprints.values.sorted { $0.id < $1.id }
        let all = data
        let at = context.now()
        try await context.writer.write { store throws(StoreError) in try store.apply(all, at: at) }
        return listed.count
    }

    private struct Reading: Sendable {
        var board: AgileData.Board
        var sprints: [AgileData.Sprint]
    }

    /// Nil for a board that shows nothing of what is mirrored.
    private func read(_ listed: AgileData.Board) async throws(SyncFailure) -> Reading? {
        try context.checkpointTime()
        guard !context.scope.isEverything else {
            let (projects, content) = try await context.both { () throws(SyncFailure) in
                try await self.projects(of: listed)
            } _: { () throws(SyncFailure) in
                try await self.content(of: listed)
            }
            return Self.reading(listed, projects, content)
        }
        let projects = try await projects(of: listed)
        if !projects.isEmpty, !projects.contains(where: context.scope.contains(project:)) { return nil }
        return Self.reading(listed, projects, try await content(of: listed))
    }

    private typealias Content = (configuration: AgileData.BoardConfiguration?, sprints: [AgileData.Sprint])

    private static func reading(_ listed: AgileData.Board, _ projects: [Int64], _ content: Content) -> Reading
    {
        var board = listed
        board.configuration = content.configuration
        board.projectID = projects.count == 1 ? projects[0] : nil
        return Reading(board: board, sprints: content.sprints)
    }

    private func projects(of board: AgileData.Board) async throws(SyncFailure) -> [Int64] {
        try await context.ask { () throws(SourceError) in
            try await context.source.boardProjects(board.id)
        }
    }

    private func content(of board: AgileData.Board) async throws(SyncFailure) -> Content {
        try await context.both { () throws(SyncFailure) in
            try await context.ask { () throws(SourceError) in
                try await context.source.boardConfiguration(board.id)
            }
        } _: { () throws(SyncFailure) in
            board.type == "kanban" ? [] : try await sprints(of: board.id)
        }
    }

    private func boards() async throws(SyncFailure) -> [AgileData.Board]? {
        var boards: [AgileData.Board] = []
        var seen: Set<Int64> = []
        var startAt = 0
        while true {
            try context.checkpointTime()
            let offset = startAt
            let page = try await context.ask { () throws(SourceError) in
                try await context.source.boards(startAt: offset)
            }
            guard let page else { return nil }
            let new = page.boards.filter { seen.insert($0.id).inserted }
            boards += new
            startAt += page.boards.count
            if page.isLast || new.isEmpty { return boards }
        }
    }

    private func sprints(of board: Int64) async throws(SyncFailure) -> [AgileData.Sprint] {
        var sprints: [AgileData.Sprint] = []
        var seen: Set<Int64> = []
        var startAt = 0
        while true {
            try context.checkpointTime()
            let offset = startAt
            let page = try await context.ask { () throws(SourceError) in
                try await context.source.sprints(board: board, startAt: offset)
            }
            guard let page else { return sprints }
            let new = page.sprints.filter { seen.insert($0.id).inserted }
            sprints += new
            startAt += page.sprints.count
            if page.isLast || new.isEmpty { return sprints }
        }
    }
}
