import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

struct WorklogDecodingTests {
    private func worklog(_ id: Int, issue: Int? = 10001, author: String = "dan") -> String {
        """
        {"self":"https://jira.example.com/rest/api/2/issue/10001/worklog/\(id)","author":\(IssueJSON.user(author, key: author)),\
        "updateAuthor":\(IssueJSON.user(author, key: author)),"comment":"n\\u00famero \(id)","created":\
        "2024-06-17T10:00:00.000+0000","updated":"2024-06-17T10:00:01.000+0000","started":"2024-06-16T10:00:00.000+0000",\
        "timeSpent":"1h","timeSpentSeconds":\(3600 + id),"id":"\(id)"\(issue.map { ",\"issueId\":\"\($0)\"" } ?? "")}
        """
    }

    private func embedded(_ ids: ClosedRange<Int>, total: Int) -> String {
        """
        {"startAt":0,"maxResults":20,"total":\(total),"worklogs":[\(ids.map { worklog($0) }.joined(separator: ","))]}
        """
    }

    @Test("both forms of a worklog list decode")
    func bothForms() throws {
        let envelope = try IssuePageDecoder.worklogs(
            from: ResponseBody(
                "{\"startAt\":0,\"maxResults\":1,\"total\":1,\"worklogs\":[\(worklog(5, issue: nil))]}"),
            issue: 77)
        #expect(envelope.worklogs.map(\.issueID) == [77])
        #expect(envelope.worklogs.first?.comment.string == "número 5")
        let bare = try IssuePageDecoder.worklogs(
            from: ResponseBody("[\(worklog(5, issue: 3)),\(worklog(6, issue: 4))]"))
        #expect(bare.worklogs.map(\.issueID) == [3, 4])
        #expect(bare.users.map(\.key.string) == ["dan"])
        #expect(try IssuePageDecoder.worklogs(from: ResponseBody("[]")).worklogs.isEmpty)
    }

    @Test(
        "a list that is not whole is refused",
        arguments: [
            ("{}", "worklogs: missing"), ("null", "not an object"),
            ("[{\"id\":\"1\"}]", "[0].issueId: missing"),
            (
                "[{\"id\":\"1\",\"issueId\":2,\"created\":\"2024-06-17T10:00:00.000Z\"}]",
                "[0].started: missing"
            ),
        ])
    func notWhole(text: String, reason: String) throws {
        let error = #expect(throws: DecodingError.self) {
            try IssuePageDecoder.worklogs(from: ResponseBody(text))
        }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        var batch = IssueBatch()
        try? IssuePageDecoder.appendWorklogs(from: ResponseBody(text), to: &batch)
        #expect(batch.worklogs.isEmpty && batch.storage.isEmpty)
    }

    @Test("appending keeps what was there and each user once")
    func appending() throws {
        var batch = try IssuePageDecoder.worklogs(from: ResponseBody("[\(worklog(1))]"))
        try IssuePageDecoder.appendWorklogs(
            from: ResponseBody("[\(worklog(2)),\(worklog(3, author: "eve"))]"), to: &batch)
        #expect(batch.worklogs.map(\.id) == [1, 2, 3])
        #expect(batch.users.map(\.key.string) == ["dan", "eve"])
        #expect(batch.worklogs.last?.comment.string == "número 3")
    }

    @Test("a full list replaces the first 20 of one issue and of no other")
    func replacement() throws {
        func page(_ middle: String) throws -> IssuePage {
            try decodePage(
                searchPage([
                    richIssue.numbered(4).text, richIssue.with("worklog", middle).text,
                    richIssue.numbered(6).with("worklog", nil).text, richIssue.numbered(9).text,
                ]))
        }
        var cut = try page(embedded(1...20, total: 25))
        let others = [0, 2, 3].map { cut.batch.issues[$0].contentHash }
        #expect(cut.batch.issues[1].worklogTotal == 25)
        let list = try IssuePageDecoder.worklogs(
            from: ResponseBody(
                "[\((1...25).map { worklog($0) }.joined(separator: ",")),\(worklog(99, issue: 5))]"))
        cut.replaceWorklogs(of: 1, with: list)

        let row = cut.batch.issues[1]
        #expect(cut.batch.worklogs[row.worklogs].map(\.id) == (1...25).map(Int64.init))
        #expect(row.worklogTotal == 25 && row.hasWorklogs)
        #expect(cut.batch.worklogs.count == 27)
        for index in [0, 3] {
            let other = cut.batch.issues[index]
            #expect(cut.batch.worklogs[other.worklogs].map(\.id) == [701])
            #expect(cut.batch.worklogs[other.worklogs].map(\.issueID) == [other.id])
        }
        #expect(cut.batch.issues[2].worklogs.isEmpty)
        #expect([0, 2, 3].map { cut.batch.issues[$0].contentHash } == others)

        // As if the search had given them all.
        let whole = try page(embedded(1...25, total: 25))
        #expect(row.contentHash == whole.batch.issues[1].contentHash)
        #expect(row.contentHash != (try page(embedded(1...20, total: 25))).batch.issues[1].contentHash)

        // The texts of the list live as long as the page.
        #expect(cut.batch.worklogs[row.worklogs].last?.comment.string == "número 25")
    }

    @Test("a replacement by fewer, by none, or where there were none keeps the ranges right")
    func otherReplacements() throws {
        var page = try decodePage(
            searchPage([
                richIssue.with("worklog", nil).text, richIssue.numbered(2).text, richIssue.numbered(3).text,
            ]))
        let first = try IssuePageDecoder.worklogs(from: ResponseBody("[\(worklog(1)),\(worklog(2))]"))
        page.replaceWorklogs(of: 0, with: first)
        #expect(page.batch.issues.map { page.batch.worklogs[$0.worklogs].count } == [2, 1, 1])
        #expect(page.batch.worklogs[page.batch.issues[2].worklogs].first?.issueID == 10003)
        let whole = try decodePage(searchPage([richIssue.with("worklog", embedded(1...2, total: 2)).text]))
        #expect(page.batch.issues[0].contentHash == whole.batch.issues[0].contentHash)

        page.replaceWorklogs(of: 1, with: IssueBatch())
        #expect(page.batch.issues.map { page.batch.worklogs[$0.worklogs].count } == [2, 0, 1])
        #expect(page.batch.worklogs[page.batch.issues[2].worklogs].first?.issueID == 10003)
        page.replaceWorklogs(of: 9, with: first)
        #expect(page.batch.worklogs.count == 3)
    }
}
