import Reporting
import SyncCore

/// Where issues spend their time, and how often finished work comes back.
///
/// One pass over `status_interval_data`: by primary key, or project by project through its index.
struct TimeInStatusReport: ReportDefinition {
    let description = ReportDescription(
        name: "time-in-status", title: "Time in status",
        summary: "In which status do issues wait, and how often is finished work reopened?",
        parameters: [
            .project, .type, .from(nil, "visits that ended on it or later"),
            .to("visits that ended up to it"), .subtasks("no"),
        ])

    /// What a status is called and which category it has.
    struct Status {
        var name: String
        /// `new`, `indeterminate`, `done`, `undefined`; nil is unknown.
        var category: String?
        var categoryName: String?
        var position: Int64
    }

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        let statuses = try statuses(request.reader)
        let calendar = request.facts.calendar
        let first = request.values.day("from")
        let last = request.values.day("to") ?? request.facts.today
        let end = calendar.start(of: Day(daysSince1970: last.daysSince1970 + 1))
        let start = first.map { calendar.start(of: $0).milliseconds } ?? Int64.min
        var tally = StatusTally(
            window: min(start, end.milliseconds)..<end.milliseconds,
            asOf: (request.facts.asOf ?? request.now).milliseconds,
            doneStatuses: Set(statuses.filter { $0.value.category == "done" }.keys))
        let scan = FlowScan(
            scope: scope, table: "status_interval_data",
            columns: ["status_id", "entered_ms", "left_ms"])
        var (subtasks, archived) = (IssueRuns(), IssueRuns())
        try scan.run(request.reader) { row, issue in
            switch issue.place {
            case .archived: archived.add(issue.id)
            case .subtask: subtasks.add(issue.id)
            case .counted:
                tally.add(
                    issue: issue.id,
                    StatusTally.Visit(status: row.number(1), entered: row.number(2), left: row.integer(3)))
            }
        }
        tally.finish()
        return document(
            request, scope, tally, statuses,
            [
                Exclusion("sub-tasks", subtasks.count), Exclusion("archived issues", archived.count),
            ])
    }

    private func statuses(_ reader: MirrorReader) throws(ReportError) -> [Int64: Status] {
        var statuses: [Int64: Status] = [:]
        try reader.report(
            """
            SELECT s.id, s.name, c.key, c.name, s.position
            FROM statuses AS s LEFT JOIN status_categories AS c ON c.id = s.category_id
            """
        ) { row in
            guard let id = row.integer(0) else { return }
            statuses[id] = Status(
                name: row.text(1) ?? "?\(id)", category: row.text(2), categoryName: row.text(3),
                position: row.integer(4) ?? .max)
        }
        return statuses
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ tally: StatusTally, _ statuses: [Int64: Status],
        _ exclusions: [Exclusion]
    ) -> ReportDocument {
        let lines = TimeInStatusLine.all(tally, statuses)
        let slowest = lines.filter { $0.category != "done" }.max { $0.totalSeconds < $1.totalSeconds }
        var sections: [ReportSection] = [.tiles(tiles(tally, slowest))]
        if let chart = chart(lines, issues: tally.issueCount) { sections.append(.chart(chart)) }
        sections += [.table(statusTable(lines)), .table(reopenTable(tally))]
        var searches: [JiraSearch] = []
        if let slowest, slowest.openVisits > 0, request.values.day("from") == nil {
            searches.append(
                JiraSearch(
                    "Now in \(slowest.name)", jql: scope.jql.isOneOf("status", [slowest.name]).text,
                    expected: slowest.openVisits))
        }
        return document(
            request, headline: headline(slowest, tally), definition: definition,
            sample: Sample(
                tally.issueCount, "issues with \(Figure.grouped(tally.visitCount)) visits to statuses"),
            exclusions: exclusions,
            jiraDifference: """
                Jira's control chart adds up the time in the columns that are selected, for one board. Apps \
                that show the time in status differ in what an open visit and a repeated visit count for: here \
                both count in full.
                """,
            searches: searches, sections: sections, mainTable: "statuses")
    }

    private func headline(_ slowest: TimeInStatusLine?, _ tally: StatusTally) -> String {
        guard let slowest, slowest.totalSeconds > 0 else {
            return tally.issueCount == 0
                ? "No issue left a status in this time." : "No time was spent in any status that is not done."
        }
        return
            "Most time before done goes by in \(slowest.name): \(Figure.daysText(slowest.meanSeconds / 86_400)) an issue; \(Figure.percent(tally.reopenedIssues, of: tally.doneIssues)) of finished issues were reopened."
    }

    private var definition: [String] {
        [
            "A visit lasts from entering a status to leaving it, in elapsed time, nights and weekends included; 1 day is 24 hours.",
            "A status that an issue has not left yet runs to the moment that the data show; so a Done status grows with time, and the chart leaves that category out.",
            "Repeated visits of an issue to a status add up: mean, median and 85 % are per issue that was ever in the status.",
            "Median and 85 % are by nearest rank: values that really occur.",
            "With from or to, a visit counts where its end lies in that time.",
            "Reopened: an issue left the category Done for another one. The rate is the share of issues with such a visit among the issues with a visit to the category Done.",
            "Statuses are told apart by their id and count by the name and category that they have today; moved issues count in the project they are in now.",
        ]
    }
}

/// Counts issues whose rows come one after the other.
private struct IssueRuns {
    private(set) var count = 0
    private var last: Int64?

    mutating func add(_ issue: Int64) {
        if issue != last { count += 1 }
        last = issue
    }
}
