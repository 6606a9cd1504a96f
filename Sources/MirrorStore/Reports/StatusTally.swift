/// Adds up visits to statuses, issue by issue.
struct StatusTally {
    struct Visit {
        var position: Int64
        var status: Int64
        /// Milliseconds since 1970.
        var entered: Int64
        /// Nil while the visit goes on.
        var left: Int64?
    }

    struct Totals {
        /// Milliseconds in the status, one an issue.
        var perIssue: [Int64] = []
        var visits = 0
        var openVisits = 0
    }

    private let window: Range<Int64>
    private let asOf: Int64
    private let doneStatuses: Set<Int64>
    private(set) var totals: [Int64: Totals] = [:]
    private(set) var issueCount = 0
    private(set) var visitCount = 0
    /// Issues with a counted visit to the category Done.
    private(set) var doneIssues = 0
    /// Those of them that left it for another category.
    private(set) var reopenedIssues = 0
    private(set) var reopenings = 0

    private var issue: Int64?
    private var visits: [Visit] = []

    /// - Parameters:
    ///   - window: the end of a visit must lie in it to count.
    ///   - asOf: where visits that go on are taken to end.
    init(window: Range<Int64>, asOf: Int64, doneStatuses: Set<Int64>) {
        self.window = window
        self.asOf = asOf
        self.doneStatuses = doneStatuses
    }

    /// Visits of an issue must come one after the other; within an issue, in any order.
    mutating func add(issue: Int64, _ visit: Visit) {
        if issue != self.issue { finish() }
        self.issue = issue
        visits.append(visit)
    }

    /// Closes the last issue.
    mutating func finish() {
        defer { visits.removeAll(keepingCapacity: true) }
        guard !visits.isEmpty else { return }
        if zip(visits, visits.dropFirst()).contains(where: { $0.position > $1.position }) {
            visits.sort { $0.position < $1.position }
        }
        var seconds: [(status: Int64, length: Int64)] = []
        var (wasDone, reopened) = (false, 0)
        for (index, visit) in visits.enumerated() {
            let end = visit.left ?? max(asOf, visit.entered)
            guard window.contains(end) else { continue }
            let (difference, overflow) = end.subtractingReportingOverflow(visit.entered)
            let length = overflow ? 0 : max(0, difference)
            totals[visit.status, default: Totals()].visits += 1
            if visit.left == nil { totals[visit.status]?.openVisits += 1 }
            visitCount += 1
            if let known = seconds.firstIndex(where: { $0.status == visit.status }) {
                seconds[known].length += length
            } else {
                seconds.append((visit.status, length))
            }
            if doneStatuses.contains(visit.status) {
                wasDone = true
                if index + 1 < visits.count, !doneStatuses.contains(visits[index + 1].status) {
                    reopened += 1
                }
            }
        }
        for (status, length) in seconds { totals[status]?.perIssue.append(length) }
        if !seconds.isEmpty { issueCount += 1 }
        if wasDone { doneIssues += 1 }
        if reopened > 0 { reopenedIssues += 1 }
        reopenings += reopened
    }
}
