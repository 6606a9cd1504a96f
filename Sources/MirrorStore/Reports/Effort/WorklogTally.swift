import Reporting
import SyncCore

/// Adds up worklog entries in one pass: seconds by group and period.
struct WorklogTally {
    let group: WorklogReport.Group
    let window: PeriodWindow

    /// Keys of people (empty is anonymous), ids of projects or issues, labels of periods; in the order met.
    private(set) var members: [String] = []
    private(set) var totals: [Int64] = []
    private(set) var counts: [Int] = []
    /// Seconds by member and period, for groups that are drawn.
    private(set) var grid: [[Int64]] = []
    private(set) var perPeriod: [Int64]
    private(set) var entriesPerPeriod: [Int]
    private(set) var seconds: Int64 = 0
    private(set) var entries = 0
    /// In as many days before the first one.
    private(set) var secondsBefore: Int64 = 0
    private(set) var issues: Set<Int64> = []
    /// People with entries; their keys.
    private(set) var people: Set<String> = []
    private(set) var archived = 0
    private(set) var archivedSeconds: Int64 = 0
    private(set) var subtasks = 0
    private(set) var subtaskSeconds: Int64 = 0

    private var places: [String: Int] = [:]
    private var idPlaces: [Int64: Int] = [:]
    private var lastAuthor: [UInt8] = []
    private var lastAuthorKey: String?

    init(group: WorklogReport.Group, window: PeriodWindow) {
        self.group = group
        self.window = window
        perPeriod = [Int64](repeating: 0, count: window.count)
        entriesPerPeriod = [Int](repeating: 0, count: window.count)
        if group == .period {
            for start in window.axis.starts { _ = place(of: window.unit.label(start)) }
        }
    }

    /// An entry's issue.
    struct Owner {
        var id: Int64
        var project: Int64
        var place: IssueScope.Place
    }

    mutating func add(day: Day, author: UnsafeBufferPointer<UInt8>, seconds length: Int64, _ owner: Owner) {
        if day < window.first {
            if owner.place == .counted { secondsBefore = secondsBefore.saturating(adding: length) }
            return
        }
        switch owner.place {
        case .archived:
            archived += 1
            archivedSeconds = archivedSeconds.saturating(adding: length)
            return
        case .subtask:
            subtasks += 1
            subtaskSeconds = subtaskSeconds.saturating(adding: length)
            return
        case .counted: break
        }
        let period = window.axis.index(of: day)
        guard perPeriod.indices.contains(period) else { return }
        entries += 1
        seconds = seconds.saturating(adding: length)
        perPeriod[period] = perPeriod[period].saturating(adding: length)
        entriesPerPeriod[period] += 1
        issues.insert(owner.id)
        let key = authorKey(author)
        let place: Int
        switch group {
        case .person: place = self.place(of: key)
        case .project: place = self.place(of: owner.project)
        case .period: place = period
        case .issue: place = self.place(of: owner.id)
        }
        totals[place] = totals[place].saturating(adding: length)
        counts[place] += 1
        if group.isDrawn { grid[place][period] = grid[place][period].saturating(adding: length) }
    }

    /// Entries of one author come together within a day.
    private mutating func authorKey(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        if let lastAuthorKey, lastAuthor.elementsEqual(bytes) { return lastAuthorKey }
        let key = String(decoding: bytes, as: UTF8.self)
        lastAuthor = Array(bytes)
        lastAuthorKey = key
        people.insert(key)
        return key
    }

    private mutating func place(of name: String) -> Int {
        if let place = places[name] { return place }
        places[name] = members.count
        return append(name)
    }

    private mutating func place(of id: Int64) -> Int {
        if let place = idPlaces[id] { return place }
        idPlaces[id] = members.count
        return append(String(id))
    }

    private mutating func append(_ name: String) -> Int {
        members.append(name)
        totals.append(0)
        counts.append(0)
        if group.isDrawn { grid.append([Int64](repeating: 0, count: window.count)) }
        return members.count - 1
    }
}

extension Int64 {
    /// Foreign numbers: the largest or smallest number instead of a trap.
    func saturating(adding other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
