import Synchronization

/// A rule at work: it counts what it met and what it did, so that a test can assert that a fault happened.
package final class Fault: Sendable {
    private struct State {
        var matched = 0
        var selected = 0
        var fired = 0
        var generator: UInt64
    }

    package let id: Int
    package let rule: FaultRule
    private let state: Mutex<State>

    init(id: Int, rule: FaultRule) {
        self.id = id
        self.rule = rule
        state = Mutex(State(generator: rule.seed))
    }

    /// Requests that met the rule's conditions.
    package var matched: Int { state.withLock { $0.matched } }

    /// Answers that the rule really changed.
    package var fired: Int { state.withLock { $0.fired } }

    /// Whether this request is to be hit.
    func selects(_ record: RequestRecord) -> Bool {
        guard rule.concerns(record) else { return false }
        return state.withLock {
            $0.matched += 1
            guard $0.matched >= rule.from, ($0.matched - rule.from) % rule.every == 0 else { return false }
            if let probability = rule.probability, Self.draw(&$0.generator) >= probability { return false }
            if let count = rule.count, $0.selected >= count { return false }
            $0.selected += 1
            return true
        }
    }

    func markFired() { state.withLock { $0.fired += 1 } }

    /// The request was selected but there was nothing to change: the rule waits for the next.
    func unselect() { state.withLock { $0.selected -= 1 } }

    /// SplitMix64, as a number in 0..<1.
    private static func draw(_ state: inout UInt64) -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return Double(z >> 11) / Double(UInt64(1) << 53)
    }
}

/// The rules by which answers go wrong; they may be added and removed while clients read.
package final class FaultScript: Sendable {
    private struct State {
        var faults: [Fault] = []
        var nextID = 1
    }

    private let state = Mutex(State())

    package init() {}

    /// Adds a rule.
    ///
    /// Rules of one request apply in the order they were added; of those that replace the
    /// answer the first wins.
    @discardableResult
    package func add(_ rule: FaultRule) -> Fault {
        state.withLock {
            let fault = Fault(id: $0.nextID, rule: rule)
            $0.nextID += 1
            $0.faults.append(fault)
            return fault
        }
    }

    /// Adds a rule for requests whose path contains `path`.
    @discardableResult
    package func add(
        _ action: FaultAction, path: String? = nil, method: String? = nil, query: String? = nil,
        from: Int = 1, every: Int = 1, count: Int? = nil
    ) -> Fault {
        add(
            FaultRule(
                action, path: path, method: method, query: query, from: from, every: every, count: count))
    }

    /// The rules at work, in order.
    package var faults: [Fault] { state.withLock { $0.faults } }

    /// Removes one rule.
    package func remove(_ fault: Fault) { state.withLock { $0.faults.removeAll { $0.id == fault.id } } }

    /// Removes all rules.
    package func clear() { state.withLock { $0.faults = [] } }

    /// The faults that hit this request.
    func plan(for record: RequestRecord) -> FaultPlan {
        FaultPlan(faults: faults.filter { $0.selects(record) })
    }
}
