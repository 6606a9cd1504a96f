/// Fetches the worklogs that answers cut: they embed 20 at most. A few issues are asked one by one; after a
/// first fill, when there are many, the feed of all worklogs tells the ids that are missing, a thousand a
/// request.
struct WorklogCompletion: Sendable {
    let context: RunContext

    /// Up to this many issues are asked one by one.
    static let singleRequests = 50
    private static let scope = "completion"

    /// A part of the feed that is still to be read: the state of a checkpoint (`worklogs`, `completion:N`).
    struct Part: Codable, Sendable {
        var number: Int
        /// In the server's milliseconds.
        var since: Int64
        /// Where the next part begins; nil reads to the end.
        var end: Int64?

        /// Whether this page of it is its last.
        func ends(with page: WorklogFeedPage) -> Bool {
            page.isLast || page.until <= since || end.map { page.until >= $0 } ?? false
        }
    }

    /// - Parameter ahead: what was read of the feed before it was known that no walk brings more.
    func run(_ ahead: FeedAhead? = nil) async throws(SyncFailure) {
        var waiting = try await waiting()
        if waiting.count > Self.singleRequests {
            try await readFeed(ahead)
            waiting = try await settle()
        }
        _ = try await context.sideBySide(waiting) { issue throws(SyncFailure) in
            try await complete(issue.issueID)
        }
    }

    /// Issues whose worklogs are not held whole.
    func waiting() async throws(SyncFailure) -> [IncompleteWorklogs] {
        let waiting = try await context.writer.write { store throws(StoreError) in
            try store.incompleteWorklogs()
        }
        // Many at once are mostly issues whose worklogs are held already and that were changed otherwise: what
        // was logged or deleted since, the two feeds bring.
        return waiting.count > Self.singleRequests ? try await settle() : waiting
    }

    private func settle() async throws(SyncFailure) -> [IncompleteWorklogs] {
        try await context.writer.write { store throws(StoreError) in try store.settleWorklogs() }
    }

    private func complete(_ issue: Int64) async throws(SyncFailure) {
        try context.checkpointTime()
        let batch: IssueBatch
        do {
            batch = try await context.ask { () throws(SourceError) in
                try await context.source.worklogs(issue: issue)
            }
        } catch {
            // The issue vanished meanwhile: the counts will show it.
            if case .source(.notFound) = error { return }
            throw error
        }
        try await context.writer.write { store throws(StoreError) in
            try store.replaceWorklogs(issue: issue, with: batch)
        }
    }

    /// The feed of all worklogs, in parts of time that are read side by side, or what an interrupted run left of them.
    private func readFeed(_ ahead: FeedAhead?) async throws(SyncFailure) {
        context.progress(.init(phase: .worklogs, done: 0, expected: nil))
        var parts = try await storedParts()
        var first: WorklogFeedPage?
        if parts.isEmpty, let ahead {
            parts = ahead.parts
            try await save(parts.map { ($0, isDone: false) })
            _ = try await context.sideBySide(ahead.pages.flatMap(\.self)) { page throws(SyncFailure) in
                try await fetchMissing(of: page.ids)
            }
            let reached = ahead.reached
            try await save(reached)
            parts = reached.filter { !$0.isDone }.map(\.part)
        } else if parts.isEmpty {
            let page = try await page(since: 0)
            parts = try await self.parts(after: page)
            try await save(parts.map { ($0, isDone: false) })
            first = page
        }
        let beginning = first
        _ = try await context.sideBySide(parts) { part throws(SyncFailure) in
            try await read(part, first: part.number == 0 ? beginning : nil)
        }
    }

    /// What an interrupted run left of the feed.
    func storedParts() async throws(SyncFailure) -> [Part] {
        try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: WorklogPhase.stream)
        }
        .filter { $0.key.hasPrefix(Self.scope) }
        .compactMap { CheckpointCoding.decode(Part.self, from: $0.value) }
    }

    /// How many parts a feed of so many pages is read in, so that all workers have a share: none shorter than a few pages,
    /// because each part but the last ends on a page that the next one has too.
    static func partCount(pages: Int64, workers: Int) -> Int64 {
        max(1, min((pages + 3) / 4, Int64(workers)))
    }

    /// The parts of the feed whose first page, which tells when worklogs begin, is this one. It is the first part's.
    func parts(after page: WorklogFeedPage) async throws(SyncFailure) -> [Part] {
        guard !page.isLast, page.until > 0 else { return [Part(number: 0, since: 0, end: nil)] }
        let now = await context.state.report.serverStart ?? context.now()
        let rest = max(0, now.milliseconds - page.until)
        let worklogs = try await context.writer.write { store throws(StoreError) in
            try store.expectedWorklogs()
        }
        let count = Self.partCount(pages: worklogs / 1000 + 1, workers: context.options.workers)
        let step = max(1, rest / count)
        return (0..<count).map { number in
            // One millisecond again: nobody documents whether the feed begins with the moment it is asked for.
            Part(
                number: Int(number), since: number == 0 ? 0 : page.until + number * step - 1,
                end: number == count - 1 ? nil : page.until + (number + 1) * step)
        }
    }

    /// Reads a page while what is missing of the one before is fetched.
    ///
    /// - Parameter first: the part's first page, where it was read already.
    private func read(_ part: Part, first: WorklogFeedPage?) async throws(SyncFailure) {
        var part = part
        var following = first
        if following == nil { following = try await page(since: part.since) }
        while let page = following {
            let isOver = part.ends(with: page)
            (following, _) = try await context.both { () throws(SyncFailure) in
                isOver ? nil : try await self.page(since: page.until)
            } _: { () throws(SyncFailure) in
                try await fetchMissing(of: page.ids)
            }
            part.since = page.until
            try await save([(part, isDone: isOver)])
        }
    }

    func page(since: Int64) async throws(SyncFailure) -> WorklogFeedPage {
        try context.checkpointTime()
        return try await context.ask { () throws(SourceError) in
            try await context.source.worklogFeed(.updated, since: since)
        }
    }

    private func fetchMissing(of ids: [Int64]) async throws(SyncFailure) {
        let missing = try await context.writer.write { store throws(StoreError) in
            try store.missingWorklogs(of: ids)
        }
        for start in stride(from: 0, to: missing.count, by: 1000) {
            let part = Array(missing[start..<min(start + 1000, missing.count)])
            let batch = try await context.ask { () throws(SourceError) in
                try await context.source.worklogs(ids: part)
            }
            // Worklogs of issues that the mirror does not hold come with those issues.
            _ = try await context.writer.write { store throws(StoreError) in
                try store.applyWorklogs(batch, checkpoints: [])
            }
        }
    }

    private func save(_ parts: [(part: Part, isDone: Bool)]) async throws(SyncFailure) {
        let changes = parts.map { part, isDone in
            CheckpointChange(
                stream: WorklogPhase.stream, scope: "\(Self.scope):\(part.number)",
                state: isDone ? nil : CheckpointCoding.encode(part))
        }
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints(changes) }
    }
}
