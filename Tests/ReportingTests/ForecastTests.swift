import Reporting
import Testing

@Suite struct ForecastTests {
    private typealias Week = CompletionForecast.Week

    @Test("the generator gives the sequence of the published reference code")
    func reference() {
        var random = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<5).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test("each index below a bound is as likely as the others", arguments: [2, 3, 7, 12])
    func indices(bound: Int) {
        var random = SplitMix64(seed: 7)
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<(bound * 10_000) { counts[random.index(below: bound)] += 1 }
        // Four standard deviations of about 100 each.
        #expect(counts.allSatisfy { (9600...10_400).contains($0) })
        #expect(random.index(below: 1) == 0)
        #expect(random.index(below: 0) == 0)
    }

    /// Every sequence of weeks up to the horizon: the exact shares that trials approach.
    private func exact(_ remaining: Int64, _ steps: [Int64], horizon: Int) -> [Double] {
        var shares = [Double](repeating: 0, count: horizon + 1)
        func walk(_ left: Int64, _ week: Int, _ share: Double) {
            if left <= 0 {
                shares[week] += share
            } else if week < horizon {
                for step in steps { walk(left - step, week + 1, share / Double(steps.count)) }
            }
        }
        walk(remaining, 0, 1)
        return shares
    }

    @Test(
        "shares approach those of all sequences written out",
        arguments: [
            (3, [0, 1, 2], 6), (5, [1, 0, 3, 1], 7), (2, [1, 2, 0, 1], 8), (4, [-1, 2, 1], 6),
            (1, [0, 1], 9),
        ] as [(Int64, [Int64], Int)])
    func bruteForce(remaining: Int64, steps: [Int64], horizon: Int) {
        let expected = exact(remaining, steps, horizon: horizon)
        let trials = 100_000
        let forecast = CompletionForecast(
            remaining: remaining, weeks: steps.map { Week(finished: max($0, 0), arrived: max(-$0, 0)) },
            trials: trials, horizon: horizon, seed: 42)
        #expect(forecast.trials == trials)
        for (week, share) in expected.enumerated() {
            // Five standard deviations of a share of 100,000 trials are below 0.008.
            #expect(abs(Double(forecast.counts[week]) / Double(trials) - share) < 0.008)
        }
        #expect(abs(Double(forecast.unfinished) / Double(trials) - (1 - expected.reduce(0, +))) < 0.008)
        for level in [50, 85, 95] {
            var sum = 0.0
            var week: Int?
            for (index, share) in expected.enumerated() where week == nil {
                sum += share
                // A level that lies on the edge of a share could go either way.
                if abs(sum - Double(level) / 100) < 0.008 { week = -1 }
                if sum >= Double(level) / 100 { week = index }
            }
            if week != -1 { #expect(forecast.weeks(within: level) == week) }
        }
    }

    @Test("a steady pace gives one answer: 10 at 3 a week are finished in the fourth")
    func steady() {
        let forecast = CompletionForecast(
            remaining: 10, weeks: [Week(finished: 3)], trials: 100, horizon: 50, seed: 1)
        #expect(forecast.counts[4] == 100)
        #expect([1, 50, 85, 100].map { forecast.weeks(within: $0) } == [4, 4, 4, 4])
        #expect(forecast.finished(within: 3) == 0)
        #expect(forecast.finished(within: 4) == 100)
        #expect(forecast.finished(within: -1) == 0)
        #expect(forecast.weeks(within: 0) == nil)
    }

    @Test("quantiles are by nearest rank: the smallest week with at least that share of the trials")
    func nearestRank() {
        let forecast = CompletionForecast(
            remaining: 1, weeks: [Week(finished: 1), Week(finished: 0)], trials: 1000, horizon: 40, seed: 3)
        for level in 1...100 {
            guard let week = forecast.weeks(within: level) else {
                Issue.record("level \(level) has no week")
                continue
            }
            #expect(forecast.finished(within: week) * 100 >= level * 1000)
            #expect(forecast.finished(within: week - 1) * 100 < level * 1000)
        }
    }

    @Test("the same seed gives the same forecast, another one another")
    func seeds() {
        func forecast(_ seed: UInt64) -> CompletionForecast {
            CompletionForecast(
                remaining: 40, weeks: [2, 5, 1, 0, 3].map { Week(finished: $0) }, trials: 5000, horizon: 100,
                seed: seed)
        }
        #expect(forecast(1) == forecast(1))
        #expect(forecast(1) != forecast(2))
    }

    @Test("nothing left is finished at once; no progress and growth that outruns it are never finished")
    func limits() {
        #expect(
            CompletionForecast(remaining: 0, weeks: [], trials: 10, horizon: 5, seed: 1).weeks(within: 95)
                == 0)
        for weeks in [[], [Week(finished: 0)], [Week(finished: 2, arrived: 2)]] {
            let forecast = CompletionForecast(
                remaining: 1, weeks: weeks, trials: 10, horizon: 5, seed: 1)
            #expect(forecast.unfinished == 10)
            #expect(forecast.weeks(within: 50) == nil)
        }
        let none = CompletionForecast(
            remaining: 1, weeks: [Week(finished: 1)], trials: 0, horizon: 5, seed: 1)
        #expect(none.weeks(within: 50) == nil)
    }

    @Test("amounts beyond all measure are cut, not a crash")
    func extremes() {
        let forecast = CompletionForecast(
            remaining: .max,
            weeks: [Week(finished: .min, arrived: .max), Week(finished: .max, arrived: .min)],
            trials: 50, horizon: .max, seed: 9)
        #expect(forecast.trials == 50)
        #expect(forecast.counts.count == 5201)
    }
}
