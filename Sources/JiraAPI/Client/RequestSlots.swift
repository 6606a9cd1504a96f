import Synchronization

/// Bounds how many requests are under way at once: whoever comes when all slots are taken waits for one, so that a slot
/// is never empty while others decode and store what they got.
///
/// First come, first served.
final class RequestSlots: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    /// How many wait for a slot.
    var waiting: Int { state.withLock { $0.waiting.count } }

    init(_ count: Int) { state = Mutex(State(free: max(1, count))) }

    /// Waits for a slot, which ``leave()`` gives back. A task that is cancelled meanwhile gets one all the same: those
    /// under way are cancelled with it and make room at once.
    func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Gives a slot back: to the one who has waited longest.
    func leave() {
        let next = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil as CheckedContinuation<Void, Never>?
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
