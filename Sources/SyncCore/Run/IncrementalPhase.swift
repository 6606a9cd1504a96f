/// What changed since the mark: `updated >= -Nm ORDER BY updated, key`, always from offset 0, the bound
/// moving up with what was read.
struct IncrementalPhase: Sendable {
    let context: RunContext
    let serverStart: Instant
    let localStart: Instant

    /// - Parameters:
    ///   - mark: where the last run stood.
    ///   - projects: those that are walked where one minute holds more issues than a page.
    ///   - movesMark: false for runs over a selection, which leave the global mark alone.
    /// - Returns: ids of the issues that were updated after the mark, as far as pages by `updated` told.
    func run(
        from mark: IncrementalMark, projects: [ReferenceData.Project], movesMark: Bool
    ) async throws(SyncFailure) -> [Int64] {
        var window = UpdatedWindow(
            serverStart: serverStart, localStart: localStart, mark: mark.serverInstant,
            markLocal: mark.localInstant, overlapSeconds: context.options.overlapSeconds)
        if context.options.projects != nil {
            try await walkEach(projects, window: window)
            return []
        }
        let reader = PageReader(context: context)
        let writer = PageWriter(context: context)
        var seen: Set<PageReader.IssueVersion> = []
        var done = 0
        var changed: Set<Int64> = []
        var mayList = true
        while true {
            let current = window
            let fetched = try await reader.fetch {
                .updatedWithin(minutes: current.minutes(at: context.now()))
            }
            let fresh = fetched.versions.filter { seen.insert($0).inserted }
            if let reach = reach(of: fetched) { window.advance(past: reach) }
            let hasMoved = window.bound > current.bound
            let reached = movesMark && window.bound > mark.serverInstant ? standing(at: window.bound) : nil
            try await writer.store(fetched.pages, checkpoints: reached.map { [change($0)] } ?? [])
            done += fresh.count
            changed.formUnion(fresh.lazy.filter { $0.updatedAt > mark.serverInstant }.map(\.id))
            context.progress(.init(phase: .incremental, done: done, expected: nil))
            if fetched.count < fetched.pageSize { break }
            if !hasMoved, mayList {
                // The youngest come again with every page, and most of them are held already.
                mayList = false
                if let found = try await fetchDiffering(in: window, since: mark) {
                    changed.formUnion(found)
                    break
                }
            }
            if fresh.isEmpty {
                // One minute holds more issues than a page: by key, project after project, none is missed.
                try await walkEach(projects, window: window)
                break
            }
        }
        if movesMark {
            let end = change(IncrementalMark(server: serverStart, local: localStart))
            try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([end]) }
        }
        return changed.sorted()
    }

    /// Lists what is in the window without its contents and fetches what the mirror holds with another `updated`
    /// or not at all; gives the ids of those that were updated after the mark. Nil where one list does not hold it.
    private func fetchDiffering(
        in window: UpdatedWindow, since mark: IncrementalMark
    ) async throws(SyncFailure) -> [Int64]? {
        try context.checkpointTime()
        let list = try await context.ask { () throws(SourceError) in
            try await context.source.issues(
                .updatedWithin(minutes: window.minutes(at: context.now())),
                limit: context.options.largestPageSize, content: .census)
        }
        guard list.rejected.isEmpty, list.batch.issues.count < Int(list.maxResults) else { return nil }
        let ids = list.batch.issues.map(\.id)
        let held = try await context.writer.write { store throws(StoreError) in try store.updated(of: ids) }
        let differing = list.batch.issues.filter { held[$0.id] != $0.updatedAt }
        // Those that vanish meanwhile, the comparison of both sides finds.
        try await Settlement(context: context).fetch(differing.map(\.id))
        context.progress(.init(phase: .incremental, done: ids.count, expected: ids.count))
        return differing.filter { $0.updatedAt > mark.serverInstant }.map(\.id)
    }

    /// Up to where the page has surely shown everything. The index decides which issues come and in which
    /// order, but an issue may have been changed since it was indexed and then shows a later `updated` than
    /// its place stands for: only what no index can still lag behind counts.
    private func reach(of page: PageReader.Fetched) -> Instant? {
        let settled = serverStart + -context.options.overlapSeconds
        return page.versions.lazy.map(\.updatedAt).filter { $0 <= settled }.max()
    }

    private func walkEach(_ projects: [ReferenceData.Project], window: UpdatedWindow)
        async throws(SyncFailure)
    {
        for project in projects where !project.archived {
            try await ProjectWalk(context: context, window: window).run(
                KeysetWalk(project: project.id, last: nil, endNumber: nil)
            ) { _, _ in [] }
        }
    }

    /// The mark that stands for this instant of the server's clock, in both clocks.
    private func standing(at server: Instant) -> IncrementalMark {
        IncrementalMark(server: server, local: localStart + -(serverStart - server))
    }

    private func change(_ mark: IncrementalMark) -> CheckpointChange {
        CheckpointChange(stream: IncrementalMark.stream, scope: IncrementalMark.scope, encoding: mark)
    }
}
