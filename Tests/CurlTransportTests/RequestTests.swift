import CurlTransport
import HTTPCore
import Testing

@Suite("A request")
struct RequestTests {
    private static let empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    @Test("is sent as it was built: path, query and fields byte for byte")
    func asBuilt() async throws {
        let server = try ScriptedServer.answering { _ in Self.empty }
        let path = "/jira/../jira/rest/api/2/search?jql=a%20%3D%20%22b%22&x=%2B"
        _ = try await makeTransport().send(
            HTTPRequest(.get, server.url + path, headers: ["Authorization": "OAuth x=\"y\"", "X-Empty": ""]))
        let head = try #require(server.requestHeads.first)
        #expect(head.hasPrefix("GET \(path) HTTP/1.1\r\n"))
        #expect(head.contains("\r\nAuthorization: OAuth x=\"y\"\r\n"))
        #expect(head.contains("\r\nX-Empty:\r\n"))
        #expect(head.contains("\r\nUser-Agent: jira-mirror/test\r\n"))
    }

    @Test("with a body sends exactly those bytes, and no Expect or invented Content-Type")
    func post() async throws {
        let server = try ScriptedServer.answering { _ in Self.empty }
        let transport = try makeTransport()
        let json = Array(#"{"ids":[1,2]}"#.utf8)
        _ = try await transport.send(
            HTTPRequest(.post, server.url, headers: ["Content-Type": "application/json"], body: json))
        _ = try await transport.send(HTTPRequest(.post, server.url))
        let large = [UInt8](repeating: 0x61, count: 2 << 20)
        _ = try await transport.send(HTTPRequest(.post, server.url, body: large))
        let heads = server.requestHeads
        try #require(heads.count == 3)
        #expect(heads[0].contains("\r\nContent-Type: application/json\r\n"))
        #expect(heads[0].hasSuffix("\r\n\r\n{\"ids\":[1,2]}"))
        #expect(heads[1].contains("\r\nContent-Length: 0\r\n"))
        #expect(!heads[1].contains("Content-Type"))
        #expect(heads[2].hasSuffix("\r\n\r\n" + String(repeating: "a", count: 2 << 20)))
        #expect(!heads[2].contains("Expect"))
    }

    @Test(
        "to a place we may not dial is refused before any connection",
        arguments: [
            "http://jira.example.com/", "http://192.0.2.1/", "http://127.0.0.1.example.com/",
            "http://localhost.example.com/", "http://127.0.0.1@192.0.2.1/",
            "https://user:pass@jira.example.com/",
            "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "jira.example.com", "",
            "http://",
            "https://127.0.0.1/a b", "https://127.0.0.1/\u{0}", "https://127.0.0.1/\r\nX: y",
            "http://[::2]/", "http://2130706434.example/", "http://0.0.0.0/",
        ])
    func refused(_ url: String) async throws {
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, url))
        guard case .refusedURL(let reason) = error else {
            return #expect(Bool(false), "\(url): \(String(describing: error))")
        }
        #expect(!reason.contains("pass@"))
    }

    @Test("in plain http reaches this machine under each of its names")
    func loopbackNames() async throws {
        let server = try ScriptedServer.answering { _ in Self.empty }
        let transport = try makeTransport()
        for host in ["127.0.0.1", "LOCALHOST", "127.1", "0x7f000001"] {
            let response = try await transport.send(HTTPRequest(.get, "http://\(host):\(server.port)/"))
            #expect(response.status == 200)
        }
        #expect(server.requestHeads.count == 4)
    }

    @Test("in plain http reaches another host only where that host is named in the configuration")
    func namedPlainHost() async throws {
        let transport = try makeTransport { $0.allowPlainHTTPTo = .loopbackAnd(["name.invalid"]) }
        // Permitted, so it goes on to the name look-up, which fails.
        guard case .couldNotResolve = await failure(of: transport, HTTPRequest(.get, "http://name.invalid/"))
        else { return #expect(Bool(false)) }
        guard case .refusedURL = await failure(of: transport, HTTPRequest(.get, "http://name2.invalid/"))
        else { return #expect(Bool(false)) }
    }

    @Test(
        "with a header field that could start another one is refused",
        arguments: [
            ("X-A", "a\r\nX-B: b"), ("X-A", "a\nb"), ("X-A", "a\u{0}b"), ("X A", "b"), ("", "b"),
            ("X:A", "b"),
        ])
    func headerInjection(_ name: String, _ value: String) async throws {
        let server = try ScriptedServer.answering { _ in Self.empty }
        var headers = HTTPHeaders()
        headers.append(name, value)
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, headers: headers))
        guard case .refusedURL = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(server.acceptCount == 0)
    }
}
