import Reporting
import SyncCore

/// Resolution times as days of the chosen calendar, in tiles, picture and tables.
struct ResolutionFigures {
    private let elapsed: ElapsedTime

    init(_ elapsed: ElapsedTime) { self.elapsed = elapsed }

    var unitRule: String { elapsed.rule }

    private func days(_ seconds: Double) -> Double { seconds / elapsed.secondsPerDay }

    /// Days; nil where there are no values.
    func percentile(_ level: Int, _ sorted: [Int64]) -> Double? {
        Percentile.nearestRank(level, ofSorted: sorted).map { days(Double($0)) }
    }

    private func mean(_ seconds: [Int64]) -> Double? {
        guard !seconds.isEmpty else { return nil }
        return days(seconds.reduce(0.0) { $0 + Double($1) } / Double(seconds.count))
    }

    /// "3.2 days", "1 business day".
    func text(_ days: Double) -> String { elapsed.text(days) }

    private func comparison(_ days: Double?, _ window: PeriodWindow) -> String? {
        days.map { window.days.comparison(Figure.days($0)) }
    }

    private func value(_ days: Double?) -> ReportValue {
        days.map { .real(($0 * 10_000).rounded() / 10_000) } ?? .null
    }

    func tiles(_ found: ResolutionTimeReport.Findings) -> [Tile] {
        ResolutionTimeReport.levels.compactMap { level in
            percentile(level, found.all).map {
                Tile(
                    level == 50 ? "Median" : "\(level) % within", text($0),
                    detail: comparison(percentile(level, found.before), found.window))
            }
        } + [
            Tile(
                "Mean", mean(found.all).map(text) ?? "–", detail: comparison(mean(found.before), found.window)
            ),
            Tile(
                "Resolved", Figure.grouped(found.all.count),
                detail: found.window.days.comparison(found.before.count)),
        ]
    }

    func chart(_ found: ResolutionTimeReport.Findings) -> Chart {
        let window = found.window
        func series(_ level: Int) -> [Double] { found.seconds.map { percentile(level, $0) ?? 0 } }
        return .columns(
            ColumnChart(
                title: "Days from creation to resolution, by \(window.unit.rawValue) of resolution",
                summary:
                    "Median and 85th percentile of each of \(window.count) \(window.unit.rawValue)s, in \(elapsed.unit). The numbers are in the table below.",
                axisTitle: elapsed.isBusiness ? "Business days" : "Days",
                axis: .periods(window.unit, window.axis.starts),
                series: [
                    .init("Median", ChartTint(.blue), series(50)),
                    .init("85 % within", ChartTint(.orange), series(85)),
                ],
                isFirstPartial: window.isFirstPartial, isLastPartial: window.isLastPartial))
    }

    func periodTable(_ found: ResolutionTimeReport.Findings) -> ReportTable {
        let window = found.window
        return window.table(
            "By \(window.unit.rawValue) of resolution",
            [
                Column("resolved", "Resolved", .integer),
                Column("mean_days", "Mean, \(elapsed.unit)", .real(digits: 2)),
                Column("median_days", "Median, \(elapsed.unit)", .real(digits: 2)),
                Column("p70_days", "70 % within", .real(digits: 2)),
                Column("p85_days", "85 % within", .real(digits: 2)),
                Column("p95_days", "95 % within", .real(digits: 2)),
            ]
        ) { index in
            let seconds = found.seconds[index]
            let figures = ResolutionTimeReport.levels.map { value(percentile($0, seconds)) }
            return [.integer(Int64(seconds.count)), value(mean(seconds))] + figures
        }
    }

    func percentileTable(_ found: ResolutionTimeReport.Findings) -> ReportTable {
        ReportTable(
            name: "percentiles", title: "Percentiles of all",
            columns: [
                Column("percentile", "Percentile", .integer),
                Column(
                    "resolution_days", "\(elapsed.isBusiness ? "Business days" : "Days") or less",
                    .real(digits: 2)),
            ],
            rows: ResolutionTimeReport.levels.compactMap { level in
                percentile(level, found.all).map { [.integer(Int64(level)), value($0)] }
            })
    }
}
