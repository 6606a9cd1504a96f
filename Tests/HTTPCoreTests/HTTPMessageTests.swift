import HTTPCore
import Testing

@Suite("Header fields")
struct HTTPHeadersTests {
    @Test("compare their names without case and keep their order")
    func names() {
        var headers: HTTPHeaders = ["Set-Cookie": "a", "X-AUSERNAME": "fred"]
        headers.append("SET-cookie", "b")
        #expect(headers["x-ausername"] == "fred")
        #expect(headers["set-cookie"] == "a")
        #expect(headers.values("Set-Cookie") == ["a", "b"])
        #expect(headers["missing"] == nil)
        #expect(headers.values("missing").isEmpty)
    }

    @Test("set replaces every field of the name")
    func set() {
        var headers: HTTPHeaders = ["A": "1", "a": "2", "B": "3"]
        headers.set("a", "4")
        #expect(headers.values("A") == ["4"])
        #expect(headers["B"] == "3")
        #expect(headers == ["b": "3", "A": "4"])
        #expect(headers != ["A": "4", "B": "3"])
    }
}

@Suite("An answer")
struct HTTPResponseTests {
    @Test(
        "has a media type in lower case without parameters",
        arguments: [
            ("application/json;charset=UTF-8", "application/json"), (" Text/HTML ; charset=x", "text/html"),
            ("application/json", "application/json"),
        ])
    func mediaType(_ field: String, _ expected: String) {
        #expect(
            HTTPResponse(status: 200, headers: ["Content-Type": field], body: .init("")).mediaType == expected
        )
    }

    @Test("without a Content-Type has no media type, and by default as many wire bytes as body bytes")
    func defaults() {
        let response = HTTPResponse(status: 200, body: .init("abc"))
        #expect(response.mediaType == nil)
        #expect(response.wireBytes == 3)
    }
}

@Suite("A body")
struct ResponseBodyTests {
    @Test("holds its bytes and zero bytes after them, adopted or copied", arguments: [0, 1, 63, 64, 1000])
    func padding(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 | 1) }
        let block = UnsafeMutableRawPointer.allocate(byteCount: count + ResponseBody.padding, alignment: 1)
        block.initializeMemory(as: UInt8.self, repeating: 0xFF, count: count + ResponseBody.padding)
        block.copyMemory(from: bytes, byteCount: count)
        let adopted = SpareBlocks.Block(start: block, capacity: count + ResponseBody.padding)
        for body in [ResponseBody(bytes), ResponseBody(adopting: adopted, count: count)] {
            #expect(Array(body.bytes) == bytes)
            let rest = UnsafeRawBufferPointer(start: body.start + count, count: ResponseBody.padding)
            #expect(rest.allSatisfy { $0 == 0 })
        }
    }

    @Test("as text repairs what is not UTF-8")
    func text() {
        #expect(ResponseBody("naïve ✓").text == "naïve ✓")
        #expect(ResponseBody([0x61, 0xFF, 0x62]).text == "a\u{FFFD}b")
    }
}

@Suite("Transport errors")
struct TransportErrorTests {
    @Test("are transient exactly where the same request may succeed without anybody's help")
    func transient() {
        let transient: [TransportError] = [
            .couldNotResolve(""), .couldNotConnect(""), .proxy(""), .timedOut(phase: "idle"), .incomplete(""),
            .other(code: 1, ""),
        ]
        let lasting: [TransportError] = [
            .refusedURL(""), .tls(""), .bodyTooLarge(limit: 1), .headersTooLarge(limit: 1), .cancelled,
        ]
        #expect(transient.allSatisfy { $0.isTransient })
        #expect(!lasting.contains { $0.isTransient })
    }
}
