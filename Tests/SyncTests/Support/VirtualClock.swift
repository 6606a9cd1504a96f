import Foundation
import HTTPCore
import Synchronization

/// Seconds that pass only when nothing happens any more: then the clock jumps to the next moment that somebody
/// waits for. So a run of minutes takes seconds, and its figures do not depend on the machine.
final class VirtualClock: Sendable {
    private struct Waiter {
        var at: Double
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = 1000.0
        var waiters: [Waiter] = []
        /// Requests on the real network.
        var busy = 0
        /// Counts everything that happens.
        var events = 0
    }

    private let state = Mutex(State())

    var now: Double { state.withLock { $0.now } }

    func sleep(_ seconds: Double) async {
        await withCheckedContinuation { continuation in
            state.withLock {
                $0.events += 1
                $0.waiters.append(Waiter(at: $0.now + max(0, seconds), continuation: continuation))
            }
        }
    }

    func begin() {
        state.withLock {
            $0.events += 1
            $0.busy += 1
        }
    }

    func end() {
        state.withLock {
            $0.events += 1
            $0.busy -= 1
        }
    }

    /// Lets time pass until the task is cancelled.
    func start() -> Task<Void, Never> { Task.detached { await self.turn() } }

    /// So many looks of a millisecond at a world where nothing happens, and at which nobody computes.
    private static let quiet = 5
    /// So many where somebody always computes: another test, perhaps.
    private static let quietAtWork = 40
    /// Processor time of a look at which nobody computes, in microseconds.
    private static let idleMicroseconds = 300

    private func turn() async {
        var last = -1
        var quiet = 0
        var idle = 0
        var used = clock()
        while !Task.isCancelled {
            let events = state.withLock { $0.busy > 0 ? nil : $0.events }
            let now = clock()
            let isSame = events == last
            quiet = isSame ? quiet + 1 : 0
            idle = isSame && now - used < Self.idleMicroseconds ? idle + 1 : 0
            last = events ?? -1
            used = now
            if idle >= Self.quiet || quiet >= Self.quietAtWork {
                quiet = 0
                idle = 0
                jump()
            }
            try? await Task.sleep(for: .milliseconds(1))
        }
        // Nobody is left behind.
        state.withLock { $0.waiters }.forEach { $0.continuation.resume() }
    }

    private func jump() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let index = state.waiters.indices.min(by: { state.waiters[$0].at < state.waiters[$1].at })
            else { return nil }
            let waiter = state.waiters.remove(at: index)
            state.now = max(state.now, waiter.at)
            state.events += 1
            return waiter.continuation
        }
        next?.resume()
    }
}

/// A network whose ways take virtual time.
struct VirtualNetwork: HTTPTransport {
    let base: any HTTPTransport
    let clock: VirtualClock
    /// Seconds there, and as many back, at most.
    var latency = 0.05
    /// Whether headers tell of the limit.
    var announces = true
    let random: @Sendable () -> Double

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        await clock.sleep(random() * latency)
        clock.begin()
        let answer: Result<HTTPResponse, TransportError>
        do throws(TransportError) {
            answer = .success(try await base.send(request))
        } catch {
            answer = .failure(error)
        }
        clock.end()
        await clock.sleep(random() * latency)
        let response = try answer.get()
        return announces
            ? response
            : HTTPResponse(
                status: response.status, headers: Self.silent(response.headers), body: response.body,
                wireBytes: response.wireBytes)
    }

    /// The headers without those that tell of the limit.
    private static func silent(_ headers: HTTPHeaders) -> HTTPHeaders {
        var silent = HTTPHeaders()
        for field in headers.fields where !field.name.hasPrefix("X-RateLimit-") {
            silent.append(field.name, field.value)
        }
        return silent
    }
}
