/// Boards and sprints as `/rest/agile/1.0` shows them: ids are numbers, states lower case, dates with a colon
/// in the offset.
struct AgileAnswer {
    private let state: SiteState
    private let base: [UInt8]
    private let writer: ReferenceWriter
    private let offset: Int
    private let isTen: Bool

    init(_ state: SiteState) {
        self.state = state
        base = (state.blocks ?? RenderedBlocks(state)).base
        writer = ReferenceWriter(base: base, state: state)
        offset = state.options.serverZoneOffsetMinutes
        isTen = state.options.presentSprintEra == .alphabetical
    }

    /// Lists of sprints have no total.
    func page<Item>(
        _ items: [Item], _ page: AgilePage, hasTotal: Bool,
        _ write: (AgileAnswer, Item, inout JSONBuffer) -> Void
    ) -> [UInt8] {
        let shown = items.dropFirst(page.startAt).prefix(page.maxResults)
        var out = JSONBuffer(capacity: 512 * shown.count + 128)
        out.raw("{\"maxResults\":")
        out.integer(page.maxResults)
        out.raw(",\"startAt\":")
        out.integer(page.startAt)
        if hasTotal {
            out.raw(",\"total\":")
            out.integer(items.count)
        }
        out.raw(",\"isLast\":")
        out.boolean(shown.endIndex >= items.count)
        out.raw(",\"values\":[")
        for (index, item) in shown.enumerated() {
            if index > 0 { out.byte(44) }
            write(self, item, &out)
        }
        out.raw("]}")
        return out.bytes
    }

    private func open(_ id: Int64, _ path: String, to out: inout JSONBuffer) {
        out.raw("{\"id\":")
        out.integer(id)
        out.raw(",\"self\":\"")
        out.raw(base)
        out.raw("/rest/agile/1.0/")
        out.plain(path)
        out.byte(34)
    }

    private func member(_ name: StaticString, _ value: String, to out: inout JSONBuffer) {
        out.raw(",\"")
        out.raw(name)
        out.raw("\":")
        out.string(value)
    }

    // MARK: Boards

    func whole(_ board: SimulatedBoard) -> [UInt8] { writer.make { self.board(board, to: &$0) } }

    /// Server and Data Center give no `location`.
    func board(_ board: SimulatedBoard, to out: inout JSONBuffer) {
        open(board.id, "board/\(board.id)", to: &out)
        member("name", board.name, to: &out)
        member("type", board.type, to: &out)
        out.byte(125)
    }

    func configuration(_ board: SimulatedBoard) -> [UInt8] {
        var out = JSONBuffer(capacity: 2048)
        out.raw("{\"id\":")
        out.integer(board.id)
        member("name", board.name, to: &out)
        member("type", board.type, to: &out)
        out.raw(",\"self\":\"")
        out.raw(base)
        out.plain("/rest/agile/1.0/board/\(board.id)/configuration")
        out.raw("\",\"filter\":{\"id\":\"")
        out.integer(board.filter)
        out.raw("\",")
        writer.link("filter/\(board.filter)", to: &out)
        out.byte(125)
        if board.isKanban {
            out.raw(",\"subQuery\":{\"query\":")
            out.raw("\"fixVersion in unreleasedVersions() OR fixVersion is EMPTY\"}")
        }
        out.raw(",\"columnConfig\":{\"columns\":[")
        for (index, column) in board.columns.enumerated() {
            if index > 0 { out.byte(44) }
            self.column(column, to: &out)
        }
        out.raw("],\"constraintType\":\"")
        out.plain(board.isKanban ? "issueCount" : "none")
        out.raw("\"}")
        if !board.isKanban { estimation(board.estimation, to: &out) }
        out.raw(",\"ranking\":{\"rankCustomFieldId\":")
        out.integer(CustomField.rank)
        out.raw("}}")
        return out.bytes
    }

    private func column(_ column: SimulatedColumn, to out: inout JSONBuffer) {
        out.raw("{\"name\":")
        out.string(column.name)
        out.raw(",\"statuses\":[")
        for (index, id) in column.statuses.enumerated() {
            if index > 0 { out.byte(44) }
            out.raw("{\"id\":\"")
            out.integer(id)
            out.raw("\",")
            writer.link("status/\(id)", to: &out)
            out.byte(125)
        }
        out.raw("]}")
    }

    private func estimation(_ estimation: SimulatedBoard.Estimation, to out: inout JSONBuffer) {
        out.raw(",\"estimation\":{\"type\":")
        switch estimation {
        case .issueCount: out.raw("\"issueCount\"")
        case .time: field("timeoriginalestimate", "Original Time Estimate", to: &out)
        case .field(let id):
            field(id, state.fields.first { $0.id == id }?.name ?? id, to: &out)
        }
        out.byte(125)
    }

    private func field(_ id: String, _ name: String, to out: inout JSONBuffer) {
        out.raw("\"field\",\"field\":{\"fieldId\":")
        out.string(id)
        member("displayName", name, to: &out)
        out.byte(125)
    }

    func project(_ index: Int, to out: inout JSONBuffer) {
        writer.embedded(state.projects[index], to: &out)
    }

    // MARK: Sprints

    func whole(_ sprint: SimulatedSprint) -> [UInt8] { writer.make { self.sprint(sprint, to: &$0) } }

    /// What is not set is left out.
    func sprint(_ sprint: SimulatedSprint, to out: inout JSONBuffer) {
        open(sprint.id, "sprint/\(sprint.id)", to: &out)
        member("state", sprint.state.rawValue, to: &out)
        member("name", sprint.name, to: &out)
        date("startDate", sprint.start, to: &out)
        date("endDate", sprint.end, to: &out)
        date("completeDate", sprint.complete, to: &out)
        if isTen { date("activatedDate", sprint.activated, to: &out) }
        out.raw(",\"originBoardId\":")
        out.integer(sprint.board)
        if !sprint.goal.isEmpty { member("goal", sprint.goal, to: &out) }
        if isTen { out.raw(",\"synced\":false,\"autoStartStop\":false") }
        out.byte(125)
    }

    private func date(_ name: StaticString, _ value: Int64?, to out: inout JSONBuffer) {
        guard let value else { return }
        out.raw(",\"")
        out.raw(name)
        out.raw("\":\"")
        out.sprintDate(value, offset: offset)
        out.byte(34)
    }
}
