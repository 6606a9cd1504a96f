/// One run: identity, reference data, fills, what changed, worklogs, the comparison of counts, and the
/// reconciliation where they differ. Every commit leaves a mirror that the next run can go on from.
package struct SyncRun: Sendable {
    private let source: any RecordSource
    private let store: any RecordStore
    private let options: SyncOptions
    private let now: @Sendable () -> Instant
    private let progress: @Sendable (SyncProgress) -> Void

    package init(
        source: any RecordSource, store: any RecordStore, options: SyncOptions,
        now: @escaping @Sendable () -> Instant, progress: @escaping @Sendable (SyncProgress) -> Void
    ) {
        self.source = source
        self.store = store
        self.options = options
        self.now = now
        self.progress = progress
    }

    /// Runs to the end or to the first failure; the report says which.
    package func run() async -> RunReport {
        let context = RunContext(
            source: source, writer: MirrorWriter(store), options: options, now: now, progress: progress,
            state: RunState(
                pageSize: PageSize(first: options.firstPageSize, largest: options.largestPageSize)))
        var failure: SyncFailure?
        do {
            try await phases(context)
        } catch {
            failure = error
        }
        // Indexes and totals are worth having after a failed run too; what stopped it stays the message.
        let total = try? await context.writer.write { store throws(StoreError) in
            try store.issueCount(project: nil)
        }
        var report = await context.state.report
        if report.mirrorTotal == nil { report.mirrorTotal = total }
        report.failure = failure
        return report
    }

    private func phases(_ context: RunContext) async throws(SyncFailure) {
        let (serverStart, localStart) = try await begin(context)
        let reference = ReferencePhase(context: context)
        var projects = try await reference.projects()
        if let wanted = options.projects {
            let unknown = wanted.filter { key in !projects.contains { $0.key == key } }
            guard unknown.isEmpty else { throw .unknownProjects(unknown) }
            projects = projects.filter { wanted.contains($0.key) }
        }
        let mark = try await loadMark(context, serverStart: serverStart, localStart: localStart)
        try await reference.daily(projects: projects, force: options.full)

        if options.includes(.issues) {
            try await retryQuarantine(context)
            let fill = FillPhase(context: context)
            if options.full { try await fill.forget(projects: projects) }
            try await fill.run(projects: projects)
            try await IncrementalPhase(
                context: context, serverStart: serverStart, localStart: localStart
            ).run(from: mark, projects: projects, movesMark: options.isWhole)
            try await settle(context, reference: reference, projects: projects)
        }
        if options.includes(.worklogs), options.projects == nil {
            try await WorklogPhase(context: context).run(start: mark.serverInstant)
        }
        if options.includes(.issues) { try await compare(context, projects: projects) }
        try await context.writer.write { store throws(StoreError) in
            try store.buildMissingIndexes()
            try store.checkpointWAL()
        }
    }

    /// Identity and the server's clock, both from the first answer.
    private func begin(_ context: RunContext) async throws(SyncFailure) -> (Instant, Instant) {
        context.progress(.init(phase: .identity, done: 0, expected: nil))
        try context.checkpointTime()
        let localStart = now()
        let identity = try await context.ask { () throws(SourceError) in try await source.identity() }
        var clock = identity.serverDate
        if clock == nil {
            clock = try await context.ask { () throws(SourceError) in
                try await source.serverInfo()
            }.serverTime
        }
        guard let serverStart = clock else {
            throw .source(
                .unexpectedAnswer("the answer has no Date header, so the server's clock is unknown"))
        }
        await context.state.update {
            $0.serverStart = serverStart
            $0.identity = identity
        }
        var site = SiteRecord()
        site.accountKey = identity.key
        site.accountName = identity.name
        site.accountTimeZone = identity.timeZone
        site.reportTimeZone = options.reportTimeZone
        if site.reportTimeZone == nil, let zone = identity.timeZone {
            if ReportZone(identifier: zone) != nil {
                site.reportTimeZone = zone
            } else {
                await context.state.update {
                    $0.warnings.append(
                        "this system does not know the account's time zone \(zone): days are counted in UTC; "
                            + "set report.time_zone")
                }
            }
        }
        let record = site
        try await context.writer.write { store throws(StoreError) in
            let former = try store.site()?.reportTimeZone
            try store.updateSite(record)
            if former != record.reportTimeZone { try store.refreshDerived() }
        }
        return (serverStart, localStart)
    }

    /// The mark of the last whole run; a new mirror gets one before its first page, so that what changes
    /// during the fill is read by the first incremental pass.
    private func loadMark(
        _ context: RunContext, serverStart: Instant, localStart: Instant
    ) async throws(SyncFailure) -> IncrementalMark {
        let stored = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: IncrementalMark.stream)[IncrementalMark.scope]
        }
        if let stored, let mark = CheckpointCoding.decode(IncrementalMark.self, from: stored) { return mark }
        let mark = IncrementalMark(server: serverStart, local: localStart)
        let change = CheckpointChange(
            stream: IncrementalMark.stream, scope: IncrementalMark.scope, encoding: mark)
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
        return mark
    }

    /// Records that could not be read last time get another try, a few each run.
    private func retryQuarantine(_ context: RunContext) async throws(SyncFailure) {
        let records = try await context.writer.write { store throws(StoreError) in
            try store.quarantined(stream: PageWriter.quarantineStream)
        }
        let writer = PageWriter(context: context)
        for record in records.prefix(20) {
            try context.checkpointTime()
            let page: IssuePage?
            do {
                page = try await source.issue(record)
            } catch {
                switch error {
                case .pageTooHeavy, .undecodable: continue
                case .cancelled: throw .interrupted("stopped by a signal")
                default: throw .source(error)
                }
            }
            if let page, !page.rejected.isEmpty { continue }
            if let page { try await writer.store([page]) }
            try await context.writer.write { store throws(StoreError) in
                try store.releaseQuarantine([record], stream: PageWriter.quarantineStream)
            }
        }
    }

    /// Follows up what the pages raised: evicted holders of a key, ids that no list holds.
    private func settle(
        _ context: RunContext, reference: ReferencePhase, projects: [ReferenceData.Project]
    ) async throws(SyncFailure) {
        // An evicted issue's fresh key may evict another one: a few rounds settle any chain of moves.
        for _ in 0..<5 {
            let evicted = await context.state.takeEvicted()
            if evicted.isEmpty { break }
            let gone = try await PageWriter(context: context).refresh(evicted)
            guard !gone.isEmpty else { continue }
            let at = now()
            try await context.writer.write { store throws(StoreError) in
                try store.deleteIssues(gone, reason: .gone, at: at)
            }
            let count = gone.count
            await context.state.update { $0.deleted += count }
        }
        let unknown = await context.state.takeUnknownReferences()
        try await reference.resolve(unknown, projects: projects)
    }

    /// Counts both sides; a difference that a second look does not settle is reconciled.
    private func compare(_ context: RunContext, projects: [ReferenceData.Project]) async throws(SyncFailure) {
        let reconcile = ReconcilePhase(context: context)
        let ids = options.projects == nil ? nil : projects.map(\.id)
        var isDue = options.reconcile || options.full
        if !isDue { isDue = try await reconcile.isDue() }
        var (expected, held) = try await counts(context, reconcile, ids)
        if expected != held || isDue {
            try await reconcile.run(projects: projects)
            try await settle(context, reference: ReferencePhase(context: context), projects: projects)
            (expected, held) = try await counts(context, reconcile, ids)
        } else if try await isFirstCensus(context) {
            try await reconcile.markTaken()
        }
        let totals = (expected, held)
        await context.state.update {
            $0.expectedTotal = totals.0
            $0.mirrorTotal = totals.1
        }
    }

    private func counts(
        _ context: RunContext, _ reconcile: ReconcilePhase, _ projects: [Int64]?
    ) async throws(SyncFailure) -> (Int64, Int64) {
        let expected = try await reconcile.expectedTotal(projects)
        let held = try await context.writer.write { store throws(StoreError) in
            guard let projects else { return try store.issueCount(project: nil) }
            var sum: Int64 = 0
            for id in projects { sum += try store.issueCount(project: id) }
            return sum
        }
        return (expected, held)
    }

    private func isFirstCensus(_ context: RunContext) async throws(SyncFailure) -> Bool {
        try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: ReconcilePhase.stream).isEmpty
        }
    }
}
