/// What a run would cost: `sync --dry-run`. Asks Jira a handful of questions and writes nothing.
package struct SyncEstimate: Sendable, Equatable {
    /// Projects whose first fill is still to be done, and the issues Jira counts in them.
    package var projectsToFill = 0
    package var issuesToFill: Int64 = 0
    /// Issues in the incremental window.
    package var issuesToRefresh: Int64 = 0
    package var requests: Int64 = 0
    package var seconds = 0.0
    /// Bytes of JSON after decompression.
    package var bytes: Int64 = 0
    /// Bytes on disk.
    package var diskBytes: Int64 = 0

    /// Share of the JSON's size that the mirror takes on disk, indexes included.
    static let diskShare = 0.5

    /// - Parameters:
    ///   - states: the checkpoints of stream `fill`.
    ///   - mark: the incremental mark, nil for a new mirror.
    package static func make(
        source: any RecordSource, options: SyncOptions, states: [String: String], markState: String?,
        now: @Sendable () -> Instant
    ) async throws(SourceError) -> SyncEstimate {
        var estimate = SyncEstimate()
        let identity = try await source.identity()
        var projects = try await source.projects()
        if let wanted = options.projects { projects = projects.filter { wanted.contains($0.key) } }
        // No search shows archived projects, and JQL has no empty list.
        projects = projects.filter { !$0.archived }
        guard !projects.isEmpty else { return estimate }
        let pending = projects.filter { project in
            options.full
                || states[FillState.scope(project.id)]
                    .flatMap { CheckpointCoding.decode(FillState.Project.self, from: $0) }?.completed != true
        }
        let sample = try await source.issues(.all(projects: projects.map(\.id)), limit: 20, content: .full)
        let count = Double(max(1, sample.batch.issues.count))
        let bytesPerIssue = Double(sample.bodyBytes) / count
        let secondsPerIssue = max(0, sample.receivedAt - sample.requestedAt) / count
        let page = max(
            Double(PageSize.smallest),
            min(
                Double(options.largestPageSize), Double(PageSize.heavyBytes) * 0.9 / max(1, bytesPerIssue),
                PageSize.heavySeconds * 0.9 / max(0.000_001, secondsPerIssue)))

        // Identity, projects, both worklog feeds, the count.
        estimate.requests = 5
        if !pending.isEmpty {
            estimate.projectsToFill = pending.count
            estimate.issuesToFill =
                try await source.issues(.all(projects: pending.map(\.id)), limit: 0, content: .census).total
            // Server information and seven lists; components and versions of each project; the directory.
            estimate.requests += 8 + Int64(pending.count) * 2 + 2
            estimate.requests += pages(estimate.issuesToFill, page, walks: Int64(pending.count))
        }
        if let mark = markState.flatMap({ CheckpointCoding.decode(IncrementalMark.self, from: $0) }),
            let server = identity.serverDate
        {
            let window = UpdatedWindow(
                serverStart: server, localStart: now(), mark: mark.serverInstant,
                markLocal: mark.localInstant, overlapSeconds: options.overlapSeconds)
            estimate.issuesToRefresh =
                try await source.issues(
                    .updatedWithin(minutes: window.minutes(at: now())), limit: 0, content: .census
                ).total
        }
        estimate.requests += pages(estimate.issuesToRefresh, page, walks: 1)
        let issues = Double(estimate.issuesToFill + estimate.issuesToRefresh)
        estimate.bytes = Int64(issues * bytesPerIssue)
        estimate.diskBytes = Int64(Double(estimate.issuesToFill) * bytesPerIssue * diskShare)
        let workers = pending.isEmpty ? 1 : Double(options.fillConcurrency)
        estimate.seconds = issues * secondsPerIssue / workers
        return estimate
    }

    /// Pages of a walk: each repeats one issue of the page before as proof, and a walk's first pages are
    /// small until the size has adapted.
    private static func pages(_ issues: Int64, _ page: Double, walks: Int64) -> Int64 {
        let whole = Int64((Double(issues) / max(1, page - 1)).rounded(.up))
        return max(walks, whole) + (page > 100 && issues > 100 ? 2 : 0)
    }
}
