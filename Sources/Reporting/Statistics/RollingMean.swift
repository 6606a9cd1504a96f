/// The mean over neighbours in a sequence, as Jira's control chart draws it: each item with as many before as
/// after it.
///
/// At both ends the window is cut, not shifted.
package enum RollingMean {
    /// A fifth of the items, odd, at least 5.
    package static func window(count: Int) -> Int {
        let fifth = count / 5
        return max(5, fifth.isMultiple(of: 2) ? fifth + 1 : fifth)
    }

    /// One mean an item, in the same order.
    package static func of(_ values: [Int64], window: Int) -> [Double] {
        let reach = max(0, (window - 1) / 2)
        var sums: [Double] = [0]
        sums.reserveCapacity(values.count + 1)
        for value in values { sums.append(sums[sums.count - 1] + Double(value)) }
        return values.indices.map { index in
            let (low, high) = (max(0, index - reach), min(values.count, index + reach + 1))
            return (sums[high] - sums[low]) / Double(high - low)
        }
    }
}
