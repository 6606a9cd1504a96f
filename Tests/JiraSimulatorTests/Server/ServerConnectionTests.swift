import Testing

@testable import JiraSimulator

@Suite("Connections and request parsing")
struct ServerConnectionTests {
    private let info = "/rest/api/2/serverInfo"

    @Test("a connection is kept for many requests, and pipelined ones are answered in order")
    func keepAlive() async throws {
        try await Bench.with { bench throws in
            let client = try RawClient(port: bench.simulator.port)
            for _ in 1...3 {
                client.request("GET", info)
                #expect(client.answer()?.status == 200)
            }
            client.request("GET", info)
            client.request("GET", "/status")
            #expect(client.answer()?.text.contains("baseUrl") == true)
            #expect(client.answer()?.text == "{\"state\":\"RUNNING\"}")
            #expect(bench.simulator.connectionsOpened == 1)
            #expect(Set(bench.simulator.log.records.map(\.connection)) == [1])
            client.request("GET", info, close: true)
            #expect(client.answer()?.headers["Connection"] == "close")
            client.drain()
            #expect(client.end == .orderly)
        }
    }

    @Test("HTTP/1.0 gets one answer and the end")
    func oldVersion() async throws {
        try await Bench.with { bench throws in
            let client = try RawClient(port: bench.simulator.port)
            bench.simulator.faults.add(.hugeBody(bytes: 20_000))
            client.send("GET \(info) HTTP/1.0\r\n\r\n")
            let answer = client.answer()
            #expect(answer?.body.count == 20_000)
            #expect(answer?.headers["Transfer-Encoding"] == nil, "HTTP/1.0 knows no chunks")
            client.drain()
            #expect(client.end == .orderly)
        }
    }

    @Test("a request may come byte by byte, its body in chunks")
    func smallPieces() async throws {
        try await Bench.with { bench throws in
            let client = try RawClient(port: bench.simulator.port)
            let text =
                "POST /login.jsp HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n5\r\nos_us\r\n10;x=y\r\nername=a&os_pass\r\n0\r\nT: 1\r\n\r\n"
            for byte in Array(text.utf8) { client.send([byte]) }
            #expect(client.answer()?.text.contains("incorrect") == true)
        }
    }

    @Test("HEAD has the header of a GET and no body")
    func head() async throws {
        try await Bench.with { bench throws in
            let client = try RawClient(port: bench.simulator.port)
            client.request("HEAD", info)
            let head = client.answer(toHead: true)
            #expect(head?.status == 200)
            client.request("GET", info)
            let get = client.answer()
            #expect(get?.headers["Content-Length"] == head?.headers["Content-Length"])
        }
    }

    @Test(
        "a malformed request is refused and the connection ends",
        arguments: [
            ("nonsense\r\n\r\n", 400),
            ("GET /a%2Fb HTTP/1.1\r\n\r\n", 400),
            ("GET /a%zz HTTP/1.1\r\n\r\n", 400),
            ("GET /../x HTTP/1.1\r\n\r\n", 400),
            ("GET /ä HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nbad line\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nBad Name: x\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFFFFFFFFFF\r\n", 413),
        ])
    func malformed(text: String, status: Int) async throws {
        try await Bench.with { bench throws in
            let client = try RawClient(port: bench.simulator.port)
            client.send(text)
            #expect(client.answer()?.status == status)
            client.drain()
            #expect(client.end == .orderly)
        }
    }

    @Test("an endless header is refused at its bound")
    func endlessHeader() async throws {
        try await Bench.with { bench throws in
            let client = try RawClient(port: bench.simulator.port)
            client.send("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 70_000))
            #expect(client.answer()?.status == 431)
        }
    }

    @Test("paths are decoded as Tomcat does: escapes, path parameters, dot segments, context path")
    func decoding() async throws {
        try await Bench.with({ $0.contextPath = "/jira" }) { bench throws in
            let client = try RawClient(port: bench.simulator.port)
            for target in [
                "/%6Aira/rest/api/2/serverInfo", "/jira/rest;jsessionid=1/api/2/serverInfo",
                "/jira//rest/./api/x/../2/serverInfo",
            ] {
                client.request("GET", target)
                #expect(client.answer()?.status == 200, "\(target)")
            }
            #expect(bench.simulator.log.counters.byRoute == ["GET /rest/api/2/serverInfo": 3])
        }
    }

    @Test("idle and half-open connections do not hold up a stop", .timeLimit(.minutes(10)))
    func stopWithOpenConnections() async throws {
        // A silent peer would be waited for an hour.
        let bench = try await Bench.start { $0.idleSeconds = 3600 }
        let clients = try (1...20).map { _ in try RawClient(port: bench.simulator.port) }
        clients[0].send("GET / HT")
        clients[1].request("GET", info)
        #expect(clients[1].answer()?.status == 200)
        await bench.simulator.stop()
        for client in clients {
            client.drain()
            #expect(client.end != .timedOut)
        }
    }

    @Test("a silent connection is ended after its time")
    func idleConnection() async throws {
        try await Bench.with({ $0.idleSeconds = 1 }) { bench throws in
            let client = try RawClient(port: bench.simulator.port)
            client.drain()
            #expect(client.end == .orderly)
        }
    }

    @Test("a second simulator on a taken port says so")
    func portTaken() async throws {
        try await Bench.with { bench throws in
            await #expect(throws: SimulatorError.self) {
                _ = try await JiraSimulator.start(
                    SimulatorOptions(site: SiteOptions(issues: 0), port: bench.simulator.port))
            }
        }
    }
}
