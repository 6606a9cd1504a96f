/// Settles a difference between ids that Jira lists and ids that the mirror holds: what is unknown or
/// changed is fetched, what is missing is asked for by id and, where Jira does not show it either, removed.
struct Settlement: Sendable {
    let context: RunContext

    /// Requests for single issues before the lookup of many at once takes over.
    static let singleLookups = 50
    /// Up to this many issues are fetched one by one.
    static let fewIssues = 10
    static let batchSize = 100
    /// Issues that are asked for before they are removed, where mass deletion is allowed.
    static let massBatch = 1000
    /// Issues that one commit removes.
    static let commitSize = 500

    /// - Parameters:
    ///   - shown: what Jira lists, with `updated`.
    ///   - stored: what the mirror holds of the same part.
    ///   - projectTotal: issues that the mirror holds of the whole project: the guard's measure.
    func run(
        _ project: ReferenceData.Project, shown: [Int64: Instant], stored: [CensusEntry], projectTotal: Int
    ) async throws(SyncFailure) {
        // Hundreds of thousands of issues: what is held is not copied into another dictionary.
        var stale: [Int64] = []
        var missing: [Int64] = []
        for entry in stored {
            guard let updated = shown[entry.id] else {
                missing.append(entry.id)
                continue
            }
            if updated != entry.updatedAt { stale.append(entry.id) }
        }
        let held = stored.map(\.id).sorted()
        stale += shown.keys.filter { !held.containsSorted($0) }
        try await fetch(stale.sorted())
        try await remove(missing.sorted(), project: project.key, stored: projectTotal, reason: .gone)
    }

    /// Fetches issues by id and stores them; those that no search finds, archived ones, one by one.
    ///
    /// - Returns: those that Jira does not show.
    @discardableResult
    func fetch(_ ids: [Int64]) async throws(SyncFailure) -> [Int64] {
        let writer = PageWriter(context: context)
        if ids.count <= Self.fewIssues { return try await writer.refresh(ids) }
        var missing: [Int64] = []
        for start in stride(from: 0, to: ids.count, by: Self.batchSize) {
            let unseen = try await lookUp(Array(ids[start..<min(start + Self.batchSize, ids.count)]))
            missing += try await writer.refresh(unseen)
        }
        return missing
    }

    /// Removes those of these issues that Jira does not show by id either, within the guard.
    func remove(
        _ ids: [Int64], project: String, stored: Int, reason: DeletionReason
    ) async throws(SyncFailure) {
        guard !ids.isEmpty else { return }
        if !context.scope.isEverything {
            // Jira shows that they are there: no guard has to keep them from what the configuration asks for.
            let outside = try await outside(ids)
            try await delete(outside, reason: .outOfScope)
            let left = Set(ids).subtracting(outside).sorted()
            try await removeUnshown(left, project: project, stored: stored, reason: reason)
        } else {
            try await removeUnshown(ids, project: project, stored: stored, reason: reason)
        }
    }

    private func removeUnshown(
        _ ids: [Int64], project: String, stored: Int, reason: DeletionReason
    ) async throws(SyncFailure) {
        guard !ids.isEmpty else { return }
        if context.options.allowMassDeletion, ids.count > Self.massBatch {
            // In parts, so that a run that ends before its time has not asked in vain.
            for start in stride(from: 0, to: ids.count, by: Self.massBatch) {
                let part = Array(ids[start..<min(start + Self.massBatch, ids.count)])
                try await removeUnshown(part, project: project, stored: stored, reason: reason)
            }
            return
        }
        let gone = try await confirm(ids, of: stored)
        guard !gone.isEmpty else { return }
        guard context.options.allowMassDeletion || DeletionGuard.permits(vanishing: gone.count, of: stored)
        else {
            await context.state.update {
                $0.guardStops.append(.init(project: project, vanishing: gone.count, stored: stored))
            }
            return
        }
        try await delete(gone, reason: reason)
    }

    /// Deletes issues that Jira did not show by id, each with its reason.
    func deleteUnshown(_ ids: [Int64]) async throws(SyncFailure) {
        let outside = context.scope.isEverything ? [] : try await outside(ids)
        try await delete(outside, reason: .outOfScope)
        try await delete(ids.filter { !outside.contains($0) }, reason: .gone)
    }

    /// Those of these issues that are visible, but not in the mirrored part of the site.
    private func outside(_ ids: [Int64]) async throws(SyncFailure) -> [Int64] {
        let lookup = IssueLookup(context: context)
        let there = try await lookup.existing(ids)
        return there.subtracting(try await lookup.inScope(there)).sorted()
    }

    /// Deletes issues that Jira does not show any more, or that are not to be mirrored any more.
    ///
    /// Issues below a deleted epic lose it without being touched: they are read again first, so that a kill
    /// between the two leaves the deletion to be found again. Sub-tasks go with the issue that they belong to,
    /// archived ones too, which no count would ever miss.
    func delete(_ gone: [Int64], reason: DeletionReason) async throws(SyncFailure) {
        guard !gone.isEmpty else { return }
        var gone = gone
        // What only leaves the mirror still stands in Jira, for those that depend on it too.
        if reason != .outOfScope {
            let issues = gone
            let (dependents, subtasks) = try await context.writer.write { store throws(StoreError) in
                (try store.dependents(of: issues), Set(try store.subtasks(of: issues)))
            }
            // First the sub-tasks: nothing would lead to those that a kill leaves without their parent.
            gone = (try await fetch(dependents)).filter(subtasks.contains) + gone
        }
        // An anonymous or foreign answer must never delete anything: ask once more who we are.
        let identity = try await context.ask { () throws(SourceError) in
            try await context.source.identity()
        }
        let account = await context.state.report.identity
        guard identity.key == account?.key else {
            throw .source(.identityChanged(expected: account?.key ?? "", found: identity.key))
        }
        let at = context.now()
        // Each with a snapshot of all its rows: a project in one commit would be gigabytes of journal. Those
        // that a kill leaves are found missing again.
        for start in stride(from: 0, to: gone.count, by: Self.commitSize) {
            let part = Array(gone[start..<min(start + Self.commitSize, gone.count)])
            try await context.writer.write { store throws(StoreError) in
                try store.deleteIssues(
                    part, reason: reason, at: at,
                    keepingContents: context.options.retainDeletedSeconds != 0)
            }
            await context.state.update { $0.deleted += part.count }
        }
    }

    /// Those of these issues that Jira does not show by id either; the others were moved, were archived or
    /// came back and are stored as they are now.
    ///
    /// - Parameter stored: issues that the mirror holds of the project.
    private func confirm(_ ids: [Int64], of stored: Int) async throws(SyncFailure) -> [Int64] {
        let writer = PageWriter(context: context)
        if ids.count <= Self.singleLookups { return try await writer.refresh(ids) }
        // More than the guard lets go are kept, however many more there are: no need to ask for those.
        func isKept(_ count: Int) -> Bool {
            !context.options.allowMassDeletion && !DeletionGuard.permits(vanishing: count, of: stored)
        }
        var unseen: [Int64] = []
        var rest = ids[...]
        while !rest.isEmpty, !isKept(unseen.count) {
            unseen += try await lookUp(Array(rest.prefix(Self.batchSize)))
            rest = rest.dropFirst(Self.batchSize)
        }
        // Searches leave archived issues out: only the issue itself tells, one by one. Where the guard keeps
        // them all anyway, a sample shows that it is not about archived ones.
        let sample = Array(unseen.prefix(Self.singleLookups))
        let gone = try await writer.refresh(sample)
        if gone.count == sample.count, isKept(unseen.count) { return unseen + rest }
        while !rest.isEmpty {
            unseen += try await lookUp(Array(rest.prefix(Self.batchSize)))
            rest = rest.dropFirst(Self.batchSize)
        }
        return gone + (try await writer.refresh(Array(unseen.dropFirst(sample.count))))
    }

    /// Stores those of these issues that a search finds; gives the others.
    private func lookUp(_ ids: [Int64]) async throws(SyncFailure) -> [Int64] {
        try context.checkpointTime()
        let page: IssuePage
        do {
            page = try await context.ask { () throws(SourceError) in
                try await context.source.issues(.ids(ids), limit: ids.count, content: .full)
            }
        } catch {
            guard error.unreadable != nil else { throw error }
            guard ids.count > 1 else { return try await PageWriter(context: context).refresh(ids) }
            let middle = ids.count / 2
            return try await lookUp(Array(ids[..<middle])) + lookUp(Array(ids[middle...]))
        }
        try await PageWriter(context: context).store([page])
        let found = Set(page.batch.issues.map(\.id) + page.rejected.compactMap { Int64($0.record) })
        let missing = ids.filter { !found.contains($0) }
        guard Int(page.maxResults) < ids.count, !missing.isEmpty else { return missing }
        // The server's cap cut the lookup: what it left out is asked for alone.
        return try await PageWriter(context: context).refresh(missing)
    }
}
