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
        if options.includes(.issues) {
            changed = try await issues(projects, since: mark, clocks: clocks, reference: reference)
        }
        if context.readsWorklogs, options.projects == nil {
            try await WorklogPhase(context: context).run(start: mark.serverInstant)
        }
        if options.includes(.issues) {
            try await ReconcilePhase(context: context).run(projects, visible: visible)
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

    /// Gives the ids of issues that changed since the mark.
    private func issues(
        _ projects: [ReferenceData.Project], since mark: IncrementalMark, clocks: RunStart.Clocks,
        reference: ReferencePhase
    ) async throws(SyncFailure) -> [Int64] {
        let began = context.now()
        // Where a run ended before it asked for the issues that had lost their key, nothing else tells.
        let keyless = try await context.writer.write { store throws(StoreError) in
            try store.issuesWithoutKey()
        }
        await context.state.note(evicted: keyless)
        try await QuarantinePhase(context: context).run()
        let (hasFilled, ahead) = try await fill(projects)
        let (changed, _) = try await context.both { () throws(SyncFailure) in
            try await IncrementalPhase(
                context: context, serverStart: clocks.server, localStart: clocks.local
            ).run(from: mark, projects: projects, movesMark: options.isWhole)
        } _: { () throws(SyncFailure) in
            if hasFilled { try await finishFill(ahead) }
        }
        let didFill = await context.state.didFill
        let reread = RereadPhase(context: context)
        if options.projects == nil {
            if didFill, options.full {
                try await reread.everythingWasRead(since: began)
            } else if !didFill {
                try await NewFieldPhase(context: context).run(await context.state.takeNewFields())
                try await reread.run(projects)
            } else if await context.state.didResume {
                // What an earlier run read may have changed since without a trace.
                try await reread.run(projects)
            }
        }
        try await settle(reference: reference, projects: projects)
        return changed
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
