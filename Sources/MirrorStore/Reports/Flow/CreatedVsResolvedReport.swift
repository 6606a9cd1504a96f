import Reporting
import SyncCore

/// How much comes in, how much is resolved, and what that leaves open.
///
/// One pass over the days of `issues`, without their texts where an index holds `created_on`, `resolved_on`.
struct CreatedVsResolvedReport: ReportDefinition {
    let description = ReportDescription(
        name: "created-vs-resolved", title: "Created vs resolved",
        summary: "Does the work that is finished keep up with the work that comes in?",
        parameters: ReportParameter.scope + [
            .from("-26w", "of counting"), .to("of counting"), .by("week"), .subtasks("yes"),
        ])

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        let count = try Count(scope, PeriodWindow(request), request.reader)
        return document(request, scope, count)
    }

    /// What happened in the time before, for comparison.
    struct Before {
        var created = 0
        var resolved = 0
    }

    /// Numbers per period.
    struct Count {
        let window: PeriodWindow
        private(set) var created: [Int]
        private(set) var resolved: [Int]
        /// At the end of each period.
        private(set) var open: [Int]
        /// In as many days before the first.
        private(set) var before = Before()
        private(set) var archived = 0
        private(set) var subtasks = 0

        /// Created and resolved count in the window; the backlog counts from the beginning of all.
        init(_ scope: IssueScope, _ window: PeriodWindow, _ reader: MirrorReader) throws(ReportError) {
            self.window = window
            let (axis, periods) = (window.axis, window.count)
            let (first, last) = (window.first, window.last)
            var created = [Int](repeating: 0, count: periods)
            var resolved = created
            var change = created
            var before = 0
            var earlier = Before()
            let earliest = window.before.first
            var (archived, subtasks) = (0, 0)
            /// A day's effect on the count of its period and on the backlog.
            func add(_ day: Day, to counts: inout [Int], _ sign: Int) {
                guard day <= last else { return }
                let index = axis.index(of: day)
                if day >= first, index >= 0 { counts[index] += 1 }
                if index < 0 { before += sign } else { change[index] += sign }
            }
            try reader.report(
                """
                SELECT i.created_on, i.resolved_on, i.issue_type_id, i.archived_at IS NOT NULL
                FROM issues AS i WHERE \(scope.condition("i"))
                """
            ) { row in
                let (creation, resolution) = (row.day(0), row.day(1))
                // What was over before the first day is no part of what is shown, and not left out of it.
                let isShown = creation.map { $0 <= last } ?? false && resolution.map { $0 >= first } ?? true
                switch scope.place(type: row.number(2), isArchived: row.number(3) == 1) {
                case .archived: archived += isShown ? 1 : 0
                case .subtask: subtasks += isShown ? 1 : 0
                case .counted:
                    if let day = creation {
                        add(day, to: &created, 1)
                        if day < first, day >= earliest { earlier.created += 1 }
                    }
                    if let day = resolution {
                        add(day, to: &resolved, -1)
                        if day < first, day >= earliest { earlier.resolved += 1 }
                    }
                }
            }
            var open: [Int] = []
            for index in 0..<periods {
                before += change[index]
                open.append(before)
            }
            (self.created, self.resolved, self.open) = (created, resolved, open)
            (self.archived, self.subtasks) = (archived, subtasks)
            self.before = earlier
        }
    }

    private func document(_ request: ReportRequest, _ scope: IssueScope, _ count: Count) -> ReportDocument {
        let created = count.created.reduce(0, +)
        let resolved = count.resolved.reduce(0, +)
        let open = count.open.last ?? 0
        return document(
            request, headline: headline(created, resolved, open), definition: definition(scope, count.window),
            sample: Sample(created + resolved, "events (created or resolved) from \(count.window.text)"),
            exclusions: [
                Exclusion("archived issues", count.archived), Exclusion("sub-tasks", count.subtasks),
            ],
            jiraDifference: """
                Jira's gadget counts the same two dates, per period or added up from the beginning of its own \
                window; it does not know what was open before. The backlog here counts from the first issue on. \
                Jira reads dates in each viewer's time zone, so days may differ at midnight.
                """,
            searches: searches(scope, count, created, resolved),
            sections: [
                .tiles([
                    Tile("Created", Figure.grouped(created), detail: count.comparison(\.created)),
                    Tile(
                        "Resolved", Figure.grouped(resolved),
                        detail: count.comparison(\.resolved)
                            ?? "\(Figure.percent(resolved, of: created)) of created"),
                    Tile(
                        "Change of backlog",
                        Figure.signed(created - resolved),
                        detail: count.before.created + count.before.resolved > 0
                            ? count.window.days.comparison(
                                Figure.signed(count.before.created - count.before.resolved)) : nil,
                        tone: created > resolved ? .bad : created < resolved ? .good : .neutral),
                    Tile("Open at the end", Figure.grouped(open), detail: "on \(count.window.last.text)"),
                ]),
                .chart(flowChart(count)), .chart(backlogChart(count)), .table(table(count)),
            ])
    }

    private func headline(_ created: Int, _ resolved: Int, _ open: Int) -> String {
        let difference = Figure.grouped(abs(created - resolved))
        let rest = "\(Figure.grouped(open)) are open."
        guard created + resolved > 0 else { return "Nothing was created or resolved; \(rest)" }
        if created == resolved {
            return "As many issues were resolved as created (\(Figure.grouped(created))); \(rest)"
        }
        return created > resolved
            ? "The backlog grew by \(difference): \(Figure.grouped(created)) created, \(Figure.grouped(resolved)) resolved; \(rest)"
            : "The backlog shrank by \(difference): \(Figure.grouped(created)) created, \(Figure.grouped(resolved)) resolved; \(rest)"
    }

    private func definition(_ scope: IssueScope, _ window: PeriodWindow) -> [String] {
        [
            "Created: issues by the day of their creation.",
            "Resolved: issues by the day of their resolution date, whatever their status. Jira clears that date when an issue is reopened, so each issue counts at most once, at its latest resolution.",
            "Open: all issues created up to the end of the period minus those resolved up to then, from the beginning of the data.",
            window.dayRule,
            scope.dateEdgeRule,
        ]
    }

    private func searches(
        _ scope: IssueScope, _ count: Count, _ created: Int, _ resolved: Int
    ) -> [JiraSearch] {
        func span(_ field: String) -> JQL {
            scope.jql.compare(field, ">=", count.window.first.text)
                .compare(field, "<", count.window.next.text)
        }
        return [
            JiraSearch("Created", jql: span("created").ordered(by: "created").text, expected: created),
            JiraSearch("Resolved", jql: span("resolved").ordered(by: "resolved").text, expected: resolved),
        ]
    }
}
