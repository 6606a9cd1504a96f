import Reporting
import SyncCore

extension BurndownReport {
    func tiles(_ outcome: SprintOutcome, _ burndown: Burndown, _ unit: WorkUnit) -> [Tile] {
        func sum(_ kinds: Burndown.Kind...) -> Double {
            burndown.events.reduce(0) { kinds.contains($1.kind) ? $0 + $1.change : $0 }
        }
        func count(_ kind: Burndown.Kind) -> String {
            let count = burndown.events.count { $0.kind == kind }
            return "\(Figure.grouped(count)) \(count == 1 ? "time" : "times")"
        }
        return [
            Tile("To do at the start", WorkUnit.figure(burndown.startValue), detail: unit.noun),
            Tile("Burned", WorkUnit.figure(-sum(.done, .reopened)), detail: "reopened ones taken off"),
            Tile("Added", WorkUnit.signed(sum(.added)), detail: count(.added)),
            Tile("Removed", WorkUnit.signed(sum(.removed)), detail: count(.removed)),
        ]
            + (unit == .issues
                ? []
                : [Tile("Re-estimated", WorkUnit.signed(sum(.reestimated)), detail: count(.reestimated))])
            + [
                Tile(
                    burndown.span.isClosed ? "Left at the end" : "Left now",
                    WorkUnit.figure(burndown.endValue),
                    tone: burndown.span.isClosed && WorkUnit.rounded(burndown.endValue) > 0 ? .bad : .neutral)
            ]
    }

    func chart(
        _ outcome: SprintOutcome, _ burndown: Burndown, _ board: SprintBoard,
        _ names: [Int64: (key: String, summary: String)], _ request: ReportRequest
    ) -> Chart {
        let calendar = request.facts.calendar
        let span = burndown.span
        var remaining = [
            ScatterChart.Point(x: calendar.wallDays(span.start), y: WorkUnit.rounded(burndown.startValue))
        ]
        for event in burndown.events {
            let point = ScatterChart.Point(
                x: calendar.wallDays(event.at), y: WorkUnit.rounded(event.remaining))
            if let last = remaining.last, last.x == point.x { remaining.removeLast() }
            remaining.append(point)
        }
        let end = calendar.wallDays(span.end)
        let value = WorkUnit.rounded(burndown.endValue)
        if let last = remaining.last, last.x < end { remaining.append(.init(x: end, y: value)) }
        var lines: [StepChart.Line] = [.init("Remaining", .blue, .steps, remaining)]
        let guideline = guideline(outcome.sprint, burndown, request)
        if !guideline.isEmpty { lines.append(.init("Guideline", .grey, .guideline, guideline)) }
        let last = max(end, guideline.last?.x ?? end)
        return .steps(
            StepChart(
                title: "\(board.unit.title) left in \(outcome.sprint.name)",
                summary:
                    "From \(WorkUnit.figure(burndown.startValue)) \(board.unit.noun) at the start to \(WorkUnit.figure(burndown.endValue)), in \(burndown.events.count) events, which are in the table below.",
                axisTitle: board.unit.title, span: min(remaining[0].x, last)...last, lines: lines,
                events: marks(burndown, names, calendar)))
    }

    /// Scope changes and reopenings; those of one kind and moment are one mark.
    private func marks(
        _ burndown: Burndown, _ names: [Int64: (key: String, summary: String)], _ calendar: ReportCalendar
    ) -> [StepChart.Event] {
        var marks: [StepChart.Event] = []
        var rest = burndown.events.filter { $0.kind != .done }[...]
        while let first = rest.first {
            let together = rest.prefix { $0.at == first.at && $0.kind == first.kind }
            rest = rest.dropFirst(together.count)
            let change = together.reduce(0) { $0 + $1.change }
            let subject =
                together.count == 1
                ? names[first.issue]?.key ?? "?\(first.issue)" : "\(together.count) issues"
            marks.append(
                .init(
                    x: calendar.wallDays(first.at),
                    label: "\(subject) \(first.kind.rawValue), \(WorkUnit.signed(change))",
                    isGood: change < 0))
        }
        return marks
    }

    /// Points of the guideline; none where no end was planned, or it is not after the start.
    func guideline(_ sprint: Sprint, _ burndown: Burndown, _ request: ReportRequest) -> [ScatterChart.Point] {
        let calendar = request.facts.calendar
        let start = burndown.span.start
        guard let end = sprint.plannedEnd, end > start else { return [] }
        let value = WorkUnit.rounded(burndown.startValue)
        let ends = (
            ScatterChart.Point(x: calendar.wallDays(start), y: value),
            ScatterChart.Point(x: calendar.wallDays(end), y: 0)
        )
        let elapsed = request.elapsed
        let total = elapsed.seconds(from: start, to: end)
        // A sprint outside all working hours, or one planned for longer than a year, gets the straight line.
        guard elapsed.isBusiness, total > 0, ends.1.x - ends.0.x <= 366 else { return [ends.0, ends.1] }
        var points = [ends.0]
        var day = calendar.day(of: start).daysSince1970 + 1
        while Double(day) < ends.1.x {
            let midnight = calendar.start(of: Day(daysSince1970: day))
            let done = Double(elapsed.seconds(from: start, to: midnight)) / Double(total)
            points.append(.init(x: calendar.wallDays(midnight), y: WorkUnit.rounded(value * (1 - done))))
            day += 1
        }
        points.append(ends.1)
        return points
    }

    /// The start, each event, the end.
    func eventTable(
        _ burndown: Burndown?, _ unit: WorkUnit, _ names: [Int64: (key: String, summary: String)]
    ) -> ReportTable {
        var rows: [[ReportValue]] = []
        func row(_ at: Instant, _ event: String, remaining: Double) -> [ReportValue] {
            [.instant(at), .null, .null, .text(event), .null, .null, .null, unit.value(remaining)]
        }
        func estimate(_ value: Double?) -> ReportValue {
            unit == .issues ? .null : value.map { unit.value($0) } ?? .null
        }
        if let burndown {
            rows.append(row(burndown.span.start, "sprint begins", remaining: burndown.startValue))
            for event in burndown.events {
                rows.append([
                    .instant(event.at), .text(names[event.issue]?.key ?? "?\(event.issue)"),
                    .text(optional: names[event.issue]?.summary), .text(event.kind.rawValue),
                    estimate(event.estimate.before), estimate(event.estimate.after),
                    unit.value(event.change), unit.value(event.remaining),
                ])
            }
            rows.append(
                row(
                    burndown.span.end, burndown.span.isClosed ? "sprint is closed" : "now",
                    remaining: burndown.endValue))
        }
        return ReportTable(
            name: "events", title: "What happened, in \(unit.noun)",
            columns: [
                Column("at", "When", .instant), Column("key", "Key", .issueKey),
                Column("summary", "Summary", .text), Column("event", "Event", .text),
                Column("estimate_before", "Estimate before", unit.columnKind),
                Column("estimate_after", "Estimate after", unit.columnKind),
                Column("change", "Change", unit.columnKind),
                Column("remaining", "Remaining", unit.columnKind),
            ], rows: rows)
    }
}
