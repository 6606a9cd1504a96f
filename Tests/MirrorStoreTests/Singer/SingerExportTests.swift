import Foundation
import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite("Singer messages hold the mirror, and what changed since a state")
struct SingerExportTests {
    private typealias Message = [String: Any]

    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(
                10, "ABC-1", summary: "\"x\"\n\u{2028}\u{1B}[31m", labels: ["a"],
                comments: [(1, "hel\u{202E}lo"), (2, "bye")], fields: [(2, .number(2.5, "2.5"))])
            page.add(11, "ABC-2")
        }
        return mirror
    }

    /// The messages, and the text of the state among them.
    private func export(_ mirror: Mirror, since state: String? = nil) throws -> ([Message], String) {
        let reader = try MirrorReader(path: mirror.path)
        let sink = MemorySink()
        let known = try state.map { try #require(SingerState(text: $0)) }
        try SingerExport(reader, since: known, now: .day0 + 100).write(to: sink)
        let lines = sink.text.split(separator: "\n", omittingEmptySubsequences: true)
        for scalar in sink.text.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && ![0x2028, 0x202E].contains(scalar.value))
        }
        let messages = try lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? Message)
        }
        return (messages, String(try #require(lines.last)))
    }

    private func records(_ messages: [Message], _ stream: String) -> [Message] {
        messages.filter { $0["type"] as? String == "RECORD" && $0["stream"] as? String == stream }
            .compactMap { $0["record"] as? Message }
    }

    @Test(
        "every stream has a schema before its records, whole ones a version after them, and the state comes last"
    )
    func order() throws {
        let (messages, _) = try export(try filled())
        var known: Set<String> = []
        for message in messages.dropLast() {
            let stream = try #require(message["stream"] as? String)
            switch message["type"] as? String {
            case "SCHEMA":
                #expect(known.insert(stream).inserted)
                let keys = try #require(message["key_properties"] as? [String])
                let schema = try #require(
                    (message["schema"] as? Message)?["properties"] as? [String: Message])
                #expect(!keys.isEmpty && keys.allSatisfy { schema[$0] != nil }, "\(stream)")
                #expect(schema.values.allSatisfy { $0["type"] != nil })
            case "RECORD", "ACTIVATE_VERSION": #expect(known.contains(stream))
            default: Issue.record("\(message)")
            }
        }
        #expect(messages.last?["type"] as? String == "STATE")
        let whole = messages.filter { $0["type"] as? String == "ACTIVATE_VERSION" }
        #expect(whole.count > 15 && whole.allSatisfy { $0["version"] as? Int == 1_704_067_300_000 })
    }

    @Test("an issue comes with all that hangs on it, its texts whole, the columns of the program left out")
    func content() throws {
        let (messages, _) = try export(try filled())
        let issue = try #require(records(messages, "issues").first { $0["id"] as? Int == 10 })
        #expect(issue["summary"] as? String == "\"x\"\n\u{2028}\u{1B}[31m")
        #expect(issue["labels"] as? [String] == ["a"])
        let comments = try #require(issue["comments"] as? [Message])
        #expect(comments.compactMap { $0["body"] as? String } == ["hel\u{202E}lo", "bye"])
        #expect(issue["_sdc_deleted_at"] is NSNull && issue["content_hash"] == nil)
        let fields = records(messages, "issue_fields")
        #expect(fields.count == 2)
        #expect(
            fields.first { $0["issue_id"] as? Int == 10 }?.values.contains { $0 as? Double == 2.5 } == true)
    }

    @Test("since a state only what changed comes, removed children are gone, and deletions are told")
    func incremental() throws {
        let mirror = try filled()
        let (_, state) = try export(mirror)
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "ABC-1", comments: [(2, "bye")]) }
        try mirror.store.deleteIssues([11], reason: .gone, at: .day0 + 90_060)
        let (messages, next) = try export(mirror, since: state)
        let issues = records(messages, "issues")
        let changed = try #require(issues.first { $0["id"] as? Int == 10 })
        #expect((changed["comments"] as? [Message])?.count == 1)
        let gone = try #require(issues.first { $0["id"] as? Int == 11 })
        #expect(gone["_sdc_deleted_at"] as? String == "2024-01-02T01:01:00.000Z")
        #expect(gone["key"] as? String == "ABC-2")
        #expect(records(messages, "issue_fields").contains { $0["issue_id"] as? Int == 11 })
        // Nothing more happened: at most the last ones once again.
        let (repeated, _) = try export(mirror, since: next)
        #expect(records(repeated, "issues").count <= 2)
        #expect(!records(repeated, "statuses").isEmpty || records(messages, "statuses").isEmpty)
    }

    @Test("states are read as targets print them: bare, as a message, or the last of several lines")
    func states() throws {
        let bare = #"{"bookmarks":{"issues":{"changed_at":"2024-01-01T00:00:00.000Z"}},"site":"https://j"}"#
        for text in [bare, #"{"type":"STATE","value":\#(bare)}"#, "{\"bookmarks\":{}}\n\(bare)\n\n"] {
            #expect(
                SingerState(text: text)?.bookmarks["issues"]?.changedAt == "2024-01-01T00:00:00.000Z",
                "\(text)")
        }
        for text in ["", "x", "[]", "{}"] { #expect(SingerState(text: text) == nil, "\(text)") }
    }
}
