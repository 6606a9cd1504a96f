import Foundation
import Testing

@testable import JiraMirrorCLI

@Suite("Terminal") struct TerminalTests {
    @Test func noColourWhereItIsNotWanted() {
        #expect(Terminal.wantsColour([:]))
        #expect(Terminal.wantsColour(["NO_COLOR": ""]))
        #expect(!Terminal.wantsColour(["NO_COLOR": "0"]))
        #expect(!Terminal.wantsColour(["TERM": "dumb"]))
    }

    @Test func aBrowserNeedsADisplay() {
        #expect(!Browser.isLikely(["DISPLAY": ""]))
        #expect(Browser.isLikely(["WAYLAND_DISPLAY": "wayland-0"]))
        #expect(!Browser.open("https://jira.example.com", environment: ["PATH": "/usr/bin"]))
    }

    @Test func linesAreReadOneByOneAndTheRestStays() async throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("first\r\nsecond\nlast".utf8))
        try pipe.fileHandleForWriting.close()
        let reader = LineReader(descriptor: pipe.fileHandleForReading.fileDescriptor)
        #expect(try await reader.next() == "first")
        #expect(try await reader.next() == "second")
        #expect(try await reader.next() == "last")
        #expect(try await reader.next() == nil)
    }

    @Test func waitingForALineEndsWithTheTask() async throws {
        let pipe = Pipe()
        let reader = LineReader(descriptor: pipe.fileHandleForReading.fileDescriptor)
        let task = Task { try await reader.next() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try pipe.fileHandleForWriting.close()
    }

    @Test func talkIsRedactedAndHarmless() throws {
        let bench = try Bench()
        bench.context.talk.say("title \u{1B}[31mred oauth_token=abc\nsecond")
        #expect(bench.talk == "title ^[[31mred oauth_token=<redacted>\nsecond\n")
    }
}
