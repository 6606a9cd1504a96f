extension Array where Element: Comparable {
    /// Whether an ascending array holds the element: found by halving, without the memory of a set.
    func containsSorted(_ element: Element) -> Bool {
        var lower = 0
        var upper = count
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if self[middle] < element { lower = middle + 1 } else { upper = middle }
        }
        return lower < count && self[lower] == element
    }
}
