import Reporting
import SyncCore

/// Logged hours in words, picture and tables.
struct WorklogFigures {
    let tally: WorklogTally
    /// One a member of the group.
    let names: [String]
    let reader: MirrorReader

    private static let mostSeries = 8

    /// Members by their hours, the most first.
    private var order: [Int] {
        guard tally.group != .period else { return Array(tally.members.indices) }
        return tally.members.indices.sorted { a, b in
            tally.totals[a] != tally.totals[b]
                ? tally.totals[a] > tally.totals[b]
                : names[a] != names[b] ? names[a] < names[b] : tally.members[a] < tally.members[b]
        }
    }

    private static func hours(_ seconds: Int64) -> ReportValue {
        .real((Double(seconds) / 3600 * 10_000).rounded() / 10_000)
    }

    func headline(_ span: String) -> String {
        guard tally.entries > 0 else { return "No work was logged from \(span)." }
        let people = tally.people.count
        let total =
            "\(Figure.hours(tally.seconds)) were logged by \(Figure.grouped(people)) \(people == 1 ? "person" : "people") on \(Figure.grouped(tally.issues.count)) \(tally.issues.count == 1 ? "issue" : "issues")"
        guard tally.group.isDrawn, tally.members.count > 1, let most = order.first, tally.totals[most] > 0
        else { return total + "." }
        return total
            + ", the most \(tally.group == .person ? "by" : "in") \(names[most]) (\(Figure.hours(tally.totals[most])))."
    }

    var tiles: [Tile] {
        let periods = tally.window.count
        return [
            Tile(
                "Logged", Figure.hours(tally.seconds),
                detail: tally.secondsBefore == 0
                    ? nil : tally.window.days.comparison(Figure.hours(tally.secondsBefore))),
            Tile("Entries", Figure.grouped(tally.entries)),
            Tile("People", Figure.grouped(tally.people.count)),
            Tile("Issues", Figure.grouped(tally.issues.count)),
            Tile(
                "Per \(tally.window.unit.rawValue)", Figure.hours(tally.seconds / Int64(periods)),
                detail: "mean of \(Figure.grouped(periods))"),
        ]
    }

    var chart: Chart {
        let window = tally.window
        func values(_ seconds: [Int64]) -> [Double] { seconds.map { Double($0) / 3600 } }
        var lines = [SQLChartBuilder.Line(name: "Logged", values: values(tally.perPeriod))]
        if tally.group.isDrawn {
            lines = SeriesRanking.largest(
                order.map { .init(name: names[$0], values: values(tally.grid[$0])) }, Self.mostSeries)
        }
        let tints = zip(lines, ChartTint.palette(lines.count)).map {
            $0.isRest ? ChartTint(.grey, step: 2) : $1
        }
        return .columns(
            ColumnChart(
                title: "Hours per \(window.unit.rawValue)"
                    + (tally.group.isDrawn ? ", by \(tally.group.rawValue)" : ""),
                summary: "Hours over \(window.count) \(window.unit.rawValue)s: "
                    + lines.map { "\($0.name) \(Figure.grouped($0.values.reduce(0, +), digits: 1))" }.joined(
                        separator: ", ") + ".",
                axisTitle: "Hours", axis: .periods(window.unit, window.axis.starts),
                series: zip(lines, tints).map { .init($0.name, $1, $0.values) },
                isStacked: true, isFirstPartial: window.isFirstPartial, isLastPartial: window.isLastPartial))
    }

    /// One row a member, the main table.
    var groupTable: ReportTable {
        switch tally.group {
        case .period: periodTable
        case .issue: issueTable
        case .person, .project:
            ReportTable(
                name: tally.group.plural, title: "Hours by \(tally.group.rawValue)",
                columns: [
                    Column(tally.group.rawValue, tally.group.title, .text),
                    Column("hours", "Hours", .real(digits: 2)),
                    Column("share_percent", "Share, %", .real(digits: 1)),
                    Column("entries", "Entries", .integer),
                ],
                rows: order.map { index in
                    [
                        .text(names[index]), Self.hours(tally.totals[index]), share(tally.totals[index]),
                        .integer(Int64(tally.counts[index])),
                    ]
                })
        }
    }

    private func share(_ seconds: Int64) -> ReportValue {
        guard tally.seconds > 0 else { return .null }
        return .real((Double(seconds) / Double(tally.seconds) * 10_000).rounded() / 100)
    }

    var periodTable: ReportTable {
        let unit = tally.window.unit
        return ReportTable(
            name: "periods", title: "Hours per \(unit.rawValue)",
            columns: [
                Column("period", "Period", .text), Column("period_start", "From", .day),
                Column("hours", "Hours", .real(digits: 2)), Column("entries", "Entries", .integer),
            ],
            rows: tally.window.axis.starts.indices.map { index in
                [
                    .text(unit.label(tally.window.axis.starts[index])), .day(tally.window.axis.starts[index]),
                    Self.hours(tally.perPeriod[index]), .integer(Int64(tally.entriesPerPeriod[index])),
                ]
            })
    }

    /// The numbers of the picture: one row a period and member that has hours in it.
    var detailTable: ReportTable {
        let (order, unit, starts) = (order, tally.window.unit, tally.window.axis.starts)
        var rows: [[ReportValue]] = []
        for period in starts.indices {
            for member in order where tally.grid[member][period] != 0 {
                rows.append([
                    .text(unit.label(starts[period])), .day(starts[period]), .text(names[member]),
                    Self.hours(tally.grid[member][period]),
                ])
            }
        }
        return ReportTable(
            name: "details", title: "Hours per \(unit.rawValue) and \(tally.group.rawValue)",
            columns: [
                Column("period", "Period", .text), Column("period_start", "From", .day),
                Column(tally.group.rawValue, tally.group.title, .text),
                Column("hours", "Hours", .real(digits: 2)),
            ], rows: rows)
    }

    private var issueTable: ReportTable {
        let (order, tally, reader) = (order, tally, reader)
        return ReportTable(
            name: "issues", title: "Hours by issue",
            columns: [
                Column("key", "Issue", .issueKey), Column("summary", "Summary", .text),
                Column("hours", "Hours", .real(digits: 2)),
                Column("share_percent", "Share, %", .real(digits: 1)),
                Column("entries", "Entries", .integer),
            ], items: order,
            reading: { try IssueNames.of($0.compactMap { Int64(tally.members[$0]) }, reader) }
        ) { index, names in
            let name = Int64(tally.members[index]).flatMap { names[$0] }
            return [
                .text(name?.key ?? "?\(tally.members[index])"), .text(optional: name?.summary),
                Self.hours(tally.totals[index]), self.share(tally.totals[index]),
                .integer(Int64(tally.counts[index])),
            ]
        }
    }
}
