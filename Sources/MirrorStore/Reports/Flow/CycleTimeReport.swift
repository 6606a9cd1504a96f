import Reporting
import SyncCore

/// How long work takes once it has begun.
///
/// One pass over `issue_flow` (primary key order), issues by an index that begins with `project_id`.
struct CycleTimeReport: ReportDefinition {
    let description = ReportDescription(
        name: "cycle-time", title: "Cycle time",
        summary: "How many days from the start of work to its end, and how sure is that?",
        parameters: [
            .project, .type, .from("-1y", "of finishing"), .to("of finishing"), .by("week"), .subtasks("no"),
        ])

    /// A finished issue, in integers.
    struct Finished {
        var id: Int64
        var type: Int64
        /// Milliseconds since 1970.
        var started: Int64
        /// Milliseconds since 1970.
        var done: Int64
        var cycleSeconds: Int64
        var activeSeconds: Int64
        var reopenCount: Int64
    }

    /// What one pass found.
    struct Findings {
        /// By the moment of finishing, then by id.
        var finished: [Finished] = []
        var neverStarted = 0
        var backwards = 0
        var subtasks = 0
        var archived = 0
        /// Cycle times of what was finished in as many days before, seconds.
        var before: [Int64] = []
        var daysBefore = 0
        /// The latest finish of all, also outside the window.
        var latest: Instant?
    }

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        let calendar = request.facts.calendar
        let last = request.values.day("to") ?? request.facts.today
        let first = min(request.values.day("from") ?? last, last)
        let window =
            calendar.start(of: first)..<calendar.start(of: Day(daysSince1970: last.daysSince1970 + 1))
        let days = last.daysSince1970 - first.daysSince1970 + 1
        let earliest = calendar.start(of: Day(daysSince1970: first.daysSince1970 - days))
        var findings = try find(scope, window, earliest, request.reader)
        findings.daysBefore = days
        return document(request, scope, findings, CycleTimeFigures(findings.finished), first...last)
    }

    private func find(
        _ scope: IssueScope, _ window: Range<Instant>, _ earliest: Instant, _ reader: MirrorReader
    ) throws(ReportError) -> Findings {
        var found = Findings()
        let scan = FlowScan(
            scope: scope, table: "issue_flow",
            columns: ["started_at", "done_at", "cycle_seconds", "active_seconds", "reopen_count"])
        try scan.run(reader) { row, issue in
            guard let done = row.instant(2) else { return }
            if issue.place == .counted { found.latest = max(found.latest ?? done, done) }
            guard window.contains(done) else {
                if issue.place == .counted, done >= earliest, done < window.lowerBound, row.instant(1) != nil,
                    let seconds = row.integer(3), seconds >= 0
                {
                    found.before.append(seconds)
                }
                return
            }
            switch issue.place {
            case .archived: found.archived += 1
            case .subtask: found.subtasks += 1
            case .counted:
                guard let started = row.instant(1) else {
                    found.neverStarted += 1
                    return
                }
                guard let seconds = row.integer(3), seconds >= 0 else {
                    found.backwards += 1
                    return
                }
                found.finished.append(
                    Finished(
                        id: issue.id, type: issue.type, started: started.milliseconds,
                        done: done.milliseconds,
                        cycleSeconds: seconds,
                        activeSeconds: row.integer(4) ?? 0, reopenCount: row.integer(5) ?? 0))
            }
        }
        found.finished.sort { $0.done != $1.done ? $0.done < $1.done : $0.id < $1.id }
        return found
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ found: Findings, _ figures: CycleTimeFigures,
        _ days: ClosedRange<Day>
    ) -> ReportDocument {
        var sections: [ReportSection] = []
        if !found.finished.isEmpty {
            sections = [
                .tiles(tiles(figures, found)), .chart(scatter(figures, found, request)),
                .table(percentileTable(figures)),
            ]
        }
        let unit = PeriodUnit(rawValue: request.values.text("by") ?? "") ?? .week
        sections += [
            .table(periodTable(found, unit, days, request.facts.calendar)),
            .table(issueTable(figures, found, scope, request.reader)),
        ]
        return document(
            request, headline: headline(figures, found, days, request.facts.calendar), definition: definition,
            sample: Sample(
                found.finished.count,
                "issues finished from \(days.lowerBound.text) to \(days.upperBound.text)"),
            exclusions: [
                Exclusion("finished without ever being in progress", found.neverStarted),
                Exclusion("finished before they were started", found.backwards),
                Exclusion("sub-tasks", found.subtasks), Exclusion("archived issues", found.archived),
            ],
            jiraDifference: """
                Jira's control chart adds up the time in the board columns that are selected, waiting between \
                two visits left out, and also plots issues that are still open; it draws an average and a \
                standard deviation instead of percentiles. Here the clock runs from the first start to the last \
                finish, reopening included, for finished issues only. No JQL can ask for these moments.
                """,
            sections: sections, mainTable: "issues")
    }

    private func headline(
        _ figures: CycleTimeFigures, _ found: Findings, _ days: ClosedRange<Day>, _ calendar: ReportCalendar
    ) -> String {
        guard let typical = figures.percentile(50), let sure = figures.percentile(85) else {
            let latest = found.latest.map { "; the last finish was on \(calendar.day(of: $0).text)" } ?? ""
            return
                "No started issue was finished from \(days.lowerBound.text) to \(days.upperBound.text)\(latest)."
        }
        return
            "Half of the issues are finished within \(Figure.daysText(typical)) of their start, 85 % within \(Figure.daysText(sure))."
    }

    private var definition: [String] {
        [
            "Started: the first time that an issue entered a status of the category In Progress.",
            "Done: the last time that it entered the category Done without having left it since. An issue that was done and reopened counts from its first start to its last finish, once.",
            "Cycle time: from started to done in elapsed time, nights and weekends included; 1 day is 24 hours.",
            "Percentiles are by nearest rank: 85 % of the issues took that long or less, and one of them took exactly that long.",
            "The rolling mean of an issue takes a fifth of all issues (odd, at least 5), half of them finished before it and half after.",
            "Active time: all visits to the category In Progress added up.",
            "Statuses count by the category that they have today; moved issues count in the project they are in now.",
        ]
    }
}

/// Statistics over finished issues, in days.
struct CycleTimeFigures {
    static let levels = [50, 70, 85, 95]

    /// Seconds, ascending.
    private let sorted: [Int64]
    let window: Int
    /// Seconds, one an issue, in the issues' order.
    let rolling: [Double]

    init(_ finished: [CycleTimeReport.Finished]) {
        let seconds = finished.map(\.cycleSeconds)
        sorted = seconds.sorted()
        window = RollingMean.window(count: seconds.count)
        rolling = RollingMean.of(seconds, window: window)
    }

    func percentile(_ p: Int) -> Double? {
        Percentile.nearestRank(p, ofSorted: sorted).map { Double($0) / 86_400 }
    }

    var mean: Double? {
        guard !sorted.isEmpty else { return nil }
        return sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count) / 86_400
    }

    /// How many took at most that many days.
    func count(within days: Double) -> Int {
        sorted.partitioningIndex { Double($0) > days * 86_400 }
    }
}

extension Array {
    /// The first index whose element fulfils the condition, in an array where all that do come last.
    fileprivate func partitioningIndex(_ condition: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
