/// Reads archived issues again by id, a few a run: what was changed in them before the mirror looked, no
/// search brings any more.
struct ArchivedPhase: Sendable {
    let context: RunContext

    func run() async throws(SyncFailure) {
        let limit = context.options.archivedRequests
        let ids = try await context.writer.write { store throws(StoreError) in
            try store.staleIssues(limit: limit)
        }
        for id in ids {
            // One that cannot be read by id either stays as it is: counts and censuses decide about it.
            _ = try await PageWriter(context: context).refresh([id])
            try await context.writer.write { store throws(StoreError) in try store.forgetStale([id]) }
        }
    }
}
