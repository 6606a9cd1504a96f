/// The two worklog feeds: what was logged, edited or deleted without a trace in the issues read.
struct WorklogPhase: Sendable {
    let context: RunContext

    struct Mark: Codable {
        /// The server's milliseconds, as its last answer's `until` gave them.
        var since: Int64
    }

    static let stream = "worklogs"

    /// Where each feed is read from, and its first page, or why that is not to be had.
    struct FirstPages: Sendable {
        fileprivate struct First: Sendable {
            var since: Int64
            var page: Result<WorklogFeedPage, SyncFailure>
        }

        fileprivate var updated: First
        fileprivate var deleted: First
    }

    /// Asks both feeds for what came since the last run. A worklog that is deleted after that comes with the next run's.
    ///
    /// - Parameter start: where a mirror without a mark begins, in the server's clock.
    func firstPages(start: Instant) async throws(SyncFailure) -> FirstPages {
        let marks = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
        let (updated, deleted) = try await context.both { () throws(SyncFailure) in
            try await first(.updated, marks, start)
        } _: { () throws(SyncFailure) in
            try await first(.deleted, marks, start)
        }
        return FirstPages(updated: updated, deleted: deleted)
    }

    private func first(
        _ feed: WorklogFeed, _ marks: [String: String], _ start: Instant
    ) async throws(SyncFailure) -> FirstPages.First {
        let mark = marks[feed.rawValue].flatMap { CheckpointCoding.decode(Mark.self, from: $0) }
        let since = mark?.since ?? start.milliseconds
        return FirstPages.First(
            since: since,
            page: try await context.askAhead { () throws(SyncFailure) in try await page(feed, since: since) })
    }

    /// Fetches what answers cut, then follows both feeds to their ends, deletions last: a worklog that was edited and
    /// then deleted is gone in the end.
    func run(_ first: FirstPages) async throws(SyncFailure) {
        try await WorklogCompletion(context: context).run()
        try await read(.updated, from: first.updated)
        try await read(.deleted, from: first.deleted)
    }

    private func page(_ feed: WorklogFeed, since: Int64) async throws(SyncFailure) -> WorklogFeedPage {
        try context.checkpointTime()
        context.progress(.init(phase: .worklogs, done: 0, expected: nil))
        return try await context.ask { () throws(SourceError) in
            try await context.source.worklogFeed(feed, since: since)
        }
    }

    private func read(_ feed: WorklogFeed, from first: FirstPages.First) async throws(SyncFailure) {
        var since = first.since
        var following = try first.page.get()
        while true {
            let page = following
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
            following = try await self.page(feed, since: since)
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
