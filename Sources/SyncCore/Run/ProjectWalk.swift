/// Drives one ``KeysetWalk`` to its end: fetch, judge, store, go on; step back where the ground moved.
struct ProjectWalk: Sendable {
    let context: RunContext
    /// Only issues updated within this window, where the walk replaces an incremental page.
    var window: UpdatedWindow?
    /// Stop after so many pages; the last checkpoint tells where. Nil walks to the end.
    var pageLimit: Int?
    /// No page larger than this, whatever the server bears.
    var largestPage: Int?

    /// How far a walk has come.
    struct Outcome: Sendable {
        /// How many pages were asked for.
        var pages = 0
        /// Nothing is left, or Jira refuses to search the project.
        var isOver = false
        /// Where the next page begins, when that issue was created, and how many there are from it on, as the last page told.
        var last: IssuePointer?
        var lastCreatedAt: Instant?
        var left: Int64 = 0
    }

    /// - Parameters:
    ///   - checkpoint: the state to commit with each page.
    ///   - onPage: called before each commit with the number of issues of the page that are new to the walk.
    @discardableResult
    func run(
        _ start: KeysetWalk, checkpoint: @Sendable (IssuePointer?, Bool) -> [CheckpointChange],
        onPage: @Sendable (Int, Int64) async -> Void = { _, _ in }
    ) async throws(SyncFailure) -> Outcome {
        var walk = start
        var outcome = Outcome(last: start.last)
        let reader = PageReader(context: context)
        let writer = PageWriter(context: context)
        var disorder = 0
        var isStuck = false
        while outcome.pages < pageLimit ?? .max {
            outcome.pages += 1
            let current = walk
            let weight = await context.state.expectedPageBytes
            guard var share = await context.budget.takeUnlessCancelled(weight) else {
                throw .interrupted(context.reasonToStop)
            }
            defer { context.budget.give(back: share) }
            let fetched: PageReader.Fetched
            do {
                fetched =
                    isStuck
                    ? try await reader.takeApart(query(current))
                    : try await reader.fetch(atMost: largestPage ?? current.largestUsefulPage) {
                        query(current)
                    }
                isStuck = false
                context.budget.settle(&share, at: fetched.pages.reduce(0) { $0 + $1.bodyBytes })
            } catch {
                guard case .source(.queryRefused(let messages)) = error else { throw error }
                // Jira refuses a comparison with a key that no longer exists.
                guard let last = walk.last else {
                    await vanished(current.project, messages)
                    outcome.isOver = true
                    return outcome
                }
                walk.last = try await stepBack(from: last, project: walk.project)
                outcome.last = walk.last
                continue
            }
            let verdict = walk.judge(
                fetched.rows, count: fetched.count, pageSize: fetched.pageSize,
                unreadable: fetched.unreadable)
            switch verdict {
            case .advanced(let to, let finished):
                disorder = 0
                await onPage(max(0, fetched.count - (current.last == nil ? 0 : 1)), fetched.total)
                try await writer.store(fetched.pages, checkpoints: checkpoint(to, finished))
                walk.last = to
                outcome.last = to
                outcome.lastCreatedAt = fetched.pages.last?.batch.issues.last?.createdAt
                outcome.left = fetched.total - Int64(fetched.count) + 1
                outcome.isOver = finished
                if finished { return outcome }
            case .lastVanished:
                guard let last = walk.last else { return outcome }
                walk.last = try await stepBack(from: last, project: walk.project)
                outcome.last = walk.last
            case .stuck:
                // A full page of issues that cannot be read, or that left the project since they were
                // indexed: the light listing tells where the unreadable ones stand; the index catches up.
                try await writer.store(fetched.pages)
                disorder += 1
                isStuck = true
                guard disorder <= 5 else {
                    throw .source(.tryLater("Jira's index of project \(walk.project) lags too far behind"))
                }
            case .disordered:
                disorder += 1
                guard disorder <= 5 else {
                    throw .source(.unexpectedAnswer("project \(walk.project) is not answered in key order"))
                }
            }
        }
        return outcome
    }

    private func query(_ walk: KeysetWalk) -> IssueQuery {
        .projectWalk(
            project: walk.project, from: walk.last?.key,
            updatedWithinMinutes: window?.minutes(at: context.now()))
    }

    /// The nearest earlier issue of the project that still stands where the mirror has it; nil is the
    /// project's start. Tried at growing distance: one request each.
    private func stepBack(from last: IssuePointer, project: Int64) async throws(SyncFailure) -> IssuePointer?
    {
        var number = last.number
        var stride = 1
        while number > 1 {
            let below = number
            let wanted = stride
            let known = try await context.writer.write { store throws(StoreError) in
                try store.keysBelow(number: below, project: project, limit: wanted)
            }
            guard let candidate = known.last else { return nil }
            if try await stands(candidate, project: project) { return candidate }
            number = candidate.number
            stride *= 2
        }
        return nil
    }

    private func stands(_ candidate: IssuePointer, project: Int64) async throws(SyncFailure) -> Bool {
        try context.checkpointTime()
        do {
            let page = try await context.source.issues(
                .projectWalk(project: project, from: candidate.key, updatedWithinMinutes: nil), limit: 1,
                content: .census)
            return page.batch.issues.first?.id == candidate.id
        } catch {
            if case .queryRefused = error { return false }
            if case .cancelled = error { throw .interrupted("stopped by a signal") }
            throw .source(error)
        }
    }

    private func vanished(_ project: Int64, _ messages: [String]) async {
        let text = messages.joined(separator: " ")
        await context.state.update {
            $0.warnings.append("project \(project) could not be walked, the next run looks again: \(text)")
        }
    }
}
