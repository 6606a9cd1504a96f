/// Reads archived issues again by id, a few a run: what was changed in them before the mirror looked, no
/// search brings any more.
struct ArchivedPhase: Sendable {
    let context: RunContext

    func run() async throws(SyncFailure) {
        let limit = context.options.archivedRequests
        let ids = try await context.writer.write { store throws(StoreError) in
            try store.staleIssues(limit: limit)
        }
        guard !ids.isEmpty else { return }
        let missing = try await PageWriter(context: context).refresh(ids)
        // Where none can be read, this site does not show archived issues by id. Where others can, those that
        // cannot are gone.
        if missing.count < ids.count, !missing.isEmpty {
            guard
                context.options.allowMassDeletion
                    || DeletionGuard.permits(vanishing: missing.count, of: ids.count)
            else {
                await context.state.update {
                    $0.guardStops.append(
                        .init(project: "(archived issues)", vanishing: missing.count, stored: ids.count))
                }
                return
            }
            try await Settlement(context: context).deleteUnshown(missing)
        }
        try await context.writer.write { store throws(StoreError) in try store.forgetStale(ids) }
    }
}
