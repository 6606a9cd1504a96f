import Reporting
import SyncCore

/// Where issues spend their time, and how often finished work comes back.
///
/// One pass over `status_interval_data`: by primary key, or project by project through its index.
struct TimeInStatusReport: PassReport {
    let description = ReportDescription(
        name: "time-in-status", title: "Time in status",
        summary: "In which status do issues wait, and how often is finished work reopened?",
        parameters: ReportParameter.scope + [
            .board, .from(nil, "visits that ended on it or later"), .to("visits that ended up to it"),
            .calendar, .subtasks("no"),
        ])

    func pass(_ request: ReportRequest) throws(ReportError) -> ReportPass {
        let scope = try IssueScope(request)
        let stages = try StageRule(scope, request.reader)
        let window = DayWindow(request)
        // Without a first day all visits count, from the beginning of the data.
        let start = request.values.day("from") == nil ? Int64.min : window.start
        let groups = TimeInStatusLine.groups(stages)
        func statuses(_ window: Range<Int64>) -> StatusTally {
            StatusTally(
                window: window, asOf: request.dataMoment.milliseconds, groups: groups,
                elapsed: request.elapsed)
        }
        let tally = Tally(
            statuses(start..<window.end),
            before: start == .min ? nil : statuses(window.before.start..<start), start: start)
        return ReportPass(scope: scope, stages: stages, body: .stays(tally.add)) {
            document(
                request, scope, tally.statuses, tally.before, stages,
                [Exclusion("sub-tasks", tally.subtasks), Exclusion("archived issues", tally.archived)])
        }
    }

    private final class Tally {
        private(set) var statuses: StatusTally
        /// Of as many days before; nil where all visits count.
        private(set) var before: StatusTally?
        /// Where the window begins, milliseconds since 1970.
        private let start: Int64
        private(set) var subtasks = 0
        private(set) var archived = 0

        init(_ statuses: StatusTally, before: StatusTally?, start: Int64) {
            (self.statuses, self.before, self.start) = (statuses, before, start)
        }

        func add(_ issue: SelectedIssue, _ stays: UnsafeBufferPointer<Stay>) {
            switch issue.place {
            case .archived: archived += 1
            case .subtask: subtasks += 1
            case .counted:
                statuses.add(stays)
                if stays[0].entered < start { before?.add(stays) }
            }
        }
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ tally: StatusTally, _ before: StatusTally?,
        _ stages: StageRule, _ exclusions: [Exclusion]
    ) -> ReportDocument {
        let elapsed = request.elapsed
        let lines = TimeInStatusLine.all(tally, stages)
        let slowest = lines.filter { $0.stage != .done }.max { $0.totalSeconds < $1.totalSeconds }
        var sections: [ReportSection] = [
            .tiles(tiles(tally, before, DayWindow(request), slowest, elapsed))
        ]
        if let chart = chart(lines, issues: tally.issueCount, elapsed) { sections.append(.chart(chart)) }
        sections += [.table(statusTable(lines, elapsed, stages)), .table(reopenTable(tally))]
        var searches: [JiraSearch] = []
        if scope.isReproducible, let slowest, slowest.openVisits > 0, request.values.day("from") == nil {
            // Jira finds all statuses of the name.
            let there = lines.reduce(0) { $0 + ($1.name == slowest.name ? $1.openVisits : 0) }
            searches.append(
                JiraSearch(
                    "Now in \(slowest.name)", jql: scope.jql.isOneOf("status", [slowest.name]).text,
                    expected: there))
        }
        return document(
            request, headline: headline(slowest, tally, elapsed),
            definition: definition(request, scope, stages),
            sample: Sample(
                tally.issueCount,
                "issues with \(Figure.grouped(tally.visitCount)) visits to \(stages.isByColumn ? "columns" : "statuses")"
            ),
            exclusions: exclusions,
            jiraDifference: """
                Jira's control chart adds up the time in the columns that are selected, for one board. Apps \
                that show the time in status differ in what an open visit and a repeated visit count for: here \
                both count in full.
                """,
            searches: searches, sections: sections, mainTable: "statuses")
    }

    private func headline(
        _ slowest: TimeInStatusLine?, _ tally: StatusTally, _ elapsed: ElapsedTime
    ) -> String {
        guard let slowest, slowest.totalSeconds > 0 else {
            return tally.issueCount == 0
                ? "No issue left a status in this time." : "No time was spent in any status that is not done."
        }
        return
            "Most time before done goes by in \(slowest.name): \(elapsed.text(elapsed.days(slowest.meanSeconds))) an issue; \(Figure.percent(tally.reopenedIssues, of: tally.doneIssues)) of finished issues were reopened."
    }

    private func definition(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule
    ) -> [String] {
        let (place, done) =
            stages.isByColumn ? ("column", "the last column") : ("status", "the category Done")
        return [
            "A visit lasts from entering a \(place) to leaving it, \(request.elapsed.rule).",
            "A \(place) that an issue has not left yet runs to the moment that the data show; so a done one grows with time, and the chart leaves those out.",
            "Repeated visits of an issue to a \(place) add up: mean, median and 85 % are per issue that was ever in it. Issues that were never started count with the time that they wait.",
            "Median and 85 % are by nearest rank: values that really occur.",
            "With from or to, a visit counts where its end lies in that time.",
            "Reopened: an issue left \(done) for another \(stages.isByColumn ? "column" : "category"). The rate is the share of those, up to now, among the issues that came to \(done) in that time.",
            stages.edgeRule(scope),
            "Days are those of the time zone \(request.facts.zoneName).",
        ] + [scope.boardRule].compactMap { $0 }
    }
}
