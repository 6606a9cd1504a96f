import CurlTransport
import Foundation
import HTTPCore

/// Every transport of these tests is made in an environment whose proxy variables name a recording
/// server: one that obeyed them would fail its own test and be seen here.
enum HostileEnvironment {
    static let proxy: Result<ScriptedServer, any Error> = Result {
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 418 Proxied\r\nContent-Length: 0\r\n\r\n"
        }
        for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            setenv(name, server.url, 1)
        }
        return server
    }
}

/// A transport in the hostile environment. Its limits are far from what any answer here takes, even on a
/// busy machine; tests of limits bring their own.
func makeTransport(_ adapt: (inout CurlConfiguration) -> Void = { _ in }) throws -> CurlTransport {
    _ = try HostileEnvironment.proxy.get()
    var configuration = CurlConfiguration(
        userAgent: "jira-mirror/test",
        limits: TransportLimits(connectSeconds: 60, idleSeconds: 60, totalSeconds: 120))
    adapt(&configuration)
    return CurlTransport(configuration)
}

/// The transport's error for that request, or nil if an answer came.
func failure(of transport: CurlTransport, _ request: HTTPRequest) async -> TransportError? {
    do throws(TransportError) {
        _ = try await transport.send(request)
        return nil
    } catch {
        return error
    }
}

/// Runs blocking work on a thread of its own, so that it does not hold up other tests.
func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try work() }) }.start()
    }
}

/// A value that a server's thread writes and a test reads.
final class Witness<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Value?

    func note(_ value: Value) { lock.withLock { stored = value } }
    var value: Value? { lock.withLock { stored } }

    /// Waits for the value, at most some seconds; `what` names it in the failure.
    func wait(_ what: String, seconds: Double = 60) async throws -> Value {
        let end = ContinuousClock.now + .seconds(seconds)
        repeat {
            if let value { return value }
            try await Task.sleep(for: .milliseconds(10))
        } while ContinuousClock.now < end
        throw SupportFailure("\(what): nothing in \(seconds) s")
    }
}
