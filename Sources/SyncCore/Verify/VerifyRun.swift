/// Proves the mirror against the source: reads issues again and compares every cell with what the mirror
/// holds. Changes nothing.
///
/// What Jira changed after the last run's mark is no difference: the next run brings it.
package struct VerifyRun: Sendable {
    private var context: RunContext
    private let sample: Int?
    private let chance: @Sendable (Int) -> Int

    /// - Parameters:
    ///   - options: `projects` selects; the rest is as for a sync.
    ///   - sample: how many issues to compare; nil is all of them.
    ///   - chance: a number from 0 to below its argument.
    package init(
        source: any RecordSource, store: any RecordStore, options: SyncOptions, sample: Int?,
        chance: @escaping @Sendable (Int) -> Int, now: @escaping @Sendable () -> Instant,
        progress: @escaping @Sendable (SyncProgress) -> Void
    ) {
        context = RunContext(
            source: source, writer: MirrorWriter(store), options: options, now: now, progress: progress,
            state: RunState(
                pageSize: PageSize(first: options.firstPageSize, largest: options.largestPageSize)),
            budget: Budget(limit: options.bytesInFlight))
        self.sample = sample
        self.chance = chance
    }

    /// Compares to the end or to the first failure; the report says which.
    package func run() async -> VerifyReport {
        var report = VerifyReport()
        do {
            try await compare(&report)
        } catch {
            report.failure = error
        }
        return report
    }

    private func compare(_ report: inout VerifyReport) async throws(SyncFailure) {
        let mark = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: IncrementalMark.stream)[IncrementalMark.scope]
        }.flatMap { CheckpointCoding.decode(IncrementalMark.self, from: $0) }
        guard let mark else { throw .nothingToVerify }
        let identity = try await context.ask { () throws(SourceError) in
            try await context.source.identity()
        }
        await context.state.update { $0.identity = identity }
        let former = try await PrivacyPhase.remembered(context)
        let privacy = try await PrivacyPhase.resolve(former, context)
        guard privacy.state == former else { throw .selectionChanged }
        let redacted = context.redacted(by: privacy.redaction)
        let visible = try await context.ask { () throws(SourceError) in
            try await context.source.projects()
        }
        let remembered = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: SelectionState.stream)[SelectionState.scope]
        }.flatMap { CheckpointCoding.decode(SelectionState.self, from: $0) }
        let found = try ScopeResolution(context.options.selection, visible: visible, remembered: remembered)
        guard found.state == remembered else { throw .selectionChanged }
        try await ScopePhase.validate(found.scope.jql, with: redacted)
        var scoped = self
        scoped.context = redacted.narrowed(to: found.scope)
        let projects = try context.options.chosen(found.projects, among: visible)
        try await scoped.compare(projects, since: mark.serverInstant, &report)
    }

    private func compare(
        _ projects: [ReferenceData.Project], since mark: Instant, _ report: inout VerifyReport
    ) async throws(SyncFailure) {
        try await count(projects, &report)
        let ids =
            sample == nil ? try await allIssues(projects) : try await chosenIssues(projects, sample ?? 0)
        let size = min(Settlement.batchSize, context.options.largestPageSize)
        for start in stride(from: 0, to: ids.count, by: size) {
            let part = Array(ids[start..<min(start + size, ids.count)])
            try await compare(part, since: mark, &report)
            context.progress(.init(phase: .verify, done: start + part.count, expected: ids.count))
        }
    }

    private func count(
        _ projects: [ReferenceData.Project], _ report: inout VerifyReport
    ) async throws(SyncFailure) {
        let searched = projects.filter { !$0.archived }.map(\.id)
        // No search shows archived projects, and JQL has no empty list.
        guard !searched.isEmpty else { return }
        report.expectedTotal = try await context.ask { () throws(SourceError) in
            try await context.source.issues(.all(projects: searched), limit: 0, content: .census).total
        }
        report.mirrorTotal = try await context.writer.write { store throws(StoreError) in
            var sum: Int64 = 0
            for id in searched { sum += try store.issueCount(project: id) }
            return sum
        }
    }

    // MARK: Which issues

    /// Every issue of either side.
    private func allIssues(_ projects: [ReferenceData.Project]) async throws(SyncFailure) -> [Int64] {
        var ids: Set<Int64> = []
        for project in projects {
            ids.formUnion(
                try await context.writer.write { store throws(StoreError) in
                    try store.allIssues(project: project.id)
                })
            guard !project.archived else { continue }
            if let shown = try await CensusWalk(context: context, project: project.id).run() {
                ids.formUnion(shown.keys)
            }
        }
        return ids.sorted()
    }

    /// A random choice of those that the mirror holds; each once.
    private func chosenIssues(
        _ projects: [ReferenceData.Project], _ count: Int
    ) async throws(SyncFailure) -> [Int64] {
        var ids: [Int64] = []
        for project in projects {
            ids += try await context.writer.write { store throws(StoreError) in
                try store.allIssues(project: project.id)
            }
        }
        let wanted = min(count, ids.count)
        for place in 0..<wanted { ids.swapAt(place, place + chance(ids.count - place)) }
        return ids[..<wanted].sorted()
    }

    // MARK: Comparing

    private func compare(
        _ ids: [Int64], since mark: Instant, _ report: inout VerifyReport
    ) async throws(SyncFailure) {
        try context.checkpointTime()
        let page: IssuePage
        do {
            page = try await context.ask { () throws(SourceError) in
                try await context.source.issues(.ids(ids), limit: ids.count, content: .full)
            }
        } catch {
            guard let reason = error.unreadable else { throw error }
            if let id = ids.first, ids.count == 1 {
                try await context.requireListing(of: id)
                report.unreadable.append("\(id): \(reason)")
                return
            }
            // Together they are too heavy.
            let middle = ids.count / 2
            try await compare(Array(ids[..<middle]), since: mark, &report)
            try await compare(Array(ids[middle...]), since: mark, &report)
            return
        }
        try await compare(page, since: mark, &report)
        let found = Set(page.batch.issues.map(\.id) + page.rejected.compactMap { Int64($0.record) })
        for id in ids where !found.contains(id) {
            // Archived issues are in no search, and a server may cut the list.
            try context.checkpointTime()
            let single = try await context.ask { () throws(SourceError) in
                try await context.source.issue(String(id))
            }
            if let single {
                try await compare(single, since: mark, &report)
            } else {
                report.compared += 1
                report.differences.append(
                    CellDifference(
                        issueID: id, issueKey: "", table: "issues", row: "id=\(id)", column: nil,
                        mirror: "held", source: nil))
            }
        }
    }

    private func compare(
        _ page: IssuePage, since mark: Instant, _ report: inout VerifyReport
    ) async throws(SyncFailure) {
        var page = page
        let all = page.batch.issues.count
        // Not those that the mirror holds as they are: what is dated in the future would never be compared.
        let late = page.batch.issues.filter { $0.updatedAt >= mark }.map(\.id)
        let held = try await context.writer.write { store throws(StoreError) in
            try store.updated(of: late)
        }
        page.batch.issues.removeAll { $0.updatedAt >= mark && held[$0.id] != $0.updatedAt }
        report.pending += all - page.batch.issues.count
        for rejected in page.rejected {
            report.unreadable.append("\(rejected.record): \(rejected.reason)")
        }
        for index in page.batch.issues.indices {
            let issue = page.batch.issues[index]
            guard let total = issue.worklogTotal, total > Int64(issue.worklogs.count) else { continue }
            let worklogs = try await context.ask { () throws(SourceError) in
                try await context.source.worklogs(issue: issue.id)
            }
            page.batch.completeWorklogs(of: index, with: worklogs)
        }
        let whole = page
        report.compared += whole.batch.issues.count
        report.differences += try await context.writer.write { store throws(StoreError) in
            try store.differences(whole)
        }
    }
}

/// What a verification found.
package struct VerifyReport: Sendable {
    /// Issues that were compared.
    package var compared = 0
    /// Issues left out, because Jira changed them after the last run.
    package var pending = 0
    package var differences: [CellDifference] = []
    /// Issues that Jira gave in a form that cannot be read, with the reason.
    package var unreadable: [String] = []
    package var expectedTotal: Int64?
    package var mirrorTotal: Int64?
    package var failure: SyncFailure?

    package init() {}

    package var issuesDiffering: Int { Set(differences.map(\.issueID)).count }
}
