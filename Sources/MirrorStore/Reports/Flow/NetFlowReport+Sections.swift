import Reporting
import SyncCore

extension NetFlowReport {
    func document(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ found: Findings
    ) -> ReportDocument {
        let (created, started) = (found.total(\.created), found.total(\.started))
        let finished = found.total(\.finished)
        return document(
            request, headline: headline(created, started, finished, found),
            definition: definition(scope, stages, found),
            sample: Sample(
                created + started + finished,
                "events (created, started or finished) from \(found.window.text)"),
            exclusions: [
                Exclusion("finished before they were started, not counted as in progress", found.backwards),
                Exclusion("sub-tasks", found.subtasks), Exclusion("archived issues", found.archived),
            ],
            jiraDifference: """
                Jira has no such report. Its created-versus-resolved gadget goes by the resolution date and does not \
                know when work was begun; here the status counts. An issue that is reopened leaves the count of \
                finished ones of the past, as it does in Jira, whose resolution date is cleared.
                """,
            searches: searches(scope, stages, found, created),
            sections: [
                .tiles(tiles(created, started, finished, found)), .chart(flowChart(found)),
                .chart(openChart(found)), .table(table(found)),
            ])
    }

    private func headline(
        _ created: Int, _ started: Int, _ finished: Int, _ found: Findings
    ) -> String {
        guard created + started + finished > 0 else {
            return "Nothing was created, started or finished from \(found.window.text)."
        }
        func change(_ number: Int, _ noun: String) -> String {
            number == 0
                ? "\(noun) stayed as it was"
                : "\(noun) \(number > 0 ? "grew" : "shrank") by \(Figure.grouped(abs(number)))"
        }
        return
            "\(change(created - finished, "Open work")): \(Figure.counted(created, "issue was", "issues were")) created, \(Figure.grouped(started)) started, \(Figure.grouped(finished)) finished; \(change((found.inProgress.last ?? 0) - found.inProgressBefore, "work in progress"))."
    }

    private func tiles(_ created: Int, _ started: Int, _ finished: Int, _ found: Findings) -> [Tile] {
        func tone(_ change: Int) -> Tile.Tone { change > 0 ? .bad : change < 0 ? .good : .neutral }
        let (days, before) = (found.window.days, found.before)
        let isKnown = before.created + before.started + before.finished > 0
        func comparison(_ figure: String) -> String? { isKnown ? days.comparison(figure) : nil }
        let work = (found.inProgress.last ?? 0) - found.inProgressBefore
        return [
            Tile(
                "Net flow", Figure.signed(finished - created),
                detail: comparison(Figure.signed(before.finished - before.created))
                    ?? "finished minus created",
                tone: tone(created - finished)),
            Tile("Created", Figure.grouped(created), detail: comparison(Figure.grouped(before.created))),
            Tile("Started", Figure.grouped(started), detail: comparison(Figure.grouped(before.started))),
            Tile("Finished", Figure.grouped(finished), detail: comparison(Figure.grouped(before.finished))),
            Tile("Open at the end", Figure.grouped(found.open.last ?? 0), detail: "not done"),
            Tile(
                "In progress at the end", Figure.grouped(found.inProgress.last ?? 0),
                detail: "\(Figure.signed(work)) since the beginning", tone: tone(work)),
        ]
    }

    private func flowChart(_ found: Findings) -> Chart {
        let window = found.window
        return .timeSeries(
            TimeSeriesChart(
                title: "Created, started and finished issues per \(window.unit.rawValue)",
                summary:
                    "Three lines over \(window.count) \(window.unit.rawValue)s. The numbers are in the table below.",
                axisTitle: "Issues per \(window.unit.rawValue)", unit: window.unit,
                periods: window.axis.starts,
                series: [
                    .init("Created", .orange, found.created.map(Double.init)),
                    .init("Finished", .green, found.finished.map(Double.init)),
                    .init("Started", .blue, found.started.map(Double.init)),
                ], fillsBetween: true, isFirstPartial: window.isFirstPartial,
                isLastPartial: window.isLastPartial))
    }

    private func openChart(_ found: Findings) -> Chart {
        let window = found.window
        return .timeSeries(
            TimeSeriesChart(
                title: "Open issues at the end of each \(window.unit.rawValue)",
                summary:
                    "Issues that are not done, from \(found.open.first ?? 0) to \(found.open.last ?? 0), and those of them that were started, from \(found.inProgress.first ?? 0) to \(found.inProgress.last ?? 0).",
                axisTitle: "Issues", unit: window.unit, periods: window.axis.starts,
                series: [
                    .init("Open", .purple, found.open.map(Double.init)),
                    .init("In progress", .blue, found.inProgress.map(Double.init), isArea: true),
                ]))
    }

    private func table(_ found: Findings) -> ReportTable {
        let window = found.window
        return window.table(
            "Per \(window.unit.rawValue)",
            [
                Column("created", "Created", .integer), Column("started", "Started", .integer),
                Column("finished", "Finished", .integer),
                Column("never_started", "Of them never in progress", .integer),
                Column("net_flow", "Net flow", .integer),
                Column("open_at_end", "Open at the end", .integer),
                Column("in_progress_at_end", "In progress at the end", .integer),
            ]
        ) { index in
            let numbers: [Int] = [
                found.created[index], found.started[index], found.finished[index],
                found.neverStarted[index], found.finished[index] - found.created[index],
                found.open[index], found.inProgress[index],
            ]
            return numbers.map { .integer(Int64($0)) }
        }
    }

    private func definition(_ scope: IssueScope, _ stages: StageRule, _ found: Findings) -> [String] {
        [
            "Created: issues by the day of their creation.", stages.startedRule, stages.doneRule,
            "Finished: issues by the moment at which they came to be done, those that were never started included; an issue that was reopened counts once, at its last finish, and as open until then.",
            "Net flow: finished minus created. Below zero the open work grows.",
            "Open at the end: created by then and not done by then, from the beginning of the data. In progress: started by then and not done by then; an issue that went back to To Do stays in progress from its first start on.",
            stages.edgeRule(scope), found.window.dayRule,
        ] + [scope.boardRule].compactMap { $0 }
    }

    private func searches(
        _ scope: IssueScope, _ stages: StageRule, _ found: Findings, _ created: Int
    ) -> [JiraSearch] {
        guard scope.isReproducible else { return [] }
        let next = Day(daysSince1970: found.window.last.daysSince1970 + 1).text
        let span = scope.jql.compare("created", ">=", found.window.first.text).compare("created", "<", next)
        var searches = [JiraSearch("Created", jql: span.ordered(by: "created").text, expected: created)]
        if found.window.reachesNow, let open = stages.clause(.done, "!=") {
            searches.append(
                JiraSearch("Open now", jql: scope.jql.clause(open).text, expected: found.open.last))
        }
        return searches
    }
}
