/// Compares what Jira shows with what the mirror holds, in both directions: what is missing here is
/// fetched, what is missing there is asked for by id and, if Jira does not show it, moved to
/// `deleted_issues`.
struct ReconcilePhase: Sendable {
    let context: RunContext

    static let stream = "census"

    /// Requests for single issues before the lookup of many at once takes over.
    static let singleLookups = 50

    private struct Mark: Codable {
        var takenAt: Int64
    }

    /// Whether a census is due by its age.
    func isDue() async throws(SyncFailure) -> Bool {
        let marks = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
        guard let mark = marks[""].flatMap({ CheckpointCoding.decode(Mark.self, from: $0) }) else {
            return false
        }
        return context.now() - Instant(milliseconds: mark.takenAt) >= context.options.censusEverySeconds
    }

    /// Notes that mirror and source were just seen to agree: after a fill or a census.
    func markTaken() async throws(SyncFailure) {
        let change = CheckpointChange(
            stream: Self.stream, scope: "", encoding: Mark(takenAt: context.now().milliseconds))
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
    }

    /// Jira's count of all issues that this run looks at.
    func expectedTotal(_ projects: [Int64]?) async throws(SyncFailure) -> Int64 {
        try await context.ask { () throws(SourceError) in
            try await context.source.issues(.all(projects: projects), limit: 0, content: .census).total
        }
    }

    /// Takes the census of every visible project and removes projects that are no longer visible.
    func run(projects: [ReferenceData.Project]) async throws(SyncFailure) {
        var done = 0
        for project in projects {
            try await census(of: project)
            done += 1
            context.progress(.init(phase: .reconcile, done: done, expected: projects.count))
        }
        if context.options.projects == nil { try await removeLostProjects(visible: projects) }
        try await markTaken()
    }

    // MARK: One project

    private func census(of project: ReferenceData.Project) async throws(SyncFailure) {
        let stored = try await context.writer.write { store throws(StoreError) in
            try store.issueCensus(project: project.id)
        }
        guard let shown = try await list(project.id) else { return }
        let known = Dictionary(stored.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let stale = shown.filter { known[$0.key]?.updatedAt != $0.value }.map(\.key).sorted()
        let missing = stored.map(\.id).filter { shown[$0] == nil }.sorted()
        try await fetch(stale)
        try await remove(missing, project: project.key, stored: stored.count, reason: .gone)
    }

    /// Ids and `updated` of a project, by the same proved walk as a fill but without contents; nil where
    /// the project cannot be queried any more.
    private func list(_ project: Int64) async throws(SyncFailure) -> [Int64: Instant]? {
        var shown: [Int64: Instant] = [:]
        var walk = KeysetWalk(project: project, last: nil, endNumber: nil)
        // Where the walk may step back to: the ends of its pages are too far apart when people move issues.
        var trail: [IssuePointer] = []
        var troubles = 0
        while true {
            try context.checkpointTime()
            let current = walk
            var page: IssuePage?
            do {
                page = try await context.source.issues(
                    .projectWalk(project: project, from: current.last?.key, updatedWithinMinutes: nil),
                    limit: context.options.largestPageSize, content: .census)
            } catch {
                switch error {
                // Jira refuses a comparison with a key that no longer exists.
                case .queryRefused: if walk.last == nil { return nil }
                case .cancelled: throw .interrupted("stopped by a signal")
                default: throw .source(error)
                }
            }
            let rows = (page?.batch.issues ?? []).map {
                KeysetWalk.Row(id: $0.id, key: $0.key, number: $0.number, projectID: $0.projectID)
            }
            let count = rows.count + (page?.rejected.count ?? 0)
            switch walk.judge(rows, count: count, pageSize: Int(page?.maxResults ?? 0)) {
            case .advanced(let to, let finished) where page != nil:
                for row in page?.batch.issues ?? [] where row.projectID == project {
                    shown[row.id] = row.updatedAt
                    trail.append(IssuePointer(id: row.id, key: row.key.string))
                }
                if finished { return shown }
                trail.removeFirst(max(0, trail.count - 1000))
                walk.last = to
            case .advanced, .lastVanished, .stuck, .disordered:
                troubles += 1
                guard troubles <= 1000 else {
                    throw .source(.tryLater("project \(project) changes faster than it can be listed"))
                }
                // What vanished is asked for by id later; the walk goes on from before it.
                if let last = walk.last { shown[last.id] = nil }
                trail.removeAll { $0.id == walk.last?.id }
                walk.last = trail.popLast()
            }
        }
    }

    private func fetch(_ ids: [Int64]) async throws(SyncFailure) {
        let writer = PageWriter(context: context)
        if ids.count <= Self.singleLookups / 5 {
            _ = try await writer.refresh(ids)
            return
        }
        for start in stride(from: 0, to: ids.count, by: 100) {
            try context.checkpointTime()
            let part = Array(ids[start..<min(start + 100, ids.count)])
            let page = try await context.ask { () throws(SourceError) in
                try await context.source.issues(.ids(part), limit: part.count, content: .full)
            }
            try await writer.store([page])
            if Int(page.maxResults) < part.count { _ = try await writer.refresh(part) }
        }
    }

    // MARK: Removal

    private func remove(
        _ ids: [Int64], project: String, stored: Int, reason: DeletionReason
    ) async throws(SyncFailure) {
        guard !ids.isEmpty else { return }
        let gone = try await confirm(ids)
        guard !gone.isEmpty else { return }
        guard context.options.allowMassDeletion || DeletionGuard.permits(vanishing: gone.count, of: stored)
        else {
            await context.state.update {
                $0.guardStops.append(.init(project: project, vanishing: gone.count, stored: stored))
            }
            return
        }
        // An anonymous or foreign answer must never delete anything: ask once more who we are.
        _ = try await context.ask { () throws(SourceError) in try await context.source.identity() }
        let at = context.now()
        try await context.writer.write { store throws(StoreError) in
            try store.deleteIssues(gone, reason: reason, at: at)
        }
        let count = gone.count
        await context.state.update { $0.deleted += count }
    }

    /// Those of these issues that Jira does not show by id either; the others were moved or came back and
    /// are stored as they are now.
    private func confirm(_ ids: [Int64]) async throws(SyncFailure) -> [Int64] {
        let writer = PageWriter(context: context)
        if ids.count <= Self.singleLookups { return try await writer.refresh(ids) }
        var gone: [Int64] = []
        for start in stride(from: 0, to: ids.count, by: 100) {
            try context.checkpointTime()
            let part = Array(ids[start..<min(start + 100, ids.count)])
            let page = try await context.ask { () throws(SourceError) in
                try await context.source.issues(.ids(part), limit: part.count, content: .full)
            }
            guard Int(page.maxResults) >= part.count else {
                // The server's cap cut the lookup: what it left out is not gone.
                gone += try await writer.refresh(part)
                continue
            }
            try await writer.store([page])
            let alive = Set(page.batch.issues.map(\.id) + page.rejected.compactMap { Int64($0.record) })
            gone += part.filter { !alive.contains($0) }
        }
        return gone
    }

    private func removeLostProjects(visible: [ReferenceData.Project]) async throws(SyncFailure) {
        let stored = try await context.writer.write { store throws(StoreError) in try store.projectKeys() }
        let ids = Set(visible.map(\.id))
        for (id, key) in stored.sorted(by: { $0.key < $1.key }) where !ids.contains(id) {
            let issues = try await context.writer.write { store throws(StoreError) in
                try store.issueCensus(project: id).map(\.id)
            }
            try await remove(issues, project: key, stored: issues.count, reason: .projectGone)
            let left = try await context.writer.write { store throws(StoreError) in
                try store.issueCount(project: id)
            }
            guard left == 0 else { continue }
            try await context.writer.write { store throws(StoreError) in
                try store.removeProjects([id])
                try store.saveCheckpoints([
                    CheckpointChange(stream: FillState.stream, scope: FillState.scope(id), state: nil)
                ])
            }
        }
    }
}
