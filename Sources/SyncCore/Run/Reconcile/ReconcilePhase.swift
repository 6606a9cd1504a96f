/// Compares what Jira shows with what the mirror holds, in both directions.
///
/// Each run compares one count and looks closer where it differs. A census of every issue's id and `updated`
/// finds the rest: from time to time, and when something happened that counts do not show.
struct ReconcilePhase: Sendable {
    let context: RunContext

    static let stream = "census"
    private static let demandScope = "demanded"
    /// The last archived issue that was doubted; none where a round begins.
    private static let archivedScope = "archived"
    /// A census that is to be taken, until one is.
    static let demand = CheckpointChange(stream: stream, scope: demandScope, state: "true")
    /// Counts that stay different after a closer look lead to a census, but not with every run.
    static let doubtSeconds = 86_400.0
    /// So often a run looks closer while Jira's count moves.
    static let closerLooks = 3

    private struct Mark: Codable {
        var takenAt: Int64
    }

    /// Brings both sides together; the report gets the counts of the end.
    ///
    /// - Parameters:
    ///   - projects: those of the run.
    ///   - visible: all that the account sees, selected or not.
    ///   - counted: what ``count(_:)`` gave; asked again where the run has read issues since.
    func run(
        _ projects: [ReferenceData.Project], visible: [ReferenceData.Project], counted: Count?
    ) async throws(SyncFailure) {
        if context.options.projects == nil {
            try await removeLostProjects(selected: projects, visible: visible)
        }
        let searched = projects.filter { !$0.archived }
        let marks = try await marks()
        let last = Self.taken("", marks)
        var isDue = context.options.reconcile || context.options.full
        if let last {
            let age = context.now() - last
            // A mark of the future is of a clock that was set back.
            if age >= context.options.censusEverySeconds || age < 0 { isDue = true }
            if Self.isDemanded(marks) { isDue = true }
        }

        var asked: Int64?
        if let counted, await context.state.report.issuesRead == counted.issuesRead {
            asked = try counted.issues.get()
        }
        var (expected, held) = try await counts(searched, asked: asked)
        if isDue {
            try await census(searched)
            try await doubtArchived(projects)
            (expected, held) = try await counts(searched)
        }
        // What the guard kept in a census would only stop it again.
        let isStopped = await !context.state.report.guardStops.isEmpty
        if expected != held, !(isDue && isStopped) {
            (expected, held) = try await lookCloser(searched, expected: expected, mayDoubt: !isDue)
        } else if last == nil, !isDue {
            // A fill has just shown that both sides agree.
            try await markTaken("")
        }
        let totals = (expected, held)
        await context.state.update {
            $0.expectedTotal = totals.0
            $0.mirrorTotal = totals.1
        }
    }

    /// Bisects; again while Jira's count moves meanwhile, for people go on working. Where that does not
    /// settle it, an exchange of issues hides in it: at most once a day a census follows.
    private func lookCloser(
        _ projects: [ReferenceData.Project], expected: Int64, mayDoubt: Bool
    ) async throws(SyncFailure) -> (Int64, Int64) {
        let zone = await context.state.report.identity?.timeZone.flatMap(ReportZone.init(identifier:))
        var before = expected
        var after = expected
        var held: Int64
        var looks = 0
        repeat {
            before = after
            let byProject = try await context.writer.write { store throws(StoreError) in
                try store.issueCountsByProject()
            }
            try await Bisection(context: context, zone: zone).run(
                projects, expected: before, held: byProject)
            (after, held) = try await counts(projects)
            looks += 1
            guard after != held, await context.state.report.guardStops.isEmpty else { return (after, held) }
        } while after != before && looks < Self.closerLooks
        guard mayDoubt, try await self.mayDoubt() else { return (after, held) }
        try await markTaken("doubt")
        try await census(projects)
        return try await counts(projects)
    }

    // MARK: Counts

    /// Jira's count of issues, or why it is not to be had.
    struct Count: Sendable {
        var issues: Result<Int64, SyncFailure>
        /// How many the run had read before it asked.
        var issuesRead: Int
    }

    /// Asks ahead for the count of these projects' issues.
    func count(_ projects: [ReferenceData.Project]) async throws(SyncFailure) -> Count {
        let issuesRead = await context.state.report.issuesRead
        let issues = try await context.askAhead { () throws(SyncFailure) in
            try await expected(projects.filter { !$0.archived })
        }
        return Count(issues: issues, issuesRead: issuesRead)
    }

    private func expected(_ projects: [ReferenceData.Project]) async throws(SyncFailure) -> Int64 {
        let ids = searchedIDs(projects)
        // Only archived projects were asked for: JQL has no empty list.
        if ids?.isEmpty == true { return 0 }
        return try await context.ask { () throws(SourceError) in
            try await context.source.issues(.all(projects: ids), limit: 0, content: .census).total
        }
    }

    /// Nil where the run sees everything.
    private func searchedIDs(_ projects: [ReferenceData.Project]) -> [Int64]? {
        context.options.projects == nil ? nil : projects.map(\.id)
    }

    /// Jira's count and the mirror's, of the projects of this run. Issues that were put aside unread count as
    /// held: they are known to be there.
    ///
    /// - Parameter asked: Jira's count where it is known already.
    private func counts(
        _ projects: [ReferenceData.Project], asked: Int64? = nil
    ) async throws(SyncFailure) -> (Int64, Int64) {
        let ids = searchedIDs(projects)
        if ids?.isEmpty == true { return (0, 0) }
        let expected: Int64
        if let asked { expected = asked } else { expected = try await self.expected(projects) }
        let held = try await context.writer.write { store throws(StoreError) in
            guard let ids else { return try store.issueCount(project: nil) + Self.unreadable(store) }
            var sum: Int64 = 0
            for id in ids { sum += try store.issueCount(project: id) }
            // Of those put aside unread nobody knows the project.
            return sum + min(max(0, expected - sum), try Self.unreadable(store))
        }
        return (expected, held)
    }

    private static func unreadable(_ store: any RecordStore) throws(StoreError) -> Int64 {
        let ids = try store.quarantined(stream: PageWriter.quarantineStream).compactMap { Int64($0) }
        guard !ids.isEmpty else { return 0 }
        return Int64(ids.count - (try store.storedIssues(ids: ids)).count)
    }

    // MARK: Census

    private func census(_ projects: [ReferenceData.Project]) async throws(SyncFailure) {
        var done = 0
        for project in projects {
            if let shown = try await CensusWalk(context: context, project: project.id).run() {
                let stored = try await context.writer.write { store throws(StoreError) in
                    try store.issueCensus(project: project.id, createdFrom: nil, createdTo: nil)
                }
                try await Settlement(context: context).run(
                    project, shown: shown, stored: stored, projectTotal: stored.count)
            }
            done += 1
            context.progress(.init(phase: .reconcile, done: done, expected: projects.count))
        }
        if context.options.projects == nil { try await markTaken("") }
    }

    /// No census lists archived issues, nor those of archived projects, and they change all the same: an issue
    /// that they are linked with goes, a project that a field of theirs names gets another name. With each
    /// census some more of them are asked for, in rounds by id.
    private func doubtArchived(_ projects: [ReferenceData.Project]) async throws(SyncFailure) {
        let ids = projects.map(\.id)
        let limit = context.options.archivedPerCensus
        let last = try await marks()[Self.archivedScope].flatMap { Int64($0) } ?? 0
        try await context.writer.write { store throws(StoreError) in
            let reached = try store.markArchivedStale(projects: ids, above: last, limit: limit)
            try store.saveCheckpoints([
                CheckpointChange(
                    stream: Self.stream, scope: Self.archivedScope, state: reached.map { String($0) })
            ])
        }
    }

    private func marks() async throws(SyncFailure) -> [String: String] {
        try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
    }

    /// When a census was taken, or (scope `doubt`) doubted.
    static func taken(_ scope: String, _ marks: [String: String]) -> Instant? {
        marks[scope].flatMap { CheckpointCoding.decode(Mark.self, from: $0) }
            .map { Instant(milliseconds: $0.takenAt) }
    }

    /// Whether something happened that only a census shows.
    static func isDemanded(_ marks: [String: String]) -> Bool { marks[demandScope] != nil }

    private func mayDoubt() async throws(SyncFailure) -> Bool {
        guard let last = Self.taken("doubt", try await marks()) else { return true }
        let age = context.now() - last
        return age >= Self.doubtSeconds || age < 0
    }

    private func markTaken(_ scope: String) async throws(SyncFailure) {
        var changes = [
            CheckpointChange(
                stream: Self.stream, scope: scope, encoding: Mark(takenAt: context.now().milliseconds))
        ]
        if scope.isEmpty {
            changes.append(CheckpointChange(stream: Self.stream, scope: Self.demandScope, state: nil))
        }
        let saved = changes
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints(saved) }
    }

    // MARK: Projects

    /// Removes projects that are no longer visible, or no longer selected, with their issues.
    private func removeLostProjects(
        selected: [ReferenceData.Project], visible: [ReferenceData.Project]
    ) async throws(SyncFailure) {
        let stored = try await context.writer.write { store throws(StoreError) in try store.projectKeys() }
        let ids = Set(selected.map(\.id))
        let shown = Set(visible.map(\.id))
        for (id, key) in stored.sorted(by: { $0.key < $1.key }) where !ids.contains(id) {
            let (issues, isArchived) = try await context.writer.write { store throws(StoreError) in
                (try store.allIssues(project: id), try store.isArchived(project: id))
            }
            if shown.contains(id) {
                // The configuration asks for it: nothing that vanished, and nothing to guard.
                try await Settlement(context: context).delete(issues, reason: .outOfScope)
            } else {
                try await Settlement(context: context).remove(
                    issues, project: key, stored: issues.count, reason: isArchived ? .archived : .projectGone)
            }
            let left = try await context.writer.write { store throws(StoreError) in
                try store.allIssues(project: id).count
            }
            guard left == 0 else { continue }
            try await context.writer.write { store throws(StoreError) in
                try store.removeProjects([id])
                try store.saveCheckpoints([
                    CheckpointChange(stream: FillState.stream, scope: FillState.scope(id), state: nil)
                ])
            }
        }
    }
}
