/// Jira, held to the mirrored part: every search is asked within the scope, and an issue outside of it is as if it
/// did not exist.
struct ScopedSource: RecordSource {
    let base: any RecordSource
    let scope: MirrorScope
    let now: @Sendable () -> Instant

    func issues(
        _ query: IssueQuery, limit: Int, content: IssueContent
    ) async throws(SourceError) -> IssuePage {
        guard !scope.isUnsearchable else {
            let at = now()
            return IssuePage(
                batch: IssueBatch(), startAt: 0, maxResults: Int64(max(1, limit)), total: 0, requestedAt: at,
                receivedAt: at)
        }
        return try await base.issues(.within(scope, query), limit: limit, content: content)
    }

    /// Searches leave archived issues out, so nobody can ask whether one meets the JQL: it counts as if it did.
    func issue(_ idOrKey: String) async throws(SourceError) -> IssuePage? {
        guard let page = try await base.issue(idOrKey) else { return nil }
        // One that cannot be read is told apart by its id alone.
        let row = page.batch.issues.first
        guard let id = row?.id ?? Int64(idOrKey) else { return page }
        if let row, !scope.contains(project: row.projectID) { return nil }
        if scope.jql == nil, row != nil { return page }
        if let row, row.archivedAt != nil { return page }
        let listing = try await issues(.ids([id]), limit: 1, content: .census)
        return listing.total > 0 ? page : nil
    }

    func leavingOut(fields: Set<String>) -> any RecordSource {
        ScopedSource(base: base.leavingOut(fields: fields), scope: scope, now: now)
    }

    // MARK: What knows no scope
    // Each by itself, without a default for the rest: whoever adds a request must say on which side it belongs.

    func identity() async throws(SourceError) -> Identity { try await base.identity() }
    func serverInfo() async throws(SourceError) -> ServerInfo { try await base.serverInfo() }
    func projects() async throws(SourceError) -> [ReferenceData.Project] { try await base.projects() }
    func list(_ list: ReferenceList) async throws(SourceError) -> ReferenceData {
        try await base.list(list)
    }
    func components(project: Int64) async throws(SourceError) -> [ReferenceData.Component] {
        try await base.components(project: project)
    }
    func versions(project: Int64) async throws(SourceError) -> [ReferenceData.Version] {
        try await base.versions(project: project)
    }
    func users(startAt: Int, limit: Int) async throws(SourceError) -> UserPage {
        try await base.users(startAt: startAt, limit: limit)
    }
    func userList(cursor: String?) async throws(SourceError) -> UserListPage? {
        try await base.userList(cursor: cursor)
    }
    func securityLevel(_ id: Int64) async throws(SourceError) -> ReferenceData.NamedItem? {
        try await base.securityLevel(id)
    }
    func boards(startAt: Int) async throws(SourceError) -> BoardPage? {
        try await base.boards(startAt: startAt)
    }
    func boardConfiguration(_ board: Int64) async throws(SourceError) -> AgileData.BoardConfiguration? {
        try await base.boardConfiguration(board)
    }
    func boardProjects(_ board: Int64) async throws(SourceError) -> [Int64] {
        try await base.boardProjects(board)
    }
    func sprints(board: Int64, startAt: Int) async throws(SourceError) -> SprintPage? {
        try await base.sprints(board: board, startAt: startAt)
    }
    func remoteLinks(issue: Int64) async throws(SourceError) -> [RemoteLink]? {
        try await base.remoteLinks(issue: issue)
    }
    func worklogs(issue: Int64) async throws(SourceError) -> IssueBatch {
        try await base.worklogs(issue: issue)
    }
    func worklogs(ids: [Int64]) async throws(SourceError) -> IssueBatch { try await base.worklogs(ids: ids) }
    func worklogFeed(_ feed: WorklogFeed, since: Int64) async throws(SourceError) -> WorklogFeedPage {
        try await base.worklogFeed(feed, since: since)
    }
}
