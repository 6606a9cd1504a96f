/// When some work will be finished, if the weeks to come are like those that were: a Monte Carlo simulation.
///
/// Each trial draws past weeks at random, with replacement (a bootstrap), takes off what was finished in each
/// and, where growth counts, adds what came in during the same week, until nothing is left. The shares of the
/// trials are the forecast.
package struct CompletionForecast: Sendable, Equatable {
    /// What a past week brought. Any unit: issues, or thousandths of points.
    package struct Week: Sendable, Equatable {
        package var finished: Int64
        package var arrived: Int64

        package init(finished: Int64, arrived: Int64 = 0) {
            self.finished = finished
            self.arrived = arrived
        }
    }

    /// Amounts are cut to ± this, so that no sum can overflow.
    private static let largest: Int64 = 1 << 40
    /// More weeks than these are never simulated: a hundred years.
    private static let longest = 5200

    /// How many trials finished in week 0 (nothing was left at the start), 1, 2 …
    package let counts: [Int]
    /// Trials that were not finished within the horizon.
    package let unfinished: Int
    package var trials: Int { counts.reduce(0, +) + unfinished }

    /// - Parameters:
    ///   - remaining: what is left now.
    ///   - weeks: the past weeks to draw from. Without any, or where none of them finished more than arrived,
    ///     a trial can only run into the horizon.
    ///   - horizon: weeks after which a trial gives up.
    ///   - seed: the same seed gives the same forecast.
    package init(remaining: Int64, weeks: [Week], trials: Int, horizon: Int, seed: UInt64) {
        let horizon = min(max(horizon, 0), Self.longest)
        let steps = weeks.map { Self.cut($0.arrived) - Self.cut($0.finished) }
        let start = Self.cut(remaining)
        var counts = [Int](repeating: 0, count: horizon + 1)
        var unfinished = 0
        var random = SplitMix64(seed: seed)
        let isHopeless = start > 0 && !steps.contains { $0 < 0 }
        for _ in 0..<max(0, trials) {
            guard !isHopeless else {
                unfinished += 1
                continue
            }
            var left = start
            var week = 0
            while left > 0, week < horizon {
                left += steps[random.index(below: steps.count)]
                week += 1
            }
            if left > 0 { unfinished += 1 } else { counts[week] += 1 }
        }
        self.counts = counts
        self.unfinished = unfinished
    }

    /// The number of weeks within which at least `p` per cent of the trials were finished (nearest rank), or
    /// nil where that is beyond the horizon, and where there were no trials.
    package func weeks(within p: Int) -> Int? {
        let trials = trials
        guard trials > 0, (1...100).contains(p) else { return nil }
        let rank = (p * trials + 99) / 100
        var sum = 0
        for (week, count) in counts.enumerated() {
            sum += count
            if sum >= rank { return week }
        }
        return nil
    }

    /// How many trials were finished within that many weeks.
    package func finished(within weeks: Int) -> Int {
        weeks < 0 ? 0 : counts.prefix(weeks + 1).reduce(0, +)
    }

    private static func cut(_ amount: Int64) -> Int64 { min(max(amount, -largest), largest) }
}
