/// Finds what somebody probably meant.
package enum NearestName {
    /// The known name with the fewest edits (insert, delete, replace, swap of neighbours), letter case aside;
    /// nil where even that is too far to be a slip.
    package static func of(_ name: String, among known: [String]) -> String? {
        let wanted = Array(name.lowercased())
        guard wanted.count <= 100 else { return nil }
        var best: (name: String, edits: Int)?
        for candidate in known {
            let letters = Array(candidate.lowercased())
            guard letters.count <= 100 else { continue }
            let edits = distance(wanted, letters)
            if edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        guard let best, best.edits <= max(2, wanted.count / 3) else { return nil }
        return best.name
    }

    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let same = a[i - 1] == b[j - 1]
                current[j] = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], beforeLast[j - 2] + 1)
                }
            }
            beforeLast = last
            last = current
        }
        return last[b.count]
    }
}
