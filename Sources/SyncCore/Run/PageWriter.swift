/// Commits what was fetched, together with the checkpoint it stands for.
struct PageWriter: Sendable {
    let context: RunContext

    /// The stream name of issues in the quarantine.
    static let quarantineStream = "issues"

    /// Stores the pages in order; the checkpoints commit with the last of them.
    func store(_ pages: [IssuePage], checkpoints: [CheckpointChange] = []) async throws(SyncFailure) {
        guard !pages.isEmpty else {
            if !checkpoints.isEmpty {
                try await context.writer.write { store throws(StoreError) in
                    try store.saveCheckpoints(checkpoints)
                }
            }
            return
        }
        for (index, page) in pages.enumerated() {
            let changes = index == pages.count - 1 ? checkpoints : []
            try await quarantine(page.rejected, stream: Self.quarantineStream)
            try await learnFields(of: page.batch)
            let outcome = try await context.writer.write { store throws(StoreError) in
                try store.apply(page, checkpoints: changes)
            }
            // An issue came with an earlier `updated` than before: the site was restored from a backup.
            if outcome.setBack > 0 { try await context.demandCensus() }
            await context.state.note(outcome, read: page.batch.issues.count + page.rejected.count)
            let cut = page.batch.issues.count { $0.isCut }
            if cut > 0 { await context.state.update { $0.cutIssues += cut } }
        }
    }

    /// A field's column is named once and for ever: the list of fields must know its name before the first
    /// value is stored.
    private func learnFields(of batch: IssueBatch) async throws(SyncFailure) {
        var numbers: Set<Int64> = []
        for field in batch.customFields { numbers.insert(field.number) }
        let unseen = await context.state.unseenFields(numbers)
        guard !unseen.isEmpty else { return }
        let unknown = try await context.writer.write { store throws(StoreError) in
            try store.unknownFields(unseen)
        }
        if !unknown.isEmpty, await context.state.mayReadFieldList() {
            try await ReferencePhase(context: context).lists([.fields])
        }
        await context.state.sawFields(unseen)
    }

    /// Before the checkpoint passes them, unreadable records are put where the next run finds them.
    func quarantine(_ rejected: [RejectedRecord], stream: String) async throws(SyncFailure) {
        guard !rejected.isEmpty else { return }
        let at = context.now()
        let new = try await context.writer.write { store throws(StoreError) in
            try store.quarantine(rejected, stream: stream, at: at)
        }
        await context.state.update { $0.newlyQuarantined += new }
    }

    /// Fetches issues one by one and stores them; those that Jira does not show are given back. One that
    /// cannot be read is put aside: it is there, and it must not stop what is done about the others.
    func refresh(_ ids: [Int64]) async throws(SyncFailure) -> [Int64] {
        var missing: [Int64] = []
        for id in ids {
            try context.checkpointTime()
            let page: IssuePage?
            do {
                page = try await context.ask { () throws(SourceError) in
                    try await context.source.issue(String(id))
                }
            } catch {
                guard let reason = error.unreadable else { throw error }
                try await context.requireListing(of: id)
                try await quarantine(
                    [RejectedRecord(record: String(id), reason: reason, raw: [])],
                    stream: Self.quarantineStream)
                continue
            }
            if let page { try await store([page]) } else { missing.append(id) }
        }
        return missing
    }
}
