import CurlTransport
import Foundation
import HTTPCore
import TestSupport
import Testing

@Suite("IPv6")
struct IPv6Tests {
    @Test(
        "a bracketed address is dialled, and the Host header is what the URL says",
        .enabled(if: IPv6.isThere, Comment(rawValue: IPv6.whySkipped)))
    func literal() async throws {
        let server = try ScriptedServer.answering(onIPv6: true) { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        }
        let transport = try makeTransport()
        let answer = try await transport.send(HTTPRequest(.get, server.url + "/jira/rest/api/2/myself?a=b"))
        #expect(answer.body.text == "ok")
        let head = try #require(server.requestHeads.first)
        #expect(head.hasPrefix("GET /jira/rest/api/2/myself?a=b HTTP/1.1\r\n"))
        #expect(head.contains("\r\nHost: [::1]:\(server.port)\r\n"))
    }

    @Test("plain http goes to ::1 and to no other address, which would leave this machine")
    func plainHTTP() async throws {
        let transport = try makeTransport()
        for url in ["http://[2001:db8::1]/", "http://[::2]:8080/", "http://[::ffff:192.0.2.1]/"] {
            guard case .refusedURL = await failure(of: transport, HTTPRequest(.get, url)) else {
                Issue.record("\(url) was dialled")
                continue
            }
        }
    }

    @Test("a proxy tunnels to the bracketed address")
    func tunnel() async throws {
        let proxy = try ScriptedServer.answering { _ in
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        }
        let transport = try makeTransport { $0.proxy = .init(url: proxy.url) }
        guard case .proxy = await failure(of: transport, HTTPRequest(.get, "https://[2001:db8::1]:8443/"))
        else { return #expect(Bool(false)) }
        #expect(proxy.requestHeads.first?.hasPrefix("CONNECT [2001:db8::1]:8443 HTTP/1.1\r\n") == true)
    }

    /// 2001:db8::/32 is for documents: nobody answers there. `[::1]` is loopback and passes by anyway.
    @Test(
        "the proxy is passed by for an address that is named, with brackets, without, or by its network",
        arguments: ["2001:db8::1", "[2001:db8::1]", "2001:db8::/32", "2001:DB8:0:0::1"])
    func exception(_ noProxy: String) async throws {
        let proxy = try ScriptedServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        let transport = try makeTransport {
            $0.proxy = .init(url: proxy.url)
            $0.noProxy = ["other.example.com", noProxy]
        }
        let limits = TransportLimits(connectSeconds: 1, idleSeconds: 1, totalSeconds: 2)
        let request = HTTPRequest(.get, "https://[2001:db8::1]/", limits: limits)
        #expect(await failure(of: transport, request) != nil)
        #expect(proxy.acceptCount == 0)
    }

    @Test(
        "an address that is not named goes through the proxy",
        arguments: ["2001:db8::2", "[2001:db8:1::1]", "2001:db8:8000::/33", "2001:db8::/x", "::1"])
    func others(_ noProxy: String) async throws {
        let proxy = try ScriptedServer.answering { _ in
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        }
        let transport = try makeTransport {
            $0.proxy = .init(url: proxy.url)
            $0.noProxy = [noProxy]
        }
        guard case .proxy = await failure(of: transport, HTTPRequest(.get, "https://[2001:db8::1]/")) else {
            return #expect(Bool(false))
        }
        #expect(proxy.acceptCount == 1)
    }
}
