import Synchronization

/// Bounds the memory of pages under way: a page is asked for only when there is room for what it will weigh.
///
/// First come, first served. A page larger than the whole budget goes when nothing else is under way, so nobody
/// waits for ever.
package final class ByteBudget: Sendable {
    /// What one page holds of the budget until ``give(back:)``.
    package struct Share: Sendable {
        fileprivate(set) var bytes: Int
    }

    fileprivate struct Waiter {
        var bytes: Int
        var continuation: CheckedContinuation<Void, Never>
    }

    fileprivate struct State {
        var used = 0
        var most = 0
        var waiting: [Waiter] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: bytes.
    package init(limit: Int) { self.limit = limit }

    /// The most bytes that were ever under way.
    package var most: Int { state.withLock { $0.most } }

    /// Waits until there is room for so many bytes.
    package func take(_ bytes: Int) async -> Share {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.waiting.isEmpty, state.used == 0 || state.used + bytes <= limit else {
                    state.waiting.append(Waiter(bytes: bytes, continuation: continuation))
                    return false
                }
                state.add(bytes)
                return true
            }
            if isFree { continuation.resume() }
        }
        return Share(bytes: bytes)
    }

    /// The page has come and weighs something else.
    package func settle(_ share: inout Share, at bytes: Int) {
        let difference = bytes - share.bytes
        share.bytes = bytes
        if difference > 0 { state.withLock { $0.add(difference) } } else { release(-difference) }
    }

    package func give(back share: Share) { release(share.bytes) }

    private func release(_ bytes: Int) {
        let ready = state.withLock { state in
            state.used -= bytes
            var ready: [CheckedContinuation<Void, Never>] = []
            while let next = state.waiting.first, state.used == 0 || state.used + next.bytes <= limit {
                state.waiting.removeFirst()
                state.add(next.bytes)
                ready.append(next.continuation)
            }
            return ready
        }
        for continuation in ready { continuation.resume() }
    }
}

extension ByteBudget.State {
    fileprivate mutating func add(_ bytes: Int) {
        used += bytes
        most = max(most, used)
    }
}
