/// `/rest/agile/1.0`: each resource answers with rendered JSON or with the failure to send.
extension SimulatedSite {
    /// Whether the site has Jira Software at all.
    package var hasJiraSoftware: Bool { read().options.hasJiraSoftware }

    /// `/board`.
    package func boards(
        startAt: Int = 0, maxResults: Int? = nil, type: String? = nil, name: String? = nil,
        projectKeyOrId: String? = nil, as user: String?
    ) -> Result<[UInt8], APIFailure> {
        withAgile(user) { state, viewer in
            var boards = state.boards(for: viewer)
            if let type { boards = boards.filter { $0.type == type } }
            if let name {
                boards = boards.filter { $0.name.lowercased().contains(name.lowercased()) }
            }
            if let projectKeyOrId {
                guard let project = state.find(project: projectKeyOrId), viewer.mayBrowse[Int(project)] else {
                    return .failure(
                        .badRequest("No project could be found with key or id '\(projectKeyOrId)'."))
                }
                boards = boards.filter { $0.projects.contains(Int(project)) }
            }
            return AgilePage.make(startAt, maxResults, state.options).map {
                AgileAnswer(state).page(boards, $0, hasTotal: true) { $0.board($1, to: &$2) }
            }
        }
    }

    /// `/board/{id}`.
    package func board(_ id: Int64, as user: String?) -> Result<[UInt8], APIFailure> {
        withBoard(id, user) { state, _, board in .success(AgileAnswer(state).whole(board)) }
    }

    /// `/board/{id}/configuration`.
    package func boardConfiguration(_ id: Int64, as user: String?) -> Result<[UInt8], APIFailure> {
        withBoard(id, user) { state, _, board in .success(AgileAnswer(state).configuration(board)) }
    }

    /// `/board/{id}/project`: those of its projects that the person may browse.
    package func boardProjects(
        _ id: Int64, startAt: Int = 0, maxResults: Int? = nil, as user: String?
    ) -> Result<[UInt8], APIFailure> {
        withBoard(id, user) { state, viewer, board in
            let projects = board.projects.filter { viewer.mayBrowse[$0] }
            return AgilePage.make(startAt, maxResults, state.options).map {
                AgileAnswer(state).page(projects, $0, hasTotal: true) { $0.project($1, to: &$2) }
            }
        }
    }

    /// `/board/{id}/sprint`, without a total; `states` are `future`, `active`, `closed`.
    package func boardSprints(
        _ id: Int64, startAt: Int = 0, maxResults: Int? = nil, states: [String] = [], as user: String?
    ) -> Result<[UInt8], APIFailure> {
        withBoard(id, user) { state, viewer, board in
            guard !board.isKanban else {
                return .failure(.badRequest("The board does not support sprints"))
            }
            let wanted = states.map { SimulatedSprint.State(rawValue: $0) }
            guard !wanted.contains(nil) else {
                return .failure(.badRequest("The 'state' must be one of: active, closed, future."))
            }
            let sprints = state.sprints(of: board, for: viewer).filter {
                wanted.isEmpty || wanted.contains($0.state)
            }
            return AgilePage.make(startAt, maxResults, state.options).map {
                AgileAnswer(state).page(sprints, $0, hasTotal: false) { $0.sprint($1, to: &$2) }
            }
        }
    }

    /// `/sprint/{id}`.
    package func sprint(_ id: Int64, as user: String?) -> Result<[UInt8], APIFailure> {
        withAgile(user) { state, viewer in
            guard let sprint = state.agile.sprints[id], state.showing(of: sprint, for: viewer).isListed else {
                return .failure(
                    .messages(
                        404, ["The sprint does not exist or you do not have permission to view it."]))
            }
            return .success(AgileAnswer(state).whole(sprint))
        }
    }

    private func withAgile(
        _ user: String?, _ body: (SiteState, Viewer) -> Result<[UInt8], APIFailure>
    ) -> Result<[UInt8], APIFailure> {
        let state = read()
        guard !state.options.agileForbidden else {
            return .failure(.messages(403, ["You do not have a licence for Jira Software."]))
        }
        return body(state, state.viewer(user))
    }

    private func withBoard(
        _ id: Int64, _ user: String?,
        _ body: (SiteState, Viewer, SimulatedBoard) -> Result<[UInt8], APIFailure>
    ) -> Result<[UInt8], APIFailure> {
        withAgile(user) { state, viewer in
            guard let board = state.agile.boards[id], state.sees(viewer, board) else {
                return .failure(
                    .messages(
                        404,
                        [
                            "The requested board cannot be viewed because it either does not exist or you do not "
                                + "have permission to view it."
                        ]))
            }
            return body(state, viewer, board)
        }
    }
}

/// Which rows of a list a request gets.
struct AgilePage {
    let startAt: Int
    let maxResults: Int

    /// More than the cap is cut without a word.
    init(startAt: Int, maxResults: Int) {
        self.startAt = startAt
        self.maxResults = maxResults
    }

    static func make(
        _ startAt: Int, _ maxResults: Int?, _ options: SiteOptions
    ) -> Result<AgilePage, APIFailure> {
        guard startAt >= 0, maxResults ?? 1 >= 0 else {
            return .failure(.badRequest("startAt and maxResults must not be negative."))
        }
        return .success(AgilePage(startAt: startAt, maxResults: min(maxResults ?? 50, options.agilePageCap)))
    }
}
