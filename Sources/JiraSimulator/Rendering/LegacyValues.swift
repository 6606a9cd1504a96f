/// Values that are Java objects turned to text: they carry an identity hash that differs at each read.
extension IssueRenderer {
    private mutating func hash() {
        let value = UInt32(truncatingIfNeeded: hashes.next()) & 0x7FFF_FFFF
        out.byte(64)
        out.hex(value)
    }

    /// One member of the sprint field.
    mutating func sprint(_ id: Int64) {
        guard let text = blocks.sprints[id] else { return out.raw("null") }
        out.raw("\"com.atlassian.greenhopper.service.sprint.Sprint")
        hash()
        out.raw(text)
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
