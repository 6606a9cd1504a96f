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
    }
}
