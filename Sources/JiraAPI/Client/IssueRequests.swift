import HTTPCore
import OAuth1
package import SyncCore

/// Issues with their comments and worklogs.
extension JiraClient {
    private static let fullDecoder = IssuePageDecoder(.full)
    private static let censusDecoder = IssuePageDecoder(.census)
    private static let childrenDecoder = IssuePageDecoder(.children)
    private static var commentLimit: Int { 1000 }
    /// Comments may be removed while their pages are read: they are read again, so many times at most.
    private static var commentRounds: Int { 3 }

    /// `POST /search` (`GET` for a lookup of ids, which alone can leave out those that do not exist).
    package func issues(
        _ query: IssueQuery, limit: Int, content: IssueContent
    ) async throws(SourceError) -> IssuePage {
        let request = await searchRequest(query, limit: limit, content: content)
        // Who asks for contents can ask for fewer of them; lists of ids and counts are as small as they can be.
        let (response, requestedAt) = try await send(request, weight: content == .census ? .fixed : .page)
        var page: IssuePage
        do {
            page = try Self.decoder(content).page(
                from: response.body, requestedAt: requestedAt, receivedAt: now(),
                serverDate: Self.date(response))
        } catch {
            throw .undecodable("\(error)")
        }
        if content == .full { try await completeComments(&page) }
        return page
    }

    private static func decoder(_ content: IssueContent) -> IssuePageDecoder {
        switch content {
        case .full: fullDecoder
        case .census: censusDecoder
        case .worklogs, .comments, .children: childrenDecoder
        }
    }

    private func searchRequest(_ query: IssueQuery, limit: Int, content: IssueContent) async -> HTTPRequest {
        let jql = JQL.text(query)
        let fields: [String] =
            switch content {
            case .full: allFields
            case .census: ["updated", "project"]
            case .worklogs: ["updated", "project", "worklog"]
            case .comments: ["updated", "project", "comment"]
            case .children: ["updated", "project", "worklog", "comment"]
            }
        let expand = content == .full ? ["changelog"] : []
        let site = executor.site
        if query.isLookup {
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

    /// `*all,-description`: everything but what is left out.
    private var allFields: [String] { ["*all"] + leftOut.map { "-" + $0 } }

    /// `GET /issue/{idOrKey}`.
    package func issue(_ idOrKey: String) async throws(SourceError) -> IssuePage? {
        let requestedAt = now()
        let response: HTTPResponse
        do {
            response = try await get(
                "/issue/" + PercentEncoding.encode(idOrKey),
                [("fields", allFields.joined(separator: ",")), ("expand", "changelog")],
                weight: .page)
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
        do {
            var page = try Self.fullDecoder.issue(
                from: response.body, requestedAt: requestedAt, receivedAt: now(),
                serverDate: Self.date(response))
            try await completeComments(&page)
            return page
        } catch let error as DecodingError {
            return rejected(idOrKey, error.description, response, requestedAt)
        } catch let error as SourceError {
            guard case .undecodable(let reason) = error else { throw error }
            return rejected(idOrKey, reason, response, requestedAt)
        } catch {
            throw .undecodable("\(error)")
        }
    }

    /// A page of one record that could not be decoded.
    private func rejected(
        _ record: String, _ reason: String, _ response: HTTPResponse, _ requestedAt: Instant
    ) -> IssuePage {
        var page = IssuePage(
            batch: IssueBatch(), startAt: 0, maxResults: 1, total: 1, requestedAt: requestedAt,
            receivedAt: now(), serverDate: Self.date(response), bodyBytes: response.body.count)
        page.rejected = [
            RejectedRecord(
                record: record, reason: reason,
                raw: Array(response.body.bytes.prefix(RejectedRecord.rawLimit)))
        ]
        return page
    }

    // MARK: Comments

    /// Fetches the comments of issues whose answers left some out. An issue that vanished since keeps those that
    /// it had: its total then tells that there are more.
    private func completeComments(_ page: inout IssuePage) async throws(SourceError) {
        for index in page.batch.issues.indices {
            let issue = page.batch.issues[index]
            guard let total = issue.commentTotal, total > Int64(issue.comments.count) else { continue }
            if let list = try await comments(issue: issue.id) { page.replaceComments(of: index, with: list) }
        }
    }

    /// `GET /issue/{id}/comment`: all of them; nil where the issue vanished.
    private func comments(issue: Int64) async throws(SourceError) -> CommentList? {
        var round = 0
        while true {
            round += 1
            guard var list = try await commentPage(issue, startAt: 0) else { return nil }
            let total = list.total
            var startAt = list.batch.comments.count
            while let stated = list.total, stated > Int64(startAt) {
                guard let page = try await commentPage(issue, startAt: startAt) else { return nil }
                if page.batch.comments.isEmpty { break }
                startAt += page.batch.comments.count
                list.append(page)
            }
            if list.total == total || round == Self.commentRounds { return list }
        }
    }

    private func commentPage(_ issue: Int64, startAt: Int) async throws(SourceError) -> CommentList? {
        let response: HTTPResponse
        do {
            response = try await get(
                "/issue/\(issue)/comment",
                [("startAt", String(startAt)), ("maxResults", String(Self.commentLimit))], weight: .page)
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
        do {
            return try IssuePageDecoder.comments(from: response.body)
        } catch {
            throw .undecodable("\(error)")
        }
    }

    // MARK: Worklogs

    /// `GET /issue/{id}/worklog`: all of them, without paging.
    package func worklogs(issue: Int64) async throws(SourceError) -> IssueBatch {
        let response = try await get("/issue/\(issue)/worklog", weight: .fixed)
        do {
            return try IssuePageDecoder.worklogs(from: response.body, issue: issue)
        } catch {
            throw .undecodable("\(error)")
        }
    }

    /// `POST /worklog/list`.
    package func worklogs(ids: [Int64]) async throws(SourceError) -> IssueBatch {
        let body = "{\"ids\":[\(ids.map(String.init).joined(separator: ","))]}"
        let response = try await send(
            HTTPRequest(
                .post, executor.site.url(Self.api + "/worklog/list"),
                headers: ["Content-Type": "application/json"], body: Array(body.utf8)), weight: .fixed
        ).response
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
}
