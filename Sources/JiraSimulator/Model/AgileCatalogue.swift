/// Boards and sprints of Jira Software: the only place that knows them.
///
/// The texts of sprints inside issues, the agile resources and the truth are all made from it.
struct AgileCatalogue: Sendable {
    var boards: [Int64: SimulatedBoard] = [:]
    var sprints: [Int64: SimulatedSprint] = [:]
    /// Slots of the issues in whose sprint field a sprint stands.
    ///
    /// Only issues in sprints are in it, so that a site of a million issues stays small.
    private(set) var members: [Int64: Set<Int32>] = [:]
    private var nextBoard: Int64
    private var nextSprint: Int64

    init(_ context: SeedContext) {
        let count = Int64(context.projects.count)
        nextBoard = count + 10
        nextSprint = 10000 + (count + 1) * 100
        guard context.hasSoftware else { return }
        for sprint in context.sprints.joined() { sprints[sprint.id] = sprint }
        for board in SeedBoards.make(context) { boards[board.id] = board }
    }

    mutating func boardID() -> Int64 {
        defer { nextBoard += 1 }
        return nextBoard
    }

    mutating func sprintID() -> Int64 {
        defer { nextSprint += 1 }
        return nextSprint
    }

    /// An issue's sprints were `before` and are `after`.
    mutating func seat(_ slot: Int32, from before: [Int64] = [], to after: [Int64]) {
        for id in before where !after.contains(id) {
            members[id]?.remove(slot)
            if members[id]?.isEmpty == true { members[id] = nil }
        }
        for id in after where !before.contains(id) { members[id, default: []].insert(slot) }
    }

    /// In the order of the ids.
    var sortedBoards: [SimulatedBoard] { boards.values.sorted { $0.id < $1.id } }
}

/// A board: a filter over projects, with columns.
struct SimulatedBoard: Sendable {
    var id: Int64
    var name: String
    /// Otherwise it is a scrum board.
    var isKanban = false
    var filter: Int64
    /// Positions of the projects that its filter finds.
    var projects: [Int]
    var columns: [SimulatedColumn]
    var estimation: Estimation = .issueCount

    enum Estimation: Sendable, Equatable {
        case issueCount
        /// By the original time estimate.
        case time
        /// By a number field: `customfield_NNNNN`.
        case field(String)
    }

    var type: String { isKanban ? "kanban" : "scrum" }
}

struct SimulatedColumn: Sendable {
    var name: String
    /// Ids of statuses; a column may have none.
    var statuses: [Int64]
}

/// A sprint, wherever it is shown.
struct SimulatedSprint: Sendable {
    enum State: String, Sendable { case future, active, closed }

    var id: Int64
    /// The board it was made on, which may be gone.
    var board: Int64
    var name: String
    var state: State
    var start: Int64?
    var end: Int64?
    var complete: Int64?
    /// When somebody started it; shown from version 10 on.
    var activated: Int64?
    /// Empty is none.
    var goal = ""
}
