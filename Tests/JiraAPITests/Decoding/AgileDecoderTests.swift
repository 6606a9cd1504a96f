import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

@Suite("boards, sprints, remote links")
struct AgileDecoderTests {
    @Test("a page of boards, with and without the members that versions leave out")
    func boards() throws {
        let page = try AgileDecoder.boards(
            ResponseBody(
                """
                {"maxResults":50,"startAt":0,"total":2,"isLast":false,"values":[{"id":1,"self":"x","name":"A","type":"scrum"},\
                {"id":"2","name":"B\\u0000","type":"kanban","location":{"projectId":10000}}]}
                """))
        #expect(
            page.boards == [
                AgileData.Board(id: 1, name: "A", type: "scrum"),
                AgileData.Board(id: 2, name: "B\u{FFFD}", type: "kanban"),
            ])
        #expect(!page.isLast)
    }

    @Test(
        "the last page is told by its flag, else by the total, else by its length",
        arguments: [
            (#"{"isLast":true,"values":[V]}"#, true), (#"{"isLast":false,"values":[V]}"#, false),
            (#"{"isLast":false,"values":[]}"#, true), (#"{"startAt":4,"total":5,"values":[V]}"#, true),
            (#"{"startAt":3,"total":5,"values":[V]}"#, false), (#"{"maxResults":1,"values":[V]}"#, false),
            (#"{"maxResults":2,"values":[V]}"#, true), (#"{"values":[V]}"#, true),
            (#"{"startAt":9223372036854775807,"total":5,"values":[V]}"#, true),
        ])
    func lastPage(text: String, expected: Bool) throws {
        let body = text.replacing("V", with: #"{"id":1,"name":"A","type":"scrum"}"#)
        #expect(try AgileDecoder.boards(ResponseBody(body)).isLast == expected)
    }

    @Test("a configuration gives filter, columns and the estimating field")
    func configuration() throws {
        let text = """
            {"id":4,"name":"B","type":"scrum","filter":{"id":"1001"},"columnConfig":{"columns":[\
            {"name":"To Do","statuses":[{"id":"1","self":"x"},{"id":3}]},{"name":"Kanplan","min":1}],\
            "constraintType":"none"},"estimation":{"type":"field","field":{"fieldId":"FIELD","displayName":"SP"}}}
            """
        let expected = AgileData.BoardConfiguration(
            filterID: 1001, estimationFieldID: "customfield_10002",
            columns: [
                AgileData.Column(name: "To Do", statusIDs: [1, 3]),
                AgileData.Column(name: "Kanplan", statusIDs: []),
            ])
        func decode(_ text: String) throws -> AgileData.BoardConfiguration {
            try AgileDecoder.boardConfiguration(ResponseBody(text))
        }
        #expect(try decode(text.replacing("FIELD", with: "customfield_10002")) == expected)
        #expect(try decode(text.replacing("FIELD", with: "timeoriginalestimate")).estimationFieldID == nil)
        let bare = try decode(#"{"columnConfig":{"columns":[]},"estimation":{"type":"none"}}"#)
        #expect(bare == AgileData.BoardConfiguration(filterID: nil, estimationFieldID: nil, columns: []))
    }

    @Test("sprints have states in lower case, dates with any offset, and no empty goal")
    func sprints() throws {
        let page = try AgileDecoder.sprints(
            ResponseBody(
                """
                {"maxResults":50,"startAt":0,"isLast":true,"values":[{"id":740,"self":"x","state":"CLOSED","name":"I-10",\
                "startDate":"2016-04-11T07:29:03.294-07:00","endDate":"2016-04-27T15:29:00.000Z",\
                "completeDate":"2016-04-28T12:08:48.543+0000","activatedDate":"2016-04-11T14:29:03.294Z","originBoardId":734,\
                "goal":"Ship","synced":false,"autoStartStop":false},{"id":"845","state":"future","name":"Next","goal":""}]}
                """))
        #expect(page.isLast)
        #expect(
            page.sprints == [
                AgileData.Sprint(
                    id: 740, boardID: 734, name: "I-10", state: "closed", goal: "Ship",
                    startAt: Instant(milliseconds: 1_460_384_943_294),
                    endAt: Instant(milliseconds: 1_461_770_940_000),
                    completeAt: Instant(milliseconds: 1_461_845_328_543),
                    activatedAt: Instant(milliseconds: 1_460_384_943_294)),
                AgileData.Sprint(id: 845, boardID: nil, name: "Next", state: "future"),
            ])
    }

    @Test("remote links have a number, and whatever else they say")
    func remoteLinks() throws {
        let links = try ReferenceDecoder.remoteLinks(
            ResponseBody(
                """
                [{"id":10000,"self":"x","globalId":"g=1","application":{"type":"t","name":"n"},"relationship":"causes",\
                "object":{"url":"https://x.example.com/?a=1","title":"T","summary":"S","icon":{},"status":{}}},\
                {"id":"10001","application":{},"object":{"url":"u","title":"T"}}]
                """))
        #expect(
            links == [
                RemoteLink(
                    id: 10000, url: "https://x.example.com/?a=1", title: "T", summary: "S",
                    relationship: "causes",
                    applicationType: "t", applicationName: "n", globalID: "g=1"),
                RemoteLink(id: 10001, url: "u", title: "T"),
            ])
    }

    @Test("errors name the place")
    func errors() {
        func message(_ body: () throws -> Any) -> String {
            do {
                _ = try body()
                return "none"
            } catch {
                return "\(error)"
            }
        }
        let cases: [(String, String)] = [
            (
                message { try AgileDecoder.boards(ResponseBody(#"{"values":[{"id":1,"name":"A"}]}"#)) },
                "a page of boards: values[0].type: missing"
            ), (message { try AgileDecoder.boards(ResponseBody("[]")) }, "a page of boards: not an object"),
            (message { try AgileDecoder.boards(ResponseBody("{}")) }, "a page of boards: values: missing"),
            (
                message {
                    try AgileDecoder.sprints(
                        ResponseBody(#"{"values":[{"id":1,"state":"closed","endDate":"x"}]}"#))
                },
                "a page of sprints: values[0].endDate: not a date and time"
            ),
            (
                message {
                    try AgileDecoder.boardConfiguration(
                        ResponseBody(#"{"columnConfig":{"columns":[{"statuses":[{}]}]}}"#))
                },
                "a board's configuration: columnConfig.columns[0].statuses[0].id: missing"
            ),
            (
                message { try ReferenceDecoder.remoteLinks(ResponseBody(#"[{"object":{"url":5},"id":1}]"#)) },
                "the list of remote links: [0].object.url: not a string"
            ),
        ]
        for (message, expected) in cases { #expect(message.hasPrefix(expected), "\(message)") }
    }
}
