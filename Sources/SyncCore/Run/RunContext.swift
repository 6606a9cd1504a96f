/// What all phases of one run share. Reads of the source run side by side; writes to the mirror go one
/// after the other through ``writer``.
struct RunContext: Sendable {
    /// Held to ``scope``.
    private(set) var source: any RecordSource
    let writer: MirrorWriter
    let options: SyncOptions
    /// The local clock.
    let now: @Sendable () -> Instant
    let progress: @Sendable (SyncProgress) -> Void
    let state: RunState
    /// Of the pages that are fetched and not stored yet.
    let budget: Budget
    /// The part of the site that is mirrored.
    private(set) var scope = MirrorScope.everything
    /// Jira without the bounds of ``scope``.
    private(set) var unscoped: any RecordSource
    /// Jira as it answers: for lists that name nobody.
    let raw: any RecordSource
    /// What every answer goes through.
    private(set) var redaction: Redaction

    init(
        source: any RecordSource, writer: MirrorWriter, options: SyncOptions,
        now: @escaping @Sendable () -> Instant, progress: @escaping @Sendable (SyncProgress) -> Void,
        state: RunState, budget: Budget
    ) {
        raw = source
        redaction = Redaction(people: options.privacy.people)
        unscoped =
            options.privacy.people == nil ? source : RedactingSource(base: source, redaction: redaction)
        self.source = unscoped
        self.writer = writer
        self.options = options
        self.now = now
        self.progress = progress
        self.state = state
        self.budget = budget
    }

    /// The same run, with every answer redacted.
    func redacted(by redaction: Redaction) -> RunContext {
        var context = self
        context.redaction = redaction
        let base = raw.leavingOut(fields: redaction.denied.ids)
        let isIdle = redaction.denied.isEmpty && redaction.people == nil
        context.unscoped = isIdle ? raw : RedactingSource(base: base, redaction: redaction)
        return context.narrowed(to: scope)
    }

    /// Whether worklogs are read at all.
    var readsWorklogs: Bool { options.includes(.worklogs) && !redaction.denied.contains(.worklog) }

    /// The same run, held to a part of the site.
    func narrowed(to scope: MirrorScope) -> RunContext {
        var context = self
        context.scope = scope
        context.source =
            scope.isEverything ? unscoped : ScopedSource(base: unscoped, scope: scope, now: now)
        return context
    }

    /// Ends the run in good order when it is time: between pages, never inside a commit.
    func checkpointTime() throws(SyncFailure) {
        if isTimeOver || Task.isCancelled { throw .interrupted(reasonToStop) }
    }

    private var isTimeOver: Bool { options.deadline.map { now() >= $0 } ?? false }

    var reasonToStop: String {
        isTimeOver ? "the time given by --max-duration is over" : "stopped by a signal"
    }

    func ask<Answer: Sendable>(
        _ request: () async throws(SourceError) -> Answer
    ) async throws(SyncFailure) -> Answer {
        do {
            return try await request()
        } catch {
            if case .cancelled = error { throw .interrupted(reasonToStop) }
            throw .source(error)
        }
    }

    /// Asks what can wait, because other questions are asked anyway. Where that fails it is told in its place, where all that
    /// comes before is done; that nothing can be asked any more is told at once.
    func askAhead<Answer: Sendable>(
        _ question: () async throws(SyncFailure) -> Answer
    ) async throws(SyncFailure) -> Result<Answer, SyncFailure> {
        do {
            return .success(try await question())
        } catch {
            guard case .source(let reason) = error, !reason.endsRun else { throw error }
            return .failure(error)
        }
    }

    /// Before an issue is taken for unreadable: throws where a light listing fails as well, for then the
    /// server is to blame and not the issue.
    func requireListing(of issue: Int64) async throws(SyncFailure) {
        _ = try await ask { () throws(SourceError) in
            try await source.issues(.ids([issue]), limit: 1, content: .census)
        }
    }

    /// Something happened that counts do not show: ids and `updated` of all issues are to be compared, by
    /// this run or, where it does not get that far, by a later one, which would not see it any more.
    func demandCensus() async throws(SyncFailure) {
        try await writer.write { store throws(StoreError) in
            try store.saveCheckpoints([ReconcilePhase.demand])
        }
    }
}

/// Serializes the writes of a run, first come, first served: who writes again and again leaves the others their turn.
/// Waiting tasks are suspended instead of holding a thread each.
///
/// No actor: compiled for speed, a task that calls one in a loop does not leave it in between, and all others wait.
final class MirrorWriter: Sendable {
    private let store: any RecordStore
    private let turn = Budget(limit: 1)

    init(_ store: any RecordStore) { self.store = store }

    func write<Result: Sendable>(
        _ body: @Sendable (any RecordStore) throws(StoreError) -> Result
    ) async throws(SyncFailure) -> Result {
        let share = await turn.take(1)
        defer { turn.give(back: share) }
        do {
            return try body(store)
        } catch {
            throw .store(error)
        }
    }
}

/// What a run learns on its way.
actor RunState {
    private(set) var report = RunReport()
    private(set) var pageSize: PageSize
    /// JSON after decompression. Until the first page has come it is taken for a busy site's.
    private var bytesPerIssue = 24_000.0
    private(set) var unknownReferences: Set<ReferenceKind> = []
    private(set) var evicted: Set<Int64> = []
    /// Custom fields that got their column in this run.
    private var newFields: Set<String> = []
    /// Numbers of custom fields that the mirror knows.
    private var knownFields: Set<Int64> = []
    private var hasReadFieldList = false
    /// Whether every issue was read in walks of all projects, in this run or the ones that it resumes.
    private(set) var didFill = false
    /// Whether a part of those walks was an earlier run's.
    private(set) var didResume = false

    init(pageSize: PageSize) { self.pageSize = pageSize }

    func update(_ change: @Sendable (inout RunReport) -> Void) { change(&report) }

    func note(_ outcome: ApplyOutcome, read: Int) {
        report.issuesRead += read
        report.inserted += outcome.inserted
        report.updated += outcome.updated
        report.unchanged += outcome.unchanged
        unknownReferences.formUnion(outcome.unknownReferences)
        evicted.formUnion(outcome.evicted)
        newFields.formUnion(outcome.newFields)
    }

    func noteFill(resumed: Bool) {
        didFill = true
        didResume = resumed
    }

    /// Those of these custom fields that this run has not seen yet.
    func unseenFields(_ numbers: Set<Int64>) -> [Int64] { numbers.subtracting(knownFields).sorted() }

    func sawFields(_ numbers: [Int64]) { knownFields.formUnion(numbers) }

    /// True once a run: the list of fields is read again for an unknown field.
    func mayReadFieldList() -> Bool {
        defer { hasReadFieldList = true }
        return !hasReadFieldList
    }

    func takeNewFields() -> [String] {
        defer { newFields = [] }
        return newFields.sorted()
    }

    func note(evicted ids: [Int64]) { evicted.formUnion(ids) }

    /// What the next page may weigh: as much an issue as the heaviest page so far.
    var expectedPageBytes: Int {
        min(pageSize.heavyBytes, Int(bytesPerIssue * Double(pageSize.current)))
    }

    func learn(asked: Int, page: IssuePage) {
        let count = page.batch.issues.count + page.rejected.count
        if count > 0 { bytesPerIssue = max(bytesPerIssue, Double(page.bodyBytes) / Double(count)) }
        pageSize.learn(
            asked: asked, granted: Int(page.maxResults), count: count, bytes: page.bodyBytes,
            seconds: page.receivedAt - page.requestedAt)
    }

    /// From now on pages may weigh this much.
    func permitPages(of bytes: Int) { pageSize.permit(bytes: bytes) }

    func halve(from failed: Int) { pageSize.halve(from: failed) }

    func takeUnknownReferences() -> Set<ReferenceKind> {
        defer { unknownReferences = [] }
        return unknownReferences
    }

    func takeEvicted() -> [Int64] {
        defer { evicted = [] }
        return evicted.sorted()
    }
}
