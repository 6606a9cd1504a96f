/// Remote links: one request an issue, so only where asked for, and within a budget a run.
struct RemoteLinkPhase: Sendable {
    let context: RunContext

    static let stream = "remote_links"

    private struct Place: Codable {
        /// The last issue that was asked.
        var issue: Int64
    }

    /// Asks for the links of `changed` issues first, then goes on round the others.
    func run(changed: [Int64]) async throws(SyncFailure) {
        var budget = context.options.remoteLinkRequests
        for issue in changed.prefix(budget) {
            guard try await read(issue) else { return }
            budget -= 1
        }
        guard budget > 0 else { return }
        let states = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
        let place = states[""].flatMap { CheckpointCoding.decode(Place.self, from: $0) }?.issue ?? 0
        let limit = budget
        let issues = try await context.writer.write { store throws(StoreError) in
            try store.issues(above: place, limit: limit)
        }
        for issue in issues {
            guard try await read(issue) else { return }
        }
        // A short list ends the round.
        let next = Place(issue: issues.count < limit ? 0 : issues.last ?? 0)
        let change = CheckpointChange(stream: Self.stream, scope: "", encoding: next)
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
    }

    /// False where links are not for this account at all.
    private func read(_ issue: Int64) async throws(SyncFailure) -> Bool {
        try context.checkpointTime()
        let links: [RemoteLink]?
        do {
            links = try await context.ask { () throws(SourceError) in
                try await context.source.remoteLinks(issue: issue)
            }
        } catch {
            guard case .source(.forbidden(let why)) = error else { throw error }
            await context.state.update { $0.warnings.append("remote links cannot be read: \(why)") }
            return false
        }
        guard let links else { return true }
        try await context.writer.write { store throws(StoreError) in
            try store.replaceRemoteLinks(issue: issue, with: links)
        }
        return true
    }
}
