import CurlTransport
import Foundation
import HTTPCore
import Testing

@Suite("An answer")
struct AnswerTests {
    @Test("keeps its status, whatever it is", arguments: [200, 204, 302, 401, 404, 429, 500, 503])
    func status(_ status: Int) async throws {
        let server = try ScriptedServer.answering { _ in "HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n" }
        let response = try await makeTransport().send(HTTPRequest(.get, server.url))
        #expect(response.status == status)
        #expect(response.body.count == 0)
    }

    @Test("gives header fields in order, duplicates kept, names without case, folded lines joined")
    func headers() async throws {
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX-AUSERNAME:  fred \r\n"
                + "X-Folded: one\r\n\ttwo\r\nX-Empty:\r\nX-Colon: a:b\r\nContent-Length: 2\r\n\r\nok"
        }
        let response = try await makeTransport().send(HTTPRequest(.get, server.url))
        #expect(response.headers.values("Set-Cookie") == ["a=1", "b=2"])
        #expect(response.headers["x-ausername"] == "fred")
        #expect(response.headers["X-Folded"] == "one two")
        #expect(response.headers["X-Empty"] == "")
        #expect(response.headers["X-Colon"] == "a:b")
        #expect(response.body.text == "ok")
    }

    @Test("is the final one after interim 1xx answers, and trailers are no headers")
    func interimAnswers() async throws {
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 103 Early\r\nX-Early: yes\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nok\r\n0\r\nX-Trailer: late\r\n\r\n"
        }
        let response = try await makeTransport().send(HTTPRequest(.get, server.url))
        #expect(response.status == 200)
        #expect(response.headers["X-Early"] == nil)
        #expect(response.headers["X-Trailer"] == nil)
        #expect(response.body.text == "ok")
    }

    @Test(
        "of a redirect comes back unfollowed, and the place it names is never dialled",
        arguments: [301, 302, 303, 307, 308])
    func redirect(_ status: Int) async throws {
        let other = try ScriptedServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        let target = other.url
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 \(status) Moved\r\nLocation: \(target)/login.jsp\r\nContent-Length: 0\r\n\r\n"
        }
        let transport = try makeTransport()
        for method in [HTTPMethod.get, .post] {
            let request = HTTPRequest(method, server.url, headers: ["Authorization": "OAuth secret"])
            let response = try await transport.send(request)
            #expect(response.status == status)
            #expect(response.headers["Location"] == "\(target)/login.jsp")
        }
        #expect(server.requestHeads.count == 2)
        #expect(other.acceptCount == 0)
    }

    @Test("in gzip is decompressed; its wire bytes are those before")
    func gzip() async throws {
        let text = String(repeating: "jira ", count: 100)
        let packed = Gzip.stored(text)
        let server = try ScriptedServer { connection in
            guard let head = connection.readRequest(), head.contains("Accept-Encoding: gzip\r\n") else {
                return
            }
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n")
            connection.write(packed)
        }
        let response = try await makeTransport().send(HTTPRequest(.get, server.url))
        #expect(response.body.text == text)
        #expect(response.wireBytes == packed.count)
        #expect(packed.count != text.utf8.count)
    }

    @Test("is asked for without compression where gzip is off")
    func gzipOff() async throws {
        let server = try ScriptedServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        let transport = try makeTransport { $0.acceptsGzip = false }
        _ = try await transport.send(HTTPRequest(.get, server.url))
        #expect(server.requestHeads.first?.lowercased().contains("accept-encoding") == false)
    }

    @Test("that is damaged gzip is an incomplete transfer")
    func damagedGzip() async throws {
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!"
        }
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url))
        guard case .incomplete = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test("of many megabytes arrives whole, with zero bytes after its end")
    func largeBody() async throws {
        let pattern = Array(UInt8(0)..<251)
        let pieces = 20_000
        let size = pieces * pattern.count
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            for _ in 0..<pieces { connection.write(pattern) }
        }
        let response = try await makeTransport().send(HTTPRequest(.get, server.url))
        #expect(response.body.count == size)
        #expect(response.wireBytes == size)
        let isWhole = (0..<pieces).allSatisfy {
            memcmp(response.body.start + $0 * pattern.count, pattern, pattern.count) == 0
        }
        #expect(isWhole)
        let padding = UnsafeRawBufferPointer(
            start: response.body.start + response.body.count, count: ResponseBody.padding)
        #expect(padding.allSatisfy { $0 == 0 })
    }
}
