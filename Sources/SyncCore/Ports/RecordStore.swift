/// The mirror, as the run sees it. Every method is one transaction; a method that throws changed nothing.
/// The production conformance is `MirrorStore.MirrorDatabase`.
package protocol RecordStore: Sendable {
    // MARK: Run journal

    /// Opens a row of `sync_runs` and gives its id.
    func beginRun(kind: String, at: Instant, serverStartedAt: Instant?) throws(StoreError) -> Int64
    /// Closes the row; also sets `site.last_synced_at` where the outcome is `complete`.
    func finishRun(_ id: Int64, _ result: RunRecord) throws(StoreError)

    // MARK: Checkpoints

    /// All checkpoints of a stream by scope; the state is JSON that only the planner reads.
    func checkpoints(stream: String) throws(StoreError) -> [String: String]
    /// Writes (state) or removes (nil) checkpoints without any rows.
    func saveCheckpoints(_ changes: [CheckpointChange]) throws(StoreError)

    // MARK: Issues

    /// Upserts the issues of a page with their children replaced as sets, then the checkpoints, in one
    /// commit. The rules of design section 7 hold here: unchanged content writes nothing; the later read
    /// wins; an incoming key evicts its former holder.
    func apply(_ page: IssuePage, checkpoints: [CheckpointChange]) throws(StoreError) -> ApplyOutcome
    /// Upserts worklogs of known issues (`/worklog/list`); unknown issues' worklogs are given back by issue id.
    func applyWorklogs(_ batch: IssueBatch, checkpoints: [CheckpointChange]) throws(StoreError)
        -> WorklogOutcome
    /// Removes worklogs by id (`/worklog/deleted`) with the checkpoint; gives the number removed.
    func deleteWorklogs(_ ids: [Int64], checkpoints: [CheckpointChange]) throws(StoreError) -> Int
    /// Moves issues to `deleted_issues` and removes them everywhere else.
    ///
    /// - Parameter keepingContents: with the summary and a snapshot of all rows, children included.
    func deleteIssues(
        _ ids: [Int64], reason: DeletionReason, at: Instant, keepingContents: Bool
    ) throws(StoreError)
    /// Erases summary and snapshot of issues that were seen to be deleted before that; that they were deleted stays.
    /// Gives how many.
    func expireDeletedIssues(before: Instant) throws(StoreError) -> Int

    /// Issues that lost their key to another one and were not read since, ascending.
    func issuesWithoutKey() throws(StoreError) -> [Int64]
    /// Other issues that name any of these as their epic or parent, ascending.
    func dependents(of ids: [Int64]) throws(StoreError) -> [Int64]
    /// The sub-tasks among them, ascending.
    func subtasks(of ids: [Int64]) throws(StoreError) -> [Int64]

    /// Up to `limit` archived issues that are to be asked for by id, ascending.
    func staleIssues(limit: Int) throws(StoreError) -> [Int64]
    func forgetStale(_ ids: [Int64]) throws(StoreError)
    /// Marks up to `limit` archived issues of these projects as stale, by id from above `id` on; gives the last one,
    /// nil where there are no more.
    func markArchivedStale(projects: [Int64], above id: Int64, limit: Int) throws(StoreError) -> Int64?

    /// Number of issues that searches show (archived ones are left out), of one project or of all.
    func issueCount(project: Int64?) throws(StoreError) -> Int64
    /// Issues per project that holds any, archived ones left out.
    func issueCountsByProject() throws(StoreError) -> [Int64: Int64]
    /// Number of a project's issues created in `from..<to`, archived ones left out; a nil end is open.
    func issueCount(project: Int64, createdFrom: Instant?, createdTo: Instant?) throws(StoreError) -> Int64
    /// Those issues: (id, key number, updated), by key number ascending.
    func issueCensus(project: Int64, createdFrom: Instant?, createdTo: Instant?) throws(StoreError)
        -> [CensusEntry]
    /// `created` of the issue in the middle of those, by `created`; nil where there are none.
    func medianCreated(project: Int64, createdFrom: Instant?, createdTo: Instant?) throws(StoreError)
        -> Instant?
    /// Ids of all issues of a project, archived ones included, ascending.
    func allIssues(project: Int64) throws(StoreError) -> [Int64]
    /// Whether the project list last showed the project as archived.
    func isArchived(project: Int64) throws(StoreError) -> Bool
    /// Id and key of the issues of that project whose key number is below the bound, highest first.
    func keysBelow(number: Int64, project: Int64, limit: Int) throws(StoreError) -> [IssuePointer]
    /// Which of these ids are stored, with the project they are stored under.
    func storedIssues(ids: [Int64]) throws(StoreError) -> [Int64: Int64]
    /// `updated` of those of these issues that are stored.
    func updated(of ids: [Int64]) throws(StoreError) -> [Int64: Instant]

    /// What applying this page would change: the mirror's rows of its issues against the source's, cell by
    /// cell. Nothing is changed.
    func differences(_ page: IssuePage) throws(StoreError) -> [CellDifference]

    // MARK: Worklogs that answers left out

    /// Issues whose embedded worklogs were fewer than their total and that were not completed since.
    func incompleteWorklogs() throws(StoreError) -> [IncompleteWorklogs]
    /// About how many worklogs there are to be held, those that are missing included.
    func expectedWorklogs() throws(StoreError) -> Int64
    /// Replaces an issue's worklogs as a set (`/issue/{id}/worklog`): they are complete now, whatever the total
    /// said: some may be hidden.
    func replaceWorklogs(issue: Int64, with batch: IssueBatch) throws(StoreError)
    /// Those of these worklogs that the mirror does not hold.
    func missingWorklogs(of ids: [Int64]) throws(StoreError) -> [Int64]
    /// Forgets the marks of issues that hold as many worklogs as Jira counts; gives the others.
    func settleWorklogs() throws(StoreError) -> [IncompleteWorklogs]

    // MARK: Custom fields, boards, sprints

    /// Those of these custom fields that no list and no page has named yet.
    func unknownFields(_ numbers: [Int64]) throws(StoreError) -> [Int64]
    /// Replaces boards and sprints where they were read; a sprint that no board lists any more is a stub, or
    /// removed where no issue names it. Recomputes `story_points` where an estimation field changed.
    func apply(_ data: AgileData, at: Instant) throws(StoreError)
    func replaceRemoteLinks(issue: Int64, with links: [RemoteLink]) throws(StoreError)
    /// Ids of up to `limit` issues above `id`, ascending.
    func issues(above id: Int64, limit: Int) throws(StoreError) -> [Int64]

    // MARK: People

    /// The directory was read whole: users that it listed once but not now are no longer in it. Gives the
    /// keys of those.
    func closeDirectory(seen: Set<String>) throws(StoreError) -> [String]
    /// Ids of issues that name any of these users, ascending.
    func issues(naming users: [String], limit: Int) throws(StoreError) -> [Int64]
    /// Security levels known only from issues.
    func securityLevels() throws(StoreError) -> [Int64]

    // MARK: Backfills

    func backfills() throws(StoreError) -> [Backfill]
    /// Asks for one; one of that name that is under way or done begins anew.
    func requestBackfill(_ name: String, at: Instant) throws(StoreError)
    func updateBackfill(_ name: String, remaining: Int64?, done: Bool) throws(StoreError)

    // MARK: Reference data

    /// Stores lists that were read; a project whose key changed has all its issues' keys rewritten here.
    func apply(_ data: ReferenceData, at: Instant) throws(StoreError) -> ReferenceOutcome
    /// Projects as stored: id to key.
    func projectKeys() throws(StoreError) -> [Int64: String]
    /// Projects of which issues name a component or version that is not (or no longer) listed, ascending.
    func projectsWithUnlistedParts() throws(StoreError) -> [Int64]
    /// Removes projects that are no longer visible; their issues must be gone already.
    func removeProjects(_ ids: [Int64]) throws(StoreError)
    /// Writes the single row of `site`, creating it if needed; nil members stay.
    func updateSite(_ site: SiteRecord) throws(StoreError)
    func site() throws(StoreError) -> SiteRecord?

    // MARK: Privacy

    /// Takes these fields out of everything that is stored: rows, histories, snapshots, raw texts.
    func eraseFields(_ denied: DeniedFields, at: Instant) throws(StoreError)
    /// Gives people their pseudonyms in everything that is stored, a table a transaction; may be repeated.
    func rewritePeople(_ redaction: Redaction, at: Instant) throws(StoreError)
    /// Removes people who are stored under a pseudonym.
    func forgetPseudonyms() throws(StoreError)
    /// Has every issue written again as it is read next, and archived ones read again.
    func forgetContents() throws(StoreError)
    /// Writes the file anew without free space, and empties the write-ahead log; false where a reader hindered that.
    func compact() throws(StoreError) -> Bool

    // MARK: Quarantine

    func quarantine(_ records: [RejectedRecord], stream: String, at: Instant) throws(StoreError) -> Int
    /// Records of a stream that wait for another try, those tried longest ago first.
    func quarantined(stream: String) throws(StoreError) -> [String]
    /// The records were read after all.
    func releaseQuarantine(_ records: [String], stream: String) throws(StoreError)

    // MARK: Life of the file

    /// Before a first fill: secondary indexes are dropped where the tables are (almost) empty.
    func prepareBulkLoad() throws(StoreError)
    /// Builds one of the missing secondary indexes, in a transaction of its own; gives whether others are still missing.
    func buildMissingIndex() throws(StoreError) -> Bool
    /// Recomputes what is derived from reference data (issue_flow after a status changed its category,
    /// days, report-zone days after the zone changed), where needed.
    func refreshDerived() throws(StoreError)
    /// Checkpoint TRUNCATE at the end of a run; busy readers are not an error.
    func checkpointWAL() throws(StoreError)
}

package struct CheckpointChange: Sendable, Equatable {
    package var stream: String
    package var scope: String
    /// JSON, or nil to remove the checkpoint.
    package var state: String?

    package init(stream: String, scope: String, state: String?) {
        self.stream = stream
        self.scope = scope
        self.state = state
    }
}

/// Why the mirror could not be read or written.
package enum StoreError: Error, Sendable, Equatable {
    /// No space, quota, file-size limit.
    case full(String)
    case inputOutput(String)
    /// Read-only file or directory.
    case cannotWrite(String)
    /// Another writer holds the file beyond the busy timeout.
    case busy(String)
    case corrupt(String)
    /// The file's schema is newer than this program: found, supported.
    case newerSchema(found: Int, supported: Int)
    /// The file is not a mirror.
    case notAMirror(String)
    case unexpected(String)
}

extension RecordStore {
    /// Builds every missing secondary index; harmless when none is missing.
    package func buildMissingIndexes() throws(StoreError) { while try buildMissingIndex() {} }
}
