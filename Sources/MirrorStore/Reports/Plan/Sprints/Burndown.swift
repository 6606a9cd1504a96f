import SyncCore

/// What was left to do in a sprint, from its start to its end.
struct Burndown {
    enum Kind: String {
        case added = "added"
        case removed = "removed"
        case reestimated = "re-estimated"
        case done = "done"
        case reopened = "reopened"
    }

    /// Something that happened to an issue of the sprint.
    struct Event {
        var at: Instant
        var issue: Int64
        var kind: Kind
        /// Before and after; they differ where the event is of that kind. Nil is not estimated.
        var estimate: (before: Double?, after: Double?)
        /// What it does to the remaining work.
        var change: Double
        /// After it.
        var remaining = 0.0
    }

    let span: Sprint.Span
    /// Of the issues in the sprint when it began, with their estimates of that moment; done ones count nothing.
    private(set) var startValue = 0.0
    private(set) var issuesAtStart = 0
    /// By time, then by issue.
    private(set) var events: [Event] = []

    var endValue: Double { events.last?.remaining ?? startValue }

    /// What an issue is at a moment.
    fileprivate struct State: Equatable {
        var isIn: Bool
        var isDone: Bool
        var estimate: Double?

        var remaining: Double { isIn && !isDone ? estimate ?? 0 : 0 }
    }

    init(_ sprint: Int64, _ span: Sprint.Span, _ members: [SprintMember]) {
        self.span = span
        for member in members where member.place == .counted {
            let start = State(member, sprint, at: span.start, span)
            startValue += start.remaining
            if start.isIn { issuesAtStart += 1 }
            follow(member, sprint, from: start)
        }
        events.sort { ($0.at, $0.issue) < ($1.at, $1.issue) }
        var remaining = startValue
        for index in events.indices {
            remaining += events[index].change
            events[index].remaining = remaining
        }
    }

    private mutating func follow(_ member: SprintMember, _ sprint: Int64, from start: State) {
        var moments: Set<Instant> = []
        for stay in member.stays[sprint] ?? [] {
            moments.insert(stay.added)
            if let removed = stay.removed { moments.insert(removed) }
        }
        moments.formUnion(member.done.changes.map(\.at))
        moments.formUnion(member.estimate.changes.map(\.at))
        var state = start
        for moment in moments.sorted() where moment > span.start && moment <= span.end {
            let next = State(member, sprint, at: moment, span)
            step(member.id, moment, &state, to: next)
        }
    }

    /// One moment can change several things: first the issue comes in, then it is estimated, then done or
    /// reopened, last it goes out.
    private mutating func step(_ issue: Int64, _ at: Instant, _ state: inout State, to next: State) {
        func become(_ kind: Kind, _ new: State) {
            defer { state = new }
            guard state.isIn || new.isIn else { return }
            events.append(
                Event(
                    at: at, issue: issue, kind: kind, estimate: (state.estimate, new.estimate),
                    change: new.remaining - state.remaining))
        }
        var (wasIn, old) = (state.isIn, state)
        if !wasIn, next.isIn {
            // It comes in as it is: what else changed at that moment did so before.
            old = next
            old.isIn = false
            state = old
            become(.added, next)
            wasIn = true
        }
        if state.estimate != next.estimate {
            var new = state
            new.estimate = next.estimate
            become(.reestimated, new)
        }
        if state.isDone != next.isDone {
            var new = state
            new.isDone = next.isDone
            become(next.isDone ? .done : .reopened, new)
        }
        if wasIn, !next.isIn { become(.removed, next) }
    }
}

extension Burndown.State {
    fileprivate init(_ member: SprintMember, _ sprint: Int64, at moment: Instant, _ span: Sprint.Span) {
        isIn = member.isIn(sprint, at: min(moment, span.lastMembership))
        isDone = member.done.value(at: moment)
        estimate = member.estimate.value(at: moment)
    }
}
