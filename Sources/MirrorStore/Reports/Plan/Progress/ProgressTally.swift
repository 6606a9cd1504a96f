import Reporting
import SyncCore

/// How far the issues of a version or an epic are, and how fast they were finished.
struct ProgressTally {
    enum Stage: Int, CaseIterable {
        case done, inProgress, toDo
    }

    /// What a past week brought.
    struct Week {
        var finishedIssues = 0
        var finishedPoints = 0.0
        var createdIssues = 0
        var createdPoints = 0.0
    }

    /// By stage.
    private(set) var issues = [Int](repeating: 0, count: Stage.allCases.count)
    private(set) var points = [Double](repeating: 0, count: Stage.allCases.count)
    /// Issues without an estimate, and those of them that are not done.
    private(set) var unestimated = 0
    private(set) var unestimatedOpen = 0
    /// By the week's place in the window.
    private(set) var weeks: [Int: Week] = [:]
    /// The earliest start or finish of an issue.
    private(set) var begun: Day?

    var total: Int { issues.reduce(0, +) }
    var totalPoints: Double { points.reduce(0, +) }
    var open: Int { count(.inProgress) + count(.toDo) }
    var openPoints: Double { points(.inProgress) + points(.toDo) }

    func count(_ stage: Stage) -> Int { issues[stage.rawValue] }
    func points(_ stage: Stage) -> Double { points[stage.rawValue] }

    /// The share of a stage in issues or in points.
    func amount(_ stage: Stage, inPoints: Bool) -> Double {
        inPoints ? points(stage) : Double(count(stage))
    }

    /// - Parameters:
    ///   - points: nil is not estimated.
    ///   - started, finished: the days of the first start and of the finish that holds.
    ///   - window: the place of a day's week, nil where it is outside.
    mutating func add(
        _ stage: Stage, points: Double?, created: Day?, started: Day?, finished: Day?,
        window: (Day) -> Int?
    ) {
        issues[stage.rawValue] += 1
        self.points[stage.rawValue] += points ?? 0
        if points == nil {
            unestimated += 1
            if stage != .done { unestimatedOpen += 1 }
        }
        if let first = [started, finished].compactMap({ $0 }).min() { begun = min(begun ?? first, first) }
        if let finished, let week = window(finished) {
            weeks[week, default: Week()].finishedIssues += 1
            weeks[week, default: Week()].finishedPoints += points ?? 0
        }
        if let created, let week = window(created) {
            weeks[week, default: Week()].createdIssues += 1
            weeks[week, default: Week()].createdPoints += points ?? 0
        }
    }
}

/// The weeks that a forecast draws from: whole ones (Monday to Sunday) before the one of the data's moment.
struct ProgressWindow {
    /// The day of the data's moment.
    let today: Day
    /// The Monday of the first week.
    let first: Day
    let count: Int

    init(weeks: Int, today: Day) {
        self.today = today
        count = weeks
        let monday = PeriodUnit.week.start(of: today)
        first = Day(daysSince1970: monday.daysSince1970 - 7 * weeks)
    }

    /// The place of a day's week, nil where it is outside the window.
    func index(of day: Day) -> Int? {
        let index = place(of: day)
        return (0..<count).contains(index) ? index : nil
    }

    /// The first week of the window that is not before the day's week; `count` where there is none.
    func firstIndex(since day: Day) -> Int { min(max(0, place(of: day)), count) }

    /// Weeks from the first one, negative before it. Both days are Mondays.
    private func place(of day: Day) -> Int {
        (PeriodUnit.week.start(of: day).daysSince1970 - first.daysSince1970) / 7
    }
}
