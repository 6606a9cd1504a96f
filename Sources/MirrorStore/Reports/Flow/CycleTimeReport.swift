import Reporting
import SyncCore

/// How long work takes once it has begun.
///
/// One pass over `issue_flow`; with a board over the stays of its issues.
struct CycleTimeReport: PassReport {
    let description = ReportDescription(
        name: "cycle-time", title: "Cycle time",
        summary: "How many days from the start of work to its end, and how sure is that?",
        parameters: ReportParameter.scope + [
            .board, .from("-1y", "of finishing"), .to("of finishing"), .by("week"), .calendar,
            .subtasks("no"),
        ])

    /// A finished issue, in integers.
    struct Finished {
        var id: Int64
        var type: Int64
        /// Milliseconds since 1970.
        var started: Int64
        /// Milliseconds since 1970.
        var done: Int64
        /// By the report's calendar.
        var cycleSeconds: Int64
        /// Elapsed time.
        var activeSeconds: Int64
        var reopenCount: Int64
    }

    /// What one pass found.
    struct Findings {
        let window: PeriodWindow
        /// By the moment of finishing, then by id.
        var finished: [Finished] = []
        var neverStarted = 0
        var backwards = 0
        var subtasks = 0
        var archived = 0
        /// Cycle times of what was finished in as many days before, seconds.
        var before: [Int64] = []
        /// The latest finish of all, also outside the window.
        var latest: Instant?

        init(_ window: PeriodWindow) { self.window = window }
    }

    func pass(_ request: ReportRequest) throws(ReportError) -> ReportPass {
        let scope = try IssueScope(request)
        let stages = try StageRule(scope, request.reader)
        let tally = Tally(try PeriodWindow(request), request)
        return ReportPass(
            scope: scope, stages: stages, body: .flows(tally.add),
            document: { () throws(ReportError) in
                let found = tally.result
                return try document(
                    request, scope, stages, found, CycleTimeFigures(found.finished, request.elapsed))
            })
    }

    private final class Tally {
        private var found: Findings
        private let elapsed: ElapsedTime
        private let isBusiness: Bool
        private let (earliest, start, end): (Int64, Int64, Int64)
        private var latest = Int64.min

        init(_ window: PeriodWindow, _ request: ReportRequest) {
            found = Findings(window)
            elapsed = request.elapsed
            isBusiness = elapsed.isBusiness
            (start, end) = (window.start, window.end)
            earliest = window.before.start
        }

        /// By the moment of finishing, then by id.
        var result: Findings {
            var result = found
            result.latest = latest == .min ? nil : Instant(milliseconds: latest)
            result.finished.sort { $0.done != $1.done ? $0.done < $1.done : $0.id < $1.id }
            return result
        }

        /// By the report's calendar; nil where it was not started, or finished before that.
        private func seconds(_ flow: IssueFlow, _ done: Int64) -> Int64? {
            guard let started = flow.started, let seconds = flow.cycleSeconds, seconds >= 0 else {
                return nil
            }
            guard isBusiness else { return seconds }
            return elapsed.seconds(from: Instant(milliseconds: started), to: Instant(milliseconds: done))
        }

        func add(_ issue: SelectedIssue, _ flow: IssueFlow) {
            guard let done = flow.done else { return }
            if issue.place == .counted { latest = max(latest, done) }
            guard done >= start, done < end else {
                if issue.place == .counted, done >= earliest, done < start,
                    let seconds = seconds(flow, done)
                {
                    found.before.append(seconds)
                }
                return
            }
            switch issue.place {
            case .archived: found.archived += 1
            case .subtask: found.subtasks += 1
            case .counted:
                guard let started = flow.started else {
                    found.neverStarted += 1
                    return
                }
                guard let seconds = seconds(flow, done) else {
                    found.backwards += 1
                    return
                }
                found.finished.append(
                    Finished(
                        id: issue.id, type: issue.type, started: started, done: done,
                        cycleSeconds: seconds, activeSeconds: flow.activeSeconds,
                        reopenCount: flow.reopenCount))
            }
        }
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ found: Findings,
        _ figures: CycleTimeFigures
    ) throws(ReportError) -> ReportDocument {
        var sections: [ReportSection] = []
        if !found.finished.isEmpty {
            sections = [
                .tiles(tiles(figures, found)), .chart(try scatter(figures, found, request)),
                .table(percentileTable(figures)),
            ]
        }
        sections += [
            .table(periodTable(figures, found)),
            .table(issueTable(figures, found, scope, request.reader)),
        ]
        return document(
            request, headline: headline(figures, found, request.facts.calendar),
            definition: definition(request, scope, stages, found.window),
            sample: Sample(found.finished.count, "issues finished from \(found.window.text)"),
            exclusions: [
                Exclusion("finished without ever being in progress", found.neverStarted),
                Exclusion("finished before they were started", found.backwards),
                Exclusion("sub-tasks", found.subtasks), Exclusion("archived issues", found.archived),
            ],
            jiraDifference: """
                Jira's control chart adds up the time in the board columns that are selected, waiting between \
                two visits left out, and also plots issues that are still open; it draws an average and a \
                standard deviation instead of percentiles. Here the clock runs from the first start to the last \
                finish, reopening included, for finished issues only. No JQL can ask for these moments; the throughput \
                report has the search for what was finished.
                """,
            sections: sections, mainTable: "issues")
    }

    private func headline(
        _ figures: CycleTimeFigures, _ found: Findings, _ calendar: ReportCalendar
    ) -> String {
        guard let typical = figures.percentile(50), let sure = figures.percentile(85) else {
            let latest = found.latest.map { "; the last finish was on \(calendar.day(of: $0).text)" } ?? ""
            return "No started issue was finished from \(found.window.text)\(latest)."
        }
        return
            "Half of the issues are finished within \(figures.elapsed.text(typical)) of their start, 85 % within \(figures.elapsed.text(sure))."
    }

    private func definition(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ window: PeriodWindow
    ) -> [String] {
        [
            stages.startedRule, stages.doneRule,
            "Cycle time: from started to done, \(request.elapsed.rule). An issue that was done and reopened counts from its first start to its last finish, once.",
            "Issues that were never started, finished without ever being in progress, or finished before they were started have no cycle time; their numbers stand below.",
            "Percentiles are by nearest rank: 85 % of the issues took that long or less, and one of them took exactly that long.",
            "The rolling mean of an issue takes a fifth of all issues (odd, at least 5), half of them finished before it and half after.",
            "Active time: all ended visits to \(stages.isByColumn ? "the columns between the first and the last" : "the category In Progress") added up, in elapsed time.",
            stages.edgeRule(scope), window.dayRule,
        ] + [scope.boardRule].compactMap { $0 }
    }
}

/// Statistics over finished issues, in days.
struct CycleTimeFigures {
    static let levels = [50, 70, 85, 95]

    let elapsed: ElapsedTime
    /// Seconds, ascending.
    private let sorted: [Int64]
    let window: Int
    /// Seconds, one an issue, in the issues' order.
    let rolling: [Double]

    init(_ finished: [CycleTimeReport.Finished], _ elapsed: ElapsedTime) {
        self.elapsed = elapsed
        let seconds = finished.map(\.cycleSeconds)
        sorted = seconds.sorted()
        window = RollingMean.window(count: seconds.count)
        rolling = RollingMean.of(seconds, window: window)
    }

    func percentile(_ p: Int) -> Double? {
        Percentile.nearestRank(p, ofSorted: sorted).map { elapsed.days(Double($0)) }
    }

    var mean: Double? {
        guard !sorted.isEmpty else { return nil }
        return elapsed.days(sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count))
    }

    /// How many took at most that many days.
    func count(within days: Double) -> Int {
        sorted.partitioningIndex { elapsed.days(Double($0)) > days }
    }
}
