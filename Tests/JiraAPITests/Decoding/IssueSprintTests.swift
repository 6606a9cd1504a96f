import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

@Suite("sprints of issues")
struct IssueSprintTests {
    private func decode(_ values: [String]) throws -> IssueBatch {
        let issues = values.enumerated().map { IssueJSON().numbered($0 + 1).with("customfield_9", $1).text }
        let page = try decodePage(searchPage(issues))
        #expect(page.rejected.isEmpty)
        return page.batch
    }

    private func sprint(_ id: Int64, name: String = "S") -> String {
        var sprint = RenderedSprint()
        (sprint.id, sprint.name) = (id, name)
        return "\"\(sprint.text(.y2018))\""
    }

    @Test("each sprint once a page, each once an issue")
    func once() throws {
        let batch = try decode([
            "[\(sprint(7)),\(sprint(3)),\(sprint(7))]", "[\(sprint(3))]", "[]",
            "[{\"id\":8,\"name\":\"O\",\"state\":\"closed\"},\(sprint(7))]",
        ])
        #expect(batch.issues.map { Array(batch.issueSprints[$0.sprints]) } == [[7, 3], [3], [], [8, 7]])
        #expect(batch.sprints.map(\.id) == [7, 3, 8])
        #expect(batch.customMembers.allSatisfy { $0.shape == .sprint })
    }

    @Test("escapes in a name are undone before it is parsed")
    func escapes() throws {
        let batch = try decode(["[\(sprint(7, name: #"\"Q\" \u002Cname=B \ud800"#))]"])
        #expect(batch.sprints.first?.name.string == "\"Q\" ,name=B \u{FFFD}")
    }

    @Test("a sprint that cannot be parsed is a text, and nothing is lost")
    func unparsed() throws {
        let text = "com.atlassian.greenhopper.service.sprint.Sprint@1[name=no id]"
        let batch = try decode(["[\"\(text)\",\(sprint(7))]"])
        #expect(batch.customMembers.map(\.shape) == [.text, .sprint])
        #expect(batch.customMembers.first?.text.string == text)
        #expect(batch.issueSprints == [7])
    }

    @Test("a sprint object gives what it says, also that it has no goal")
    func object() throws {
        let batch = try decode([
            """
            [{"id":12,"self":"https://j/rest/agile/1.0/sprint/12","state":"ACTIVE","name":"S","goal":"",\
            "originBoardId":3,"startDate":"2020-01-06T11:38:31.937Z","endDate":"x","completeDate":null}]
            """
        ])
        let sprint = try #require(batch.sprints.first.map(RenderedSprint.init))
        var expected = RenderedSprint()
        (expected.id, expected.name, expected.start) = (12, "S", 1_578_310_711_937)
        expected.goal = ""
        #expect(sprint == expected)
    }
}
