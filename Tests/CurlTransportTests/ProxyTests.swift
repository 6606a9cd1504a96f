import CurlTransport
import Foundation
import HTTPCore
import Testing

@Suite("A proxy")
struct ProxyTests {
    @Test("of the environment is ignored")
    func environment() async throws {
        let proxy = try HostileEnvironment.proxy.get()
        let server = try ScriptedServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        let transport = try makeTransport()
        #expect(getenv("http_proxy").map { String(cString: $0) } == proxy.url)
        #expect(getenv("https_proxy").map { String(cString: $0) } == proxy.url)
        #expect(try await transport.send(HTTPRequest(.get, server.url)).status == 200)
        guard case .couldNotResolve = await failure(of: transport, HTTPRequest(.get, "https://name.invalid/"))
        else { return #expect(Bool(false)) }
        #expect(proxy.acceptCount == 0)
    }

    @Test("that is configured tunnels TLS and never sees what is inside")
    func explicit() async throws {
        let server = try await TLSServer.start(certificate: "good.pem")
        defer { server.stop() }
        let port = server.port
        let proxy = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
            connection.tunnel(to: port)
        }
        let caFile = try TestCertificates.shared.get().path("good.pem")
        let transport = try makeTransport {
            $0.caFile = caFile
            $0.proxy = .init(url: proxy.url)
        }
        let response = try await transport.send(
            HTTPRequest(.get, "https://jira.test/", headers: ["Authorization": "OAuth secret"]))
        #expect(response.status == 200)
        #expect(response.headers["X-Proxy"] == nil)
        let head = try #require(proxy.requestHeads.first)
        #expect(head.hasPrefix("CONNECT jira.test:443 HTTP/1.1\r\n"))
        #expect(!head.contains("secret"))
    }

    @Test("is given its name and password when it asks for them")
    func authentication() async throws {
        let proxy = try ScriptedServer { connection in
            while let head = connection.readRequest() {
                guard !head.contains("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n") else {
                    connection.write("HTTP/1.1 403 Seen\r\nContent-Length: 0\r\n\r\n")
                    return
                }
                connection.write(
                    "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let transport = try makeTransport {
            $0.proxy = .init(url: proxy.url, user: { Array("user".utf8) }, password: { Array("pass".utf8) })
        }
        let error = await failure(of: transport, HTTPRequest(.get, "https://jira.test/"))
        guard case .proxy(let text) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(text.contains("403"))
        #expect(!text.contains("pass"))
        #expect(proxy.requestHeads.count == 2)
    }

    @Test("that refuses or is not there is told from a site that is not there")
    func failures() async throws {
        let refusing = try ScriptedServer.answering { _ in
            "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
        }
        let closed = try ScriptedServer.closedPort()
        for url in [refusing.url, "http://127.0.0.1:\(closed)", "http://name.invalid:3128"] {
            let transport = try makeTransport { $0.proxy = .init(url: url) }
            let error = await failure(of: transport, HTTPRequest(.get, "https://jira.test/"))
            guard case .proxy = error else {
                return #expect(Bool(false), "\(url): \(String(describing: error))")
            }
        }
        #expect(refusing.requestHeads.count == 1)
    }

    @Test("is passed by for loopback and for the hosts that are named")
    func exceptions() async throws {
        let proxy = try ScriptedServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        let server = try ScriptedServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        let transport = try makeTransport {
            $0.proxy = .init(url: proxy.url)
            $0.noProxy = ["name.invalid"]
        }
        #expect(try await transport.send(HTTPRequest(.get, server.url)).status == 200)
        guard case .couldNotResolve = await failure(of: transport, HTTPRequest(.get, "https://name.invalid/"))
        else { return #expect(Bool(false)) }
        #expect(proxy.acceptCount == 0)
    }
}
