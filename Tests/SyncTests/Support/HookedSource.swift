import SyncCore

/// A source that lets a test act, or fail, before each request.
struct HookedSource: RecordSource {
    /// What is about to be asked.
    enum Request: Sendable {
        /// With the page size; 0 only counts.
        case issues(IssueQuery, limit: Int)
        case other(String)
    }

    let base: any RecordSource
    let before: @Sendable (Request) async throws(SourceError) -> Void

    /// Calls `stir` before each page of issues, with the key that the page is to begin with, if there is one.
    static func moving(
        _ base: any RecordSource, _ stir: @escaping @Sendable (String?) async -> Void
    ) -> HookedSource {
        HookedSource(base: base) { (request) throws(SourceError) in
            guard case .issues(let query, let limit) = request, limit > 0 else { return }
            if case .projectWalk(_, let from, _) = query { await stir(from) } else { await stir(nil) }
        }
    }

    /// Calls `onPart` before each question for an issue at which a part of a project may begin.
    static func splitting(_ base: any RecordSource, _ onPart: @escaping @Sendable () -> Void) -> HookedSource
    {
        HookedSource(base: base) { (request) throws(SourceError) in
            if case .issues(.projectCreatedSince, _) = request { onPart() }
        }
    }

    func issues(_ query: IssueQuery, limit: Int, content: IssueContent) async throws(SourceError) -> IssuePage
    {
        try await before(.issues(query, limit: limit))
        return try await base.issues(query, limit: limit, content: content)
    }

    func identity() async throws(SourceError) -> Identity {
        try await before(.other("identity"))
        return try await base.identity()
    }

    func leavingOut(fields: Set<String>) -> any RecordSource {
        HookedSource(base: base.leavingOut(fields: fields), before: before)
    }

    func serverInfo() async throws(SourceError) -> ServerInfo {
        try await before(.other("serverInfo"))
        return try await base.serverInfo()
    }

    func projects() async throws(SourceError) -> [ReferenceData.Project] {
        try await before(.other("projects"))
        return try await base.projects()
    }

    func list(_ list: ReferenceList) async throws(SourceError) -> ReferenceData {
        try await before(.other("list"))
        return try await base.list(list)
    }

    func components(project: Int64) async throws(SourceError) -> [ReferenceData.Component] {
        try await before(.other("components"))
        return try await base.components(project: project)
    }

    func versions(project: Int64) async throws(SourceError) -> [ReferenceData.Version] {
        try await before(.other("versions"))
        return try await base.versions(project: project)
    }

    func users(startAt: Int, limit: Int) async throws(SourceError) -> UserPage {
        try await before(.other("users"))
        return try await base.users(startAt: startAt, limit: limit)
    }

    func userList(cursor: String?) async throws(SourceError) -> UserListPage? {
        try await before(.other("userList"))
        return try await base.userList(cursor: cursor)
    }

    func securityLevel(_ id: Int64) async throws(SourceError) -> ReferenceData.NamedItem? {
        try await before(.other("securityLevel"))
        return try await base.securityLevel(id)
    }

    func boards(startAt: Int) async throws(SourceError) -> BoardPage? {
        try await before(.other("boards"))
        return try await base.boards(startAt: startAt)
    }

    func boardConfiguration(_ board: Int64) async throws(SourceError) -> AgileData.BoardConfiguration? {
        try await before(.other("boardConfiguration"))
        return try await base.boardConfiguration(board)
    }

    func boardProjects(_ board: Int64) async throws(SourceError) -> [Int64] {
        try await before(.other("boardProjects"))
        return try await base.boardProjects(board)
    }

    func sprints(board: Int64, startAt: Int) async throws(SourceError) -> SprintPage? {
        try await before(.other("sprints"))
        return try await base.sprints(board: board, startAt: startAt)
    }

    func remoteLinks(issue: Int64) async throws(SourceError) -> [RemoteLink]? {
        try await before(.other("remoteLinks"))
        return try await base.remoteLinks(issue: issue)
    }

    func issue(_ idOrKey: String) async throws(SourceError) -> IssuePage? {
        try await before(.other("issue"))
        return try await base.issue(idOrKey)
    }

    func worklogs(issue: Int64) async throws(SourceError) -> IssueBatch {
        try await before(.other("worklogs of an issue"))
        return try await base.worklogs(issue: issue)
    }

    func worklogs(ids: [Int64]) async throws(SourceError) -> IssueBatch {
        try await before(.other("worklogs by id"))
        return try await base.worklogs(ids: ids)
    }

    func worklogFeed(_ feed: WorklogFeed, since: Int64) async throws(SourceError) -> WorklogFeedPage {
        try await before(.other("worklogFeed"))
        return try await base.worklogFeed(feed, since: since)
    }
}
