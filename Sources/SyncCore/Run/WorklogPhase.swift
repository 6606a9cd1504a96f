/// The two worklog feeds: what was logged, edited or deleted without a trace in the issues read.
struct WorklogPhase: Sendable {
    let context: RunContext

    struct Mark: Codable {
        /// The server's milliseconds, as its last answer's `until` gave them.
        var since: Int64
    }

    static let stream = "worklogs"

    /// The first page of each feed, and where it was asked from.
    struct FirstPages: Sendable {
        fileprivate var updated: (since: Int64, page: WorklogFeedPage)
        fileprivate var deleted: (since: Int64, page: WorklogFeedPage)
    }

    /// Asks both feeds for what came since the last run. A worklog that is deleted after that comes with the next run's.
    ///
    /// - Parameter start: where a mirror without a mark begins, in the server's clock.
    func firstPages(start: Instant) async throws(SyncFailure) -> FirstPages {
        let marks = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
        func since(_ feed: WorklogFeed) -> Int64 {
            marks[feed.rawValue].flatMap { CheckpointCoding.decode(Mark.self, from: $0)?.since }
                ?? start.milliseconds
        }
        let (updated, deleted) = (since(.updated), since(.deleted))
        let (updates, deletions) = try await context.both { () throws(SyncFailure) in
            try await page(.updated, since: updated)
        } _: { () throws(SyncFailure) in
            try await page(.deleted, since: deleted)
        }
        return FirstPages(updated: (updated, updates), deleted: (deleted, deletions))
    }

    /// Fetches what answers cut, then follows both feeds to their ends, deletions last: a worklog that was edited and
    /// then deleted is gone in the end.
    func run(_ first: FirstPages) async throws(SyncFailure) {
        try await WorklogCompletion(context: context).run()
        try await read(.updated, since: first.updated.since, first: first.updated.page)
        try await read(.deleted, since: first.deleted.since, first: first.deleted.page)
    }

    private func page(_ feed: WorklogFeed, since: Int64) async throws(SyncFailure) -> WorklogFeedPage {
        try context.checkpointTime()
        context.progress(.init(phase: .worklogs, done: 0, expected: nil))
        return try await context.ask { () throws(SourceError) in
            try await context.source.worklogFeed(feed, since: since)
        }
    }

    private func read(_ feed: WorklogFeed, since: Int64, first: WorklogFeedPage) async throws(SyncFailure) {
        var since = since
        var next = first
        while true {
            let page = next
            let change = CheckpointChange(
                stream: Self.stream, scope: feed.rawValue, encoding: Mark(since: page.until))
            switch feed {
            case .deleted:
                _ = try await context.writer.write { store throws(StoreError) in
                    try store.deleteWorklogs(page.ids, checkpoints: [change])
                }
            case .updated:
                try await update(page.ids, change)
            }
            if page.isLast || page.until <= since { return }
            since = page.until
            next = try await self.page(feed, since: since)
        }
    }

    private func update(_ ids: [Int64], _ change: CheckpointChange) async throws(SyncFailure) {
        var unknown: Set<Int64> = []
        for start in stride(from: 0, to: ids.count, by: 1000) {
            let part = Array(ids[start..<min(start + 1000, ids.count)])
            let batch = try await context.ask { () throws(SourceError) in
                try await context.source.worklogs(ids: part)
            }
            let outcome = try await context.writer.write { store throws(StoreError) in
                try store.applyWorklogs(batch, checkpoints: [])
            }
            unknown.formUnion(outcome.unknownIssues)
        }
        // Worklogs of issues that came into view meanwhile: the issue brings them. The feeds tell of the whole site.
        var ids = unknown
        if !context.scope.isEverything {
            let lookup = IssueLookup(context: context)
            ids = try await lookup.inScope(try await lookup.existing(unknown.sorted()))
        }
        _ = try await PageWriter(context: context).refresh(ids.sorted())
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
    }
}
