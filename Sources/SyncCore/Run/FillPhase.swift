/// The first fill, and `--full`: every project walked by key, several walks side by side, each page
/// committed with the place it reached.
struct FillPhase: Sendable {
    let context: RunContext
    /// Told of workers that the last walks leave without work.
    let freeWorkers: FreeWorkers

    /// Walks those of these projects whose fill is not complete; gives whether there were any. Indexes are missing then.
    func run(projects: [ReferenceData.Project]) async throws(SyncFailure) -> Bool {
        let states = try await loadStates()
        // No search shows the issues of an archived project; they are walked when it is restored.
        let pending = projects.filter {
            !$0.archived && decodeProject(states[FillState.scope($0.id)])?.completed != true
        }
        guard !pending.isEmpty else { return false }
        if pending.count == projects.count(where: { !$0.archived }) {
            let isResumed = pending.contains { decodeProject(states[FillState.scope($0.id)]) != nil }
            await context.state.noteFill(resumed: isResumed)
        }
        await context.state.permitPages(of: context.options.fillPageBytes)
        try await context.writer.write { store throws(StoreError) in try store.prepareBulkLoad() }

        var units: [Unit] = []
        for project in pending { units += try await plan(project, states: states) }
        let planned = units
        // What each project is of the whole tells how many parts it is walked in.
        let counter = FillCounter(progress: context.progress)
        let total = pending.count > 1 ? beginCounting(pending, for: counter) : nil
        try await walk(planned, siteTotal: total, counter: counter)
        let reached = try await loadStates()
        for project in pending { try await complete(project.id, reached) }
        return true
    }

    /// Forgets how far the fills have come: `--full` walks everything again.
    func forget(projects: [ReferenceData.Project]) async throws(SyncFailure) {
        let states = try await loadStates()
        let prefixes = Set(projects.map { FillState.scope($0.id) })
        let changes = states.keys.filter { prefixes.contains(String($0.prefix { $0 != ":" })) }
            .map { CheckpointChange(stream: FillState.stream, scope: $0, state: nil) }
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints(changes) }
    }

    /// A walk, and where it stands.
    private struct Unit: Sendable {
        var project: Int64
        var segment: Int
        var state: FillState.Segment
        /// Whether its first page decides if the rest is walked in parts.
        var mayBeSplit: Bool
        /// Issues that are still to be read, as far as a page has told.
        var left: Int64?
    }

    // MARK: Planning

    private typealias SiteTotal = Task<Result<Int64?, SyncFailure>, Never>

    /// Asks for the count while the first pages are read, which wait for it only where they may be split.
    private func beginCounting(_ projects: [ReferenceData.Project], for counter: FillCounter) -> SiteTotal {
        Task {
            let total = await context.outcome { () throws(SyncFailure) in try await count(projects) }
            if case .success(let count?) = total { await counter.expect(count) }
            return total
        }
    }

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

    /// The segments of a project that are still to be walked: one where it was not begun.
    private func plan(
        _ project: ReferenceData.Project, states: [String: String]
    ) async throws(SyncFailure) -> [Unit] {
        let begun = decodeProject(states[FillState.scope(project.id)])
        let count = begun?.segments ?? 1
        let units = (0..<count).map { index in
            let scope = FillState.scope(project.id, segment: index)
            return Unit(
                project: project.id, segment: index,
                state: states[scope].flatMap { CheckpointCoding.decode(FillState.Segment.self, from: $0) }
                    ?? FillState.Segment(last: nil, endNumber: nil, finished: false),
                mayBeSplit: count == 1)
        }
        if begun == nil { try await save(units, of: project.id) }
        return units.filter { !$0.state.finished }
    }

    /// All segments of a project in one commit.
    private func save(_ units: [Unit], of project: Int64) async throws(SyncFailure) {
        let changes =
            [
                CheckpointChange(
                    stream: FillState.stream, scope: FillState.scope(project),
                    encoding: FillState.Project(completed: false, segments: units.count))
            ]
            + units.map { unit in
                CheckpointChange(
                    stream: FillState.stream, scope: FillState.scope(project, segment: unit.segment),
                    encoding: unit.state)
            }
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints(changes) }
    }

    // MARK: Walking

    private func walk(
        _ units: [Unit], siteTotal: SiteTotal?, counter: FillCounter
    ) async throws(SyncFailure) {
        var failure: SyncFailure?
        // No unit where the count has come: nobody else would end the walks where it cannot be had, nor the count, for which
        // walks wait that do not hear of their own end, where a walk fails.
        await withTaskGroup(of: (Unit?, Result<[Unit], SyncFailure>).self) { group in
            if let siteTotal {
                group.addTask {
                    let total = await withTaskCancellationHandler {
                        await siteTotal.value
                    } onCancel: {
                        siteTotal.cancel()
                    }
                    return (nil, total.map { _ in [] })
                }
            }
            var waiting = units
            var running = 0
            var undecided = units.count(where: \.mayBeSplit)
            while true {
                while running < context.options.workers, failure == nil, let unit = Self.next(of: &waiting) {
                    running += 1
                    group.addTask {
                        let result = await context.outcome { () throws(SyncFailure) in
                            try await go(unit, siteTotal: siteTotal, counter: counter)
                        }
                        return (unit, result)
                    }
                }
                guard let (unit, result) = await group.next() else { break }
                if let unit {
                    running -= 1
                    if unit.mayBeSplit { undecided -= 1 }
                }
                switch result {
                case .success(let parts):
                    waiting += parts
                    // Of the walks as many as requests go at once keep the server at work.
                    if unit != nil, waiting.isEmpty, undecided == 0, running < context.options.concurrency {
                        freeWorkers.release()
                    }
                case .failure(let error):
                    guard failure == nil else { continue }
                    failure = error
                    group.cancelAll()
                }
            }
        }
        if let failure { throw failure }
    }

    /// Those whose size nobody knows yet, then the longest: the short ones fill the gaps at the end.
    private static func next(of waiting: inout [Unit]) -> Unit? {
        let longest = waiting.indices.max { waiting[$0].left ?? .max < waiting[$1].left ?? .max }
        return longest.map { waiting.remove(at: $0) }
    }

    /// Walks to the end; where the rest may be worth splitting, one page only. Gives what is left to be walked.
    private func go(
        _ unit: Unit, siteTotal: SiteTotal?, counter: FillCounter
    ) async throws(SyncFailure) -> [Unit] {
        let maySplit = unit.mayBeSplit && context.options.concurrency > 1
        let outcome = try await ProjectWalk(context: context, pageLimit: maySplit ? 1 : nil).run(
            KeysetWalk(project: unit.project, last: unit.state.last, endNumber: unit.state.endNumber)
        ) { last, finished in
            [
                CheckpointChange(
                    stream: FillState.stream, scope: FillState.scope(unit.project, segment: unit.segment),
                    encoding: FillState.Segment(
                        last: last, endNumber: unit.state.endNumber, finished: finished))
            ]
        } onPage: { count, total in
            await counter.add(count, of: siteTotal == nil ? total : nil)
        }
        guard maySplit, !outcome.isOver else { return [] }
        let total = try await siteTotal?.value.get() ?? outcome.left
        let starts = try await FillSplit(context: context).starts(
            project: unit.project, after: outcome, siteTotal: total)
        var parts: [Unit] = []
        var left = outcome.left
        for (index, start) in ([outcome.last] + starts.map(Optional.some)).enumerated() {
            let end = index < starts.count ? starts[index].number : nil
            // Of numbers few are missing.
            let share = min(left, end.map { $0 - (start?.number ?? 0) } ?? left)
            left -= share
            let state = FillState.Segment(last: start, endNumber: end, finished: false)
            parts.append(
                Unit(project: unit.project, segment: index, state: state, mayBeSplit: false, left: share))
        }
        if parts.count > 1 { try await save(parts, of: unit.project) }
        return parts
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
    private var expected: Int64?
    private let progress: @Sendable (SyncProgress) -> Void

    init(progress: @escaping @Sendable (SyncProgress) -> Void) { self.progress = progress }

    func expect(_ total: Int64) { expected = total }

    /// - Parameter total: what the first page of an only walk tells of all.
    func add(_ count: Int, of total: Int64?) {
        expected = expected ?? total
        done += count
        progress(.init(phase: .fill, done: done, expected: expected.map { max(Int($0), done) }))
    }
}
