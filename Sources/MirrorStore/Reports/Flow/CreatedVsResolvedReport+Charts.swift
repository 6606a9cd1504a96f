import Reporting
import SyncCore

extension CreatedVsResolvedReport.Count {
    /// "527 in the 183 days before"; nil where nothing happened then: the data may begin later.
    func comparison(_ number: KeyPath<CreatedVsResolvedReport.Before, Int>) -> String? {
        guard before.created + before.resolved > 0 else { return nil }
        return window.days.comparison(Figure.grouped(before[keyPath: number]))
    }
}

extension CreatedVsResolvedReport {
    func flowChart(_ count: Count) -> Chart {
        let unit = count.window.unit
        return .timeSeries(
            TimeSeriesChart(
                title: "Created and resolved issues per \(unit.rawValue)",
                summary:
                    "Two lines over \(count.window.count) periods: issues created and issues resolved per \(unit.rawValue). The numbers are in the table below.",
                axisTitle: "Issues per \(unit.rawValue)", unit: unit, periods: count.window.axis.starts,
                series: [
                    .init("Created", .orange, count.created.map(Double.init)),
                    .init("Resolved", .green, count.resolved.map(Double.init)),
                ], fillsBetween: true,
                isFirstPartial: count.window.isFirstPartial, isLastPartial: count.window.isLastPartial))
    }

    func backlogChart(_ count: Count) -> Chart {
        .timeSeries(
            TimeSeriesChart(
                title: "Open issues at the end of each \(count.window.unit.rawValue)",
                summary:
                    "The number of open issues, from \(count.open.first ?? 0) to \(count.open.last ?? 0).",
                axisTitle: "Open issues", unit: count.window.unit, periods: count.window.axis.starts,
                series: [.init("Open", .blue, count.open.map(Double.init), isArea: true)]))
    }

    func table(_ count: Count) -> ReportTable {
        let window = count.window
        return window.table(
            "Per \(window.unit.rawValue)",
            [
                Column("created", "Created", .integer), Column("resolved", "Resolved", .integer),
                Column("change", "Change", .integer), Column("open_at_end", "Open at the end", .integer),
            ]
        ) { index in
            let numbers: [Int] = [
                count.created[index], count.resolved[index], count.created[index] - count.resolved[index],
                count.open[index],
            ]
            return numbers.map { .integer(Int64($0)) }
        }
    }
}
