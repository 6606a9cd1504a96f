import CurlTransport
import Foundation
import HTTPCore
import Testing

@Suite("A failure")
struct FailureTests {
    @Test("to find the host is told by its name")
    func unknownHost() async throws {
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, "https://name.invalid/"))
        guard case .couldNotResolve(let text) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(text.contains("name.invalid"))
    }

    @Test("to connect is told from all others")
    func refusedConnection() async throws {
        let port = try ScriptedServer.closedPort()
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
        guard case .couldNotConnect = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
    }

    @Test(
        "in the middle of a body is an incomplete transfer",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFF\r\nonly this",
            "HTTP/1.1 200 OK\r\nContent-Le",
            "",
        ])
    func cutBody(_ bytes: String) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(bytes)
        }
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url))
        guard case .incomplete = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test("by a reset in the middle of a body is an incomplete transfer")
    func resetInBody() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
            Thread.sleep(forTimeInterval: 0.1)
            connection.reset()
        }
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url))
        guard case .incomplete = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test("is none where the end of the connection is the end of the body")
    func closeDelimited() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\n{\"total\":1}")
        }
        let response = try await makeTransport().send(HTTPRequest(.get, server.url))
        #expect(response.body.text == "{\"total\":1}")
    }

    @Test("of a peer that does not speak HTTP is no answer")
    func notHTTP() async throws {
        let server = try ScriptedServer { $0.write("220 mail.example ESMTP\r\n") }
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url))
        guard case .other = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test(
        "by silence names the idle limit",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
    func silence(_ start: String) async throws {
        let closed = Witness<Bool>()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(start)
            closed.note(connection.isClosedByPeer(within: 10))
        }
        let limits = TransportLimits(connectSeconds: 5, idleSeconds: 1, totalSeconds: 15)
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, limits: limits))
        #expect(error == .timedOut(phase: "idle"))
        let isClosed = try await closed.wait("closed")
        #expect(isClosed)
    }

    @Test("by a drip of single bytes names the idle limit, long before the total one")
    func drip() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while connection.write("x") { Thread.sleep(forTimeInterval: 0.4) }
        }
        let limits = TransportLimits(connectSeconds: 5, idleSeconds: 1, totalSeconds: 60)
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, limits: limits))
        #expect(error == .timedOut(phase: "idle"))
    }

    @Test("by a body that never ends names the total limit")
    func totalTime() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write(String(repeating: "x", count: 100)) { Thread.sleep(forTimeInterval: 0.02) }
        }
        let limits = TransportLimits(connectSeconds: 5, idleSeconds: 5, totalSeconds: 1)
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, limits: limits))
        #expect(error == .timedOut(phase: "total"))
    }

    @Test("by a handshake that nobody answers names the connect limit")
    func connectTime() async throws {
        let server = try ScriptedServer { _ = $0.isClosedByPeer(within: 10) }
        let limits = TransportLimits(connectSeconds: 1, idleSeconds: 10, totalSeconds: 15)
        let request = HTTPRequest(.get, "https://127.0.0.1:\(server.port)/", limits: limits)
        let error = try await failure(of: makeTransport(), request)
        #expect(error == .timedOut(phase: "connect"))
        #expect(server.acceptCount == 1)
    }

    @Test("of a body over its bound stops the transfer, announced or not, and without filling memory")
    func bodyBound() async throws {
        for framing in ["Content-Length: 2000000000\r\n", ""] {
            let sent = Witness<Int>()
            let server = try ScriptedServer { connection in
                _ = connection.readRequest()
                connection.write("HTTP/1.1 200 OK\r\n\(framing)\r\n")
                let piece = [UInt8](repeating: 0x20, count: 64 << 10)
                var total = 0
                while total < 200 << 20, connection.write(piece) { total += piece.count }
                sent.note(total)
            }
            let limits = TransportLimits(bodyBytes: 1 << 20)
            let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, limits: limits))
            #expect(error == .bodyTooLarge(limit: 1 << 20))
            // Socket buffers hold a few MB more than was read.
            let total = try await sent.wait("sent")
            #expect(total < 32 << 20)
        }
    }

    @Test("of a gzip bomb comes at the bound, with little memory")
    func gzipBomb() async throws {
        let bomb = Gzip.bomb(megabytes: 256)
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
            connection.write(bomb)
        }
        #expect(bomb.count < 2 << 20)
        let before = Self.peakMemory()
        let limits = TransportLimits(bodyBytes: 8 << 20)
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, limits: limits))
        #expect(error == .bodyTooLarge(limit: 8 << 20))
        #expect(Self.peakMemory() - before < 128 << 20)
    }

    @Test("of headers over their bound stops the transfer: many, one long line, and endless interim answers")
    func headerBound() async throws {
        let many = "HTTP/1.1 200 OK\r\n" + String(repeating: "X-Field: value\r\n", count: 3_000) + "\r\n"
        let long = "HTTP/1.1 200 OK\r\nX-Long: " + String(repeating: "x", count: 300_000) + "\r\n\r\n"
        let interim = String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 3_000)
        for bytes in [many, long, interim] {
            let server = try ScriptedServer { connection in
                _ = connection.readRequest()
                connection.write(bytes)
                _ = connection.isClosedByPeer(within: 5)
            }
            let limits = TransportLimits(headerBytes: 32 << 10)
            let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, limits: limits))
            #expect(error == .headersTooLarge(limit: 32 << 10))
        }
    }

    /// The peak resident size of this process in bytes.
    private static func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}
