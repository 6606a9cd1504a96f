import Reporting
import SyncCore

/// How long issues take from creation to resolution.
///
/// One pass over the issues that were resolved in the window, in the index `issues_by_resolved`, which holds all that
/// is asked for.
struct ResolutionTimeReport: ReportDefinition {
    let description = ReportDescription(
        name: "resolution-time", title: "Resolution time",
        summary: "How long do people wait until an issue is resolved?",
        parameters: ReportParameter.scope + [
            .from("-1y", "of resolution"), .to("of resolution"), .by("month"), .calendar, .subtasks("no"),
        ])

    static let levels = [50, 70, 85, 95]

    /// What one pass found; seconds in ascending order.
    struct Findings {
        let window: PeriodWindow
        var seconds: [[Int64]]
        var all: [Int64] = []
        /// Of what was resolved in as many days before.
        var before: [Int64] = []
        var archived = 0
        var subtasks = 0
        var backwards = 0

        init(_ window: PeriodWindow) {
            self.window = window
            seconds = [[Int64]](repeating: [], count: window.count)
        }
    }

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        var found = Findings(try PeriodWindow(request, unit: .month))
        try find(scope, request, &found)
        return document(request, scope, found)
    }

    private func find(
        _ scope: IssueScope, _ request: ReportRequest, _ found: inout Findings
    ) throws(ReportError) {
        let elapsed = request.elapsed
        var findings = found
        let (before, first) = (found.window.before.first, found.window.first)
        // `+` keeps SQLite from starting with the projects, whose index lacks the moments.
        let condition = scope.condition(scope.isNarrow ? "i" : "+i")
        try request.reader.report(
            """
            SELECT i.resolved_on, i.created_at, i.resolved_at, i.issue_type_id, i.archived_at IS NOT NULL
            FROM issues AS i
            WHERE i.resolved_on >= ? AND i.resolved_on <= ? AND \(condition)
            """,
            .positional([.text(before.text), .text(found.window.last.text)])
        ) { row in
            guard let day = row.day(0), let created = row.instant(1), let resolved = row.instant(2) else {
                return
            }
            let place = scope.place(type: row.number(3), isArchived: row.number(4) == 1)
            if day < first {
                guard place == .counted, resolved >= created else { return }
                return findings.before.append(elapsed.seconds(from: created, to: resolved))
            }
            switch place {
            case .archived: findings.archived += 1
            case .subtask: findings.subtasks += 1
            case .counted:
                guard resolved >= created else {
                    findings.backwards += 1
                    return
                }
                let seconds = elapsed.seconds(from: created, to: resolved)
                let index = findings.window.axis.index(of: day)
                if findings.seconds.indices.contains(index) { findings.seconds[index].append(seconds) }
            }
        }
        for index in findings.seconds.indices { findings.seconds[index].sort() }
        findings.before.sort()
        findings.all = findings.seconds.flatMap { $0 }.sorted()
        found = findings
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ found: Findings
    ) -> ReportDocument {
        let figures = ResolutionFigures(request.elapsed)
        let span = found.window.text
        var sections: [ReportSection] = []
        if !found.all.isEmpty {
            sections = [
                .tiles(figures.tiles(found)), .chart(figures.chart(found)),
                .table(figures.periodTable(found)), .table(figures.percentileTable(found)),
            ]
        } else {
            sections = [.table(figures.periodTable(found))]
        }
        return document(
            request, headline: headline(found, figures, span),
            definition: definition(figures, scope, found.window),
            sample: Sample(found.all.count, "issues resolved from \(span)"),
            exclusions: [
                Exclusion("archived issues", found.archived), Exclusion("sub-tasks", found.subtasks),
                Exclusion("resolved before they were created", found.backwards),
            ],
            jiraDifference: """
                Jira's gadget draws the mean only, in whole days of 24 hours; a few very old issues move it far, \
                so percentiles stand beside it here. It uses the same two dates.
                """,
            searches: searches(scope, found), sections: sections)
    }

    private func headline(_ found: Findings, _ figures: ResolutionFigures, _ span: String) -> String {
        guard let half = figures.percentile(50, found.all), let sure = figures.percentile(85, found.all)
        else {
            return "No issue was resolved from \(span)."
        }
        return
            "Half of the issues are resolved within \(figures.text(half)) of their creation, 85 % within \(figures.text(sure))."
    }

    private func definition(
        _ figures: ResolutionFigures, _ scope: IssueScope, _ window: PeriodWindow
    ) -> [String] {
        [
            "Resolution time: from the creation to the resolution date, \(figures.unitRule).",
            "Each issue counts once, in the period of its resolution date, whatever its status; Jira clears that date when an issue is reopened, and the time before counts on.",
            "Percentiles are by nearest rank: 85 % of the issues took that long or less, and one of them took exactly that long.",
            "Periods without a resolution have no figures; the first and the last period may be cut by the chosen days.",
            scope.dateEdgeRule, window.dayRule,
        ]
    }

    private func searches(_ scope: IssueScope, _ found: Findings) -> [JiraSearch] {
        guard scope.isReproducible else { return [] }
        let jql = scope.jql.compare("resolved", ">=", found.window.first.text)
            .compare("resolved", "<", found.window.next.text).ordered(by: "resolved")
        return [
            JiraSearch("Resolved", jql: jql.text, expected: found.all.count + found.backwards)
        ]
    }
}
