import Reporting
import SyncCore

/// When the rest of a version or an epic will be finished.
struct ProgressForecast {
    static let levels = [50, 85, 95]
    static let trials = 10_000
    /// Fewer weeks say nothing.
    static let fewestWeeks = 4
    /// Five years: what takes longer is not forecast.
    static let horizon = 260

    /// How it is made.
    struct Settings {
        var inPoints: Bool
        /// Adds what came in.
        var withGrowth: Bool
        var seed: UInt64
    }

    /// Nil where none can be made.
    let result: CompletionForecast?
    /// Why there is none: a few words.
    let reason: String?
    /// What was finished in each week that it draws from, zeros included.
    let finished: [Double]
    private let today: Day

    /// Mean of ``finished``.
    var perWeek: Double? {
        finished.isEmpty ? nil : finished.reduce(0, +) / Double(finished.count)
    }

    /// - Parameter id: of the version or the epic: forecasts of one report do not depend on each other.
    init(_ tally: ProgressTally, _ window: ProgressWindow, _ settings: Settings, id: Int64) {
        today = window.today
        let begun = tally.begun.map { window.firstIndex(since: $0) } ?? window.count
        let weeks = (begun..<window.count).map { tally.weeks[$0] ?? ProgressTally.Week() }
        let finished = weeks.map {
            settings.inPoints ? $0.finishedPoints : Double($0.finishedIssues)
        }
        self.finished = finished
        let reason = Self.reason(tally, finished, settings)
        self.reason = reason
        guard reason == nil else {
            result = nil
            return
        }
        let left = settings.inPoints ? tally.openPoints : Double(tally.open)
        result = CompletionForecast(
            remaining: Self.thousandths(left),
            weeks: weeks.map { week in
                let (out, into) =
                    settings.inPoints
                    ? (week.finishedPoints, week.createdPoints)
                    : (Double(week.finishedIssues), Double(week.createdIssues))
                return .init(
                    finished: Self.thousandths(out),
                    arrived: settings.withGrowth ? Self.thousandths(into) : 0)
            },
            trials: Self.trials, horizon: Self.horizon, seed: settings.seed &+ UInt64(bitPattern: id))
    }

    private static func reason(
        _ tally: ProgressTally, _ finished: [Double], _ settings: Settings
    ) -> String? {
        if tally.total == 0 { return "no issues" }
        if tally.open == 0 { return "all done" }
        if settings.inPoints, tally.openPoints <= 0 { return "open issues have no estimates" }
        if finished.count < fewestWeeks {
            return
                "only \(finished.count) whole \(finished.count == 1 ? "week" : "weeks") since work began, \(fewestWeeks) are needed"
        }
        if !finished.contains(where: { $0 > 0 }) { return "nothing was finished in \(finished.count) weeks" }
        return nil
    }

    /// The day by which at least `p` per cent of the trials were finished; nil where there is none.
    func day(within p: Int) -> Day? { result?.weeks(within: p).map(day(ofWeek:)) }

    /// The last day of a simulated week, the first of which begins with the data's moment.
    func day(ofWeek week: Int) -> Day { Day(daysSince1970: today.daysSince1970 + 7 * week) }

    /// The share of the trials that were finished by a day, 0 to 1.
    func chance(by day: Day) -> Double? {
        guard let result, result.trials > 0 else { return nil }
        let days = day.daysSince1970 - today.daysSince1970
        return days < 0 ? 0 : Double(result.finished(within: days / 7)) / Double(result.trials)
    }

    /// Whole thousandths, so that sums are exact whatever their order.
    static func thousandths(_ amount: Double) -> Int64 {
        Int64(exactly: (amount * 1000).rounded()) ?? (amount > 0 ? 1 << 40 : 0)
    }
}
