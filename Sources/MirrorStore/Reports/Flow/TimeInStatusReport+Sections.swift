import Reporting
import SyncCore

/// A status, or a column of a board, with its figures.
struct TimeInStatusLine {
    var name: String
    var stage: StatusCategory?
    /// For people; nil is unknown.
    var category: String?
    var position: Int64
    var issues: Int
    var visits: Int
    var openVisits: Int
    var totalSeconds: Double
    var meanSeconds: Double
    var medianSeconds: Double
    var highSeconds: Double

    /// Columns count down from here; statuses have positive ids.
    private static let firstColumn: Int64 = -1
    private static let offBoard = Int64.min

    /// What each status counts as.
    static func groups(_ stages: StageRule) -> [Int64: StatusTally.Group] {
        guard let board = stages.board else {
            return stages.statuses.mapValues { .init(id: $0.id, isDone: stages.stage($0.id) == .done) }
        }
        var groups = stages.statuses.mapValues { _ in StatusTally.Group(id: offBoard, isDone: false) }
        groups[StatusTimeline.unknownStatus] = .init(id: offBoard, isDone: false)
        for (status, column) in board.columnOfStatus {
            groups[status] = .init(
                id: firstColumn - Int64(column), isDone: column == board.columns.count - 1)
        }
        return groups
    }

    /// By column from the left; by status in the order of work (to do, in progress, done, unknown), within a
    /// category the longest total first.
    static func all(_ tally: StatusTally, _ stages: StageRule) -> [Self] {
        let lines = tally.totals.filter { $0.visits > 0 }.map { totals in
            var lengths = totals.perIssue
            let total = lengths.reduce(0.0) { $0 + Double($1) } / 1000
            let levels = Percentile.nearestRanks([50, 85], of: &lengths)
            var line = TimeInStatusLine(
                name: stages.name(totals.group.id), stage: stages.stage(totals.group.id),
                category: nil, position: .max, issues: lengths.count, visits: totals.visits,
                openVisits: totals.openVisits, totalSeconds: total,
                meanSeconds: lengths.isEmpty ? 0 : total / Double(lengths.count),
                medianSeconds: Double(levels.first ?? 0) / 1000,
                highSeconds: Double(levels.last ?? 0) / 1000)
            line.place(totals.group, stages)
            return line
        }
        return lines.sorted { a, b in
            if stages.isByColumn { return (a.position, a.name) < (b.position, b.name) }
            return (a.rank, -a.totalSeconds, a.position, a.name) < (
                b.rank, -b.totalSeconds, b.position, b.name
            )
        }
    }

    private mutating func place(_ group: StatusTally.Group, _ stages: StageRule) {
        guard let board = stages.board else {
            let status = stages.statuses[group.id]
            category = status?.categoryName ?? status?.category
            position = status?.position ?? .max
            return
        }
        let column = Int(clamping: Self.firstColumn &- group.id)
        guard group.id != Self.offBoard, board.columns.indices.contains(column) else {
            name = "(not on the board)"
            return
        }
        name = board.columns[column].name
        position = Int64(column)
        stage = board.columns[column].statuses.first.flatMap(stages.stage)
    }

    private var rank: Int {
        switch stage {
        case .new: 0
        case .indeterminate: 1
        case .done: 2
        case .undefined, nil: 3
        }
    }

    var color: ChartColor {
        switch stage {
        case .new: .grey
        case .indeterminate: .blue
        case .done: .green
        case .undefined, nil: .purple
        }
    }
}

extension TimeInStatusReport {
    private static let mostBars = 20

    /// - Parameter before: of the time before the window; nil where all visits count.
    func tiles(
        _ tally: StatusTally, _ before: StatusTally?, _ window: DayWindow, _ slowest: TimeInStatusLine?,
        _ elapsed: ElapsedTime
    ) -> [Tile] {
        var tiles = [
            Tile(
                "Issues", Figure.grouped(tally.issueCount),
                detail: before.flatMap { window.comparison($0.issueCount) }),
            Tile(
                "Visits", Figure.grouped(tally.visitCount),
                detail: before.flatMap { window.comparison($0.visitCount) }),
        ]
        if let slowest {
            tiles.append(
                Tile(
                    "Longest in all", slowest.name,
                    detail:
                        "\(elapsed.text(elapsed.days(slowest.totalSeconds))) over \(Figure.grouped(slowest.issues)) issues"
                ))
        }
        tiles.append(
            Tile(
                "Reopen rate", Figure.percent(tally.reopenedIssues, of: tally.doneIssues),
                detail: before.flatMap {
                    $0.doneIssues > 0
                        ? window.comparison(Figure.percent($0.reopenedIssues, of: $0.doneIssues)) : nil
                }
                    ?? "\(Figure.grouped(tally.reopenedIssues)) of \(Figure.grouped(tally.doneIssues)) finished issues"
            ))
        return tiles
    }

    /// Mean days per issue of the statuses before done; nil where there are none.
    func chart(_ lines: [TimeInStatusLine], issues: Int, _ elapsed: ElapsedTime) -> Chart? {
        func days(_ seconds: Double) -> Double { elapsed.days(seconds) }
        let open = lines.filter { $0.stage != .done && $0.totalSeconds > 0 }
        guard !open.isEmpty else { return nil }
        let most = Set(open.sorted { $0.totalSeconds > $1.totalSeconds }.prefix(Self.mostBars).map(\.name))
        let shown = open.filter { most.contains($0.name) }
        let names: [(ChartColor, String)] = [(.grey, "To do"), (.blue, "In progress"), (.purple, "Unknown")]
        let colors = Set(shown.map(\.color))
        return .bars(
            BarChart(
                title: "Mean \(elapsed.unit) of an issue in each status (n = \(Figure.grouped(issues)))",
                summary: "Mean \(elapsed.unit) per issue: "
                    + shown.map { "\($0.name) \(Figure.days(days($0.meanSeconds)))" }.joined(
                        separator: ", ") + ".",
                axisTitle: elapsed.isBusiness ? "Business days" : "Days",
                bars: shown.map { line in
                    BarChart.Bar(
                        line.name, line.color, days(line.meanSeconds),
                        text: Figure.days(days(line.meanSeconds)), tick: days(line.medianSeconds),
                        whisker: days(line.highSeconds))
                },
                legend: names.filter { colors.contains($0.0) }.map { ($0.0, "Mean, \($0.1.lowercased())") },
                tickName: "Median", whiskerName: "85 % within"))
    }

    func statusTable(
        _ lines: [TimeInStatusLine], _ elapsed: ElapsedTime, _ stages: StageRule
    ) -> ReportTable {
        ReportTable(
            name: "statuses", title: stages.isByColumn ? "Columns" : "Statuses",
            columns: [
                Column("status", stages.isByColumn ? "Column" : "Status", .text),
                Column("category", "Category", .text),
                Column("issues", "Issues", .integer), Column("visits", "Visits", .integer),
                Column("open_visits", "There now", .integer),
                Column("total_days", "Total, \(elapsed.unit)", .real(digits: 1)),
                Column("mean_days", "Mean, \(elapsed.unit)", .real(digits: 2)),
                Column("median_days", "Median, \(elapsed.unit)", .real(digits: 2)),
                Column("p85_days", "85 % within, \(elapsed.unit)", .real(digits: 2)),
            ],
            rows: lines.map { line in
                [
                    .text(line.name), .text(optional: line.category),
                    .integer(Int64(line.issues)), .integer(Int64(line.visits)),
                    .integer(Int64(line.openVisits)),
                    elapsed.value(ofSeconds: line.totalSeconds), elapsed.value(ofSeconds: line.meanSeconds),
                    elapsed.value(ofSeconds: line.medianSeconds), elapsed.value(ofSeconds: line.highSeconds),
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
