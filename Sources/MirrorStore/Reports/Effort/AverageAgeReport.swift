import Foundation
import Reporting
import SyncCore

/// How old the open work is.
///
/// One pass over the days of `issues`, without their texts where an index holds `created_on`, `resolved_on`.
struct AverageAgeReport: ReportDefinition {
    let description = ReportDescription(
        name: "average-age", title: "Average age of open issues",
        summary: "Does the unresolved work get older?",
        parameters: ReportParameter.scope + [
            .from("-26w", "of looking"), .to("of looking"), .by("week"), .subtasks("no"),
        ])

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        let ages = try Ages(scope, PeriodWindow(request), request.reader)
        return document(request, scope, ages)
    }

    /// Open issues at the end of each period, and their days.
    struct Ages {
        let window: PeriodWindow
        /// The last day of each period; the last one may be cut.
        let ends: [Day]
        private(set) var open: [Int]
        /// From the day of creation to the end, added up.
        private(set) var days: [Int]
        private(set) var archived = 0
        private(set) var subtasks = 0

        init(_ scope: IssueScope, _ window: PeriodWindow, _ reader: MirrorReader) throws(ReportError) {
            self.window = window
            let (axis, last, periods) = (window.axis, window.last, window.count)
            ends = axis.starts.indices.map(window.lastDay)
            // What begins and stops to be open with a period, and the days of creation of that.
            var count = [Int](repeating: 0, count: periods + 1)
            var created = count
            var (archived, subtasks) = (0, 0)
            try reader.report(
                """
                SELECT i.created_on, i.resolved_on, i.issue_type_id, i.archived_at IS NOT NULL
                FROM issues AS i WHERE \(scope.condition("i"))
                """
            ) { row in
                guard let creation = row.day(0), creation <= last else { return }
                let start = max(0, axis.index(of: creation))
                var stop = periods
                if let resolution = row.day(1), resolution <= last {
                    stop = max(0, axis.index(of: resolution))
                }
                guard start < stop else { return }
                switch scope.place(type: row.number(2), isArchived: row.number(3) == 1) {
                case .archived: archived += 1
                case .subtask: subtasks += 1
                case .counted:
                    count[start] += 1
                    count[stop] -= 1
                    created[start] += creation.daysSince1970
                    created[stop] -= creation.daysSince1970
                }
            }
            (self.archived, self.subtasks) = (archived, subtasks)
            open = []
            days = []
            var (running, sum) = (0, 0)
            for index in 0..<periods {
                running += count[index]
                sum += created[index]
                open.append(running)
                days.append(running * ends[index].daysSince1970 - sum)
            }
        }

        /// Nil where nothing is open.
        func average(_ index: Int) -> Double? {
            open[index] > 0 ? Double(days[index]) / Double(open[index]) : nil
        }
    }

    private func document(_ request: ReportRequest, _ scope: IssueScope, _ ages: Ages) -> ReportDocument {
        let (end, final) = (ages.ends.count - 1, ages.open.last ?? 0)
        let isEmpty = ages.open.allSatisfy { $0 == 0 }
        var sections: [ReportSection] = []
        if !isEmpty { sections = [.tiles(tiles(ages)), .chart(chart(ages))] }
        sections.append(.table(table(ages)))
        return document(
            request, headline: headline(ages), definition: definition(request, scope),
            sample: Sample(final, "issues open at the end of \(ages.ends[end].text)"),
            exclusions: [Exclusion("archived issues", ages.archived), Exclusion("sub-tasks", ages.subtasks)],
            jiraDifference: """
                Jira's gadget divides the same sums, from the same two dates, but looks at the start of each \
                period: Jira Server and Data Center count the issues created within the period as well, Jira \
                Cloud does not. Here each period is seen at its end, as it then was.
                """,
            searches: searches(scope, ages), sections: sections)
    }

    private func headline(_ ages: Ages) -> String {
        let end = ages.ends.count - 1
        guard let age = ages.average(end) else {
            return "No issue was open at the end of \(ages.ends[end].text)."
        }
        let now =
            "The \(Figure.grouped(ages.open[end])) open issues are \(Figure.daysText(age)) old on average"
        guard let before = ages.average(0), end > 0 else { return now + "." }
        let change = age - before
        guard change.magnitude >= 0.5 else { return now + ", as on \(ages.ends[0].text)." }
        return now
            + ", \(Figure.daysText(change.magnitude)) \(change > 0 ? "more" : "less") than on \(ages.ends[0].text)."
    }

    private func tiles(_ ages: Ages) -> [Tile] {
        let end = ages.ends.count - 1
        let (first, last) = (ages.average(0), ages.average(end))
        var tiles = [
            Tile(
                "Average age", last.map(Figure.daysText) ?? "–",
                detail: "at the end of \(ages.ends[end].text)"),
            Tile("Open issues", Figure.grouped(ages.open[end])),
        ]
        if let first, let last {
            let change = last - first
            tiles.append(
                Tile(
                    "Change", (change > 0 ? "+" : change < 0 ? "-" : "") + Figure.daysText(change.magnitude),
                    detail: "since \(ages.ends[0].text)",
                    tone: change >= 0.5 ? .bad : change <= -0.5 ? .good : .neutral))
        }
        return tiles
    }

    private func chart(_ ages: Ages) -> Chart {
        let values = ages.open.indices.map { ages.average($0) ?? 0 }
        return .timeSeries(
            TimeSeriesChart(
                title: "Average age at the end of each \(ages.window.unit.rawValue)",
                summary:
                    "Average days since creation of the issues that were open, from \(Figure.days(values.first ?? 0)) to \(Figure.days(values.last ?? 0)); 0 where none was.",
                axisTitle: "Days", unit: ages.window.unit, periods: ages.window.axis.starts,
                series: [.init("Average age", .blue, values, isArea: true)]))
    }

    private func table(_ ages: Ages) -> ReportTable {
        let unit = ages.window.unit
        return ReportTable(
            name: "periods", title: "At the end of each \(unit.rawValue)",
            columns: [
                Column("period", "Period", .text), Column("period_end", "At the end of", .day),
                Column("open", "Open", .integer), Column("total_days", "Days together", .integer),
                Column("average_days", "Average, days", .real(digits: 1)),
            ],
            rows: ages.open.indices.map { index in
                [
                    .text(unit.label(ages.window.axis.starts[index])), .day(ages.ends[index]),
                    .integer(Int64(ages.open[index])), .integer(Int64(ages.days[index])),
                    ages.average(index).map { .real(($0 * 10_000).rounded() / 10_000) } ?? .null,
                ]
            })
    }

    private func definition(_ request: ReportRequest, _ scope: IssueScope) -> [String] {
        [
            "Open at the end of a day: created on that day or before, and not resolved by then; an issue that was reopened since counts as if it had never been resolved, for Jira clears its resolution date.",
            "Age: whole days from the day of creation to the last day of the period; 0 for what was created on that day.",
            "Average: the ages of all open issues added up, divided by their number.",
            "The last period ends with the chosen days, or with the data.",
            "Days are those of the time zone \(request.facts.calendar.zone.identifier); weeks start on Monday (ISO 8601).",
            scope.dateEdgeRule,
        ]
    }

    private func searches(_ scope: IssueScope, _ ages: Ages) -> [JiraSearch] {
        guard scope.isReproducible, let last = ages.ends.last else { return [] }
        let next = Day(daysSince1970: last.daysSince1970 + 1).text
        let jql = scope.jql.compare("created", "<", next)
            .clause("(resolved is EMPTY OR resolved >= \"\(next)\")").ordered(by: "created")
        return [JiraSearch("Open at the end of \(last.text)", jql: jql.text, expected: ages.open.last)]
    }
}
