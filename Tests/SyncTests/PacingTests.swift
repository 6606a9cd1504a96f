import HTTPCore
import JiraAPI
import JiraSimulator
import SyncCore
import Synchronization
import TestSupport
import Testing

/// A whole first fill against a server whose bucket fills with five tokens a second, in virtual time.
@Suite("Pacing of a run", .serialized, .timeLimit(.minutes(10)))
struct PacingTests {
    private struct Outcome {
        var requests: Int
        var seconds: Double
        var refused: Int
        /// Refusals in the second half of the requests.
        var lateRefusals: Int
        /// Served requests of the second half by what flowed into the bucket meanwhile.
        var share: Double
    }

    @Test("nobody is refused, and the bucket is used up", arguments: [1, 4, 8])
    func announced(_ concurrency: Int) async throws {
        let outcome = try await fill(concurrency, announces: true)
        #expect(outcome.requests > 180)
        #expect(outcome.refused == 0)
        #expect(outcome.share >= 0.95, "\(outcome)")
    }

    @Test("where no header tells of the limit, refusals teach it", arguments: [1, 4, 8])
    func unannounced(_ concurrency: Int) async throws {
        let outcome = try await fill(concurrency, announces: false)
        #expect(outcome.requests > 180)
        // One request in fifty at most, while without learning every second brings some.
        #expect(outcome.lateRefusals * 50 <= outcome.requests / 2, "\(outcome)")
        #expect(outcome.share >= 0.90, "\(outcome)")
    }

    private func fill(_ concurrency: Int, announces: Bool) async throws -> Outcome {
        let clock = VirtualClock()
        let dice = Mutex(SplitMix64(state: UInt64(concurrency)))
        let random: @Sendable () -> Double = {
            dice.withLock { Double($0.next() >> 11) / Double(UInt64(1) << 53) }
        }
        let served = Mutex<[(at: Double, status: Int)]>([])
        // What is to be learnt first takes a longer run.
        let lab = try await Laboratory(issues: announces ? 900 : 1500, projects: 8) {
            $0.rateLimit = RateLimitOptions(limit: 5, fillRate: 5)
            $0.monotonicSeconds = { clock.now }
        }
        lab.environment = ClientEnvironment(
            now: Laboratory.now, monotonic: { clock.now }, sleep: { await clock.sleep($0) }, random: random)
        lab.retries = RetryPolicy()
        lab.wrapTransport = {
            VirtualNetwork(
                base: Witness(base: $0) { status in
                    served.withLock { $0.append((clock.now, status)) }
                }, clock: clock, announces: announces, random: random)
        }
        let began = clock.now
        let hand = clock.start()
        let report = try await lab.sync {
            $0.concurrency = concurrency
            $0.firstPageSize = 6
            $0.largestPageSize = 6
        }
        hand.cancel()
        #expect(report.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
        let all = served.withLock { $0 }
        let late = all[(all.count / 2)...]
        let span = (late.last?.at ?? 0) - (late.first?.at ?? 0)
        return Outcome(
            requests: all.count, seconds: clock.now - began, refused: all.count { $0.status == 429 },
            lateRefusals: late.count { $0.status == 429 },
            share: Double(late.count { $0.status != 429 }) / (span * 5))
    }
}

/// Tells the status of every answer.
private struct Witness: HTTPTransport {
    let base: any HTTPTransport
    let saw: @Sendable (Int) -> Void

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let response = try await base.send(request)
        saw(response.status)
        return response
    }
}
