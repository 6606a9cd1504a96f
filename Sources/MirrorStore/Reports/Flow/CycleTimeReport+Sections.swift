import Reporting
import SyncCore

extension CycleTimeReport {
    func tiles(_ figures: CycleTimeFigures, _ found: Findings) -> [Tile] {
        let reopened = found.finished.count { $0.reopenCount > 0 }
        let before = found.before.sorted()
        return CycleTimeFigures.levels.compactMap { level in
            figures.percentile(level).map {
                Tile(
                    level == 50 ? "Median" : "\(level) % within", figures.elapsed.text($0),
                    detail: Percentile.nearestRank(level, ofSorted: before).map {
                        found.window.days.comparison(Figure.days(figures.elapsed.days(Double($0))))
                    })
            }
        } + [
            Tile("Mean", figures.mean.map(figures.elapsed.text) ?? "–"),
            Tile(
                "Reopened on the way", Figure.percent(reopened, of: found.finished.count),
                detail: "\(Figure.grouped(reopened)) of \(Figure.grouped(found.finished.count)) issues"),
        ]
    }

    func scatter(_ figures: CycleTimeFigures, _ found: Findings, _ request: ReportRequest) throws(ReportError)
        -> Chart
    {
        let calendar = request.facts.calendar
        let finished = found.finished
        let isFew = finished.count <= ScatterChart.mostSingleMarks
        let keys = isFew ? try IssueNames.of(finished.map(\.id), request.reader) : [:]
        let points = finished.map {
            ScatterChart.Point(
                x: calendar.wallDays(Instant(milliseconds: $0.done)),
                y: figures.elapsed.days(Double($0.cycleSeconds)),
                key: keys[$0.id]?.key)
        }
        let levels = CycleTimeFigures.levels.compactMap { level in
            figures.percentile(level).map { ScatterChart.Level("\(level) %", $0) }
        }
        return .scatter(
            ScatterChart(
                title: "Cycle time of each finished issue (n = \(Figure.grouped(finished.count)))",
                summary: "One mark an issue: when it was finished and how many days it took. "
                    + levels.map { "\($0.label) took \(figures.elapsed.text($0.value)) or less" }.joined(
                        separator: ", ")
                    + ".",
                axisTitle: "\(figures.elapsed.isBusiness ? "Business days" : "Days") from start to finish",
                unit: figures.elapsed.unit, points: points, levels: levels,
                curveName: "Rolling mean",
                curve: zip(points, figures.rolling).map { .init(x: $0.x, y: figures.elapsed.days($1)) }))
    }

    func percentileTable(_ figures: CycleTimeFigures) -> ReportTable {
        ReportTable(
            name: "percentiles", title: "Percentiles",
            columns: [
                Column("percentile", "Percentile", .integer),
                Column(
                    "cycle_days", "\(figures.elapsed.isBusiness ? "Business days" : "Days") or less",
                    .real(digits: 2)),
                Column("issues", "Issues within", .integer),
            ],
            rows: CycleTimeFigures.levels.compactMap { level in
                figures.percentile(level).map {
                    [
                        .integer(Int64(level)), .real(($0 * 10_000).rounded() / 10_000),
                        .integer(Int64(figures.count(within: $0))),
                    ]
                }
            })
    }

    func periodTable(_ figures: CycleTimeFigures, _ found: Findings) -> ReportTable {
        let (elapsed, window) = (figures.elapsed, found.window)
        var seconds = [[Int64]](repeating: [], count: window.count)
        for issue in found.finished {
            let index = window.clock.index(issue.done)
            if seconds.indices.contains(index) { seconds[index].append(issue.cycleSeconds) }
        }
        func value(_ p: Int, _ sorted: [Int64]) -> ReportValue {
            Percentile.nearestRank(p, ofSorted: sorted).map { elapsed.value(ofSeconds: Double($0)) } ?? .null
        }
        return window.table(
            "Finished per \(window.unit.rawValue)",
            [
                Column("finished", "Finished", .integer),
                Column("median_days", "Median, \(elapsed.unit)", .real(digits: 2)),
                Column("p85_days", "85 % within, \(elapsed.unit)", .real(digits: 2)),
            ]
        ) { index in
            let sorted = seconds[index].sorted()
            return [.integer(Int64(sorted.count)), value(50, sorted), value(85, sorted)]
        }
    }

    /// Newest first.
    func issueTable(
        _ figures: CycleTimeFigures, _ found: Findings, _ scope: IssueScope, _ reader: MirrorReader
    ) -> ReportTable {
        let (finished, rolling, elapsed) = (found.finished, figures.rolling, figures.elapsed)
        return ReportTable(
            name: "issues", title: "Finished issues, the latest first",
            columns: [
                Column("key", "Key", .issueKey), Column("type", "Type", .text),
                Column("summary", "Summary", .text), Column("started_at", "Started", .instant),
                Column("done_at", "Done", .instant), Column("cycle_seconds", "Seconds", .integer),
                Column("cycle_days", elapsed.isBusiness ? "Business days" : "Days", .real(digits: 2)),
                Column("active_days", "Active days", .real(digits: 2)),
                Column("reopen_count", "Reopened", .integer),
                Column("rolling_mean_days", "Rolling mean, \(elapsed.unit)", .real(digits: 2)),
            ], items: finished.indices.reversed(),
            reading: { try IssueNames.of($0.map { finished[$0].id }, reader) }
        ) { index, names in
            let issue = finished[index]
            return [
                .text(optional: names[issue.id]?.key), .text(optional: scope.typeName[issue.type]),
                .text(optional: names[issue.id]?.summary),
                .instant(Instant(milliseconds: issue.started)),
                .instant(Instant(milliseconds: issue.done)), .integer(issue.cycleSeconds),
                elapsed.value(ofSeconds: Double(issue.cycleSeconds)),
                .days(ofSeconds: Double(issue.activeSeconds)), .integer(issue.reopenCount),
                elapsed.value(ofSeconds: rolling[index]),
            ]
        }
    }
}
