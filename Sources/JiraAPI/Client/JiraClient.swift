import HTTPCore
import OAuth1
package import SyncCore

/// Jira's REST interface as the run sees it: one method per resource, every answer decoded and whole.
package struct JiraClient: RecordSource {
    private let executor: RequestExecutor
    private let now: @Sendable () -> Instant
    private let fullDecoder = IssuePageDecoder(.full)
    private let censusDecoder = IssuePageDecoder(.census)

    /// - Parameter now: the local clock, for the moments a request began and ended.
    package init(executor: RequestExecutor, now: @escaping @Sendable () -> Instant) {
        self.executor = executor
        self.now = now
    }

    private static let api = "/rest/api/2"

    // MARK: Site

    /// `GET /myself`.
    package func identity() async throws(SourceError) -> Identity {
        let response = try await get("/myself")
        return try IdentityDecoder.decode(response)
    }

    /// `GET /serverInfo`.
    package func serverInfo() async throws(SourceError) -> ServerInfo {
        try decoded(try await get("/serverInfo"), ReferenceDecoder.serverInfo)
    }

    // MARK: Reference data

    /// `GET /project`, archived projects included where the server knows them.
    package func projects() async throws(SourceError) -> [ReferenceData.Project] {
        try decoded(
            try await get(
                "/project",
                [("expand", "description,lead,url,projectKeys"), ("includeArchived", "true")]),
            ReferenceDecoder.projects)
    }

    package func list(_ list: ReferenceList) async throws(SourceError) -> ReferenceData {
        let response = try await get(Self.path(list))
        do {
            return try ReferenceDecoder.list(list, response.body)
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }

    private static func path(_ list: ReferenceList) -> String {
        switch list {
        case .issueTypes: "/issuetype"
        case .statusCategories: "/statuscategory"
        case .statuses: "/status"
        case .priorities: "/priority"
        case .resolutions: "/resolution"
        case .linkTypes: "/issueLinkType"
        case .fields: "/field"
        }
    }

    /// `GET /project/{id}/components`.
    package func components(project: Int64) async throws(SourceError) -> [ReferenceData.Component] {
        try decoded(try await get("/project/\(project)/components"), ReferenceDecoder.components)
    }

    /// `GET /project/{id}/versions`.
    package func versions(project: Int64) async throws(SourceError) -> [ReferenceData.Version] {
        try decoded(try await get("/project/\(project)/versions"), ReferenceDecoder.versions)
    }

    /// `GET /user/search`: `.` matches everybody.
    package func users(startAt: Int, limit: Int) async throws(SourceError) -> UserPage {
        let response = try await get(
            "/user/search",
            [
                ("username", "."), ("includeInactive", "true"), ("startAt", String(startAt)),
                ("maxResults", String(limit)),
            ])
        do {
            let (users, rejected) = try ReferenceDecoder.users(response.body)
            return UserPage(users: users, rejected: rejected)
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }

    // MARK: Issues

    /// `POST /search` (`GET` for a lookup of ids, which alone can leave out those that do not exist).
    package func issues(
        _ query: IssueQuery, limit: Int, content: IssueContent
    ) async throws(SourceError) -> IssuePage {
        let request = await searchRequest(query, limit: limit, content: content)
        let requestedAt = now()
        let response = try await executor.send(request, weight: .page)
        var page: IssuePage
        do {
            page = try (content == .full ? fullDecoder : censusDecoder).page(
                from: response.body, requestedAt: requestedAt, receivedAt: now(),
                serverDate: Self.date(response))
        } catch {
            throw .undecodable("\(error)")
        }
        if content == .full { try await complete(&page) }
        return page
    }

    private func searchRequest(_ query: IssueQuery, limit: Int, content: IssueContent) async -> HTTPRequest {
        let jql = JQL.text(query)
        let fields = content == .full ? ["*all"] : ["updated", "project"]
        let expand = content == .full ? ["changelog"] : []
        let site = executor.site
        if case .ids = query {
            return HTTPRequest(
                .get,
                site.url(
                    Self.api + "/search",
                    [
                        ("jql", jql), ("startAt", "0"), ("maxResults", String(limit)),
                        ("fields", fields.joined(separator: ",")),
                        ("expand", expand.joined(separator: ",")), ("validateQuery", "false"),
                    ]))
        }
        let body = SearchBody(jql: jql, maxResults: limit, fields: fields, expand: expand)
        return HTTPRequest(
            .post, site.url(Self.api + "/search"), headers: ["Content-Type": "application/json"],
            body: body.json)
    }

    /// `GET /issue/{idOrKey}`.
    package func issue(_ idOrKey: String) async throws(SourceError) -> IssuePage? {
        let requestedAt = now()
        let response: HTTPResponse
        do {
            response = try await get(
                "/issue/" + PercentEncoding.encode(idOrKey), [("fields", "*all"), ("expand", "changelog")],
                weight: .page)
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
        var page: IssuePage
        do {
            page = try fullDecoder.issue(
                from: response.body, requestedAt: requestedAt, receivedAt: now(),
                serverDate: Self.date(response))
        } catch {
            page = IssuePage(
                batch: IssueBatch(), startAt: 0, maxResults: 1, total: 1, requestedAt: requestedAt,
                receivedAt: now())
            page.rejected = [
                RejectedRecord(
                    record: idOrKey, reason: "\(error)", raw: Array(response.body.bytes.prefix(1 << 20)))
            ]
        }
        try await complete(&page)
        return page
    }

    /// Fetches the worklogs that answers leave out: they embed 20 at most.
    private func complete(_ page: inout IssuePage) async throws(SourceError) {
        for index in page.batch.issues.indices {
            let issue = page.batch.issues[index]
            guard let total = issue.worklogTotal, total > Int64(issue.worklogs.count) else { continue }
            let batch = try await worklogs(issue: issue.id)
            page.replaceWorklogs(of: index, with: batch)
        }
    }

    // MARK: Worklogs

    /// `GET /issue/{id}/worklog`: all of them, without paging.
    package func worklogs(issue: Int64) async throws(SourceError) -> IssueBatch {
        let response = try await get("/issue/\(issue)/worklog", weight: .page)
        do {
            return try IssuePageDecoder.worklogs(from: response.body, issue: issue)
        } catch {
            throw .undecodable("\(error)")
        }
    }

    /// `POST /worklog/list`.
    package func worklogs(ids: [Int64]) async throws(SourceError) -> IssueBatch {
        let body = "{\"ids\":[\(ids.map(String.init).joined(separator: ","))]}"
        let response = try await executor.send(
            HTTPRequest(
                .post, executor.site.url(Self.api + "/worklog/list"),
                headers: ["Content-Type": "application/json"], body: Array(body.utf8)), weight: .page)
        do {
            return try IssuePageDecoder.worklogs(from: response.body)
        } catch {
            throw .undecodable("\(error)")
        }
    }

    /// `GET /worklog/updated`, `/worklog/deleted`. The `nextPage` URLs of the answers are malformed on many
    /// versions and never followed: `until` is the next `since`.
    package func worklogFeed(_ feed: WorklogFeed, since: Int64) async throws(SourceError) -> WorklogFeedPage {
        try decoded(
            try await get("/worklog/" + feed.rawValue, [("since", String(since))]),
            ReferenceDecoder.worklogFeed)
    }

    // MARK: Plumbing

    private func get(
        _ path: String, _ query: [(String, String)] = [], weight: RequestExecutor.Weight = .light
    ) async throws(SourceError) -> HTTPResponse {
        try await executor.send(HTTPRequest(.get, executor.site.url(Self.api + path, query)), weight: weight)
    }

    private static func date(_ response: HTTPResponse) -> Instant? {
        response.headers["Date"].flatMap(HTTPDate.parse)
    }

    private func decoded<Value>(
        _ response: HTTPResponse, _ decode: (ResponseBody) throws(DecodingError) -> Value
    ) throws(SourceError) -> Value {
        do {
            return try decode(response.body)
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }

}
