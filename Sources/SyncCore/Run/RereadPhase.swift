import Synchronization

/// The rolling re-read: a few pages a run through all projects by key, round and round. It finds what
/// changes without moving `updated` (votes, watches, ranks), and fills what a migration or a newly used
/// field left empty.
struct RereadPhase: Sendable {
    let context: RunContext

    static let stream = "reread"

    /// Where the round stands: the state of checkpoint (`reread`, ``).
    struct Round: Codable, Equatable, Sendable {
        /// The project that is walked; nil before the first one.
        var project: Int64?
        /// The issue that the next page begins with; nil is the project's start.
        var last: IssuePointer?
        /// Local clock, milliseconds.
        var cycleStarted: Int64
        var lastCycleSeconds: Double?
        /// Issues read in this round, and those there are.
        var done: Int
        var expected: Int

        /// Goes on with the project of the next id.
        mutating func leave(_ id: Int64) {
            project = id < .max ? id + 1 : id
            last = nil
        }
    }

    /// Goes on with the round by at most as many pages as the run has for it.
    func run(_ projects: [ReferenceData.Project]) async throws(SyncFailure) {
        let walked = projects.filter { !$0.archived }
        let waiting = try await pendingBackfills()
        var round = try await load()
        if waiting.contains(where: { $0.requestedAt.milliseconds >= round.cycleStarted }) {
            round = Round(
                cycleStarted: context.now().milliseconds, lastCycleSeconds: round.lastCycleSeconds, done: 0,
                expected: 0)
        }
        round.expected = Int(
            try await context.writer.write { store throws(StoreError) in
                try store.issueCount(project: nil)
            })
        // A round that began before this run is ended; pages that are left go on with the next one, up to
        // where everything was read once.
        var isLast = round.project == nil
        var pages = waiting.isEmpty ? context.options.rereadPages : context.options.backfillPages
        while pages > 0, !walked.isEmpty {
            guard let project = walked.first(where: { $0.id >= round.project ?? 0 }) else {
                try await finish(&round)
                if isLast { break }
                isLast = true
                continue
            }
            if project.id != round.project {
                round.project = project.id
                round.last = nil
            }
            let counter = RereadCounter(round)
            let outcome = try await ProjectWalk(
                context: context, pageLimit: pages,
                largestPage: waiting.isEmpty ? context.options.rereadPageSize : nil
            ).run(KeysetWalk(project: project.id, last: round.last, endNumber: nil)) { last, finished in
                [counter.advanced(to: last, finished: finished)]
            } onPage: { count, _ in
                counter.add(count)
            }
            pages -= outcome.pages
            if pages > 0, counter.round == round {
                // Jira refuses to search the project: it must not hold up the others.
                round.leave(project.id)
            } else {
                round = counter.round
            }
        }
        if !walked.contains(where: { $0.id >= round.project ?? 0 }) { try await finish(&round) }
        try await save(round)
        for backfill in try await pendingBackfills() {
            let remaining = Int64(max(0, round.expected - round.done))
            try await context.writer.write { store throws(StoreError) in
                try store.updateBackfill(backfill.name, remaining: remaining, done: false)
            }
        }
    }

    /// Every issue was just read: a round has ended, and with it every backfill asked for before `start`.
    func everythingWasRead(since start: Instant) async throws(SyncFailure) {
        var round = Round(
            cycleStarted: start.milliseconds, lastCycleSeconds: try await load().lastCycleSeconds, done: 0,
            expected: 0)
        try await finish(&round)
        try await save(round)
    }

    private func finish(_ round: inout Round) async throws(SyncFailure) {
        let started = round.cycleStarted
        for backfill in try await pendingBackfills() where backfill.requestedAt.milliseconds <= started {
            try await context.writer.write { store throws(StoreError) in
                try store.updateBackfill(backfill.name, remaining: 0, done: true)
            }
        }
        let now = context.now()
        round = Round(
            cycleStarted: now.milliseconds,
            lastCycleSeconds: max(0, now - Instant(milliseconds: started)), done: 0, expected: round.expected)
    }

    private func pendingBackfills() async throws(SyncFailure) -> [Backfill] {
        try await context.writer.write { store throws(StoreError) in
            try store.backfills().filter { !$0.done }
        }
    }

    private func load() async throws(SyncFailure) -> Round {
        let states = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
        return states[""].flatMap { CheckpointCoding.decode(Round.self, from: $0) }
            ?? Round(cycleStarted: context.now().milliseconds, done: 0, expected: 0)
    }

    private func save(_ round: Round) async throws(SyncFailure) {
        let change = CheckpointChange(stream: Self.stream, scope: "", encoding: round)
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
    }
}

/// The round while its pages are committed. One walk at a time uses it.
private final class RereadCounter: Sendable {
    private let state: Mutex<RereadPhase.Round>

    init(_ round: RereadPhase.Round) { state = Mutex(round) }

    var round: RereadPhase.Round { state.withLock { $0 } }

    func add(_ count: Int) { state.withLock { $0.done += count } }

    /// The checkpoint of a page; a finished project hands on to the next id.
    func advanced(to last: IssuePointer?, finished: Bool) -> CheckpointChange {
        state.withLock { round in
            if finished { round.leave(round.project ?? 0) } else { round.last = last }
            return CheckpointChange(stream: RereadPhase.stream, scope: "", encoding: round)
        }
    }
}
