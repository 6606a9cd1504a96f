extension WorklogCompletion {
    /// Pages of the feed that were read while the last walks of a fill left requests free. What is missing of them is
    /// known only when no walk stores any more worklogs.
    struct FeedAhead: Sendable {
        var parts: [Part]
        /// By the number of the part, in order.
        var pages: [[WorklogFeedPage]]

        /// Where the parts stand once the pages are stored, and whether that is their end.
        var reached: [(part: Part, isDone: Bool)] {
            parts.map { part in
                var part = part
                for page in pages[part.number] {
                    if part.ends(with: page) { return (part, true) }
                    part.since = page.until
                }
                return (part, false)
            }
        }
    }

    /// Pages of a part that are read ahead: a thousand ids each.
    private static let mostAhead = 64

    /// Reads the feed ahead, a part by each worker that has no walk left, until the walks are over.
    ///
    /// - Returns: nil where the feed is not needed so far, or an interrupted run has begun it.
    func readAhead(_ workers: FreeWorkers) async throws(SyncFailure) -> FeedAhead? {
        var arrivals = workers.arrivals.makeAsyncIterator()
        repeat {
            guard await arrivals.next() != nil else { return nil }
        } while try await waiting().count <= Self.singleRequests
        guard try await storedParts().isEmpty else { return nil }
        let first = try await page(since: 0)
        let parts = try await parts(after: first)
        var pages: [[WorklogFeedPage]] = parts.map { $0.number == 0 ? [first] : [] }
        var failure: SyncFailure?
        await withTaskGroup(of: (Int, Result<[WorklogFeedPage], SyncFailure>).self) { group in
            var waiting = parts[...]
            // The worker of the first page goes on with its part.
            repeat {
                guard let part = waiting.popFirst() else { break }
                let begun = pages[part.number]
                group.addTask {
                    (
                        part.number,
                        await context.outcome { () throws(SyncFailure) in
                            try await read(part, after: begun, until: workers)
                        }
                    )
                }
            } while await arrivals.next() != nil
            for await (number, result) in group {
                switch result {
                case .success(let read): pages[number] = read
                case .failure(let error):
                    failure = failure ?? error
                    group.cancelAll()
                }
            }
        }
        if let failure { throw failure }
        return FeedAhead(parts: parts, pages: pages)
    }

    private func read(
        _ part: Part, after begun: [WorklogFeedPage], until workers: FreeWorkers
    ) async throws(SyncFailure) -> [WorklogFeedPage] {
        var part = part
        var pages = begun
        while !workers.areWalksOver, pages.count < Self.mostAhead {
            if let last = pages.last {
                if part.ends(with: last) { break }
                part.since = last.until
            }
            pages.append(try await page(since: part.since))
        }
        return pages
    }
}
