/// A sprint as its Java object turned to text: what follows the identity hash, with the closing quote.
///
/// Name and goal are not escaped for the list inside the brackets; from version 10 on the keys are in
/// alphabetical order.
struct SprintText {
    let version: String
    /// Minutes of the server's zone.
    let offset: Int

    func write(_ sprint: SimulatedSprint, to out: inout JSONBuffer) {
        out.byte(91)
        if isAlphabetical {
            out.raw("activatedDate=")
            out.sprintDate(sprint.start, offset: offset)
            out.raw(",autoStartStop=false,completeDate=")
            out.sprintDate(sprint.complete, offset: offset)
            out.raw(",endDate=")
            out.sprintDate(sprint.end, offset: offset)
            goal(sprint, to: &out)
            out.raw(",id=")
            out.integer(sprint.id)
            out.raw(",incompleteIssuesDestinationId=<null>,name=")
            out.escaped(sprint.name)
            out.raw(",rapidViewId=")
            out.integer(sprint.board)
            out.raw(",sequence=")
            out.integer(sprint.id)
            out.raw(",startDate=")
            out.sprintDate(sprint.start, offset: offset)
            out.raw(",state=")
            out.plain(sprint.state.rawValue.uppercased())
            out.raw(",synced=false]\"")
        } else {
            out.raw("id=")
            out.integer(sprint.id)
            out.raw(",rapidViewId=")
            out.integer(sprint.board)
            out.raw(",state=")
            out.plain(sprint.state.rawValue.uppercased())
            out.raw(",name=")
            out.escaped(sprint.name)
            out.raw(",startDate=")
            out.sprintDate(sprint.start, offset: offset)
            out.raw(",endDate=")
            out.sprintDate(sprint.end, offset: offset)
            out.raw(",completeDate=")
            out.sprintDate(sprint.complete, offset: offset)
            out.raw(",sequence=")
            out.integer(sprint.id)
            goal(sprint, to: &out)
            out.raw("]\"")
        }
    }

    private func goal(_ sprint: SimulatedSprint, to out: inout JSONBuffer) {
        out.raw(",goal=")
        if isAlphabetical, sprint.goal.isEmpty { out.raw("<null>") } else { out.escaped(sprint.goal) }
    }

    /// From version 10 on.
    private var isAlphabetical: Bool {
        (version.split(separator: ".").first.flatMap { Int($0) } ?? 9) >= 10
    }
}
