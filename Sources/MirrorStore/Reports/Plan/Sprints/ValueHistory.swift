import SyncCore

/// A value that changes at moments.
struct ValueHistory<Value: Equatable> {
    /// Before the first change.
    let first: Value
    /// By time; each brings another value than the one before.
    private(set) var changes: [(at: Instant, value: Value)] = []

    init(_ first: Value) { self.first = first }

    var last: Value { changes.last?.value ?? first }

    /// A value from that moment on, which is not before the last change.
    mutating func set(_ value: Value, at: Instant) {
        if let previous = changes.last, previous.at == at { changes.removeLast() }
        if value != last { changes.append((at, value)) }
    }

    /// What holds at a moment, a change at that very moment included.
    func value(at moment: Instant) -> Value {
        changes.last { $0.at <= moment }?.value ?? first
    }

    /// Since when the value holds that holds at a moment; nil is always.
    func since(at moment: Instant) -> Instant? {
        changes.last { $0.at <= moment }?.at
    }
}
