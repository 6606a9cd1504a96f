/// Finds where Jira's count and the mirror's differ with few requests: sets of projects are halved, then
/// ranges of `created` days, which survive moves; only what is left is listed.
///
/// Jira reads the days in the account's time zone. Where its rules differ from ours by an hour the bisection
/// looks in the wrong place for an issue made near midnight, and no more than that: ids decide, not days.
struct Bisection: Sendable {
    let context: RunContext
    /// The zone of the account in Jira; nil where it is unknown: then whole projects are listed.
    let zone: ReportZone?

    /// Up to this many issues are listed at once instead of being counted once more.
    private var leafSize: Int64 { Int64(context.options.largestPageSize) }

    /// Settles every difference below these projects.
    ///
    /// - Parameters:
    ///   - expected: Jira's count of all of them.
    ///   - held: the mirror's counts by project.
    func run(
        _ projects: [ReferenceData.Project], expected: Int64, held: [Int64: Int64]
    ) async throws(SyncFailure) {
        let own = projects.reduce(0) { $0 + (held[$1.id] ?? 0) }
        guard expected != own else { return }
        if projects.count == 1 {
            try await narrow(projects[0], Range(expected: expected, held: own))
            return
        }
        let (left, right) = Self.halves(projects, held)
        let counted = try await count(.all(projects: left.map(\.id)))
        try await run(left, expected: counted, held: held)
        try await run(right, expected: expected - counted, held: held)
    }

    /// Cuts where each half holds about as many issues; the order stays.
    static func halves(
        _ projects: [ReferenceData.Project], _ held: [Int64: Int64]
    ) -> ([ReferenceData.Project], [ReferenceData.Project]) {
        let total = projects.reduce(0) { $0 + (held[$1.id] ?? 0) }
        var sum: Int64 = 0
        var cut = 0
        while cut < projects.count - 1, cut == 0 || sum * 2 < total {
            sum += held[projects[cut].id] ?? 0
            cut += 1
        }
        return (Array(projects[..<cut]), Array(projects[cut...]))
    }

    // MARK: Days of one project

    private struct Range {
        /// First day and the day after the last; nil is open.
        var from: Day?
        var to: Day?
        var expected: Int64
        var held: Int64
    }

    private func narrow(_ project: ReferenceData.Project, _ range: Range) async throws(SyncFailure) {
        guard range.expected != range.held else { return }
        try context.checkpointTime()
        guard max(range.expected, range.held) > leafSize, let middle = try await middle(of: project, range)
        else {
            try await settle(project, range)
            return
        }
        let counted = try await count(
            .projectCreatedBetween(
                project: project.id, from: range.from?.text, to: middle.text, key: nil))
        let (start, end) = bounds(from: range.from, to: middle)
        let own = try await context.writer.write { store throws(StoreError) in
            try store.issueCount(project: project.id, createdFrom: start, createdTo: end)
        }
        try await narrow(project, Range(from: range.from, to: middle, expected: counted, held: own))
        try await narrow(
            project,
            Range(
                from: middle, to: range.to, expected: range.expected - counted, held: range.held - own))
    }

    /// The day that cuts the mirror's issues of the range in two; nil where they are all of one day.
    private func middle(of project: ReferenceData.Project, _ range: Range) async throws(SyncFailure) -> Day? {
        guard var zone else { return nil }
        let (start, end) = bounds(from: range.from, to: range.to)
        let median = try await context.writer.write { store throws(StoreError) in
            try store.medianCreated(project: project.id, createdFrom: start, createdTo: end)
        }
        guard let median else { return nil }
        var day = zone.day(of: median)
        if let from = range.from, day <= from { day = Day(daysSince1970: from.daysSince1970 + 1) }
        if let to = range.to, day >= to { return nil }
        return day
    }

    private func bounds(from: Day?, to: Day?) -> (Instant?, Instant?) {
        var zone = zone ?? ReportZone()
        return (from.map { zone.start(of: $0) }, to.map { zone.start(of: $0) })
    }

    private func settle(_ project: ReferenceData.Project, _ range: Range) async throws(SyncFailure) {
        let walk = CensusWalk(
            context: context, project: project.id, from: range.from?.text, to: range.to?.text)
        guard let shown = try await walk.run() else { return }
        let (start, end) = bounds(from: range.from, to: range.to)
        let (stored, total) = try await context.writer.write { store throws(StoreError) in
            (
                try store.issueCensus(project: project.id, createdFrom: start, createdTo: end),
                try store.issueCount(project: project.id)
            )
        }
        try await Settlement(context: context).run(
            project, shown: shown, stored: stored, projectTotal: Int(total))
    }

    private func count(_ query: IssueQuery) async throws(SyncFailure) -> Int64 {
        try await context.ask { () throws(SourceError) in
            try await context.source.issues(query, limit: 0, content: .census).total
        }
    }
}
