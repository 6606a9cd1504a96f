/// One run: identity, reference data, fills, what changed, the rolling re-read, worklogs, the comparison of
/// both sides. Every commit leaves a mirror that the next run can go on from.
package struct SyncRun: Sendable {
    private var context: RunContext
    private var options: SyncOptions { context.options }

    package init(
        source: any RecordSource, store: any RecordStore, options: SyncOptions,
        now: @escaping @Sendable () -> Instant, progress: @escaping @Sendable (SyncProgress) -> Void
    ) {
        context = RunContext(
            source: source, writer: MirrorWriter(store), options: options, now: now, progress: progress,
            state: RunState(
                pageSize: options.pageSize),
            budget: Budget(limit: options.bytesInFlight))
    }

    /// Runs to the end or to the first failure; the report says which.
    package func run() async -> RunReport {
        var failure: SyncFailure?
        do {
            try await phases()
        } catch {
            failure = error
        }
        // The total is worth having after a failed run too; what stopped it stays the message.
        let total = try? await context.writer.write { store throws(StoreError) in
            try store.issueCount(project: nil)
        }
        var report = await context.state.report
        if report.cutIssues > 0 {
            report.warnings.append(
                "\(report.cutIssues) issues came with fewer comments or changes than Jira counts")
        }
        if report.mirrorTotal == nil { report.mirrorTotal = total }
        report.failure = failure
        return report
    }

    private func phases() async throws(SyncFailure) {
        let start = RunStart(context: context)
        let clocks = try await start.run()
        context.progress(.init(phase: .reference, done: 0, expected: nil))
        let redacted = try await PrivacyPhase(context: context).run()
        let found = try await ScopePhase(context: redacted).run()
        var scoped = self
        scoped.context = found.context
        let projects = try options.chosen(found.projects, among: found.visible)
        try await ReferencePhase(context: found.context).store(found.projects)
        try await scoped.phases(projects, visible: found.visible, start: start, clocks: clocks)
    }

    private func phases(
        _ projects: [ReferenceData.Project], visible: [ReferenceData.Project], start: RunStart,
        clocks: RunStart.Clocks
    ) async throws(SyncFailure) {
        let reference = ReferencePhase(context: context)
        let mark = try await start.mark(clocks)
        try await reference.daily(projects: projects)

        var changed: [Int64] = []
        var asked: LastAnswers?
        if options.includes(.issues) {
            (changed, asked) = try await issues(projects, since: mark, clocks: clocks, reference: reference)
        }
        var last = LastAnswers()
        if let asked { last = asked } else { last = try await askLast(projects, since: mark) }
        if let feeds = last.feeds { try await WorklogPhase(context: context).run(feeds) }
        if options.includes(.issues) {
            try await ReconcilePhase(context: context).run(projects, visible: visible, counted: last.count)
            // What the reconciliation fetched may have worklogs beyond those embedded.
            if context.readsWorklogs { try await WorklogCompletion(context: context).run() }
            try await ArchivedPhase(context: context).run()
            try await settle(reference: reference, projects: projects)
            if options.remoteLinkRequests > 0 {
                try await RemoteLinkPhase(context: context).run(changed: changed)
            }
        }
        try await context.writer.write { store throws(StoreError) in
            try store.buildMissingIndexes()
            try store.checkpointWAL()
        }
    }

    /// Gives the ids of issues that changed since the mark, and the last answers where they were asked for already.
    private func issues(
        _ projects: [ReferenceData.Project], since mark: IncrementalMark, clocks: RunStart.Clocks,
        reference: ReferencePhase
    ) async throws(SyncFailure) -> (changed: [Int64], last: LastAnswers?) {
        let began = context.now()
        // Where a run ended before it asked for the issues that had lost their key, nothing else tells.
        let keyless = try await context.writer.write { store throws(StoreError) in
            try store.issuesWithoutKey()
        }
        await context.state.note(evicted: keyless)
        try await QuarantinePhase(context: context).run()
        let (hasFilled, ahead) = try await fill(projects)
        let (didFill, didResume) = (await context.state.didFill, await context.state.didResume)
        // What an earlier run read of a fill may have changed since without a trace.
        let rereads = options.projects == nil && !(didFill && (options.full || !didResume))
        let ((changed, last), _) = try await context.both { () throws(SyncFailure) in
            let changed = try await IncrementalPhase(
                context: context, serverStart: clocks.server, localStart: clocks.local
            ).run(from: mark, projects: projects, movesMark: options.isWhole)
            let isRead = hasFilled && !rereads
            return (changed, isRead ? try await askLast(projects, since: mark) : nil)
        } _: { () throws(SyncFailure) in
            if hasFilled { try await finishFill(ahead) }
        }
        let reread = RereadPhase(context: context)
        if didFill, options.full, options.projects == nil {
            try await reread.everythingWasRead(since: began)
        }
        if rereads {
            if !didFill { try await NewFieldPhase(context: context).run(await context.state.takeNewFields()) }
            try await reread.run(projects)
        }
        try await settle(reference: reference, projects: projects)
        return (changed, last)
    }

    /// Walks what is not filled yet; workers without a walk read ahead in the feed of worklogs.
    private func fill(
        _ projects: [ReferenceData.Project]
    ) async throws(SyncFailure) -> (hasFilled: Bool, ahead: WorklogCompletion.FeedAhead?) {
        let workers = FreeWorkers()
        let fill = FillPhase(context: context, freeWorkers: workers)
        if options.full { try await fill.forget(projects: projects) }
        return try await context.both { () throws(SyncFailure) in
            defer { workers.end() }
            return try await fill.run(projects: projects)
        } _: { () throws(SyncFailure) in
            guard context.readsWorklogs else { return nil }
            return try await WorklogCompletion(context: context).readAhead(workers)
        }
    }

    // MARK: The end

    /// Answers to the questions at the end of a run, which do not need each other's.
    private struct LastAnswers: Sendable {
        /// Nil where the feeds are not read.
        var feeds: WorklogPhase.FirstPages?
        /// Nil where nothing is counted.
        var count: ReconcilePhase.Count?
    }

    private func askLast(
        _ projects: [ReferenceData.Project], since mark: IncrementalMark
    ) async throws(SyncFailure) -> LastAnswers {
        let (feeds, count) = try await context.both { () throws(SyncFailure) in
            context.readsWorklogs && options.projects == nil
                ? try await WorklogPhase(context: context).firstPages(start: mark.serverInstant) : nil
        } _: { () throws(SyncFailure) in
            options.includes(.issues)
                ? try await ReconcilePhase(context: context).count(projects)
                : nil
        }
        return LastAnswers(feeds: feeds, count: count)
    }

    /// Builds the indexes, one by one, while the feed of the worklogs that pages cut is read and stored.
    private func finishFill(_ ahead: WorklogCompletion.FeedAhead?) async throws(SyncFailure) {
        _ = try await context.both { () throws(SyncFailure) in
            if context.readsWorklogs { try await WorklogCompletion(context: context).run(ahead) }
        } _: { () throws(SyncFailure) in
            context.progress(.init(phase: .indexes, done: 0, expected: nil))
            while try await context.writer.write({ store throws(StoreError) in try store.buildMissingIndex() }
            ) {}
        }
    }

    /// Follows up what the pages raised: evicted holders of a key, ids that no list holds.
    private func settle(
        reference: ReferencePhase, projects: [ReferenceData.Project]
    ) async throws(SyncFailure) {
        // An evicted issue's fresh key may evict another one: a few rounds settle any chain of moves.
        for _ in 0..<5 {
            let evicted = await context.state.takeEvicted()
            if evicted.isEmpty { break }
            let gone = try await PageWriter(context: context).refresh(evicted)
            try await Settlement(context: context).deleteUnshown(gone)
        }
        let unknown = await context.state.takeUnknownReferences()
        try await reference.resolve(unknown, projects: projects)
    }
}
