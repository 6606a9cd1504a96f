import SyncCore

/// A mirror whose process is killed after so many transactions: each method is one transaction, so what was
/// committed stays and nothing follows.
struct KilledStore: RecordStore {
    let base: any RecordStore
    let fuse: Fuse

    init(_ base: any RecordStore, _ fuse: Fuse) {
        self.base = base
        self.fuse = fuse
    }

    func beginRun(kind: String, at: Instant, serverStartedAt: Instant?) throws(StoreError) -> Int64 {
        try fuse.burn()
        return try base.beginRun(kind: kind, at: at, serverStartedAt: serverStartedAt)
    }

    func finishRun(_ id: Int64, _ result: RunRecord) throws(StoreError) {
        try fuse.burn()
        try base.finishRun(id, result)
    }

    func checkpoints(stream: String) throws(StoreError) -> [String: String] {
        try fuse.burn()
        return try base.checkpoints(stream: stream)
    }

    func saveCheckpoints(_ changes: [CheckpointChange]) throws(StoreError) {
        try fuse.burn()
        try base.saveCheckpoints(changes)
    }

    func apply(_ page: IssuePage, checkpoints: [CheckpointChange]) throws(StoreError) -> ApplyOutcome {
        try fuse.burn()
        return try base.apply(page, checkpoints: checkpoints)
    }

    func applyWorklogs(_ batch: IssueBatch, checkpoints: [CheckpointChange]) throws(StoreError)
        -> WorklogOutcome
    {
        try fuse.burn()
        return try base.applyWorklogs(batch, checkpoints: checkpoints)
    }

    func deleteWorklogs(_ ids: [Int64], checkpoints: [CheckpointChange]) throws(StoreError) -> Int {
        try fuse.burn()
        return try base.deleteWorklogs(ids, checkpoints: checkpoints)
    }

    func deleteIssues(
        _ ids: [Int64], reason: DeletionReason, at: Instant, keepingContents: Bool
    ) throws(StoreError) {
        try fuse.burn()
        try base.deleteIssues(ids, reason: reason, at: at, keepingContents: keepingContents)
    }

    func issuesWithoutKey() throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.issuesWithoutKey()
    }

    func dependents(of ids: [Int64]) throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.dependents(of: ids)
    }

    func subtasks(of ids: [Int64]) throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.subtasks(of: ids)
    }

    func staleIssues(limit: Int) throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.staleIssues(limit: limit)
    }

    func forgetStale(_ ids: [Int64]) throws(StoreError) {
        try fuse.burn()
        try base.forgetStale(ids)
    }

    func markArchivedStale(projects: [Int64], above id: Int64, limit: Int) throws(StoreError) -> Int64? {
        try fuse.burn()
        return try base.markArchivedStale(projects: projects, above: id, limit: limit)
    }

    func issueCount(project: Int64?) throws(StoreError) -> Int64 {
        try fuse.burn()
        return try base.issueCount(project: project)
    }

    func issueCountsByProject() throws(StoreError) -> [Int64: Int64] {
        try fuse.burn()
        return try base.issueCountsByProject()
    }

    func issueCount(project: Int64, createdFrom: Instant?, createdTo: Instant?) throws(StoreError) -> Int64 {
        try fuse.burn()
        return try base.issueCount(project: project, createdFrom: createdFrom, createdTo: createdTo)
    }

    func issueCensus(project: Int64, createdFrom: Instant?, createdTo: Instant?) throws(StoreError)
        -> [CensusEntry]
    {
        try fuse.burn()
        return try base.issueCensus(project: project, createdFrom: createdFrom, createdTo: createdTo)
    }

    func medianCreated(project: Int64, createdFrom: Instant?, createdTo: Instant?) throws(StoreError)
        -> Instant?
    {
        try fuse.burn()
        return try base.medianCreated(project: project, createdFrom: createdFrom, createdTo: createdTo)
    }

    func allIssues(project: Int64) throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.allIssues(project: project)
    }

    func isArchived(project: Int64) throws(StoreError) -> Bool {
        try fuse.burn()
        return try base.isArchived(project: project)
    }

    func keysBelow(number: Int64, project: Int64, limit: Int) throws(StoreError) -> [IssuePointer] {
        try fuse.burn()
        return try base.keysBelow(number: number, project: project, limit: limit)
    }

    func storedIssues(ids: [Int64]) throws(StoreError) -> [Int64: Int64] {
        try fuse.burn()
        return try base.storedIssues(ids: ids)
    }

    func updated(of ids: [Int64]) throws(StoreError) -> [Int64: Instant] {
        try fuse.burn()
        return try base.updated(of: ids)
    }

    func differences(_ page: IssuePage) throws(StoreError) -> [CellDifference] {
        try fuse.burn()
        return try base.differences(page)
    }

    func expectedWorklogs() throws(StoreError) -> Int64 {
        try fuse.burn()
        return try base.expectedWorklogs()
    }

    func incompleteWorklogs() throws(StoreError) -> [IncompleteWorklogs] {
        try fuse.burn()
        return try base.incompleteWorklogs()
    }

    func replaceWorklogs(issue: Int64, with batch: IssueBatch) throws(StoreError) {
        try fuse.burn()
        try base.replaceWorklogs(issue: issue, with: batch)
    }

    func missingWorklogs(of ids: [Int64]) throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.missingWorklogs(of: ids)
    }

    func settleWorklogs() throws(StoreError) -> [IncompleteWorklogs] {
        try fuse.burn()
        return try base.settleWorklogs()
    }

    func unknownFields(_ numbers: [Int64]) throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.unknownFields(numbers)
    }

    func apply(_ data: AgileData, at: Instant) throws(StoreError) {
        try fuse.burn()
        try base.apply(data, at: at)
    }

    func replaceRemoteLinks(issue: Int64, with links: [RemoteLink]) throws(StoreError) {
        try fuse.burn()
        try base.replaceRemoteLinks(issue: issue, with: links)
    }

    func issues(above id: Int64, limit: Int) throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.issues(above: id, limit: limit)
    }

    func closeDirectory(seen: Set<String>) throws(StoreError) -> [String] {
        try fuse.burn()
        return try base.closeDirectory(seen: seen)
    }

    func issues(naming users: [String], limit: Int) throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.issues(naming: users, limit: limit)
    }

    func securityLevels() throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.securityLevels()
    }

    func backfills() throws(StoreError) -> [Backfill] {
        try fuse.burn()
        return try base.backfills()
    }

    func requestBackfill(_ name: String, at: Instant) throws(StoreError) {
        try fuse.burn()
        try base.requestBackfill(name, at: at)
    }

    func updateBackfill(_ name: String, remaining: Int64?, done: Bool) throws(StoreError) {
        try fuse.burn()
        try base.updateBackfill(name, remaining: remaining, done: done)
    }

    func apply(_ data: ReferenceData, at: Instant) throws(StoreError) -> ReferenceOutcome {
        try fuse.burn()
        return try base.apply(data, at: at)
    }

    func projectKeys() throws(StoreError) -> [Int64: String] {
        try fuse.burn()
        return try base.projectKeys()
    }

    func projectsWithUnlistedParts() throws(StoreError) -> [Int64] {
        try fuse.burn()
        return try base.projectsWithUnlistedParts()
    }

    func removeProjects(_ ids: [Int64]) throws(StoreError) {
        try fuse.burn()
        try base.removeProjects(ids)
    }

    func updateSite(_ site: SiteRecord) throws(StoreError) {
        try fuse.burn()
        try base.updateSite(site)
    }

    func site() throws(StoreError) -> SiteRecord? {
        try fuse.burn()
        return try base.site()
    }

    func quarantine(_ records: [RejectedRecord], stream: String, at: Instant) throws(StoreError) -> Int {
        try fuse.burn()
        return try base.quarantine(records, stream: stream, at: at)
    }

    func quarantined(stream: String) throws(StoreError) -> [String] {
        try fuse.burn()
        return try base.quarantined(stream: stream)
    }

    func releaseQuarantine(_ records: [String], stream: String) throws(StoreError) {
        try fuse.burn()
        try base.releaseQuarantine(records, stream: stream)
    }

    func prepareBulkLoad() throws(StoreError) {
        try fuse.burn()
        try base.prepareBulkLoad()
    }

    func buildMissingIndex() throws(StoreError) -> Bool {
        try fuse.burn()
        return try base.buildMissingIndex()
    }

    func refreshDerived() throws(StoreError) {
        try fuse.burn()
        try base.refreshDerived()
    }

    func checkpointWAL() throws(StoreError) {
        try fuse.burn()
        try base.checkpointWAL()
    }
}
