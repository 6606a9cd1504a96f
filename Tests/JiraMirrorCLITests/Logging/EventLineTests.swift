import Foundation
import Logging
import SyncCore
import Testing

@testable import JiraMirrorCLI

@Suite("An event is one line of the log")
struct EventLineTests {
    private func line(_ message: String, _ fields: [String: String]) -> EventLine {
        EventLine(
            at: Instant(milliseconds: 1_795_000_000_123), level: .info, message: message, fields: fields)
    }

    @Test("as text it has time, level, run, message, and the fields by name")
    func text() {
        let text = line("request", ["run": "5f0c2a91", "status": "200", "method": "GET"]).text
        #expect(text == "2026-11-18T11:06:40.123Z info    run=5f0c2a91 request method=GET status=200")
    }

    @Test("what would tear a line, or be taken for more fields, is quoted or made visible")
    func quoting() {
        let text = line("a\nb", ["x": "1 2", "y": "q\"q", "z": "", "w": "\u{1B}[31m\nlast"]).text
        #expect(!text.contains("\n") && !text.contains("\u{1B}"))
        #expect(text.contains(#"x="1 2""#) && text.contains(#"y="q\"q""#) && text.contains(#"z="""#))
    }

    @Test("as JSON it is an object on one line with the same in it")
    func json() throws {
        let json = line("a\nb", ["run": "5f0c2a91", "x": "1\n2"]).json
        #expect(!json.contains("\n"))
        let object = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(
            object == [
                "time": "2026-11-18T11:06:40.123Z", "level": "info", "message": "a\nb", "run": "5f0c2a91",
                "x": "1\n2",
            ])
    }

    @Test(
        "priorities are those of the journal",
        arguments: zip(["debug", "info", "warning", "error"], ["<7>", "<6>", "<4>", "<3>"]))
    func priorities(level: String, priority: String) throws {
        var event = line("x", [:])
        event.level = try #require(.init(rawValue: level))
        #expect(event.priority == priority)
    }

    @Test("of a URL only the path is logged")
    func path() {
        #expect(LoggingTransport.path("https://u:p@h:1/jira/rest/x?jql=secret#f") == "/jira/rest/x")
        #expect(LoggingTransport.path("https://h?x=1") == "/")
    }
}
