/// Nearest rank: the smallest value such that at least p per cent of all values are not above it.
///
/// Always a value that occurs, never an interpolation.
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

    /// Several percentiles without sorting everything: each rank is selected in place.
    ///
    /// - Parameters:
    ///   - levels: each 1...100.
    ///   - values: in any order; they come back in another one.
    /// - Returns: as many values as levels; none where there are no values.
    package static func nearestRanks(_ levels: [Int], of values: inout [Int64]) -> [Int64] {
        guard !values.isEmpty, levels.allSatisfy({ (1...100).contains($0) }) else { return [] }
        let count = values.count
        return values.withUnsafeMutableBufferPointer { buffer in
            levels.map { select((($0 * count) + 99) / 100 - 1, in: buffer) }
        }
    }

    /// Hoare's selection with the median of three as pivot.
    private static func select(_ rank: Int, in values: UnsafeMutableBufferPointer<Int64>) -> Int64 {
        var (low, high) = (0, values.count - 1)
        while low < high {
            let (a, b, c) = (values[low], values[low + (high - low) / 2], values[high])
            let pivot = max(min(a, b), min(max(a, b), c))
            var (i, j) = (low, high)
            while i <= j {
                while values[i] < pivot { i += 1 }
                while values[j] > pivot { j -= 1 }
                if i <= j {
                    values.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if rank <= j { high = j } else if rank >= i { low = i } else { return values[rank] }
        }
        return values[rank]
    }
}
