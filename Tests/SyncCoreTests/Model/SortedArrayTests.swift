import Testing

@testable import SyncCore

@Suite("A sorted array")
struct SortedArrayTests {
    @Test("holds its elements and nothing between, before or behind them", arguments: 0...9)
    func contains(count: Int) {
        let even = (0..<count).map { $0 * 2 }
        for number in -1...(2 * count) {
            #expect(even.containsSorted(number) == even.contains(number), "\(number) of \(even)")
        }
    }
}
