/// Jira, as the run sees it. Every answer's identity was checked before a method returns; retries and
/// pacing happen below. The production conformance is `JiraAPI.JiraClient`.
package protocol RecordSource: Sendable {
    /// Who we are, by `GET /myself`, with the server's clock (`Date`).
    func identity() async throws(SourceError) -> Identity
    /// The same without these fields of issues, where Jira can leave them out.
    func leavingOut(fields: Set<String>) -> any RecordSource
    func serverInfo() async throws(SourceError) -> ServerInfo
    func projects() async throws(SourceError) -> [ReferenceData.Project]
    /// One of the site-wide lists.
    func list(_ list: ReferenceList) async throws(SourceError) -> ReferenceData
    func components(project: Int64) async throws(SourceError) -> [ReferenceData.Component]
    func versions(project: Int64) async throws(SourceError) -> [ReferenceData.Version]
    /// A page of the user directory; empty when there are no more.
    func users(startAt: Int, limit: Int) async throws(SourceError) -> UserPage

    /// A page of `/user/list` (Jira 10 and later); nil where the site has no such resource or the account may
    /// not use it.
    ///
    /// - Parameter cursor: ``UserListPage/nextCursor`` of the page before, nil for the first.
    func userList(cursor: String?) async throws(SourceError) -> UserListPage?
    /// `/securitylevel/{id}`; nil where it does not exist any more.
    func securityLevel(_ id: Int64) async throws(SourceError) -> ReferenceData.NamedItem?

    /// A page of `/rest/agile/1.0/board`; nil where the site has no Jira Software, or none for this account.
    func boards(startAt: Int) async throws(SourceError) -> BoardPage?
    /// Nil where the board vanished or its configuration is not for this account.
    func boardConfiguration(_ board: Int64) async throws(SourceError) -> AgileData.BoardConfiguration?
    /// Ids of the projects of a board.
    func boardProjects(_ board: Int64) async throws(SourceError) -> [Int64]
    /// A page of a board's sprints; nil where the board has none by its nature (kanban) or vanished.
    func sprints(board: Int64, startAt: Int) async throws(SourceError) -> SprintPage?
    /// All remote links of an issue; nil where the issue vanished or linking is switched off.
    func remoteLinks(issue: Int64) async throws(SourceError) -> [RemoteLink]?

    /// A page of issues, always from offset 0; `limit` 0 only counts. Comments that the answer cut are
    /// fetched before it returns; worklogs are not (``IssueRow/worklogTotal`` tells): see
    /// ``RecordStore/incompleteWorklogs()``.
    func issues(_ query: IssueQuery, limit: Int, content: IssueContent) async throws(SourceError) -> IssuePage
    /// One issue by id or key, nil where it does not exist or is not visible (404). An answer that cannot
    /// be decoded is a page with one rejected record.
    func issue(_ idOrKey: String) async throws(SourceError) -> IssuePage?
    /// All worklogs of an issue (`/issue/{id}/worklog`), in a batch without issues.
    func worklogs(issue: Int64) async throws(SourceError) -> IssueBatch
    /// Worklogs by id (`POST /worklog/list`, at most 1000), those that are visible.
    func worklogs(ids: [Int64]) async throws(SourceError) -> IssueBatch
    /// A page of `/worklog/updated` or `/worklog/deleted`.
    func worklogFeed(_ feed: WorklogFeed, since: Int64) async throws(SourceError) -> WorklogFeedPage
}

/// Which issues, in the terms of the plan; the dialect turns it into JQL.
package enum IssueQuery: Sendable, Equatable {
    /// `updated >= -Nm ORDER BY updated ASC, key ASC`.
    case updatedWithin(minutes: Int)
    /// `project = ID [AND updated >= -Nm] [AND key >= FROM] ORDER BY key ASC`. There is no upper bound: a
    /// key that vanished would turn it into an error or into nothing.
    case projectWalk(project: Int64, from: String?, updatedWithinMinutes: Int?)
    /// `project = ID AND created >= "yyyy-MM-dd" ORDER BY key ASC`: to find an existing key to split at.
    case projectCreatedSince(project: Int64, day: String)
    /// `project = ID [AND created >= "FROM"] [AND created < "TO"] [AND key >= KEY] ORDER BY key ASC`, days as
    /// `yyyy-MM-dd` in the account's time zone.
    case projectCreatedBetween(project: Int64, from: String?, to: String?, key: String?)
    /// Every visible issue, of these projects only if the list is not nil.
    case all(projects: [Int64]?)
    /// `cf[NUMBER] is not EMPTY ORDER BY key ASC`; refused where the field cannot be searched.
    case fieldNotEmpty(number: Int64)
    /// Those issues of these projects on which time was spent; refused where the site does not track time.
    case timeLogged(projects: [Int64])
    /// Those of these issues that exist and are visible; the others are left out without an error.
    case ids([Int64])
    /// A condition that a person wrote, as it stands: to see whether Jira takes it.
    case stated(String)
    /// Those of them that are in the mirrored part of the site.
    indirect case within(MirrorScope, IssueQuery)
}

/// How much of each issue is wanted.
package enum IssueContent: Sendable {
    /// `fields=*all&expand=changelog`.
    case full
    /// Id, key, project and `updated`: for a census. Rows have only those members set.
    case census
    /// The same with the embedded worklogs and how many there are.
    case worklogs
    /// The same with the embedded comments and how many there are; those that are cut stay cut.
    case comments
    /// The same with both.
    case children
}

package enum ReferenceList: String, Sendable, CaseIterable {
    case issueTypes, statusCategories, statuses, priorities, resolutions, linkTypes, fields
}

package struct Identity: Sendable, Equatable {
    package var key: String
    package var name: String
    package var displayName: String
    package var timeZone: String?
    /// The server's clock, from the answer's `Date` header (whole seconds).
    package var serverDate: Instant?

    package init(
        key: String, name: String, displayName: String, timeZone: String?, serverDate: Instant? = nil
    ) {
        self.key = key
        self.name = name
        self.displayName = displayName
        self.timeZone = timeZone
        self.serverDate = serverDate
    }
}

package struct ServerInfo: Sendable, Equatable {
    package var baseURL: String
    package var title: String?
    package var version: String
    package var deploymentType: String?
    package var serverTime: Instant?

    package init(
        baseURL: String, title: String?, version: String, deploymentType: String?, serverTime: Instant?
    ) {
        self.baseURL = baseURL
        self.title = title
        self.version = version
        self.deploymentType = deploymentType
        self.serverTime = serverTime
    }
}

/// A page of the user directory; users without key and name cannot be stored.
package struct UserPage: Sendable, Equatable {
    package var users: [ReferenceData.User]
    package var rejected: [RejectedRecord]

    package init(users: [ReferenceData.User], rejected: [RejectedRecord] = []) {
        self.users = users
        self.rejected = rejected
    }
}

/// A page of `/user/list`.
package struct UserListPage: Sendable, Equatable {
    package var page: UserPage
    /// Nil on the last page.
    package var nextCursor: String?

    package init(page: UserPage, nextCursor: String?) {
        self.page = page
        self.nextCursor = nextCursor
    }
}

/// A page of `/board`; the boards have neither project nor configuration yet.
package struct BoardPage: Sendable, Equatable {
    package var boards: [AgileData.Board]
    package var isLast: Bool

    package init(boards: [AgileData.Board], isLast: Bool) {
        self.boards = boards
        self.isLast = isLast
    }
}

package struct SprintPage: Sendable, Equatable {
    package var sprints: [AgileData.Sprint]
    package var isLast: Bool

    package init(sprints: [AgileData.Sprint], isLast: Bool) {
        self.sprints = sprints
        self.isLast = isLast
    }
}

package enum WorklogFeed: String, Sendable {
    case updated, deleted
}

package struct WorklogFeedPage: Sendable, Equatable {
    package var ids: [Int64]
    /// The `since` of the next page or of the next run (server's milliseconds).
    package var until: Int64
    package var isLast: Bool

    package init(ids: [Int64], until: Int64, isLast: Bool) {
        self.ids = ids
        self.until = until
        self.isLast = isLast
    }
}

/// Why Jira gave no usable answer, told apart by what the run must do.
package enum SourceError: Error, Sendable, Equatable {
    /// The grant is dead: mark it, stop (77).
    case grantRejected(problem: String)
    /// Not authorized, but the grant is not to blame (CAPTCHA, TLS refused, clock): stop (77).
    case notAuthorized(String)
    /// Another account than the authorized one answered (77).
    case identityChanged(expected: String, found: String)
    /// Network, 429, 5xx after all retries: stop, progress is kept (75).
    case tryLater(String)
    /// The server wants more patience than a run has, for this and all other requests: stop at once, progress is kept (75).
    case backOff(String)
    /// Not Jira's API (76).
    case unexpectedAnswer(String)
    /// A redirect to the login page, although the account is logged in (76): what 9.x answers for a resource
    /// that it does not have, and what a gateway answers for anything.
    case loginPage(String)
    /// 400: Jira refused the query; its own messages.
    case queryRefused([String])
    case notFound(String)
    case forbidden(String)
    /// This page is too big or too slow: ask for a smaller one.
    case pageTooHeavy(String)
    /// The body is not the JSON it should be, at this byte.
    case undecodable(String)
    case cancelled

    /// Whether nothing else is to be asked either. Any other error may be that question's own.
    package var endsRun: Bool {
        switch self {
        case .grantRejected, .identityChanged, .backOff, .cancelled: true
        case .notAuthorized, .tryLater, .unexpectedAnswer, .loginPage, .queryRefused, .notFound, .forbidden,
            .pageTooHeavy, .undecodable:
            false
        }
    }
}
