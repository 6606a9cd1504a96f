import Foundation
import JiraAPI
import OAuth1
import OpenSSLCrypto
import TestSupport
import Testing

@testable import JiraMirrorCLI

@Suite("The callback listener with TLS", .serialized)
struct SecureCallbackTests {
    private static let page = "https://jira.example.com/rest/oauth2/latest/authorize?state=s"
    private static let consent = OAuth2Consent(
        client: OAuth2Client(id: "id", secret: "s", redirectURI: "https://127.0.0.1:1/callback"),
        state: "state-of-ours", proofKey: ProofKey(verifier: "v", challenge: "c"))

    /// One request by a client that others wrote; what it was answered.
    private func ask(
        _ listener: CallbackListener, _ target: String, host: String? = nil, at address: String = "127.0.0.1"
    ) async throws -> String {
        let client = Process()
        client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        client.arguments = ["openssl", "s_client", "-quiet", "-connect", "\(address):\(listener.port)"]
        let input = Pipe()
        let output = Pipe()
        client.standardInput = input
        client.standardOutput = output
        client.standardError = FileHandle.nullDevice
        try client.run()
        let host = host ?? "\(address):\(listener.port)"
        try input.fileHandleForWriting.write(
            contentsOf: Data("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n".utf8))
        return try await Task.detached {
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            try input.fileHandleForWriting.close()
            client.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }.value
    }

    /// Starts waiting, lets strangers at it, then sends the right reply, which must still be taken.
    private func survives(
        _ limits: CallbackListener.Limits = .init(), _ strangers: (CallbackListener) async throws -> Void
    ) async throws {
        let listener = try CallbackListener(securePort: 0, path: "/callback", limits: limits)
        async let reply = listener.waitForReply(
            to: Self.consent, page: Self.page, atMost: .seconds(120))
        try await strangers(listener)
        let answer = try await ask(listener, "/callback?code=abc&state=state-of-ours")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("Jira has granted access"))
        guard case .granted = try await reply else {
            Issue.record("not granted")
            return
        }
    }

    @Test func theFirstPageLeadsToJiraAndOnlyWhoWasToldItFindsIt() async throws {
        try await survives { listener in
            let start = try #require(listener.startURL)
            #expect(start.hasPrefix("https://127.0.0.1:\(listener.port)/start/"))
            let path = String(start.dropFirst("https://127.0.0.1:\(listener.port)".count))
            #expect(path.count == "/start/".count + 32)
            let answer = try await ask(listener, path)
            #expect(answer.hasPrefix("HTTP/1.1 302 Found\r\nLocation: \(Self.page)\r\n"))
            #expect(try await ask(listener, "/start/0123").hasPrefix("HTTP/1.1 404"))
            #expect(try await ask(listener, path, host: "evil.example.com").hasPrefix("HTTP/1.1 400"))
        }
    }

    /// For `localhost` browsers try ::1 first.
    @Test(.enabled(if: IPv6.isThere, Comment(rawValue: IPv6.whySkipped)))
    func theReplyMayComeByIPv6() async throws {
        let listener = try CallbackListener(securePort: 0, path: "/callback", host: "[::1]")
        #expect(listener.startURL?.hasPrefix("https://[::1]:\(listener.port)/start/") == true)
        async let reply = listener.waitForReply(to: Self.consent, page: Self.page, atMost: .seconds(60))
        let strange = try await ask(listener, "/callback", host: "[::2]:\(listener.port)", at: "[::1]")
        #expect(strange.hasPrefix("HTTP/1.1 400"))
        let answer = try await ask(
            listener, "/callback?code=abc&state=state-of-ours", host: "localhost:\(listener.port)",
            at: "[::1]")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        guard case .granted = try await reply else {
            Issue.record("not granted")
            return
        }
    }

    @Test(.enabled(if: IPv6.isThere, Comment(rawValue: IPv6.whySkipped)))
    func whoListensOnTheSamePortByIPv6IsNotOverlooked() throws {
        let taken = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(taken) }
        let port = try #require(IPv6.bind(taken))
        #expect(throws: CallbackListenerError.self) {
            _ = try CallbackListener(securePort: port, path: "/callback")
        }
    }

    @Test func repliesOfOthersAreRefusedAndDoNotEndTheWait() async throws {
        try await survives { listener in
            for query in ["code=abc", "code=abc&state=wrong", "code=a&code=b&state=state-of-ours"] {
                let answer = try await ask(listener, "/callback?\(query)")
                #expect(answer.hasPrefix("HTTP/1.1 400"))
            }
        }
    }

    @Test func plainHTTPRubbishAndSilenceAreBounded() async throws {
        var limits = CallbackListener.Limits()
        limits.connectionSeconds = 1
        try await survives(limits) { listener in
            let plain = await LoopbackClient.exchange(
                listener.port, "GET /callback HTTP/1.1\r\nHost: 127.0.0.1:\(listener.port)\r\n\r\n")
            #expect(plain?.contains("HTTP/1.1") != true)
            let rubbish = String(repeating: "\u{16}\u{3}\u{1}x", count: 50_000)
            _ = await LoopbackClient.exchange(listener.port, rubbish)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<60 {
                    group.addTask { _ = await LoopbackClient.exchange(listener.port, "\u{16}") }
                }
            }
        }
    }
}
