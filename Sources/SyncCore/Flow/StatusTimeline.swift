/// A stay of an issue in a status.
package struct StatusInterval: Sendable, Equatable {
    /// The status's id; ``StatusTimeline/unknownStatus`` where the changelog does not tell.
    package var statusID: Int64
    package var entered: Instant
    /// Nil while the issue is in it.
    package var left: Instant?

    package init(statusID: Int64, entered: Instant, left: Instant?) {
        self.statusID = statusID
        self.entered = entered
        self.left = left
    }
}

/// A changelog item of the system field `status`. Ids are nil where the item has none or not a number.
package struct StatusChange: Sendable, Equatable {
    package var at: Instant
    /// The id of the save, which orders changes of one instant.
    package var changeID: Int64
    package var from: Int64?
    package var to: Int64?

    package init(at: Instant, changeID: Int64, from: Int64?, to: Int64?) {
        self.at = at
        self.changeID = changeID
        self.from = from
        self.to = to
    }
}

/// Turns what Jira tells of an issue's statuses into stays without gaps: from its creation to now, the last
/// one open, in the present status.
///
/// Jira's changelog is not always whole (imports, migrated workflows, plug-ins). The rules:
/// - Changes are taken by time; of one instant, the one that continues from the status reached comes
///   first, else the one with the smaller save id.
/// - A change before the creation counts as at the creation.
/// - Before the first change the issue was in what that change came from; without changes, always in the
///   present status.
/// - A change into the status reached already is none.
/// - A change that comes from another status than the one reached: the status reached keeps the time, and
///   the one named gets a stay of no length, so that leaving and entering are still seen.
/// - A target that is missing is what the next change came from, at the end the present status.
/// - Where the last change does not lead to the present status, that one begins at the last change: a later
///   instant is not known, and one that moves with each reading would be wrong every time but one.
package enum StatusTimeline {
    /// Stands for a status that nothing tells.
    package static let unknownStatus: Int64 = 0

    /// Replaces `intervals` with the stays. `changes` is sorted in place.
    package static func build(
        created: Instant, present: Int64, changes: inout [StatusChange],
        into intervals: inout [StatusInterval]
    ) {
        intervals.removeAll(keepingCapacity: true)
        guard !changes.isEmpty else {
            intervals.append(StatusInterval(statusID: present, entered: created, left: nil))
            return
        }
        if !isSorted(changes) {
            changes.sort { ($0.at, $0.changeID) < ($1.at, $1.changeID) }
        }
        var timeline = Walk(intervals: intervals)
        intervals = []
        // Which of several changes of the first instant came first is told by which one nothing leads to.
        timeline.start(at: created, status: openingStatus(of: changes))
        var index = 0
        while index < changes.count {
            putContinuation(first: index, of: &changes, from: timeline.status)
            timeline.take(changes[index])
            index += 1
        }
        timeline.finish(present: present)
        intervals = timeline.intervals
    }

    /// The stays as a new array; for callers without a hot loop.
    package static func intervals(
        created: Instant, present: Int64, changes: [StatusChange]
    ) -> [StatusInterval] {
        var changes = changes
        var intervals: [StatusInterval] = []
        build(created: created, present: present, changes: &changes, into: &intervals)
        return intervals
    }

    private static func isSorted(_ changes: [StatusChange]) -> Bool {
        for index in changes.indices.dropFirst()
        where (changes[index].at, changes[index].changeID)
            < (changes[index - 1].at, changes[index - 1].changeID)
        {
            return false
        }
        return true
    }

    /// What the first instant's changes come from without leading to it; else the first change's `from`.
    private static func openingStatus(of changes: [StatusChange]) -> Int64 {
        let first = changes.prefix { $0.at == changes[0].at }
        if first.count > 1 {
            for change in first {
                guard let from = change.from else { continue }
                if !first.contains(where: { $0.to == from }) { return from }
            }
        }
        return changes[0].from ?? unknownStatus
    }

    /// Of the changes of one instant, brings the one that continues from `status` to the front.
    private static func putContinuation(
        first: Int, of changes: inout [StatusChange], from status: Int64
    ) {
        guard changes[first].from != status else { return }
        var other = first + 1
        while other < changes.count, changes[other].at == changes[first].at {
            if changes[other].from == status {
                let continuation = changes.remove(at: other)
                changes.insert(continuation, at: first)
                return
            }
            other += 1
        }
    }

    /// The stays so far; the last one is open.
    private struct Walk {
        var intervals: [StatusInterval]
        var created = Instant(milliseconds: 0)
        var status: Int64 { intervals[intervals.count - 1].statusID }

        init(intervals: [StatusInterval]) { self.intervals = intervals }

        mutating func start(at created: Instant, status: Int64) {
            self.created = created
            intervals.append(StatusInterval(statusID: status, entered: created, left: nil))
        }

        mutating func take(_ change: StatusChange) {
            let at = max(change.at, created)
            if let from = change.from, from != status {
                if status == unknownStatus {
                    resolve(as: from)
                } else {
                    enter(from, at: at)
                }
            }
            let target = change.to ?? unknownStatus
            if target != status { enter(target, at: at) }
        }

        mutating func finish(present: Int64) {
            if status == unknownStatus {
                resolve(as: present)
            } else if status != present {
                enter(present, at: intervals[intervals.count - 1].entered)
            }
        }

        /// The unknown status that the open stay is in turns out to be this one. Where the stay before is
        /// in it as well, there was no change.
        private mutating func resolve(as status: Int64) {
            if intervals.count > 1, intervals[intervals.count - 2].statusID == status {
                intervals.removeLast()
                intervals[intervals.count - 1].left = nil
            } else {
                intervals[intervals.count - 1].statusID = status
            }
        }

        private mutating func enter(_ status: Int64, at: Instant) {
            intervals[intervals.count - 1].left = at
            intervals.append(StatusInterval(statusID: status, entered: at, left: nil))
        }
    }
}
