/// Slots in the order of `updated`, kept lazily: changed slots are set aside and merged when they are many.
struct UpdatedIndex: Sendable {
    /// Ascending by (updated as of the last merge, slot).
    private(set) var order: [Int32] = []
    /// The `updated` that ``order`` was built with.
    private var times: [Int64] = []
    /// Slots whose record changed since; their places in ``order`` no longer hold.
    private(set) var changed: Set<Int32> = []

    private static let mergeAt = 4096

    mutating func rebuild(_ records: [IssueRecord]) {
        order = (0..<Int32(records.count)).filter { !records[Int($0)].isDeleted }
        order.sort { Self.isBefore($0, $1, records) }
        times = order.map { records[Int($0)].updated }
        changed = []
    }

    mutating func touch(_ slot: Int32, _ records: [IssueRecord]) {
        changed.insert(slot)
        if changed.count >= Self.mergeAt { merge(records) }
    }

    private mutating func merge(_ records: [IssueRecord]) {
        let fresh = changed.filter { !records[Int($0)].isDeleted }.sorted { Self.isBefore($0, $1, records) }
        var merged: [Int32] = []
        merged.reserveCapacity(order.count + fresh.count)
        var next = 0
        for slot in order where !changed.contains(slot) {
            while next < fresh.count, Self.isBefore(fresh[next], slot, records) {
                merged.append(fresh[next])
                next += 1
            }
            merged.append(slot)
        }
        merged.append(contentsOf: fresh[next...])
        order = merged
        times = merged.map { records[Int($0)].updated }
        changed = []
    }

    /// Slots updated at or after `bound`, ascending by (updated, slot).
    func slots(from bound: Int64, _ records: [IssueRecord]) -> [Int32] {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < bound { low = middle + 1 } else { high = middle }
        }
        var fresh = changed.filter { records[Int($0)].updated >= bound && !records[Int($0)].isDeleted }
            .sorted { Self.isBefore($0, $1, records) }[...]
        guard !changed.isEmpty else { return Array(order[low...]) }
        var found: [Int32] = []
        found.reserveCapacity(order.count - low + fresh.count)
        for slot in order[low...] where !changed.contains(slot) {
            while let first = fresh.first, Self.isBefore(first, slot, records) {
                found.append(first)
                fresh.removeFirst()
            }
            found.append(slot)
        }
        found.append(contentsOf: fresh)
        return found
    }

    private static func isBefore(_ a: Int32, _ b: Int32, _ records: [IssueRecord]) -> Bool {
        let first = records[Int(a)].updated
        let second = records[Int(b)].updated
        return first == second ? a < b : first < second
    }
}
