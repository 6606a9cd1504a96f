/// Nearest rank: the smallest value such that at least p per cent of all values are not above it. Always a
/// value that occurs, never an interpolation.
package enum Percentile {
    /// - Parameters:
    ///   - p: 1...100.
    ///   - sorted: ascending.
    /// - Returns: nil where there are no values.
    package static func nearestRank<Value: Comparable>(_ p: Int, ofSorted sorted: [Value]) -> Value? {
        guard !sorted.isEmpty, (1...100).contains(p) else { return nil }
        let rank = (p * sorted.count + 99) / 100
        return sorted[rank - 1]
    }
}
