/// Fetches the worklogs that answers cut: they embed 20 at most. A few issues are asked one by one; after a
/// first fill, when there are many, the feed of all worklogs tells the ids that are missing, a thousand a
/// request.
struct WorklogCompletion: Sendable {
    let context: RunContext

    /// Up to this many issues are asked one by one.
    static let singleRequests = 50
    private static let scope = "completion"

    /// A part of the feed that is still to be read: the state of a checkpoint (`worklogs`, `completion:N`).
    private struct Part: Codable, Sendable {
        var number: Int
        /// In the server's milliseconds.
        var since: Int64
        /// Where the next part begins; nil reads to the end.
        var end: Int64?
    }

    func run() async throws(SyncFailure) {
        var waiting = try await context.writer.write { store throws(StoreError) in
            try store.incompleteWorklogs()
        }
        guard !waiting.isEmpty else { return }
        // Many at once are mostly issues whose worklogs are held already and that were changed otherwise: what
        // was logged or deleted since, the two feeds bring.
        if waiting.count > Self.singleRequests {
            waiting = try await context.writer.write { store throws(StoreError) in
                try store.settleWorklogs()
            }
        }
        if waiting.count > Self.singleRequests {
            try await readFeed()
            waiting = try await context.writer.write { store throws(StoreError) in
                try store.settleWorklogs()
            }
        }
        _ = try await context.sideBySide(waiting) { issue throws(SyncFailure) in
            try await complete(issue.issueID)
        }
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
    private func readFeed() async throws(SyncFailure) {
        let states = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: WorklogPhase.stream)
        }
        var parts = states.filter { $0.key.hasPrefix(Self.scope) }.compactMap {
            CheckpointCoding.decode(Part.self, from: $0.value)
        }
        var first: WorklogFeedPage?
        if parts.isEmpty {
            let page = try await page(since: 0)
            parts = await self.parts(after: page)
            try await save(parts.map { ($0, isDone: false) })
            first = page
        }
        let beginning = first
        _ = try await context.sideBySide(parts) { part throws(SyncFailure) in
            try await read(part, first: part.number == 0 ? beginning : nil)
        }
    }

    /// The parts of the feed whose first page, which tells when worklogs begin, is this one. It is the first part's.
    private func parts(after page: WorklogFeedPage) async -> [Part] {
        guard !page.isLast, page.until > 0 else { return [Part(number: 0, since: 0, end: nil)] }
        let now = await context.state.report.serverStart ?? context.now()
        let count = Int64(max(1, context.options.concurrency))
        let step = max(1, (now.milliseconds - page.until) / count)
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
            let isOver =
                page.isLast || page.until <= part.since || part.end.map { page.until >= $0 } ?? false
            (following, _) = try await context.both { () throws(SyncFailure) in
                isOver ? nil : try await self.page(since: page.until)
            } _: { () throws(SyncFailure) in
                try await fetchMissing(of: page.ids)
            }
            part.since = page.until
            try await save([(part, isDone: isOver)])
        }
    }

    private func page(since: Int64) async throws(SyncFailure) -> WorklogFeedPage {
        try context.checkpointTime()
        context.progress(.init(phase: .worklogs, done: 0, expected: nil))
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
