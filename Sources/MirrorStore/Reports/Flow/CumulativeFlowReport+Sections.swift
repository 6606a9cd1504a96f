import Reporting
import SyncCore

extension CumulativeFlowReport {
    func document(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ found: Findings
    ) -> ReportDocument {
        let shown = found.shown
        var sections: [ReportSection] = []
        if !shown.isEmpty { sections = [.tiles(tiles(found)), .chart(chart(found, shown))] }
        sections += [.table(periodTable(found)), .table(layerTable(found, shown))]
        return document(
            request, headline: headline(found), definition: definition(request, scope, stages, found),
            sample: Sample(found.issues, "issues from \(found.window.text)"),
            exclusions: [
                Exclusion("done before the first day, and still", found.doneBefore),
                Exclusion("sub-tasks", found.subtasks), Exclusion("archived issues", found.archived),
            ],
            jiraDifference: """
                Jira's cumulative flow diagram belongs to a board: it goes by the board's filter and its columns, \
                shows all that was ever done, and takes issues out that the filter does not find any more. Give \
                board=… and finished=all for the same columns; a filter is a search that the mirror cannot run.
                """,
            searches: searches(scope, stages, found), sections: sections, mainTable: "periods")
    }

    /// What came in and was done in one of the complete periods; nil where none is.
    private func means(_ found: Findings) -> (arrivals: Double, departures: Double)? {
        let complete = (0..<found.window.count).filter(found.window.isComplete)
        guard !complete.isEmpty else { return nil }
        let (arrivals, departures) = sums(found, complete)
        let count = Double(complete.count)
        return (Double(arrivals) / count, Double(departures) / count)
    }

    private func sums(_ found: Findings, _ periods: some Sequence<Int>) -> (arrivals: Int, departures: Int) {
        periods.reduce(into: (0, 0)) { sums, index in
            sums.0 += found.arrivals(index)
            sums.1 += found.departures(index)
        }
    }

    /// Little's law, in days; nil where nothing was finished. A cut period weighs as many days as are shown of it.
    private func approximateDays(_ found: Findings) -> Double? {
        let periods = 0..<found.window.count
        let finished = sums(found, periods).departures
        let issueDays = periods.reduce(0) { $0 + found.inProgress($1) * found.window.shownDays($1) }
        return finished > 0 ? Double(issueDays) / Double(finished) : nil
    }

    private func headline(_ found: Findings) -> String {
        guard found.issues > 0 else { return "No issue was there from \(found.window.text)." }
        let end = found.window.count - 1
        let (now, before) = (found.inProgress(end), found.inProgress(-1))
        let change =
            now == before
            ? "as many as" : "\(Figure.grouped(abs(now - before))) \(now > before ? "more" : "fewer") than"
        let (arrivals, departures) = sums(found, 0...end)
        return
            "\(Figure.counted(now, "issue is", "issues are")) in progress, \(change) at the beginning: \(Figure.grouped(arrivals)) came in, \(Figure.counted(departures, "was", "were")) finished."
    }

    private func tiles(_ found: Findings) -> [Tile] {
        let (end, unit, means) = (found.window.count - 1, found.window.unit.rawValue, means(found))
        let change = found.inProgress(end) - found.inProgress(-1)
        func mean(_ number: Double?) -> String { number.map { Figure.grouped($0, digits: 1) } ?? "–" }
        return [
            Tile(
                "In progress", Figure.grouped(found.inProgress(end)),
                detail: "at the end of \(found.window.last.text)"),
            Tile(
                "Change", (change > 0 ? "+" : "") + Figure.grouped(change), detail: "of what is in progress",
                tone: change > 0 ? .bad : change < 0 ? .good : .neutral),
            Tile("Arrivals a \(unit)", mean(means?.arrivals), detail: "into progress"),
            Tile("Departures a \(unit)", mean(means?.departures), detail: "into done"),
            Tile(
                "Approximate cycle time", approximateDays(found).map(Figure.daysText) ?? "–",
                detail: "mean in progress / departures a day"),
        ]
    }

    private func chart(_ found: Findings, _ shown: [Int]) -> Chart {
        var tints: [StatusCategory?: Int] = [:]
        let colors: [StatusCategory?: ChartColor] = [.done: .green, .indeterminate: .blue, .new: .grey]
        let layers = shown.map { layer in
            let stage = found.layers[layer].stage
            let step = tints[stage, default: 0]
            tints[stage] = step + 1
            return StackedAreaChart.Layer(
                found.layers[layer].name, ChartTint(colors[stage] ?? .purple, step: step % 4),
                (0..<found.window.count).map { Double(found.count(layer: layer, $0)) })
        }
        let end = found.window.count - 1
        return .stackedArea(
            StackedAreaChart(
                title:
                    "Issues at the end of each \(found.window.unit.rawValue) (n = \(Figure.grouped(found.issues)))",
                summary: "Stacked from the bottom, at the end: "
                    + shown.map { "\(found.layers[$0].name) \(Figure.grouped(found.count(layer: $0, end)))" }
                    .joined(separator: ", ") + ".",
                axisTitle: "Issues", unit: found.window.unit,
                days: found.window.axis.starts.indices.map(found.window.lastDay), layers: layers))
    }

    private func periodTable(_ found: Findings) -> ReportTable {
        let window = found.window
        return window.table(
            "Per \(window.unit.rawValue)",
            [
                Column("arrivals", "Came into progress", .integer),
                Column("departures", "Done", .integer),
                Column("to_do", "To do at the end", .integer),
                Column("in_progress", "In progress at the end", .integer),
                Column("done", "Done at the end", .integer),
                Column("unknown", "Unknown at the end", .integer),
            ]
        ) { index in
            let unknown = found.layers.indices.reduce(0) { sum, layer in
                switch found.layers[layer].stage {
                case .new, .indeterminate, .done: sum
                case .undefined, nil: sum + found.count(layer: layer, index)
                }
            }
            let numbers: [Int] = [
                found.arrivals(index), found.departures(index), found.count([.new], index),
                found.inProgress(index), found.count([.done], index), unknown,
            ]
            return numbers.map { .integer(Int64($0)) }
        }
    }

    /// One row for each period and layer, from the beginning of the way.
    private func layerTable(_ found: Findings, _ shown: [Int]) -> ReportTable {
        let window = found.window
        return ReportTable(
            name: "layers", title: "Layers at the end of each \(window.unit.rawValue)",
            columns: PeriodWindow.columns + [
                Column("layer", "Layer", .text), Column("issues", "Issues", .integer),
            ],
            rowCount: window.count * shown.count
        ) { body in
            for index in 0..<window.count {
                for layer in shown.reversed() {
                    let flow = try body(
                        window.cells(index) + [
                            .text(found.layers[layer].name),
                            .integer(Int64(found.count(layer: layer, index))),
                        ])
                    if flow == .stop { return }
                }
            }
        }
    }

    private func definition(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ found: Findings
    ) -> [String] {
        let layer =
            stages.isByColumn
            ? "the column of the board in which its status stands"
            : request.values.text("layers") == "status" ? "its status" : "the category of its status"
        return [
            "Each issue counts at the end of each \(found.window.unit.rawValue), from its creation on, in \(layer) at that moment; the last one ends with the chosen days or the data.",
            request.values.text("finished") == "all"
                ? "Done holds all that was ever done."
                : "Issues that were done before the first day and stayed so are left out: Done grows from there.",
            "Came into progress: the growth of In progress and Done together; done: the growth of Done. What goes back, or is reopened, is taken off in the period in which that happens, so that both can be negative; an issue that was never started and goes from To Do to Done at once counts in both. Their means are those of complete \(found.window.unit.rawValue)s.",
            "Approximate cycle time (Little's law): the mean number in progress at the end of the \(found.window.unit.rawValue)s, a cut one weighed by its days, divided by what was done a day; it holds where as much comes in as goes out. The cycle time report has the exact one.",
            stages.edgeRule(scope), found.window.dayRule,
        ] + [scope.boardRule].compactMap { $0 }
    }

    private func searches(_ scope: IssueScope, _ stages: StageRule, _ found: Findings) -> [JiraSearch] {
        guard scope.isReproducible, found.window.reachesNow else { return [] }
        let end = found.window.count - 1
        var searches: [JiraSearch] = []
        var names: Set<String> = []
        for what in found.layers {
            // Jira finds all statuses of a name, however many there are; what is done may be left out here.
            guard let name = what.status, names.insert(name).inserted else { continue }
            let alike = found.layers.indices.filter { found.layers[$0].status == name }
            let count = alike.reduce(0) { $0 + found.count(layer: $1, end) }
            guard count > 0, !alike.contains(where: { found.layers[$0].stage == .done }) else { continue }
            searches.append(
                JiraSearch("\(name) now", jql: scope.jql.isOneOf("status", [name]).text, expected: count))
        }
        guard searches.isEmpty else { return searches }
        for (stage, what) in [(StatusCategory.indeterminate, "In progress"), (.new, "To do")] {
            guard let clause = stages.clause(stage) else { continue }
            searches.append(
                JiraSearch(
                    "\(what) now", jql: scope.jql.clause(clause).text, expected: found.count([stage], end)))
        }
        return searches
    }
}
