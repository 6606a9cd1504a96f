import HTTPCore
import JiraAPI
import JiraSimulator
import SyncCore
import Synchronization
import TestSupport
import Testing

/// What `sync.concurrency` is worth, and what it bounds.
@Suite("Requests side by side", .serialized, .timeLimit(.minutes(10)))
struct SideBySideTests {
    /// A first fill at a server that takes a quarter of a second for each answer, in virtual time.
    private struct Fill {
        var requests: Int
        var seconds: Double
        /// Requests that were under way at the same time.
        var most: Int
        var parts: Int
    }

    private static let latency = 0.25

    private func fill(_ concurrency: Int) async throws -> Fill {
        let clock = VirtualClock()
        let gauge = Gauge()
        // One project holds more than a third of all issues: where it were walked by one, the others would wait for it.
        let lab = try await Laboratory(issues: 1200, projects: 8) { $0.monotonicSeconds = { clock.now } }
        lab.environment = ClientEnvironment(
            now: Laboratory.now, monotonic: { clock.now }, sleep: { await clock.sleep($0) }, random: { 0.5 })
        lab.wrapTransport = {
            Gauged(
                base: VirtualNetwork(base: $0, clock: clock, latency: Self.latency / 2, random: { 1 }),
                gauge: gauge)
        }
        let parts = Mutex(0)
        let began = clock.now
        let hand = clock.start()
        let report = try await lab.sync {
            $0.concurrency = concurrency
            $0.firstPageSize = 6
            $0.largestPageSize = 6
            $0.largestUnsplit = 60
        } through: { client in
            HookedSource.splitting(client) { parts.withLock { $0 += 1 } }
        }
        hand.cancel()
        #expect(report.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
        return Fill(
            requests: gauge.state.withLock { $0.all }, seconds: clock.now - began,
            most: gauge.state.withLock { $0.most }, parts: parts.withLock { $0 })
    }

    @Test("a first fill takes the server's time by the number of requests at once", arguments: [1, 4, 8])
    func wall(_ concurrency: Int) async throws {
        let fill = try await fill(concurrency)
        #expect(fill.requests > 250)
        let ideal = Double(fill.requests) * Self.latency / Double(concurrency)
        // Some questions of a run need each other's answers.
        let alone = (fill.seconds - ideal) / Self.latency
        #expect(alone < 8, "\(fill), \(alone) requests alone, \(fill.seconds / ideal) of the ideal")
        #expect(fill.most == concurrency)
        // The large projects were walked in parts, by those who had nothing else to do.
        #expect(concurrency == 1 ? fill.parts == 0 : fill.parts > 0)
    }
}

/// Counts requests, and how many there are at once.
private final class Gauge: Sendable {
    let state = Mutex((all: 0, now: 0, most: 0))

    func begin() {
        state.withLock {
            $0.all += 1
            $0.now += 1
            $0.most = max($0.most, $0.now)
        }
    }

    func end() { state.withLock { $0.now -= 1 } }
}

private struct Gauged: HTTPTransport {
    let base: any HTTPTransport
    let gauge: Gauge

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        gauge.begin()
        defer { gauge.end() }
        return try await base.send(request)
    }
}
