/// The two worklog feeds: what was logged, edited or deleted without a trace in the issues read.
struct WorklogPhase: Sendable {
    let context: RunContext

    struct Mark: Codable {
        /// The server's milliseconds, as its last answer's `until` gave them.
        var since: Int64
    }

    static let stream = "worklogs"

    /// Fetches what answers cut, then reads both feeds from where the last run left them, deletions last: a
    /// worklog that was edited and then deleted is gone in the end.
    ///
    /// - Parameter start: where a mirror without a mark begins, in the server's clock.
    func run(start: Instant) async throws(SyncFailure) {
        let marks = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
        try await WorklogCompletion(context: context).run()
        func since(_ feed: WorklogFeed) -> Int64 {
            marks[feed.rawValue].flatMap { CheckpointCoding.decode(Mark.self, from: $0)?.since }
                ?? start.milliseconds
        }
        let (updated, deleted) = (since(.updated), since(.deleted))
        // A worklog that is deleted after this first page comes with the next run's.
        let (updates, deletions) = try await context.both { () throws(SyncFailure) in
            try await page(.updated, since: updated)
        } _: { () throws(SyncFailure) in
            try await page(.deleted, since: deleted)
        }
        try await read(.updated, since: updated, first: updates)
        try await read(.deleted, since: deleted, first: deletions)
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
