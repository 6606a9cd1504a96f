import Reporting

extension ThroughputReport {
    /// Types that have a colour of their own; the rest are one.
    private static let mostTypes = 6

    func tiles(_ found: Findings, _ figures: ThroughputFigures) -> [Tile] {
        let unit = found.window.unit.rawValue
        let never = found.neverStarted.reduce(0, +)
        return [
            Tile(
                "Mean a \(unit)", figures.mean.map { Figure.grouped($0, digits: 1) } ?? "–",
                detail: "over \(found.complete.count) complete \(unit)s"),
            Tile(
                "At least", figures.atLeast.map(Figure.grouped) ?? "–", detail: "in 85 % of the \(unit)s"),
            Tile(
                "Trend", figures.trend.map { ($0 > 0 ? "+" : "") + Figure.fixed($0, digits: 2) } ?? "–",
                detail: "issues a \(unit), each \(unit)"),
            Tile(
                "Finished", Figure.grouped(found.total), detail: found.window.days.comparison(found.before)),
            Tile(
                "Reopened on the way", Figure.percent(found.reopened, of: found.total),
                detail: "\(Figure.grouped(found.reopened)) of \(Figure.grouped(found.total)) issues"),
            Tile(
                "Never in progress", Figure.percent(never, of: found.total),
                detail: "\(Figure.grouped(never)) of \(Figure.grouped(found.total)) issues"),
        ]
    }

    /// The most frequent first.
    private func types(_ found: Findings, _ scope: IssueScope) -> [(name: String, counts: [Int])] {
        found.byType.map { type, counts in
            (name: scope.typeName[type] ?? "?\(type)", counts: counts, total: counts.reduce(0, +))
        }
        .sorted { ($1.total, $0.name) < ($0.total, $1.name) }
        .map { ($0.name, $0.counts) }
    }

    func chart(_ found: Findings, _ scope: IssueScope, _ figures: ThroughputFigures) -> Chart {
        let window = found.window
        let types = types(found, scope)
        var shown = Array(types.prefix(types.count > Self.mostTypes + 1 ? Self.mostTypes : types.count))
        if shown.count < types.count {
            let rest = found.finished.indices.map { index in
                types.dropFirst(shown.count).reduce(0) { $0 + $1.counts[index] }
            }
            shown.append((name: "Other types", counts: rest))
        }
        let tints = ChartTint.palette(shown.count)
        let most = found.finished.max() ?? 0
        return .columns(
            ColumnChart(
                title:
                    "Issues finished per \(window.unit.rawValue), by type (n = \(Figure.grouped(found.total)))",
                summary:
                    "A column for each of \(window.count) \(window.unit.rawValue)s, up to \(Figure.grouped(most)) issues. The numbers are in the table below.",
                axisTitle: "Issues per \(window.unit.rawValue)",
                axis: .periods(window.unit, window.axis.starts),
                series: zip(shown, tints).map { .init($0.name, $1, $0.counts.map(Double.init)) },
                isStacked: true,
                markers: figures.mean.map {
                    [.init("Mean \(Figure.grouped($0, digits: 1))", .horizontal, at: $0)]
                } ?? [], isFirstPartial: window.isFirstPartial, isLastPartial: window.isLastPartial))
    }

    func periodTable(_ found: Findings) -> ReportTable {
        let window = found.window
        return window.table(
            "Per \(window.unit.rawValue)",
            [
                Column("finished", "Finished", .integer),
                Column("never_started", "Of them never in progress", .integer),
            ]
        ) { index in
            [.integer(Int64(found.finished[index])), .integer(Int64(found.neverStarted[index]))]
        }
    }

    /// One row for each type and period, so that a pivot table can be made of it.
    func typeTable(_ found: Findings, _ scope: IssueScope) -> ReportTable {
        let (window, types) = (found.window, types(found, scope))
        return ReportTable(
            name: "types", title: "Per \(window.unit.rawValue) and type",
            columns: PeriodWindow.columns + [
                Column("type", "Type", .text), Column("finished", "Finished", .integer),
            ],
            rows: found.finished.indices.flatMap { index in
                types.filter { $0.counts[index] > 0 }.map { type in
                    window.cells(index) + [.text(type.name), .integer(Int64(type.counts[index]))]
                }
            })
    }
}
