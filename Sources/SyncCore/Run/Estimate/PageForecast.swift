/// Plays the walks of a run with issues of an average size, to tell how many pages they will take.
struct PageForecast: Sendable {
    private(set) var size: PageSize
    /// The server's own limit of a page.
    let cap: Int
    /// JSON after decompression.
    let bytesPerIssue: Double
    let secondsPerIssue: Double

    /// A walk by key; all pages but the first begin with an issue of the one before.
    struct Walk: Sendable {
        var issues: Int64
        /// A segment ends where it meets the first issue of the next one, the last one on a short page.
        var hasNext = false
        /// A later segment begins with an issue that is known.
        var hasLast = false
        /// Whether its last page has come.
        private(set) var isOver = false

        /// Gives the number of issues on the page.
        fileprivate mutating func takePage(of granted: Int) -> Int {
            let known = hasLast ? 1 : 0
            let new = min(Int64(granted - known), issues + (hasNext ? 1 : 0))
            let count = Int(new) + known
            issues -= new
            hasLast = true
            isOver = hasNext ? issues < 0 : count < granted
            return count
        }
    }

    /// From now on pages may weigh this much.
    mutating func permit(bytes: Int) { size.permit(bytes: bytes) }

    /// Pages of these walks, so many side by side.
    ///
    /// - Parameter largest: no page larger than this, whatever the server bears.
    mutating func pages(of walks: [Walk], concurrency: Int, largest: Int = .max) -> Int64 {
        var waiting = walks[...]
        var active: [Walk] = []
        var pages: Int64 = 0
        while true {
            while active.count < max(1, concurrency), let next = waiting.popFirst() { active.append(next) }
            guard !active.isEmpty else { return pages }
            pages += Int64(active.count)
            turn(&active, largest: largest)
            active.removeAll(where: \.isOver)
        }
    }

    /// The first page of each of these walks, so many side by side; gives what is left of those that go on.
    mutating func begin(_ walks: [Walk], concurrency: Int) -> [Walk] {
        var begun: [Walk] = []
        for start in stride(from: 0, to: walks.count, by: max(1, concurrency)) {
            var active = Array(walks[start...].prefix(max(1, concurrency)))
            turn(&active, largest: .max)
            begun += active
        }
        return begun.filter { !$0.isOver }
    }

    /// One page of each, asked for before any of them teaches the size of the next.
    private mutating func turn(_ active: inout [Walk], largest: Int) {
        let asked = min(size.current, largest)
        let granted = min(asked, cap)
        let counts = active.indices.map { active[$0].takePage(of: granted) }
        for count in counts { learn(asked: asked, count: count) }
    }

    /// Pages of an incremental run.
    ///
    /// - Parameters:
    ///   - issues: those in the window.
    ///   - unsettled: those of them that are so young that the bound never moves past them.
    /// - Returns: pages, and whether the window ends with a page of the youngest that is full.
    mutating func windowPages(issues: Int64, unsettled: Int64) -> (pages: Int64, endsFull: Bool) {
        var left = issues
        var pages: Int64 = 0
        while true {
            pages += 1
            let asked = size.current
            let granted = min(asked, cap)
            let count = min(Int64(granted), left)
            learn(asked: asked, count: Int(count))
            if count < granted { return (pages, false) }
            // The next page begins with the last one of this: at the least its own minute comes again.
            let passed = min(count, left - unsettled) - 1
            if passed <= 0 { return (pages, true) }
            left -= passed
        }
    }

    private mutating func learn(asked: Int, count: Int) {
        size.learn(
            asked: asked, granted: min(asked, cap), count: count,
            bytes: Int((bytesPerIssue * Double(count)).rounded()), seconds: secondsPerIssue * Double(count))
    }
}
