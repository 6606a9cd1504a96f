/// How the legacy text of a sprint looked over the years: its keys and their order.
package enum SprintEra: String, Sendable, Codable, CaseIterable {
    /// About 2013: `closed=true` instead of a state, no board, no goal, the id at the end.
    case closedFlag
    /// 2014: the id at the end, no goal.
    case idLast
    /// 2015: likewise with a sequence.
    case idLastWithSequence
    /// 2017: the id first, no goal.
    case idFirstWithoutGoal
    /// 2018 to 9.x.
    case idFirst
    /// 10.x: all keys in alphabetical order, more of them.
    case alphabetical

    enum Key: String {
        case activatedDate, autoStartStop, closed, completeDate, endDate, goal, id
        case incompleteIssuesDestinationId, name, rapidViewId, sequence, startDate, state, synced
    }

    var keys: [Key] {
        switch self {
        case .closedFlag: [.name, .closed, .startDate, .endDate, .completeDate, .id]
        case .idLast: [.rapidViewId, .state, .name, .startDate, .endDate, .completeDate, .id]
        case .idLastWithSequence:
            [.rapidViewId, .state, .name, .startDate, .endDate, .completeDate, .sequence, .id]
        case .idFirstWithoutGoal:
            [.id, .rapidViewId, .state, .name, .startDate, .endDate, .completeDate, .sequence]
        case .idFirst:
            [.id, .rapidViewId, .state, .name, .startDate, .endDate, .completeDate, .sequence, .goal]
        case .alphabetical:
            [
                .activatedDate, .autoStartStop, .completeDate, .endDate, .goal, .id,
                .incompleteIssuesDestinationId, .name, .rapidViewId, .sequence, .startDate, .state, .synced,
            ]
        }
    }
}

extension SiteOptions {
    /// The first number of the version.
    var majorVersion: Int { version.split(separator: ".").first.flatMap { Int($0) } ?? 9 }

    var presentSprintEra: SprintEra { sprintEra ?? (majorVersion >= 10 ? .alphabetical : .idFirst) }
}

/// A sprint as its Java object turned to text: what follows the identity hash, with the closing quote.
///
/// Name and goal are not escaped for the list inside the brackets.
struct SprintText {
    let era: SprintEra
    /// Minutes of the server's zone.
    let offset: Int

    func write(_ sprint: SimulatedSprint, to out: inout JSONBuffer) {
        out.byte(91)
        for (index, key) in era.keys.enumerated() {
            if index > 0 { out.byte(44) }
            out.plain(key.rawValue)
            out.byte(61)
            value(key, sprint, to: &out)
        }
        out.raw("]\"")
    }

    private func value(_ key: SprintEra.Key, _ sprint: SimulatedSprint, to out: inout JSONBuffer) {
        switch key {
        case .activatedDate: out.sprintDate(sprint.activated, offset: offset)
        case .autoStartStop, .synced: out.raw("false")
        case .closed: out.boolean(sprint.state == .closed)
        case .completeDate: out.sprintDate(sprint.complete, offset: offset)
        case .endDate: out.sprintDate(sprint.end, offset: offset)
        case .goal:
            if era == .alphabetical, sprint.goal.isEmpty {
                out.raw("<null>")
            } else {
                out.escaped(sprint.goal)
            }
        case .id, .sequence: out.integer(sprint.id)
        case .incompleteIssuesDestinationId: out.raw("<null>")
        case .name: out.escaped(sprint.name)
        case .rapidViewId: out.integer(sprint.board)
        case .startDate: out.sprintDate(sprint.start, offset: offset)
        case .state: out.plain(sprint.state.rawValue.uppercased())
        }
    }
}
