/// Fetches the worklogs that answers cut: they embed 20 at most. A few issues are asked one by one; after a
/// first fill, when there are many, the feed of all worklogs tells the ids that are missing, a thousand a
/// request.
struct WorklogCompletion: Sendable {
    let context: RunContext

    /// Up to this many issues are asked one by one.
    static let singleRequests = 50
    private static let scope = "completion"

    private struct Place: Codable {
        var since: Int64
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

    /// The feed from its beginning, or from where an interrupted run left it.
    private func readFeed() async throws(SyncFailure) {
        let states = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: WorklogPhase.stream)
        }
        var since =
            states[Self.scope].flatMap { CheckpointCoding.decode(Place.self, from: $0) }?.since ?? 0
        while true {
            try context.checkpointTime()
            context.progress(.init(phase: .worklogs, done: 0, expected: nil))
            let from = since
            let page = try await context.ask { () throws(SourceError) in
                try await context.source.worklogFeed(.updated, since: from)
            }
            try await fetchMissing(of: page.ids)
            if page.isLast || page.until <= since { break }
            since = page.until
            try await save(Place(since: since))
        }
        try await save(nil)
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

    private func save(_ place: Place?) async throws(SyncFailure) {
        let change = CheckpointChange(
            stream: WorklogPhase.stream, scope: Self.scope, state: place.map { CheckpointCoding.encode($0) })
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
    }
}
