/// Jira as the mirror may see it: every answer goes through the ``Redaction`` before anybody stores it.
struct RedactingSource: RecordSource {
    let base: any RecordSource
    let redaction: Redaction

    private func redact(_ batch: IssueBatch) -> IssueBatch {
        var batch = batch
        BatchRedaction(redaction).apply(to: &batch)
        return batch
    }

    private func redact(_ page: IssuePage) -> IssuePage {
        var page = page
        BatchRedaction(redaction).apply(to: &page.batch)
        page.rejected = page.rejected.map(redact)
        return page
    }

    /// What could not be decoded could not be redacted either.
    private func redact(_ record: RejectedRecord) -> RejectedRecord {
        RejectedRecord(record: record.record, reason: record.reason, raw: [])
    }

    private func redact(_ user: ReferenceData.User) -> ReferenceData.User {
        let names = redaction.names(
            Redaction.Names(
                key: user.key, username: user.username, displayName: user.displayName, email: user.email))
        var new = user
        new.key = names.key
        new.username = names.username
        new.displayName = names.displayName
        new.email = names.email
        return new
    }

    private func redact(_ page: UserPage) -> UserPage {
        UserPage(
            users: page.users.map(redact),
            rejected: page.rejected.map {
                RejectedRecord(
                    record: redaction.person($0.record) ?? $0.record, reason: $0.reason, raw: [])
            })
    }

    // MARK: Issues

    func issues(
        _ query: IssueQuery, limit: Int, content: IssueContent
    ) async throws(SourceError) -> IssuePage {
        redact(try await base.issues(query, limit: limit, content: content))
    }

    func issue(_ idOrKey: String) async throws(SourceError) -> IssuePage? {
        try await base.issue(idOrKey).map(redact)
    }

    func worklogs(issue: Int64) async throws(SourceError) -> IssueBatch {
        redact(try await base.worklogs(issue: issue))
    }

    func worklogs(ids: [Int64]) async throws(SourceError) -> IssueBatch {
        redact(try await base.worklogs(ids: ids))
    }

    func remoteLinks(issue: Int64) async throws(SourceError) -> [RemoteLink]? {
        guard !redaction.denied.contains(.issuelinks) else { return [] }
        return try await base.remoteLinks(issue: issue)?.map { link in
            var link = link
            link.title = redaction.cleaned(link.title)
            link.summary = redaction.cleaned(link.summary)
            link.url = redaction.cleaned(link.url)
            return link
        }
    }

    // MARK: People and what they write of

    /// The account itself is a person; that it is the right one was checked below.
    func identity() async throws(SourceError) -> Identity {
        var identity = try await base.identity()
        let names = redaction.names(
            Redaction.Names(
                key: identity.key, username: identity.name, displayName: identity.displayName, email: nil))
        identity.key = names.key
        identity.name = names.username ?? identity.name
        identity.displayName = names.displayName ?? identity.displayName
        return identity
    }

    func users(startAt: Int, limit: Int) async throws(SourceError) -> UserPage {
        redact(try await base.users(startAt: startAt, limit: limit))
    }

    func userList(cursor: String?) async throws(SourceError) -> UserListPage? {
        guard var list = try await base.userList(cursor: cursor) else { return nil }
        list.page = redact(list.page)
        return list
    }

    func projects() async throws(SourceError) -> [ReferenceData.Project] {
        try await base.projects().map { project in
            var project = project
            project.leadKey = redaction.person(project.leadKey)
            project.description = redaction.cleaned(project.description)
            return project
        }
    }

    func components(project: Int64) async throws(SourceError) -> [ReferenceData.Component] {
        try await base.components(project: project).map { component in
            var component = component
            component.leadKey = redaction.person(component.leadKey)
            component.description = redaction.cleaned(component.description)
            return component
        }
    }

    func versions(project: Int64) async throws(SourceError) -> [ReferenceData.Version] {
        try await base.versions(project: project).map { version in
            var version = version
            version.description = redaction.cleaned(version.description)
            return version
        }
    }

    func sprints(board: Int64, startAt: Int) async throws(SourceError) -> SprintPage? {
        guard var page = try await base.sprints(board: board, startAt: startAt) else { return nil }
        for index in page.sprints.indices {
            page.sprints[index].goal = redaction.cleaned(page.sprints[index].goal)
        }
        return page
    }

    // MARK: What names nobody
    // Each by itself, without a default for the rest: whoever adds a request must say on which side it belongs.

    func leavingOut(fields: Set<String>) -> any RecordSource {
        RedactingSource(base: base.leavingOut(fields: fields), redaction: redaction)
    }
    func serverInfo() async throws(SourceError) -> ServerInfo { try await base.serverInfo() }
    func list(_ list: ReferenceList) async throws(SourceError) -> ReferenceData {
        try await base.list(list)
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
    func worklogFeed(_ feed: WorklogFeed, since: Int64) async throws(SourceError) -> WorklogFeedPage {
        try await base.worklogFeed(feed, since: since)
    }
}
