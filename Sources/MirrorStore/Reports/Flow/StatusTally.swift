import Reporting

/// Adds up visits to statuses, issue by issue, in arrays: millions of visits pass through here.
struct StatusTally {
    struct Visit {
        var status: Int64
        /// Milliseconds since 1970.
        var entered: Int64
        /// Nil while the visit goes on.
        var left: Int64?
    }

    struct Totals {
        let status: Int64
        let isDone: Bool
        /// Milliseconds in the status, one an issue, in no order.
        fileprivate(set) var perIssue: [Int64] = []
        fileprivate(set) var visits = 0
        fileprivate(set) var openVisits = 0
        /// Of the issue at hand.
        fileprivate var current: Int64 = 0
        fileprivate var isTouched = false
    }

    private let window: Range<Int64>
    private let asOf: Int64
    private let doneStatuses: Set<Int64>
    /// In the order in which they were first met.
    private(set) var totals: [Totals] = []
    private(set) var issueCount = 0
    private(set) var visitCount = 0
    /// Issues with a counted visit to the category Done.
    private(set) var doneIssues = 0
    /// Those of them that left it for another category.
    private(set) var reopenedIssues = 0
    private(set) var reopenings = 0

    private var issue: Int64?
    private var visits: [Visit] = []
    /// Place in `totals` by status id, for the small ids that Jira gives; -1 is not met yet.
    private var places = [Int32](repeating: -1, count: 65_536)
    private var largePlaces: [Int64: Int] = [:]
    private var touched: [Int] = []

    /// Makes an empty tally.
    ///
    /// - Parameters:
    ///   - window: the end of a visit must lie in it to count.
    ///   - asOf: where visits that go on are taken to end.
    init(window: Range<Int64>, asOf: Int64, doneStatuses: Set<Int64>) {
        self.window = window
        self.asOf = asOf
        self.doneStatuses = doneStatuses
    }

    /// Visits of an issue must come one after the other, by time of entering.
    mutating func add(issue: Int64, _ visit: Visit) {
        if issue != self.issue {
            finish()
            self.issue = issue
        }
        visits.append(visit)
    }

    /// Closes the last issue.
    mutating func finish() {
        guard !visits.isEmpty else { return }
        var (wasDone, reopened) = (false, 0)
        for index in visits.indices {
            let visit = visits[index]
            let end = visit.left ?? max(asOf, visit.entered)
            guard window.contains(end) else { continue }
            let place = place(of: visit.status)
            add(visit, until: end, at: place)
            guard totals[place].isDone else { continue }
            wasDone = true
            if index + 1 < visits.count, !totals[self.place(of: visits[index + 1].status)].isDone {
                reopened += 1
            }
        }
        visits.removeAll(keepingCapacity: true)
        closeIssue()
        if wasDone { doneIssues += 1 }
        if reopened > 0 { reopenedIssues += 1 }
        reopenings += reopened
    }

    private mutating func add(_ visit: Visit, until end: Int64, at place: Int) {
        let (length, overflow) = end.subtractingReportingOverflow(visit.entered)
        visitCount += 1
        totals[place].visits += 1
        if visit.left == nil { totals[place].openVisits += 1 }
        totals[place].current += overflow ? 0 : max(0, length)
        if !totals[place].isTouched {
            totals[place].isTouched = true
            touched.append(place)
        }
    }

    private mutating func closeIssue() {
        guard !touched.isEmpty else { return }
        issueCount += 1
        for place in touched {
            totals[place].perIssue.append(totals[place].current)
            totals[place].current = 0
            totals[place].isTouched = false
        }
        touched.removeAll(keepingCapacity: true)
    }

    private mutating func place(of status: Int64) -> Int {
        let isSmall = (0..<65_536).contains(status)
        if isSmall, places[Int(status)] >= 0 { return Int(places[Int(status)]) }
        if !isSmall, let known = largePlaces[status] { return known }
        totals.append(Totals(status: status, isDone: doneStatuses.contains(status)))
        let place = totals.count - 1
        if isSmall { places[Int(status)] = Int32(place) } else { largePlaces[status] = place }
        return place
    }
}
