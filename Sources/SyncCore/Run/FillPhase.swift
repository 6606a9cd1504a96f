/// The first fill, and `--full`: every project walked by key, several walks side by side, each page
/// committed with the place it reached.
struct FillPhase: Sendable {
    let context: RunContext

    /// Walks those of these projects whose fill is not complete.
    func run(projects: [ReferenceData.Project]) async throws(SyncFailure) {
        let states = try await loadStates()
        // No search shows the issues of an archived project; they are walked when it is restored.
        let pending = projects.filter {
            !$0.archived && decodeProject(states[FillState.scope($0.id)])?.completed != true
        }
        guard !pending.isEmpty else { return }
        if pending.count == projects.count(where: { !$0.archived }) {
            let isResumed = pending.contains { decodeProject(states[FillState.scope($0.id)]) != nil }
            await context.state.noteFill(resumed: isResumed)
        }
        await context.state.permitPages(of: context.options.fillPageBytes)
        try await context.writer.write { store throws(StoreError) in try store.prepareBulkLoad() }

        var units: [Unit] = []
        // Splitting only pays where there are fewer projects than walks to keep busy, and something to split.
        var maySplit = pending.count < context.options.fillConcurrency * 2
        var expected: Int64 = 0
        if maySplit, pending.count > 1, let total = try await count(pending) {
            maySplit = total > FillState.largestUnsplit
            if !maySplit { expected = total }
        }
        for project in pending {
            let (planned, total) = try await plan(project, maySplit: maySplit, states: states)
            units += planned
            expected += total
        }
        let counter = FillCounter(expected: expected, progress: context.progress)
        try await walk(units, counter: counter)
        let reached = try await loadStates()
        for project in pending { try await complete(project.id, reached) }
        context.progress(.init(phase: .indexes, done: 0, expected: nil))
        try await context.writer.write { store throws(StoreError) in try store.buildMissingIndexes() }
    }

    /// Forgets how far the fills have come: `--full` walks everything again.
    func forget(projects: [ReferenceData.Project]) async throws(SyncFailure) {
        let states = try await loadStates()
        let prefixes = Set(projects.map { FillState.scope($0.id) })
        let changes = states.keys.filter { prefixes.contains(String($0.prefix { $0 != ":" })) }
            .map { CheckpointChange(stream: FillState.stream, scope: $0, state: nil) }
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints(changes) }
    }

    struct Unit: Sendable {
        var project: Int64
        var segment: Int
        var state: FillState.Segment
    }

    // MARK: Planning

    /// Issues of all these projects; nil where one of them cannot be searched.
    private func count(_ projects: [ReferenceData.Project]) async throws(SyncFailure) -> Int64? {
        do {
            return try await context.ask { () throws(SourceError) in
                try await context.source.issues(
                    .all(projects: projects.map(\.id)), limit: 0, content: .census
                ).total
            }
        } catch {
            if case .source(.queryRefused) = error { return nil }
            throw error
        }
    }

    /// The segments of a project that are still to be walked, and the issues expected of it.
    private func plan(
        _ project: ReferenceData.Project, maySplit: Bool, states: [String: String]
    ) async throws(SyncFailure) -> ([Unit], Int64) {
        if let begun = decodeProject(states[FillState.scope(project.id)]) {
            let units = (0..<begun.segments).map { index in
                let scope = FillState.scope(project.id, segment: index)
                let state =
                    states[scope].flatMap { CheckpointCoding.decode(FillState.Segment.self, from: $0) }
                    ?? FillState.Segment(last: nil, endNumber: nil, finished: false)
                return Unit(project: project.id, segment: index, state: state)
            }
            return (units.filter { !$0.state.finished }, 0)
        }
        var segments = [FillState.Segment(last: nil, endNumber: nil, finished: false)]
        var total: Int64 = 0
        if maySplit {
            (segments, total) = try await split(project)
        }
        let count = segments.count
        let changes =
            [
                CheckpointChange(
                    stream: FillState.stream, scope: FillState.scope(project.id),
                    encoding: FillState.Project(completed: false, segments: count))
            ]
            + segments.enumerated().map { index, state in
                CheckpointChange(
                    stream: FillState.stream, scope: FillState.scope(project.id, segment: index),
                    encoding: state)
            }
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints(changes) }
        return (
            segments.enumerated().map { Unit(project: project.id, segment: $0.offset, state: $0.element) },
            total
        )
    }

    /// Cuts a large project at existing keys, found by creation day: one row each. Where its first issue
    /// cannot be read, or the project not searched, it is walked as a whole: the walk knows what to do.
    private func split(_ project: ReferenceData.Project) async throws(SyncFailure) -> (
        [FillState.Segment], Int64
    ) {
        let whole = [FillState.Segment(last: nil, endNumber: nil, finished: false)]
        let first: IssuePage
        do {
            first = try await context.ask { () throws(SourceError) in
                try await context.source.issues(
                    .projectWalk(project: project.id, from: nil, updatedWithinMinutes: nil), limit: 1,
                    content: .full)
            }
        } catch {
            if error.unreadable != nil { return (whole, 0) }
            if case .source(.queryRefused) = error { return (whole, 0) }
            throw error
        }
        let wanted = FillState.segmentCount(
            total: first.total, siteTotal: first.total, workers: context.options.fillConcurrency)
        guard wanted > 1, let created = first.batch.issues.first?.createdAt else {
            return (whole, first.total)
        }
        let now = await context.state.report.serverStart ?? context.now()
        var starts: [IssuePointer] = []
        for day in FillState.splitDays(from: created, to: now, segments: wanted) {
            try context.checkpointTime()
            let page = try await context.ask { () throws(SourceError) in
                try await context.source.issues(
                    .projectCreatedSince(project: project.id, day: day), limit: 1, content: .census)
            }
            guard let row = page.batch.issues.first, row.projectID == project.id else { continue }
            let pointer = IssuePointer(id: row.id, key: row.key.string)
            if pointer.number > (starts.last?.number ?? 1) { starts.append(pointer) }
        }
        var segments: [FillState.Segment] = []
        for (index, start) in ([nil] + starts.map(Optional.some)).enumerated() {
            segments.append(
                .init(
                    last: start, endNumber: index < starts.count ? starts[index].number : nil,
                    finished: false))
        }
        return (segments, first.total)
    }

    // MARK: Walking

    private func walk(_ units: [Unit], counter: FillCounter) async throws(SyncFailure) {
        var failure: SyncFailure?
        await withTaskGroup(of: SyncFailure?.self) { group in
            var waiting = units[...]
            var running = 0
            while true {
                while running < context.options.fillConcurrency, failure == nil,
                    let unit = waiting.popFirst()
                {
                    running += 1
                    group.addTask { await walkOne(unit, counter: counter) }
                }
                guard let result = await group.next() else { break }
                running -= 1
                if let result, failure == nil {
                    failure = result
                    group.cancelAll()
                }
            }
        }
        if let failure { throw failure }
    }

    private func walkOne(_ unit: Unit, counter: FillCounter) async -> SyncFailure? {
        let walk = KeysetWalk(
            project: unit.project, last: unit.state.last, endNumber: unit.state.endNumber)
        do {
            try await ProjectWalk(context: context).run(walk) { last, finished in
                [
                    CheckpointChange(
                        stream: FillState.stream,
                        scope: FillState.scope(unit.project, segment: unit.segment),
                        encoding: FillState.Segment(
                            last: last, endNumber: unit.state.endNumber, finished: finished))
                ]
            } onPage: { count, _ in
                await counter.add(count)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Only where every segment came to its end: Jira may have refused to search the project.
    private func complete(_ project: Int64, _ states: [String: String]) async throws(SyncFailure) {
        let segments = decodeProject(states[FillState.scope(project)])?.segments ?? 0
        let own = (0..<segments).map { FillState.scope(project, segment: $0) }
        let isFinished = own.allSatisfy { scope in
            states[scope].flatMap { CheckpointCoding.decode(FillState.Segment.self, from: $0) }?.finished
                == true
        }
        guard segments > 0, isFinished else { return }
        let changes =
            [
                CheckpointChange(
                    stream: FillState.stream, scope: FillState.scope(project),
                    encoding: FillState.Project(completed: true, segments: 0))
            ] + own.map { CheckpointChange(stream: FillState.stream, scope: $0, state: nil) }
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints(changes) }
    }

    private func loadStates() async throws(SyncFailure) -> [String: String] {
        try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: FillState.stream)
        }
    }

    private func decodeProject(_ text: String?) -> FillState.Project? {
        text.flatMap { CheckpointCoding.decode(FillState.Project.self, from: $0) }
    }
}

/// Adds up the pages of all walks for the progress bar.
actor FillCounter {
    private var done = 0
    private let expected: Int64
    private let progress: @Sendable (SyncProgress) -> Void

    init(expected: Int64, progress: @escaping @Sendable (SyncProgress) -> Void) {
        self.expected = expected
        self.progress = progress
    }

    func add(_ count: Int) {
        done += count
        progress(.init(phase: .fill, done: done, expected: expected > 0 ? max(Int(expected), done) : nil))
    }
}
