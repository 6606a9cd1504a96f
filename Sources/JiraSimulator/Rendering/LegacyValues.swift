/// Values that are Java objects turned to text: they carry an identity hash that differs at each read.
extension IssueRenderer {
    private mutating func hash() {
        let value = UInt32(truncatingIfNeeded: hashes.next()) & 0x7FFF_FFFF
        out.byte(64)
        out.plain(String(value, radix: 16))
    }

    /// One member of the sprint field.
    ///
    /// Name and goal are not escaped for the list inside the brackets; from version 10 on the keys are in
    /// alphabetical order.
    mutating func sprint(_ id: Int64) {
        guard let sprint = state.projects.lazy.flatMap({ $0.sprints }).first(where: { $0.id == id }) else {
            return out.raw("null")
        }
        out.raw("\"com.atlassian.greenhopper.service.sprint.Sprint")
        hash()
        out.byte(91)
        if isAlphabetical {
            out.raw("activatedDate=")
            out.sprintDate(sprint.start, offset: offset)
            out.raw(",autoStartStop=false,completeDate=")
            out.sprintDate(sprint.complete, offset: offset)
            out.raw(",endDate=")
            out.sprintDate(sprint.end, offset: offset)
            goal(sprint)
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
            goal(sprint)
            out.raw("]\"")
        }
    }

    private mutating func goal(_ sprint: SimulatedSprint) {
        out.raw(",goal=")
        if isAlphabetical, sprint.goal.isEmpty { out.raw("<null>") } else { out.escaped(sprint.goal) }
    }

    /// From version 10 on.
    private var isAlphabetical: Bool {
        (state.options.version.split(separator: ".").first.flatMap { Int($0) } ?? 9) >= 10
    }

    /// The Development field: a text about beans, about 2.5 KB long although nothing is linked.
    mutating func development() {
        if state.options.bodySize == .small { return out.raw("\"{}\"") }
        let parts: [(StaticString, StaticString)] = [
            ("pullrequest", "PullRequestOverall"), ("build", "BuildOverall"), ("review", "ReviewsOverall"),
            ("deployment-environment", "DeploymentOverall"), ("repository", "CommitOverall"),
            ("branch", "BranchOverall"),
        ]
        out.raw("\"{summaryBean=com.atlassian.jira.plugin.devstatus.rest.SummaryBean")
        hash()
        out.raw("[summary={")
        for (index, part) in parts.enumerated() {
            if index > 0 { out.raw(", ") }
            out.raw(part.0)
            out.raw("=com.atlassian.jira.plugin.devstatus.rest.SummaryItemBean")
            hash()
            out.raw("[overall=com.atlassian.jira.plugin.devstatus.summary.beans.")
            out.raw(part.1)
            out.raw("Bean")
            hash()
            out.raw("[count=0,lastUpdated=<null>,lastUpdatedTimestamp=<null>],byInstanceType={}]")
        }
        out.raw(
            "},errors=[],configErrors=[]], devSummaryJson={\\\"cachedValue\\\":{\\\"errors\\\":[],\\\"configErrors\\\":[],\\\"summary\\\":{"
        )
        for (index, part) in parts.enumerated() {
            if index > 0 { out.byte(44) }
            out.raw("\\\"")
            out.raw(part.0)
            out.raw(
                "\\\":{\\\"overall\\\":{\\\"count\\\":0,\\\"lastUpdated\\\":null},\\\"byInstanceType\\\":{}}")
        }
        out.raw("}},\\\"isStale\\\":false}}\"")
    }
}
