import Reporting
import Testing

@Suite struct StatisticsTests {
    @Test("a percentile by nearest rank is the smallest value with at least p per cent at or below it")
    func nearestRank() {
        let ten: [Int64] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        #expect(Percentile.nearestRank(50, ofSorted: ten) == 5)
        #expect(Percentile.nearestRank(70, ofSorted: ten) == 7)
        #expect(Percentile.nearestRank(85, ofSorted: ten) == 9)
        #expect(Percentile.nearestRank(95, ofSorted: ten) == 10)
        #expect(Percentile.nearestRank(50, ofSorted: [3, 8, 20] as [Int64]) == 8)
        #expect(Percentile.nearestRank(1, ofSorted: [7] as [Int64]) == 7)
        #expect(Percentile.nearestRank(50, ofSorted: [] as [Int64]) == nil)
        #expect(Percentile.nearestRank(0, ofSorted: ten) == nil)
    }

    @Test(
        "the rolling window is a fifth of the items, odd, at least five",
        arguments: [(0, 5), (4, 5), (29, 5), (30, 7), (35, 7), (40, 9), (100, 21), (105, 21), (1000, 201)])
    func window(count: Int, expected: Int) {
        #expect(RollingMean.window(count: count) == expected)
    }

    @Test("the rolling mean takes as many items before as after and cuts the window at the ends")
    func rollingMean() {
        #expect(RollingMean.of([1, 2, 3, 4, 10], window: 3) == [1.5, 2, 3, 17.0 / 3, 7])
        #expect(RollingMean.of([5], window: 5) == [5])
        #expect(RollingMean.of([], window: 5).isEmpty)
    }

    @Test("selection finds what sorting finds, whatever the order and however many are equal")
    func selection() {
        var seed: UInt64 = 42
        func random(_ bound: UInt64) -> Int64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((seed >> 33) % bound)
        }
        let levels = [1, 50, 85, 100]
        for count in 1...60 {
            for bound in [1, 3, 1000] as [UInt64] {
                let values = (0..<count).map { _ in random(bound) }
                let sorted = values.sorted()
                for var order in [values, sorted, Array(sorted.reversed())] {
                    let expected = levels.map { Percentile.nearestRank($0, ofSorted: sorted) }
                    #expect(Percentile.nearestRanks(levels, of: &order).map(Optional.init) == expected)
                    #expect(order.sorted() == sorted)
                }
            }
        }
        var none: [Int64] = []
        #expect(Percentile.nearestRanks([50], of: &none).isEmpty)
    }
}
