import SyncCore

/// An issue that is or was in one of the sprints that a report is about, with all that happened to it.
struct SprintMember {
    struct Stay: Equatable {
        var added: Instant
        /// Nil while the issue lists the sprint.
        var removed: Instant?

        func holds(at moment: Instant) -> Bool {
            added <= moment && (removed.map { $0 > moment } ?? true)
        }
    }

    let id: Int64
    let type: Int64
    let place: IssueScope.Place
    /// By sprint, by time.
    var stays: [Int64: [Stay]] = [:]
    var done = ValueHistory(false)
    /// Nil is not estimated.
    var estimate = ValueHistory<Double?>(nil)

    func isIn(_ sprint: Int64, at moment: Instant) -> Bool {
        stays[sprint]?.contains { $0.holds(at: moment) } ?? false
    }

    /// What it counts, unestimated as nothing.
    func work(at moment: Instant) -> Double { estimate.value(at: moment) ?? 0 }
}

extension ValueHistory<Bool> {
    /// When an issue was done, from its stays in statuses.
    ///
    /// A status that says nothing does not end what holds, unless the issue is in it now: then it is not done.
    ///
    /// - Parameter stays: by time.
    init(done stays: [(status: Int64, entered: Instant, isOpen: Bool)], by rule: DoneRule) {
        self.init(false)
        for stay in stays {
            if let isDone = rule.isDone(stay.status) {
                set(isDone, at: stay.entered)
            } else if stay.isOpen {
                set(false, at: stay.entered)
            }
        }
    }
}
