import Foundation
import JiraAPI
import OAuth1
import OpenSSLCrypto
import SyncCore
import Testing

@testable import JiraMirrorCLI

@Suite("The callback listener")
struct CallbackListenerTests {
    private let token = "tokenTOKENtokenTOKENtokenTOKEN12"

    private var pending: PendingToken {
        PendingToken(
            credentials: TemporaryCredentials(token: token, secret: ""), callback: .outOfBand,
            expiresAt: Instant(milliseconds: 0))
    }

    private func target(_ listener: CallbackListener, _ verifier: String = "a1B2c3") -> String {
        let path = String(listener.url.dropFirst("http://127.0.0.1:\(listener.port)".count))
        return "\(path)?oauth_token=\(token)&oauth_verifier=\(verifier)"
    }

    private func request(_ listener: CallbackListener, verifier: String = "a1B2c3") -> String {
        get(target(listener, verifier), listener)
    }

    private func get(_ target: String, _ listener: CallbackListener, _ more: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(listener.port)\r\nAccept: text/html\r\n\(more)\r\n"
    }

    /// Starts waiting, runs the attack, then sends the right callback, which must still be taken.
    private func survives(
        _ limits: CallbackListener.Limits = .init(),
        _ attack: (CallbackListener) async throws -> Void
    ) async throws {
        let listener = try CallbackListener(siteID: "site", limits: limits)
        let pending = pending
        async let reply = listener.waitForReply(to: pending, atMost: .seconds(120))
        try await attack(listener)
        let page = await LoopbackClient.exchange(listener.port, request(listener))
        #expect(page?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
        guard case .granted = try await reply else { return #expect(Bool(false)) }
    }

    @Test("takes the reply, shows a page that repeats nothing of it, and stops listening")
    func genuine() async throws {
        let listener = try CallbackListener(siteID: "site 1/x", state: Array(0..<16))
        #expect(
            listener.url
                == "http://127.0.0.1:\(listener.port)/cb/site%201%2Fx/000102030405060708090a0b0c0d0e0f")
        let pending = pending
        async let reply = listener.waitForReply(to: pending)
        let page = try #require(await LoopbackClient.exchange(listener.port, request(listener)))
        let expected = try AuthorizationReply(
            parameters: [
                .init(name: "oauth_token", value: token), .init(name: "oauth_verifier", value: "a1B2c3"),
            ],
            pending: pending)
        #expect(try await reply == expected)
        #expect(page.contains("Jira has granted access"))
        #expect(!page.contains(token) && !page.contains("a1B2c3") && !page.contains("000102030405"))
        #expect(await LoopbackClient.exchange(listener.port, request(listener)) == nil)
    }

    @Test("makes an address that nobody can guess: 128 bits, new each time")
    func state() throws {
        let states = try (0..<4).map { _ in
            String(try CallbackListener(siteID: "s").url.split(separator: "/").last ?? "")
        }
        #expect(Set(states).count == 4)
        #expect(states.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test("tells a denial")
    func denial() async throws {
        let listener = try CallbackListener(siteID: "site")
        let pending = pending
        async let reply = listener.waitForReply(to: pending)
        let page = await LoopbackClient.exchange(listener.port, request(listener, verifier: "denied"))
        #expect(try await reply == .denied)
        #expect(page?.contains("Access was denied") == true)
    }

    @Test("listens on 127.0.0.1 and nowhere else")
    func loopbackOnly() async throws {
        let listener = try CallbackListener(siteID: "site")
        let port = listener.port
        // Every address of 127.0.0.0/8 is this machine: one that listens on all would take the second too.
        let reached = await offPool {
            [UInt32(0x7F00_0001), 0x7F00_0002].map { LoopbackClient($0, port: port) != nil }
        }
        #expect(reached == [true, false])
        #expect(listener.url.hasPrefix("http://127.0.0.1:\(port)/"))
    }

    @Test("keeps waiting where the reply belongs to another request")
    func foreignReply() async throws {
        try await survives { listener in
            let path = target(listener).prefix { $0 != "?" }
            for query in [
                "oauth_token=other&oauth_verifier=abc", "oauth_token=other&oauth_verifier=denied", "",
                "oauth_token=\(token)", "oauth_token=\(token)&oauth_verifier=a&oauth_verifier=b",
                "oauth_token=\(token)&oauth_verifier=%zz",
            ] {
                let page = await LoopbackClient.exchange(listener.port, get("\(path)?\(query)", listener))
                #expect(page?.hasPrefix("HTTP/1.1 400 ") == true, "\(query)")
            }
        }
    }

    @Test("refuses to be reached by another name (DNS rebinding), and keeps waiting")
    func otherHosts() async throws {
        try await survives { listener in
            let port = listener.port
            for hosts in [
                ["evil.example:\(port)"], ["localhost:\(port)"], [], ["127.0.0.1"],
                ["127.0.0.1:\(port).evil.example"],
                ["127.0.0.1:\(port)", "127.0.0.1:\(port)"], ["evil.example", "127.0.0.1:\(port)"],
                ["127.0.0.1:80"], [""],
                ["[::1]:\(port)"],
            ] {
                let fields = hosts.map { "Host: \($0)\r\n" }.joined()
                let page = await LoopbackClient.exchange(
                    port, "GET \(target(listener)) HTTP/1.1\r\n\(fields)\r\n")
                #expect(page?.hasPrefix("HTTP/1.1 400 ") == true, "\(hosts)")
            }
        }
    }

    @Test("takes one of twenty replays sent at once")
    func replay() async throws {
        let listener = try CallbackListener(siteID: "site")
        let pending = pending
        let port = listener.port
        let request = request(listener)
        // All are connected and sent before the listener looks.
        let clients = await offPool { (0..<20).compactMap { _ in LoopbackClient(port: port) } }
        #expect(clients.count == 20)
        for client in clients { client.send(request) }
        _ = try await listener.waitForReply(to: pending)
        var granted = 0
        for client in clients where await offPool({ client.receive() }).contains("granted access") {
            granted += 1
        }
        #expect(granted == 1)
    }

    @Test("bounds what it reads: a line of a megabyte, ten thousand fields, a head without end")
    func floods() async throws {
        try await survives { listener in
            let line = "GET /\(String(repeating: "a", count: 1 << 20)) HTTP/1.1\r\n\r\n"
            let fields = get("/", listener, String(repeating: "X-Field: value\r\n", count: 10_000))
            let manyShort = get("/", listener, String(repeating: "a:b\r\n", count: 150))
            let endless = "GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 100_000)
            for request in [line, fields, manyShort, endless] {
                let page = await LoopbackClient.exchange(listener.port, request)
                #expect(page?.hasPrefix("HTTP/1.1 200") == false)
            }
            let page = await LoopbackClient.exchange(listener.port, manyShort)
            #expect(page?.hasPrefix("HTTP/1.1 431 ") == true)
        }
    }

    @Test("keeps at most 16 of 200 idle connections, and the right one gets through them")
    func idleConnections() async throws {
        var idle: [LoopbackClient] = []
        try await survives { listener in
            let port = listener.port
            idle = await offPool { (0..<200).compactMap { _ in LoopbackClient(port: port) } }
            #expect(idle.count == 200)
            let page = await LoopbackClient.exchange(port, get("/", listener))
            #expect(page?.hasPrefix("HTTP/1.1 404 ") == true)
            #expect(idle.count { !$0.isClosed } <= 16)
        }
        #expect(idle.count == 200)
    }

    @Test("ends a connection that sends byte by byte")
    func slowClient() async throws {
        var limits = CallbackListener.Limits()
        limits.connectionSeconds = 0.3
        try await survives(limits) { listener in
            let port = listener.port
            let bytes = await offPool {
                guard let client = LoopbackClient(port: port) else { return -1 }
                var sent = 0
                while sent < 600, !client.isClosed, client.send("G") {
                    sent += 1
                    Thread.sleep(forTimeInterval: 0.05)
                }
                return sent
            }
            #expect((1..<600).contains(bytes))
        }
    }

    @Test("refuses other methods and bodies")
    func methodsAndBodies() async throws {
        try await survives { listener in
            let host = "Host: 127.0.0.1:\(listener.port)\r\n"
            let target = target(listener)
            for (request, status) in [
                ("POST \(target) HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n", "405"),
                ("HEAD \(target) HTTP/1.1\r\n\(host)\r\n", "405"),
                ("get \(target) HTTP/1.1\r\n\(host)\r\n", "405"),
                ("GET \(target) HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
                ("GET \(target) HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhello", "400"),
                ("GET \(target) HTTP/2.0\r\n\(host)\r\n", "400"),
                ("GET \(target)\r\n\(host)\r\n", "400"),
                ("GET  \(target) HTTP/1.1\r\n\(host)\r\n", "400"),
                ("GET \(target) HTTP/1.1\r\n\(host)X : y\r\n\r\n", "400"),
                ("GET \(target) HTTP/1.1\r\n\(host) folded\r\n\r\n", "400"),
                ("GET \(target) HTTP/1.1\r\n\(host)X: a\u{0}b\r\n\r\n", "400"),
                ("GET \(target) HTTP/1.1\r\n\(host)X: a\nHost: b\r\n\r\n", "400"),
                ("GET http://127.0.0.1:\(listener.port)\(target) HTTP/1.1\r\n\(host)\r\n", "404"),
                ("\r\n\r\n", "400"),
            ] {
                let page = await LoopbackClient.exchange(listener.port, request)
                #expect(page?.hasPrefix("HTTP/1.1 \(status) ") == true, "\(request)")
            }
        }
    }

    @Test(
        "gives up after ten wrong addresses and says so; what browsers ask for by themselves does not count")
    func guessing() async throws {
        let listener = try CallbackListener(siteID: "site")
        let pending = pending
        let wait = Task { () -> CallbackListenerError? in
            do throws(CallbackListenerError) {
                _ = try await listener.waitForReply(to: pending)
                return nil
            } catch {
                return error
            }
        }
        for path in ["/favicon.ico", "/", "/robots.txt"] {
            for _ in 0..<5 { _ = await LoopbackClient.exchange(listener.port, get(path, listener)) }
        }
        var answered = 0
        for number in 0..<50 {
            let path = "/cb/site/\(String(format: "%032x", number))?oauth_token=\(token)&oauth_verifier=abc"
            if await LoopbackClient.exchange(listener.port, get(path, listener))?.hasPrefix("HTTP/1.1 404")
                == true
            {
                answered += 1
            }
        }
        #expect(answered == 10)
        #expect(await wait.value == .tooManyWrongAttempts(10))
        #expect(await LoopbackClient.exchange(listener.port, request(listener)) == nil)
    }

    @Test("ends when its task is cancelled, before or during the wait, and when the time is over")
    func ends() async throws {
        for delay in [0, 100] {
            let listener = try CallbackListener(siteID: "site")
            let pending = pending
            let wait = Task { () -> CallbackListenerError? in
                do throws(CallbackListenerError) {
                    _ = try await listener.waitForReply(to: pending)
                    return nil
                } catch {
                    return error
                }
            }
            try await Task.sleep(for: .milliseconds(delay))
            wait.cancel()
            #expect(await wait.value == .cancelled)
            #expect(await LoopbackClient.exchange(listener.port, request(listener)) == nil)
        }
        let listener = try CallbackListener(siteID: "site")
        await #expect(throws: CallbackListenerError.timedOut) {
            try await listener.waitForReply(to: pending, atMost: .milliseconds(50))
        }
    }

    @Test("names the port that is taken, and takes the one it is given")
    func givenPort() throws {
        let first = try CallbackListener(siteID: "site")
        do throws(CallbackListenerError) {
            _ = try CallbackListener(siteID: "site", port: first.port)
            #expect(Bool(false))
        } catch {
            guard case .cannotListen(let port, _) = error else { return #expect(Bool(false)) }
            #expect(port == first.port)
            #expect("\(error)".contains("--callback-port"))
        }
    }
}
