import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

@Suite("Comments that an answer left out")
struct CommentCompletionTests {
    private typealias Jira = ScriptedJira
    private static let path = "/rest/api/2/issue/10005/comment"

    private func comment(_ id: Int) -> String {
        """
        {"id":"\(id)","author":\(IssueJSON.user("u\(id)")),"body":"b\\u00fc \(id)","created":"2024-06-17T09:00:00.000+0000"}
        """
    }

    private func comments(_ ids: [Int], total: Int) -> String {
        "{\"startAt\":0,\"maxResults\":9,\"total\":\(total),\"comments\":[\(ids.map(comment).joined(separator: ","))]}"
    }

    private func search(_ ids: [Int], total: Int) -> String {
        searchPage([
            richIssue.numbered(4).text,
            IssueJSON().numbered(5).with("comment", comments(ids, total: total)).text,
            IssueJSON().numbered(6).text, richIssue.numbered(7).text,
        ])
    }

    private func page(_ jira: ScriptedJira) async throws -> IssuePage {
        try await jira.client().issues(.all(projects: nil), limit: 100, content: .full)
    }

    @Test("they are fetched, page by page, and the page is as if the answer had held them all")
    func fetched() async throws {
        let jira = Jira([
            "/rest/api/2/search": [Jira.json(search([1, 2], total: 5))],
            Self.path: [
                Jira.json(comments([1, 2, 3], total: 5)), Jira.json(comments([4, 5], total: 5)),
            ],
        ])
        let page = try await page(jira)
        let whole = try decodePage(search([1, 2, 3, 4, 5], total: 5))
        #expect(page.batch.issues.map(\.contentHash) == whole.batch.issues.map(\.contentHash))
        #expect(
            page.batch.issues.map { page.batch.comments[$0.comments].map(\.id) } == [
                [601], [1, 2, 3, 4, 5], [], [601],
            ])
        #expect(page.batch.issues[1].commentTotal == 5)
        #expect(page.batch.comments[page.batch.issues[1].comments].last?.body.string == "bü 5")
        #expect(page.batch.comments[page.batch.issues[1].comments].last?.authorKey.string == "u5")
        #expect(Set(page.batch.users.map(\.key.string)) == Set(whole.batch.users.map(\.key.string)))
        #expect(
            await jira.asked == [
                "/rest/api/2/search", Self.path + "?startAt=0&maxResults=1000",
                Self.path + "?startAt=3&maxResults=1000",
            ])
    }

    @Test("a comment that goes while they are read has them read again")
    func drift() async throws {
        let jira = Jira([
            "/rest/api/2/search": [Jira.json(search([], total: 4))],
            Self.path: [
                Jira.json(comments([1, 2], total: 4)), Jira.json(comments([4], total: 3)),
                Jira.json(comments([2, 3], total: 3)), Jira.json(comments([4], total: 3)),
            ],
        ])
        let page = try await page(jira)
        #expect(page.batch.comments[page.batch.issues[1].comments].map(\.id) == [2, 3, 4])
        #expect(await jira.left == 0)
    }

    @Test("comments that the server counts and does not show leave the count as it is")
    func hidden() async throws {
        let jira = Jira([
            "/rest/api/2/search": [Jira.json(search([1], total: 3))],
            Self.path: [Jira.json(comments([1, 2], total: 3)), Jira.json(comments([], total: 3))],
        ])
        let page = try await page(jira)
        #expect(page.batch.issues[1].comments.count == 2 && page.batch.issues[1].commentTotal == 3)
    }

    @Test("an issue that vanished in between keeps what its answer held, other refusals stop")
    func vanished() async throws {
        let gone = Jira([
            "/rest/api/2/search": [Jira.json(search([1], total: 3))],
            Self.path: [Jira.json("{}", status: 404)],
        ])
        let page = try await page(gone)
        #expect(page.batch.comments[page.batch.issues[1].comments].map(\.id) == [1])
        #expect(page.batch.issues[1].commentTotal == 3)
        let refused = Jira([
            "/rest/api/2/search": [Jira.json(search([1], total: 3))],
            Self.path: [Jira.json("{}", status: 403)],
        ])
        await #expect(throws: SourceError.self) { _ = try await self.page(refused) }
    }

    @Test("comments that cannot be decoded fail a page, and set a single issue aside")
    func undecodable() async throws {
        let odd = "{\"total\":3,\"comments\":[{\"id\":\"1\"}]}"
        let jira = Jira([
            "/rest/api/2/search": [Jira.json(search([1], total: 3))], Self.path: [Jira.json(odd)],
        ])
        let error = await #expect(throws: SourceError.self) { _ = try await self.page(jira) }
        guard case .undecodable(let why)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.contains("comments[0].created: missing"))
        let single = Jira([
            "/rest/api/2/issue/10005": [
                Jira.json(IssueJSON().numbered(5).with("comment", comments([1], total: 3)).text)
            ], Self.path: [Jira.json(odd)],
        ])
        let page = try #require(try await single.client().issue("10005"))
        #expect(page.batch.issues.isEmpty)
        #expect(page.rejected.map(\.record) == ["10005"])
        #expect(page.rejected.first?.reason.contains("comments[0].created: missing") == true)
    }

    @Test("worklogs beyond the embedded ones are not fetched, their total tells")
    func worklogs() async throws {
        let jira = Jira(["/rest/api/2/search": [Jira.json(searchPage([richIssue.text]))]])
        let page = try await page(jira)
        #expect(page.batch.issues.first?.worklogTotal == 23 && page.batch.worklogs.count == 1)
        #expect(await jira.asked.count == 1)
    }

    @Test("a replacement by fewer or by none keeps the ranges right")
    func ranges() throws {
        var page = try decodePage(search([1, 2], total: 2))
        let other = page.batch.issues[3].contentHash
        page.replaceComments(
            of: 1, with: try IssuePageDecoder.comments(from: ResponseBody(comments([9], total: 1))))
        #expect(
            page.batch.issues.map { page.batch.comments[$0.comments].map(\.id) } == [[601], [9], [], [601]])
        page.replaceComments(
            of: 1, with: try IssuePageDecoder.comments(from: ResponseBody("{\"comments\":[]}")))
        #expect(page.batch.issues.map(\.comments.count) == [1, 0, 0, 1])
        #expect(page.batch.issues[1].commentTotal == 0 && page.batch.issues[3].contentHash == other)
        page.replaceComments(
            of: 2, with: try IssuePageDecoder.comments(from: ResponseBody(comments([7], total: 1))))
        page.replaceComments(of: 9, with: try IssuePageDecoder.comments(from: ResponseBody("[]")))
        #expect(
            page.batch.issues.map { page.batch.comments[$0.comments].map(\.id) } == [[601], [], [7], [601]])
    }

    @Test("what is no list of comments is refused", arguments: ["{}", "null", "{\"comments\":[{}]}", "[] x"])
    func refused(text: String) {
        #expect(throws: DecodingError.self) { try IssuePageDecoder.comments(from: ResponseBody(text)) }
    }
}
