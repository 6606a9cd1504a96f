import Foundation
import HTTPCore
import Testing

@testable import CurlTransport

@Suite("Connections")
struct ConnectionTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test("are kept alive and used again, after errors of the server too")
    func keepAlive() async throws {
        let server = try ScriptedServer.answering { head in
            head.contains("/bad") ? "HTTP/1.1 503 X\r\nContent-Length: 3\r\n\r\nbad" : Self.ok
        }
        let transport = try makeTransport()
        for number in 0..<10 {
            _ = try await transport.send(HTTPRequest(.get, server.url + (number % 2 == 0 ? "/" : "/bad")))
        }
        #expect(server.requestHeads.count == 10)
        #expect(server.acceptCount == 1)
    }

    @Test("that the server closed are replaced")
    func closedByServer() async throws {
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.ok)
        }
        let transport = try makeTransport()
        for _ in 0..<5 {
            let response = try await transport.send(HTTPRequest(.get, server.url))
            #expect(response.body.text == "ok")
        }
        #expect(server.acceptCount == 5)
    }

    @Test("serve a hundred requests at once, never more of them than configured, each with its own answer")
    func concurrent() async throws {
        let server = try ScriptedServer.answering { head in
            Thread.sleep(forTimeInterval: 0.005)
            let path = String(head.split(separator: " ")[1])
            return "HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)"
        }
        let transport = try makeTransport { $0.maxConnections = 4 }
        let url = server.url
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<100 {
                group.addTask {
                    (number, try await transport.send(HTTPRequest(.get, "\(url)/\(number)")).body.text)
                }
            }
            for try await (number, text) in group { #expect(text == "/\(number)") }
        }
        #expect(server.requestHeads.count == 100)
        #expect((1...4).contains(server.acceptCount))
    }

    @Test("wait without their time limits running")
    func waitingDoesNotCount() async throws {
        let server = try ScriptedServer.answering { _ in
            Thread.sleep(forTimeInterval: 0.8)
            return Self.ok
        }
        // Five in a row take longer than the limit of one.
        let transport = try makeTransport {
            $0.maxConnections = 1
            $0.limits = TransportLimits(connectSeconds: 3, idleSeconds: 3, totalSeconds: 3)
        }
        let url = server.url
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<5 { group.addTask { try await transport.send(HTTPRequest(.get, url)).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(server.requestHeads.count == 5)
    }

    @Test("keep a node cookie of the configured name for its origin, and drop all others")
    func nodeCookies() async throws {
        let server = try ScriptedServer.answering { head in
            let cookies =
                head.hasPrefix("GET /gone")
                ? "Set-Cookie: BIGipServerpool=; Max-Age=0\r\n"
                : "Set-Cookie: JSESSIONID=secret; Path=/\r\nSet-Cookie: BIGipServerpool=node7; Path=/; HttpOnly\r\n"
                    + "Set-Cookie: ROUTEID=.a\r\nSet-Cookie: ROUTEID2=no\r\n"
            return "HTTP/1.1 200 OK\r\n\(cookies)Content-Length: 0\r\n\r\n"
        }
        let transport = try makeTransport { $0.nodeCookieNames = ["BIGipServer*", "ROUTEID"] }
        for path in ["/1", "/gone", "/3"] {
            _ = try await transport.send(HTTPRequest(.get, server.url + path))
        }
        let sent = server.requestHeads.map { head in
            head.split(separator: "\r\n").filter { $0.hasPrefix("Cookie:") }.joined()
        }
        #expect(sent == ["", "Cookie: BIGipServerpool=node7; ROUTEID=.a", "Cookie: ROUTEID=.a"])
        // Another origin (another port) gets none.
        let other = try ScriptedServer.answering { _ in Self.ok }
        _ = try await transport.send(HTTPRequest(.get, other.url))
        #expect(other.requestHeads.first?.contains("Cookie:") == false)
    }

    @Test("are not passed on to child processes")
    func closeOnExec() async throws {
        let server = try ScriptedServer.answering { _ in Self.ok }
        let transport = try makeTransport()
        _ = try await transport.send(HTTPRequest(.get, server.url))
        // The connection is kept alive: among our descriptors is the one that leads to the server's port.
        var flags: [Int32] = []
        for descriptor in Int32(3)..<4096 {
            var peer = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let found = withUnsafeMutablePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) }
            }
            guard found == 0, UInt16(bigEndian: peer.sin_port) == server.port else { continue }
            flags.append(fcntl(descriptor, F_GETFD) & FD_CLOEXEC)
        }
        #expect(flags == [FD_CLOEXEC])
        withExtendedLifetime(transport) {}
    }

    @Test("end with the transport: its thread stops")
    func threadEnds() async throws {
        let server = try ScriptedServer.answering { _ in Self.ok }
        weak var engine: CurlEngine?
        do {
            let transport = try makeTransport()
            engine = transport.engine
            _ = try await transport.send(HTTPRequest(.get, server.url))
            #expect(engine != nil)
        }
        let end = ContinuousClock.now + .seconds(10)
        while engine != nil, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(10)) }
        // The thread holds the engine as long as it runs.
        #expect(engine == nil)
    }
}
