import Foundation
import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

/// Custom fields, sprints and agile answers recorded from real servers.
@Suite("recorded values", .enabled(if: ProcessInfo.processInfo.environment["JIRA_MIRROR_PAYLOADS"] != nil))
struct RecordedValuesTests {
    private let root = ProcessInfo.processInfo.environment["JIRA_MIRROR_PAYLOADS"] ?? ""

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: root + "/" + path)))
    }

    /// Every object anywhere in a file that has custom fields, as the `fields` of an issue.
    private func fields(in value: Any) -> [[String: Any]] {
        if let list = value as? [Any] { return list.flatMap(fields) }
        guard let object = value as? [String: Any] else { return [] }
        let custom = object.filter { name, value in
            // Answers about fields (createmeta, schemas) describe them under the same names.
            let description = value as? [String: Any]
            return name.hasPrefix("customfield_") && description?["schema"] == nil
                && description?["type"] == nil
        }
        return (custom.isEmpty ? [] : [custom]) + object.values.flatMap(fields)
    }

    @Test("every custom value of every file is read as Foundation sees it")
    func customValues() throws {
        var shapes: [String: Int] = [:]
        var others: Set<String> = []
        let paths = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
        for path in paths.sorted() where path.hasSuffix(".json") {
            guard let tree = try? JSONSerialization.jsonObject(with: Data(try bytes(path))) else { continue }
            for custom in fields(in: tree) {
                var issue = IssueJSON()
                for (name, value) in custom {
                    let json = try JSONSerialization.data(
                        withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
                    issue.fields.append((name, String(decoding: json, as: UTF8.self)))
                }
                let batch = try decodePage(searchPage([issue.text])).batch
                let row = try #require(batch.issues.first, "\(path)")
                #expect(row.customFields.count == custom.filter { !($0.value is NSNull) }.count, "\(path)")
                for field in batch.customFields {
                    let value = try #require(custom["customfield_\(field.number)"])
                    #expect(field.isList == (value is [Any]))
                    let members = batch.customMembers[field.members]
                    if let list = value as? [Any] { #expect(members.count == list.count) }
                    for member in members {
                        shapes["\(member.shape)", default: 0] += 1
                        if member.shape == .other { others.insert(String(member.json.string.prefix(90))) }
                        if member.isDay { shapes["of them days", default: 0] += 1 }
                        if member.instant != nil { shapes["of them instants", default: 0] += 1 }
                        if member.shape == .text, !(value is [Any]) {
                            #expect(member.text.string == value as? String, "\(path)")
                        }
                        if member.shape == .number { #expect(member.number == value as? Double) }
                    }
                }
            }
        }
        for (shape, count) in shapes.sorted(by: { $0.key < $1.key }) { print("custom \(shape): \(count)") }
        for other in others.sorted() { print("other \(other)") }
        #expect((shapes["text"] ?? 0) >= 100 && (shapes["number"] ?? 0) >= 10)
        #expect((shapes["option"] ?? 0) >= 13 && (shapes["project"] ?? 0) >= 8 && (shapes["user"] ?? 0) >= 2)
        #expect(others.isEmpty)
    }

    @Test("the sprint texts of every era are parsed")
    func sprints() throws {
        let tree = try JSONSerialization.jsonObject(
            with: Data(bytes("handmade-from-sources/legacy-sprint-strings.json")))
        let values = try #require((tree as? [String: Any])?["values"] as? [[String: String]])
        let texts = values.compactMap { $0["value"] }
        let json = try JSONSerialization.data(withJSONObject: texts, options: [.withoutEscapingSlashes])
        let batch = try decodePage(
            searchPage([IssueJSON().with("customfield_9", String(decoding: json, as: UTF8.self)).text])
        ).batch
        func time(_ text: String) -> Int64? {
            let formatter = ISO8601DateFormatter()
            formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
            return formatter.date(from: text).map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) }
        }
        func sprint(
            _ id: Int64, _ board: Int64?, _ name: String, _ state: String, _ start: String, _ end: String,
            _ complete: String? = nil, _ activated: String? = nil
        ) -> RenderedSprint {
            var sprint = RenderedSprint()
            (sprint.id, sprint.board, sprint.name, sprint.state) = (id, board, name, state)
            (sprint.start, sprint.end) = (time(start), time(end))
            (sprint.complete, sprint.activated) = (complete.flatMap(time), activated.flatMap(time))
            return sprint
        }
        let expected = [
            sprint(
                78, nil, "ST 2013 Sprint 5", "closed", "2013-02-01T06:30:34.734-08:00",
                "2013-02-15T06:30:34.734-08:00", "2013-02-07T05:53:14.915-08:00"),
            sprint(
                642, 142, "07.04 - 24.04", "closed", "2014-04-07T13:55:52.263+02:00",
                "2014-04-24T15:00:00.000+02:00", "2014-04-22T17:30:25.628+02:00"),
            sprint(
                1, nil, "Sample Sprint 2", "active", "2015-04-09T01:54:26.773+02:00",
                "2015-04-23T02:14:26.773+02:00"),
            sprint(
                5820, 3504, "IR301 - Monorail!", "closed", "2017-03-10T11:17:23.728-05:00",
                "2017-03-24T10:17:00.000-04:00", "2017-03-24T12:15:14.526-04:00"),
            sprint(
                444, 158, "Shredders Sprint 5", "active", "2018-04-30T00:01:00.000-07:00",
                "2018-05-14T00:01:00.000-07:00"),
            sprint(
                23356, 11649, "TEST | 06 Jan - 19 Jan", "closed", "2020-01-06T11:38:31.937Z",
                "2020-01-19T11:38:00.000Z", "2020-01-20T11:15:21.528Z"),
            sprint(
                19319, 9801, "CLM Sprint 20", "closed", "2026-08-19T20:53:00.000Z",
                "2026-09-09T20:53:00.000Z", "2026-09-09T19:30:35.515Z", "2026-08-20T12:41:50.648Z"),
        ]
        #expect(batch.sprints.map(RenderedSprint.init) == expected)
        #expect(batch.issueSprints == expected.map(\.id))
        #expect(batch.customMembers.allSatisfy { $0.shape == .sprint })
    }

    @Test("boards, configurations, sprints and remote links are read")
    func agile() throws {
        let goJira = "andygrunwald_go-jira/testing/mock-data/"
        let server = "matthewrosse_jira-server-mcp/tests/fixtures/payloads/8.20.7/"
        func body(_ path: String) throws -> ResponseBody { ResponseBody(try bytes(path)) }
        let boards = try AgileDecoder.boards(body(goJira + "all_boards.json"))
        #expect(boards.boards.count == 6 && boards.isLast)
        let filteredBoards = try AgileDecoder.boards(body(goJira + "all_boards_filtered.json"))
        #expect(!filteredBoards.boards.isEmpty && filteredBoards.isLast)
        let recorded = try AgileDecoder.boards(body(server + "agile-board.json"))
        #expect(recorded.boards == [AgileData.Board(id: 1, name: "PZ board", type: "scrum")])
        #expect(try AgileDecoder.board(body(server + "agile-board-detail.json")) == recorded.boards.first)
        #expect(try AgileDecoder.sprints(body(server + "agile-sprints.json")).isLast)
        let configuration = try AgileDecoder.boardConfiguration(body(goJira + "board_configuration.json"))
        #expect(configuration.filterID == 12116 && configuration.estimationFieldID == nil)
        #expect(configuration.columns.map(\.statusIDs.count) == [1, 1, 1, 1, 5, 1])
        let sprints = try AgileDecoder.sprints(body(goJira + "sprints.json")).sprints
        let filtered = try AgileDecoder.sprints(body(goJira + "sprints_filtered.json")).sprints
        #expect(sprints.first?.completeAt?.text == "2016-04-28T12:08:48.543Z")
        #expect(Set((sprints + filtered).map(\.state)) == ["closed", "active", "future"])
        let links = try ReferenceDecoder.remoteLinks(body(goJira + "remote_links.json"))
        #expect(links.map(\.title) == ["TSTSUP-111", "Test Case #1234"])
        print(
            "agile boards: \(7 + filteredBoards.boards.count), sprints: \(sprints.count + filtered.count), remote links: \(links.count)"
        )
    }
}
