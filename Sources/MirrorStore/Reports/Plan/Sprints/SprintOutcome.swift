import SyncCore

/// What a sprint set out with and what became of it.
struct SprintOutcome {
    enum Group: String, CaseIterable {
        case completed = "completed"
        case notCompleted = "not completed"
        case completedOutside = "completed outside"
        case removed = "removed"
        /// Of a sprint that has not begun.
        case planned = "planned"
    }

    /// An issue that was in the sprint at its start or later.
    struct Line {
        var issue: Int64
        var type: Int64
        var group: Group
        var wasInAtStart: Bool
        /// When it first came into the sprint after the start; nil where it was in at the start.
        var added: Instant?
        /// When it last left the sprint, of those removed.
        var removed: Instant?
        /// Since when it is done, of those that are at the end.
        var done: Instant?
        /// At the start, or when it was added. Nil is not estimated.
        var firstEstimate: Double?
        /// At the end, or when it was removed.
        var lastEstimate: Double?

        var workAtFirst: Double { firstEstimate ?? 0 }
        var work: Double { lastEstimate ?? 0 }
    }

    /// A number of issues and their work.
    struct Amount: Equatable {
        var issues = 0
        var work = 0.0

        mutating func add(_ work: Double) {
            issues += 1
            self.work += work
        }
    }

    let sprint: Sprint
    /// Nil where the sprint has not begun.
    let span: Sprint.Span?
    /// By group, then by issue.
    private(set) var lines: [Line] = []
    private(set) var committed = Amount()
    private(set) var added = Amount()
    private(set) var removed = Amount()
    private(set) var completed = Amount()
    private(set) var notCompleted = Amount()
    private(set) var completedOutside = Amount()
    private(set) var planned = Amount()
    /// By how much estimates grew between the first moment in the sprint and the last.
    private(set) var reestimated = 0.0
    /// Issues of the lines without an estimate at the end.
    private(set) var unestimated = 0
    private(set) var archived = 0
    private(set) var subtasks = 0
    /// Taken out before the sprint began.
    private(set) var leftBefore = 0
    /// Put in when it was closed already.
    private(set) var addedAfter = 0

    init(_ sprint: Sprint, _ history: SprintHistory, dataMoment: Instant) {
        self.sprint = sprint
        span = sprint.span(dataMoment: dataMoment)
        for member in history.members(of: sprint.id) {
            guard let stays = member.stays[sprint.id] else { continue }
            switch member.place {
            case .archived: archived += 1
            case .subtask: subtasks += 1
            case .counted:
                if let span {
                    take(member, stays, span)
                } else {
                    plan(member, stays, at: dataMoment)
                }
            }
        }
        let order = Dictionary(uniqueKeysWithValues: zip(Group.allCases, 0...))
        lines.sort { (order[$0.group] ?? 0, $0.issue) < (order[$1.group] ?? 0, $1.issue) }
    }

    /// What is in a sprint that has not begun.
    private mutating func plan(_ member: SprintMember, _ stays: [SprintMember.Stay], at moment: Instant) {
        guard stays.contains(where: { $0.removed == nil }) else {
            leftBefore += 1
            return
        }
        let estimate = member.estimate.last
        planned.add(estimate ?? 0)
        if estimate == nil { unestimated += 1 }
        lines.append(
            Line(
                issue: member.id, type: member.type, group: .planned, wasInAtStart: false, added: nil,
                removed: nil, done: nil, firstEstimate: estimate, lastEstimate: estimate))
    }

    private mutating func take(_ member: SprintMember, _ stays: [SprintMember.Stay], _ span: Sprint.Span) {
        let last = span.lastMembership
        let touching = stays.filter { stay in
            stay.added <= last && (stay.removed.map { $0 > span.start } ?? true)
        }
        guard let first = touching.first, let latest = touching.last else {
            if stays.allSatisfy({ $0.added > last }) { addedAfter += 1 } else { leftBefore += 1 }
            return
        }
        let wasInAtStart = first.added <= span.start
        let isInAtEnd = latest.holds(at: last)
        let (from, to) = (max(first.added, span.start), isInAtEnd ? span.end : latest.removed ?? span.end)
        let done = member.done.value(at: span.end) ? member.done.since(at: span.end) : nil
        let group: Group
        if !isInAtEnd {
            group = .removed
        } else if let done {
            // Being in the sprint at a moment is one thing everywhere: what came in then is in it.
            let isWithin = done > span.start && touching.contains { $0.holds(at: done) }
            group = isWithin ? .completed : .completedOutside
        } else {
            group = .notCompleted
        }
        count(
            Line(
                issue: member.id, type: member.type, group: group, wasInAtStart: wasInAtStart,
                added: wasInAtStart ? nil : first.added, removed: isInAtEnd ? nil : latest.removed,
                done: isInAtEnd ? done : nil,
                firstEstimate: member.estimate.value(at: from), lastEstimate: member.estimate.value(at: to)))
    }

    private mutating func count(_ line: Line) {
        lines.append(line)
        if line.wasInAtStart { committed.add(line.workAtFirst) } else { added.add(line.workAtFirst) }
        reestimated += line.work - line.workAtFirst
        if line.lastEstimate == nil { unestimated += 1 }
        switch line.group {
        case .completed: completed.add(line.work)
        case .notCompleted: notCompleted.add(line.work)
        case .completedOutside: completedOutside.add(line.work)
        case .removed: removed.add(line.work)
        case .planned: break
        }
    }

    func amount(_ group: Group, addedLater: Bool) -> Amount {
        var amount = Amount()
        for line in lines where line.group == group && line.wasInAtStart != addedLater {
            amount.add(line.work)
        }
        return amount
    }
}
