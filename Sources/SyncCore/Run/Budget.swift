import Synchronization

/// Bounds what is under way at once, in whatever it is measured: the bytes of pages, which are asked for only when there
/// is room for what they will weigh, or requests, one each.
///
/// First come, first served. What is larger than the whole budget goes when nothing else is under way, so nobody waits for
/// ever.
package final class Budget: Sendable {
    /// What is held of the budget until ``give(back:)``.
    package struct Share: Sendable {
        fileprivate(set) var amount: Int
    }

    fileprivate struct Waiter {
        var number: Int
        var amount: Int
        /// Told whether it got its share.
        var continuation: CheckedContinuation<Bool, Never>
    }

    fileprivate struct State {
        var used = 0
        var most = 0
        var waiting: [Waiter] = []
        var lastNumber = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    package init(limit: Int) { self.limit = limit }

    /// The most that was ever under way.
    package var most: Int { state.withLock { $0.most } }

    /// How many wait for room.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits until there is room for so much, also where the task is cancelled: for where those under way soon end.
    package func take(_ amount: Int) async -> Share {
        _ = await withCheckedContinuation { enter(amount, number: nextNumber(), $0) }
        return Share(amount: amount)
    }

    /// Waits until there is room for so much; nil where the task is cancelled first. Those under way may go on until this
    /// one has ended.
    package func takeUnlessCancelled(_ amount: Int) async -> Share? {
        let number = nextNumber()
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enter(amount, number: number, continuation, unless: { Task.isCancelled })
            }
        } onCancel: {
            leave(number)
        }
        return isTaken ? Share(amount: amount) : nil
    }

    /// It has come, and is more or less than was expected.
    package func settle(_ share: inout Share, at amount: Int) {
        let difference = amount - share.amount
        share.amount = amount
        if difference > 0 { state.withLock { $0.add(difference) } } else { release(-difference) }
    }

    package func give(back share: Share) { release(share.amount) }

    private func nextNumber() -> Int {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    private func enter(
        _ amount: Int, number: Int, _ continuation: CheckedContinuation<Bool, Never>,
        unless isOver: () -> Bool = { false }
    ) {
        let isTaken: Bool? = state.withLock { state in
            // Who is cancelled after this finds itself among those that wait.
            if isOver() { return false }
            guard state.waiting.isEmpty, state.hasRoom(for: amount, of: limit) else {
                state.waiting.append(Waiter(number: number, amount: amount, continuation: continuation))
                return nil
            }
            state.add(amount)
            return true
        }
        if let isTaken { continuation.resume(returning: isTaken) }
    }

    /// Waits no longer. Those behind it may have room that it had not.
    private func leave(_ number: Int) {
        let (left, ready) = state.withLock { state -> (Waiter?, [Waiter]) in
            guard let place = state.waiting.firstIndex(where: { $0.number == number }) else {
                return (nil, [])
            }
            return (state.waiting.remove(at: place), state.admit(of: limit))
        }
        left?.continuation.resume(returning: false)
        for waiter in ready { waiter.continuation.resume(returning: true) }
    }

    private func release(_ amount: Int) {
        let ready = state.withLock { state in
            state.used -= amount
            return state.admit(of: limit)
        }
        for waiter in ready { waiter.continuation.resume(returning: true) }
    }
}

extension Budget.State {
    fileprivate func hasRoom(for amount: Int, of limit: Int) -> Bool { used == 0 || used + amount <= limit }

    fileprivate mutating func add(_ amount: Int) {
        used += amount
        most = max(most, used)
    }

    /// Those of the waiting, from the first on, for whom there is room.
    fileprivate mutating func admit(of limit: Int) -> [Budget.Waiter] {
        var ready: [Budget.Waiter] = []
        while let next = waiting.first, hasRoom(for: next.amount, of: limit) {
            waiting.removeFirst()
            add(next.amount)
            ready.append(next)
        }
        return ready
    }
}
