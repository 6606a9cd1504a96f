/// A stay of an issue in a sprint.
package struct SprintInterval: Sendable, Equatable {
    package var sprintID: Int64
    package var added: Instant
    /// Nil while the issue lists the sprint, also after that was closed.
    package var removed: Instant?

    package init(sprintID: Int64, added: Instant, removed: Instant?) {
        self.sprintID = sprintID
        self.added = added
        self.removed = removed
    }
}

/// A changelog item of the sprint field: the whole set before and after.
package struct SprintChange: Sendable, Equatable {
    package var at: Instant
    /// The id of the save, which orders changes of one instant.
    package var changeID: Int64
    package var from: [Int64]
    package var to: [Int64]

    package init(at: Instant, changeID: Int64, from: [Int64], to: [Int64]) {
        self.at = at
        self.changeID = changeID
        self.from = from
        self.to = to
    }

    /// The ids of a changelog value, `12, 13`; empty for a nil or blank value, nil where it is anything else.
    package static func sprintIDs(_ value: TextSlice?) -> [Int64]? {
        guard let value else { return [] }
        return sprintIDs(value.bytes)
    }

    package static func sprintIDs(_ bytes: some Sequence<UInt8>) -> [Int64]? {
        var ids: [Int64] = []
        var number: Int64?
        var isEnded = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if isEnded { return nil }
                let (tens, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
                let (next, carry) = tens.addingReportingOverflow(Int64(byte - 48))
                if overflow || carry { return nil }
                number = next
            case UInt8(ascii: " "):
                isEnded = number != nil
            case UInt8(ascii: ","):
                guard let id = number else { return nil }
                ids.append(id)
                number = nil
                isEnded = false
            default: return nil
            }
        }
        if let number { ids.append(number) }
        return ids
    }
}

/// Turns what Jira tells of an issue's sprints into stays. An issue may be in several sprints at once: the
/// open one and those that were closed with the issue in them, which it keeps listing.
///
/// Jira's changelog is not always whole (imports, deleted sprints, plug-ins). The rules:
/// - Changes are taken by time; of one instant, the one that comes from the set reached comes first, else
///   the one with the smaller save id. A change before the creation counts as at the creation.
/// - What the first change came from was added at the creation; without changes, the present set.
/// - A change leads to its `to`: what it does not hold is removed then, what it holds newly is added then.
/// - A sprint that a change came from without being reached gets a stay of no length, if the change does
///   not lead to it.
/// - At the end the issue itself is right: a sprint that it lists and that no change ever named was added at
///   the creation, one that the history calls removed was added again at the last change, and one that it
///   does not list any more was removed at the last change. A later instant is not known, and one that
///   moves with each reading would be wrong every time but one.
package enum SprintTimeline {
    /// The stays by sprint, then by time.
    package static func intervals(
        created: Instant, present: [Int64], changes: [SprintChange]
    ) -> [SprintInterval] {
        var walk = Walk()
        var changes = changes.sorted { ($0.at, $0.changeID) < ($1.at, $1.changeID) }
        walk.lead(to: changes.isEmpty ? Set(present) : openingSet(of: changes), at: created)
        var last = created
        for index in changes.indices {
            putContinuation(first: index, of: &changes, from: walk.open)
            last = max(changes[index].at, created)
            walk.take(changes[index], at: last)
        }
        walk.finish(present: Set(present), created: created, last: last)
        return walk.stays.sorted { ($0.sprintID, $0.added) < ($1.sprintID, $1.added) }
    }

    /// What the first instant's changes come from without leading to it; else the first change's `from`.
    private static func openingSet(of changes: [SprintChange]) -> Set<Int64> {
        let first = changes.prefix { $0.at == changes[0].at }
        if first.count > 1 {
            for change in first where !first.contains(where: { Set($0.to) == Set(change.from) }) {
                return Set(change.from)
            }
        }
        return Set(changes[0].from)
    }

    /// Of the changes of one instant, brings the one that continues from the set reached to the front.
    private static func putContinuation(
        first: Int, of changes: inout [SprintChange], from set: Set<Int64>
    ) {
        guard Set(changes[first].from) != set else { return }
        var other = first + 1
        while other < changes.count, changes[other].at == changes[first].at {
            if Set(changes[other].from) == set {
                changes.insert(changes.remove(at: other), at: first)
                return
            }
            other += 1
        }
    }

    private struct Walk {
        var stays: [SprintInterval] = []
        /// The sprints that the issue is in at this point.
        var open: Set<Int64> = []

        mutating func take(_ change: SprintChange, at: Instant) {
            for sprint in change.from where !open.contains(sprint) && !change.to.contains(sprint) {
                add(sprint, at: at)
                open.insert(sprint)
            }
            lead(to: Set(change.to), at: at)
        }

        mutating func lead(to set: Set<Int64>, at: Instant) {
            for index in stays.indices
            where stays[index].removed == nil && !set.contains(stays[index].sprintID) {
                stays[index].removed = at
            }
            for sprint in set.subtracting(open) { add(sprint, at: at) }
            open = set
        }

        mutating func finish(present: Set<Int64>, created: Instant, last: Instant) {
            let named = Set(stays.map(\.sprintID))
            for sprint in present.subtracting(named) {
                add(sprint, at: created)
                open.insert(sprint)
            }
            lead(to: present, at: last)
        }

        /// A stay of no length that began at the same instant goes on: there was no change.
        private mutating func add(_ sprint: Int64, at: Instant) {
            if let index = stays.lastIndex(where: { $0.sprintID == sprint && $0.added == at }) {
                stays[index].removed = nil
            } else {
                stays.append(SprintInterval(sprintID: sprint, added: at, removed: nil))
            }
        }
    }
}
