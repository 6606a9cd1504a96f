/// Tells which of many issues exist, and which of those are in the mirrored part of the site, without reading them.
struct IssueLookup: Sendable {
    let context: RunContext

    /// Issues of one request.
    private static let batchSize = 100
    /// Lists that show nothing are halved in so many requests at most; what is left then counts as not shown.
    private static let halvings = 200

    /// Those of these issues that Jira shows, whatever the scope.
    ///
    /// An id that does not exist is left out by some versions and spoils the whole list in others.
    func existing(_ ids: [Int64]) async throws(SyncFailure) -> Set<Int64> {
        var found: Set<Int64> = []
        var waiting = stride(from: 0, to: ids.count, by: Self.batchSize).map {
            Array(ids[$0..<min($0 + Self.batchSize, ids.count)])
        }
        var left = Self.halvings
        while let part = waiting.popLast() {
            let shown = try await listed(part, by: context.unscoped)
            found.formUnion(shown)
            guard shown.isEmpty, part.count > 1, left > 0 else { continue }
            left -= 1
            let middle = part.count / 2
            waiting += [Array(part[..<middle]), Array(part[middle...])]
        }
        return found
    }

    /// Those of these issues that the mirror is to hold; they must exist.
    func inScope(_ ids: Set<Int64>) async throws(SyncFailure) -> Set<Int64> {
        let ids = ids.sorted()
        var found: Set<Int64> = []
        for start in stride(from: 0, to: ids.count, by: Self.batchSize) {
            let part = Array(ids[start..<min(start + Self.batchSize, ids.count)])
            found.formUnion(try await listed(part, by: context.source))
        }
        return found
    }

    private func listed(
        _ ids: [Int64], by source: any RecordSource
    ) async throws(SyncFailure) -> Set<Int64> {
        var found: Set<Int64> = []
        var rest = ids
        // The server's cap may cut the list.
        while !rest.isEmpty {
            try context.checkpointTime()
            let asked = rest
            let page = try await context.ask { () throws(SourceError) in
                try await source.issues(.ids(asked), limit: asked.count, content: .census)
            }
            let shown = page.batch.issues.map(\.id) + page.rejected.compactMap { Int64($0.record) }
            found.formUnion(shown)
            guard page.total > shown.count, !shown.isEmpty else { break }
            rest.removeAll { found.contains($0) }
        }
        return found
    }
}
