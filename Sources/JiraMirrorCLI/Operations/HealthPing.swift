import HTTPCore

/// Tells a monitor of cron jobs (healthchecks.io and those that speak its language) that a run began and how it ended.
///
/// The URL is a secret: whoever knows it can say that all is well. It stands in a file of its own, never in the
/// configuration, and is taken out of every message. That a ping fails never fails a run.
struct HealthPing {
    /// A monitor that does not answer must not hold a run up.
    static let limits = TransportLimits(
        connectSeconds: 4, idleSeconds: 4, totalSeconds: 4, headerBytes: 16 << 10, bodyBytes: 64 << 10)

    enum Signal: Equatable {
        case start
        /// The exit status: 0 is success, any other a failure.
        case ended(ExitStatus)
        /// Noted without a verdict: "try later" that is not yet to be told.
        case noted

        var path: String {
            switch self {
            case .start: "/start"
            case .ended(let status): "/\(status.rawValue)"
            case .noted: "/log"
            }
        }
    }

    enum Failure: Error, Equatable {
        case transport(TransportError)
        case status(Int)
    }

    let url: String
    let transport: any HTTPTransport

    /// Whether the text is a URL that may be pinged: https, or http to this machine.
    static func isUsable(_ url: String) -> Bool {
        let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let local = [
            "http://127.0.0.1:", "http://127.0.0.1/", "http://localhost:", "http://localhost/",
            "http://[::1]",
        ]
        return isPlain && url.count > 10
            && (url.hasPrefix("https://") || local.contains { url.hasPrefix($0) })
    }

    /// - Throws: ``Failure``.
    func send(_ signal: Signal, body: String) async throws(Failure) {
        let answer: HTTPResponse
        do {
            answer = try await transport.send(
                HTTPRequest(
                    .post, address(signal), headers: ["Content-Type": "text/plain; charset=utf-8"],
                    body: Array(body.utf8.prefix(10_000)), limits: Self.limits))
        } catch {
            throw .transport(error)
        }
        guard (200..<300).contains(answer.status) else { throw .status(answer.status) }
    }

    /// The path of the signal goes before a query, if the URL has one.
    private func address(_ signal: Signal) -> String {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var base = String(parts[0])
        while base.hasSuffix("/") { base.removeLast() }
        return base + signal.path + (parts.count > 1 ? "?" + parts[1] : "")
    }
}
