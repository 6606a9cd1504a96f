import Reporting

/// A status with its figures.
struct TimeInStatusLine {
    var name: String
    var category: String?
    var categoryName: String?
    var position: Int64
    var issues: Int
    var visits: Int
    var openVisits: Int
    var totalSeconds: Double
    var meanSeconds: Double
    var medianSeconds: Double
    var highSeconds: Double

    /// In the order of work: to do, in progress, done, unknown; within a category the longest total first.
    static func all(_ tally: StatusTally, _ statuses: [Int64: TimeInStatusReport.Status]) -> [Self] {
        let lines = tally.totals.filter { $0.visits > 0 }.map { totals in
            let (id, status) = (totals.status, statuses[totals.status])
            var lengths = totals.perIssue
            let total = lengths.reduce(0.0) { $0 + Double($1) } / 1000
            let levels = Percentile.nearestRanks([50, 85], of: &lengths)
            return TimeInStatusLine(
                name: status?.name ?? (id == 0 ? "(unknown)" : "?\(id)"), category: status?.category,
                categoryName: status?.categoryName, position: status?.position ?? .max, issues: lengths.count,
                visits: totals.visits, openVisits: totals.openVisits, totalSeconds: total,
                meanSeconds: lengths.isEmpty ? 0 : total / Double(lengths.count),
                medianSeconds: Double(levels.first ?? 0) / 1000,
                highSeconds: Double(levels.last ?? 0) / 1000)
        }
        return lines.sorted {
            ($0.rank, -$0.totalSeconds, $0.position, $0.name) < (
                $1.rank, -$1.totalSeconds, $1.position, $1.name
            )
        }
    }

    private var rank: Int {
        switch category {
        case "new": 0
        case "indeterminate": 1
        case "done": 2
        default: 3
        }
    }

    var color: ChartColor {
        switch category {
        case "new": .grey
        case "indeterminate": .blue
        case "done": .green
        default: .purple
        }
    }
}

extension TimeInStatusReport {
    private static let mostBars = 20

    func tiles(_ tally: StatusTally, _ slowest: TimeInStatusLine?) -> [Tile] {
        var tiles = [
            Tile("Issues", Figure.grouped(tally.issueCount)),
            Tile("Visits", Figure.grouped(tally.visitCount)),
        ]
        if let slowest {
            tiles.append(
                Tile(
                    "Longest in all", slowest.name,
                    detail:
                        "\(Figure.daysText(slowest.totalSeconds / 86_400)) over \(Figure.grouped(slowest.issues)) issues"
                ))
        }
        tiles.append(
            Tile(
                "Reopen rate", Figure.percent(tally.reopenedIssues, of: tally.doneIssues),
                detail:
                    "\(Figure.grouped(tally.reopenedIssues)) of \(Figure.grouped(tally.doneIssues)) finished issues"
            ))
        return tiles
    }

    /// Mean days per issue of the statuses before done; nil where there are none.
    func chart(_ lines: [TimeInStatusLine], issues: Int) -> Chart? {
        let open = lines.filter { $0.category != "done" && $0.totalSeconds > 0 }
        guard !open.isEmpty else { return nil }
        let most = Set(open.sorted { $0.totalSeconds > $1.totalSeconds }.prefix(Self.mostBars).map(\.name))
        let shown = open.filter { most.contains($0.name) }
        let names: [(ChartColor, String)] = [(.grey, "To do"), (.blue, "In progress"), (.purple, "Unknown")]
        let colors = Set(shown.map(\.color))
        return .bars(
            BarChart(
                title: "Mean days of an issue in each status (n = \(Figure.grouped(issues)))",
                summary: "Mean days per issue: "
                    + shown.map { "\($0.name) \(Figure.days($0.meanSeconds / 86_400))" }.joined(
                        separator: ", ") + ".",
                axisTitle: "Days",
                bars: shown.map { line in
                    BarChart.Bar(
                        line.name, line.color, line.meanSeconds / 86_400,
                        text: Figure.days(line.meanSeconds / 86_400), tick: line.medianSeconds / 86_400,
                        whisker: line.highSeconds / 86_400)
                },
                legend: names.filter { colors.contains($0.0) }.map { ($0.0, "Mean, \($0.1.lowercased())") },
                tickName: "Median", whiskerName: "85 % within"))
    }

    func statusTable(_ lines: [TimeInStatusLine]) -> ReportTable {
        ReportTable(
            name: "statuses", title: "Statuses",
            columns: [
                Column("status", "Status", .text), Column("category", "Category", .text),
                Column("issues", "Issues", .integer), Column("visits", "Visits", .integer),
                Column("open_visits", "There now", .integer),
                Column("total_days", "Total, days", .real(digits: 1)),
                Column("mean_days", "Mean, days", .real(digits: 2)),
                Column("median_days", "Median, days", .real(digits: 2)),
                Column("p85_days", "85 % within, days", .real(digits: 2)),
            ],
            rows: lines.map { line in
                [
                    .text(line.name), .text(optional: line.categoryName ?? line.category),
                    .integer(Int64(line.issues)), .integer(Int64(line.visits)),
                    .integer(Int64(line.openVisits)),
                    .days(ofSeconds: line.totalSeconds), .days(ofSeconds: line.meanSeconds),
                    .days(ofSeconds: line.medianSeconds), .days(ofSeconds: line.highSeconds),
                ]
            })
    }

    func reopenTable(_ tally: StatusTally) -> ReportTable {
        let rate = tally.doneIssues > 0 ? Double(tally.reopenedIssues) / Double(tally.doneIssues) * 100 : nil
        return ReportTable(
            name: "reopening", title: "Reopening",
            columns: [
                Column("done_issues", "Finished at least once", .integer),
                Column("reopened_issues", "Reopened", .integer), Column("reopenings", "Reopenings", .integer),
                Column("reopen_rate_percent", "Rate, %", .real(digits: 1)),
            ],
            rows: [
                [
                    .integer(Int64(tally.doneIssues)), .integer(Int64(tally.reopenedIssues)),
                    .integer(Int64(tally.reopenings)),
                    rate.map { .real(($0 * 100).rounded() / 100) } ?? .null,
                ]
            ])
    }
}
