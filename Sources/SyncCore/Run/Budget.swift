import Synchronization

/// Bounds what is under way at once, in whatever it is measured: the bytes of pages, which are asked for only when there
/// is room for what they will weigh, or requests, one each.
///
/// First come, first served; the patient go when nobody else waits. What is larger than the whole budget goes when nothing else is under way, so nobody waits for
/// ever. A task that is cancelled while it waits gets its share all the same: those under way are cancelled with it and
/// make room.
package final class Budget: Sendable {
    /// What is held of the budget until ``give(back:)``.
    package struct Share: Sendable {
        fileprivate(set) var amount: Int
    }

    fileprivate struct Waiter {
        var amount: Int
        var continuation: CheckedContinuation<Void, Never>
    }

    fileprivate struct State {
        var used = 0
        var most = 0
        var waiting: [Waiter] = []
        var patient: [Waiter] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    package init(limit: Int) { self.limit = limit }

    /// The most that was ever under way.
    package var most: Int { state.withLock { $0.most } }

    /// How many wait for room.
    package var waiting: Int { state.withLock { $0.waiting.count + $0.patient.count } }

    /// Waits until there is room for so much.
    ///
    /// - Parameter isPatient: lets everybody pass who is not, however late they come.
    package func take(_ amount: Int, isPatient: Bool = false) async -> Share {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                let isFirst = state.waiting.isEmpty && (!isPatient || state.patient.isEmpty)
                guard isFirst, state.hasRoom(for: amount, of: limit) else {
                    let waiter = Waiter(amount: amount, continuation: continuation)
                    if isPatient { state.patient.append(waiter) } else { state.waiting.append(waiter) }
                    return false
                }
                state.add(amount)
                return true
            }
            if isFree { continuation.resume() }
        }
        return Share(amount: amount)
    }

    /// It has come, and is more or less than was expected.
    package func settle(_ share: inout Share, at amount: Int) {
        let difference = amount - share.amount
        share.amount = amount
        if difference > 0 { state.withLock { $0.add(difference) } } else { release(-difference) }
    }

    package func give(back share: Share) { release(share.amount) }

    private func release(_ amount: Int) {
        let ready = state.withLock { state in
            state.used -= amount
            var ready: [CheckedContinuation<Void, Never>] = []
            while let next = state.waiting.first ?? state.patient.first,
                state.hasRoom(for: next.amount, of: limit)
            {
                if state.waiting.isEmpty { state.patient.removeFirst() } else { state.waiting.removeFirst() }
                state.add(next.amount)
                ready.append(next.continuation)
            }
            return ready
        }
        for continuation in ready { continuation.resume() }
    }
}

extension Budget.State {
    fileprivate func hasRoom(for amount: Int, of limit: Int) -> Bool { used == 0 || used + amount <= limit }

    fileprivate mutating func add(_ amount: Int) {
        used += amount
        most = max(most, used)
    }
}
