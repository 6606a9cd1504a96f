/// Cuts what is left of a large project's walk at existing keys, so that several walks share it.
struct FillSplit: Sendable {
    let context: RunContext

    /// The issues at which further parts begin, in the order of their keys; none where the rest is walked by one.
    ///
    /// They are found by creation day, one row each: days are the only measure of a project that Jira compares without
    /// counting.
    func starts(
        project: Int64, after outcome: ProjectWalk.Outcome, siteTotal: Int64
    ) async throws(SyncFailure) -> [IssuePointer] {
        let wanted = FillState.segmentCount(
            total: outcome.left, siteTotal: siteTotal, options: context.options)
        guard wanted > 1, let last = outcome.last, let created = outcome.lastCreatedAt else { return [] }
        let now = await context.state.report.serverStart ?? context.now()
        let days = FillState.splitDays(from: created, to: now, segments: wanted)
        var starts: [IssuePointer] = []
        // One after the other: this is one of the walks that go side by side.
        for day in days {
            guard let start = try await first(of: project, createdSince: day),
                start.number > (starts.last ?? last).number
            else { continue }
            starts.append(start)
        }
        return starts
    }

    /// Nil where there is none, or where the day shows one that left the project since it was indexed.
    private func first(
        of project: Int64, createdSince day: String
    ) async throws(SyncFailure) -> IssuePointer? {
        try context.checkpointTime()
        let page = try await context.ask { () throws(SourceError) in
            try await context.source.issues(
                .projectCreatedSince(project: project, day: day), limit: 1, content: .census)
        }
        guard let row = page.batch.issues.first, row.projectID == project else { return nil }
        return IssuePointer(id: row.id, key: row.key.string)
    }
}
