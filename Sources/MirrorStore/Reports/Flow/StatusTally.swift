import Reporting
import SyncCore

/// Adds up visits to statuses, issue by issue, in arrays: millions of visits pass through here.
struct StatusTally {
    /// What a status counts as.
    struct Group {
        /// The status, or the column of the board.
        var id: Int64
        var isDone: Bool
    }

    struct Totals {
        let group: Group
        /// Milliseconds in the group, one an issue, in no order.
        fileprivate(set) var perIssue: [Int64] = []
        fileprivate(set) var visits = 0
        fileprivate(set) var openVisits = 0
        /// Milliseconds of the issue at hand; negative where it was not there.
        fileprivate var current: Int64 = -1
    }

    private let window: Range<Int64>
    private let asOf: Int64
    private let groups: [Int64: Group]
    private let elapsed: ElapsedTime
    private let isBusiness: Bool
    /// In the order in which they were first met.
    private(set) var totals: [Totals] = []
    private(set) var issueCount = 0
    private(set) var visitCount = 0
    /// Issues that came to a done group in the window.
    private(set) var doneIssues = 0
    /// Those of them that left it for another one, also after the window.
    private(set) var reopenedIssues = 0
    private(set) var reopenings = 0

    /// Place in `totals` by status id, for the small ids that Jira gives; -1 is not met yet.
    private var smallPlaces = [Int32](repeating: -1, count: 65_536)
    private var places: [Int64: Int] = [:]
    private var placeOfGroup: [Int64: Int] = [:]
    private var touched: [Int] = []

    /// Makes an empty tally.
    ///
    /// - Parameters:
    ///   - window: the end of a visit must lie in it to count; for reopening, its beginning.
    ///   - asOf: where visits that go on are taken to end.
    ///   - groups: by status; a status that is not among them is a group of its own.
    init(window: Range<Int64>, asOf: Int64, groups: [Int64: Group], elapsed: ElapsedTime) {
        self.window = window
        self.asOf = asOf
        self.groups = groups
        self.elapsed = elapsed
        isBusiness = elapsed.isBusiness
    }

    /// Takes the stays of an issue, by time of entering. Stays of one group that follow each other are one visit.
    mutating func add(_ stays: UnsafeBufferPointer<Stay>) {
        var (wasDone, reopened) = (false, 0)
        var index = 0
        while index < stays.count {
            let place = place(of: stays[index].status)
            let entered = stays[index].entered
            var left = stays[index].left
            index += 1
            while index < stays.count, self.place(of: stays[index].status) == place {
                left = stays[index].left
                index += 1
            }
            if totals[place].group.isDone, window.contains(entered) {
                wasDone = true
                if index < stays.count, !totals[self.place(of: stays[index].status)].group.isDone {
                    reopened += 1
                }
            }
            let goesOn = left == Stay.open
            let end = goesOn ? max(asOf, entered) : left
            guard window.contains(end) else { continue }
            visitCount += 1
            totals[place].visits += 1
            if goesOn { totals[place].openVisits += 1 }
            if totals[place].current < 0 {
                totals[place].current = 0
                touched.append(place)
            }
            totals[place].current += length(entered, end)
        }
        if !touched.isEmpty { closeIssue() }
        if wasDone { doneIssues += 1 }
        if reopened > 0 { reopenedIssues += 1 }
        reopenings += reopened
    }

    private func length(_ entered: Int64, _ end: Int64) -> Int64 {
        if isBusiness {
            return elapsed.seconds(from: Instant(milliseconds: entered), to: Instant(milliseconds: end))
                * 1000
        }
        let (length, overflow) = end.subtractingReportingOverflow(entered)
        return overflow ? 0 : max(0, length)
    }

    private mutating func closeIssue() {
        issueCount += 1
        for place in touched {
            totals[place].perIssue.append(totals[place].current)
            totals[place].current = -1
        }
        touched.removeAll(keepingCapacity: true)
    }

    private mutating func place(of status: Int64) -> Int {
        let isSmall = (0..<65_536).contains(status)
        if isSmall, smallPlaces[Int(status)] >= 0 { return Int(smallPlaces[Int(status)]) }
        if !isSmall, let known = places[status] { return known }
        let group = groups[status] ?? Group(id: status, isDone: false)
        let place = placeOfGroup[group.id] ?? totals.count
        if place == totals.count {
            totals.append(Totals(group: group))
            placeOfGroup[group.id] = place
        }
        if isSmall { smallPlaces[Int(status)] = Int32(place) } else { places[status] = place }
        return place
    }
}
