import Reporting
import SyncCore

extension CreatedVsResolvedReport.Count {
    /// "527 in the 183 days before"; nil where nothing happened then: the data may begin later.
    func comparison(_ number: KeyPath<CreatedVsResolvedReport.Before, Int>) -> String? {
        guard before.created + before.resolved > 0 else { return nil }
        return "\(Figure.grouped(before[keyPath: number])) in the \(before.days) days before"
    }
}

extension CreatedVsResolvedReport {
    /// Whether the last period goes on beyond what is counted.
    private func isLastPartial(_ count: Count, _ request: ReportRequest) -> Bool {
        let known = min(
            count.last, request.facts.asOf.map { request.facts.calendar.day(of: $0) } ?? count.last)
        return count.axis.end.daysSince1970 - 1 > known.daysSince1970
    }

    func flowChart(_ count: Count, _ request: ReportRequest) -> Chart {
        let unit = count.axis.unit
        return .timeSeries(
            TimeSeriesChart(
                title: "Created and resolved issues per \(unit.rawValue)",
                summary:
                    "Two lines over \(count.axis.starts.count) periods: issues created and issues resolved per \(unit.rawValue). The numbers are in the table below.",
                axisTitle: "Issues per \(unit.rawValue)", unit: unit, periods: count.axis.starts,
                series: [
                    .init("Created", .orange, count.created.map(Double.init)),
                    .init("Resolved", .green, count.resolved.map(Double.init)),
                ], fillsBetween: true,
                isFirstPartial: count.axis.starts[0] < count.first,
                isLastPartial: isLastPartial(count, request)))
    }

    func backlogChart(_ count: Count, _ request: ReportRequest) -> Chart {
        .timeSeries(
            TimeSeriesChart(
                title: "Open issues at the end of each \(count.axis.unit.rawValue)",
                summary:
                    "The number of open issues, from \(count.open.first ?? 0) to \(count.open.last ?? 0).",
                axisTitle: "Open issues", unit: count.axis.unit, periods: count.axis.starts,
                series: [.init("Open", .blue, count.open.map(Double.init), isArea: true)]))
    }

    func table(_ count: Count, _ request: ReportRequest) -> ReportTable {
        let (unit, starts) = (count.axis.unit, count.axis.starts)
        let partial = isLastPartial(count, request)
        let columns = [
            Column("period", "Period", .text), Column("period_start", "From", .day),
            Column("created", "Created", .integer), Column("resolved", "Resolved", .integer),
            Column("change", "Change", .integer), Column("open_at_end", "Open at the end", .integer),
            Column("is_complete", "Complete", .boolean),
        ]
        return ReportTable(
            name: "periods", title: "Per \(unit.rawValue)", columns: columns,
            rows: starts.indices.map { index in
                let isCut = index == 0 && starts[0] < count.first || index == starts.count - 1 && partial
                return [
                    .text(unit.label(starts[index])), .day(starts[index]),
                    .integer(Int64(count.created[index])), .integer(Int64(count.resolved[index])),
                    .integer(Int64(count.created[index] - count.resolved[index])),
                    .integer(Int64(count.open[index])), .boolean(!isCut),
                ]
            })
    }
}
