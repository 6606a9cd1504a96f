import HTTPCore
import Synchronization
import Testing

@testable import JiraMirrorCLI

@Suite("A monitor is told of each run")
struct HealthPingTests {
    private final class Monitor: HTTPTransport {
        let requests = Mutex<[HTTPRequest]>([])
        let status: Int

        init(status: Int = 200) { self.status = status }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            requests.withLock { $0.append(request) }
            return HTTPResponse(status: status, body: ResponseBody([]))
        }
    }

    @Test(
        "the signal is the last part of the path, before a query",
        arguments: [
            ("https://hc.example/abc", HealthPing.Signal.start, "https://hc.example/abc/start"),
            ("https://hc.example/abc/", .ended(.done), "https://hc.example/abc/0"),
            ("https://hc.example/abc?rid=1", .ended(.notAuthorized), "https://hc.example/abc/77?rid=1"),
            ("https://hc.example/abc", .noted, "https://hc.example/abc/log"),
        ])
    func addresses(url: String, signal: HealthPing.Signal, expected: String) async throws {
        let monitor = Monitor()
        try await HealthPing(url: url, transport: monitor).send(signal, body: "text")
        let request = try #require(monitor.requests.withLock { $0.first })
        #expect(request.url == expected && request.method == .post)
        #expect(request.body == Array("text".utf8))
        #expect(request.limits?.totalSeconds == HealthPing.limits.totalSeconds)
    }

    @Test("an answer that is no success is a failure", arguments: [301, 404, 500])
    func refused(status: Int) async {
        let ping = HealthPing(url: "https://hc.example/abc", transport: Monitor(status: status))
        await #expect(throws: HealthPing.Failure.status(status)) { try await ping.send(.start, body: "") }
    }

    @Test(
        "only https, and http to this machine, is pinged",
        arguments: [
            ("https://hc-ping.com/0123", true), ("http://127.0.0.1:8000/x", true),
            ("http://localhost/x", true),
            ("http://hc.example/x", false), ("http://127.0.0.1.evil.example/x", false), ("", false),
            ("https://a b", false), ("file:///etc/passwd", false), ("https://", false),
        ])
    func usable(url: String, isUsable: Bool) { #expect(HealthPing.isUsable(url) == isUsable) }
}
