import Reporting
import SyncCore

/// What the reports on versions and on epics show alike.
struct ProgressView {
    /// More columns than these cannot be read.
    private static let mostColumns = 20
    /// More weeks than these are shown as months.
    private static let mostWeeks = 60

    /// "version", "epic".
    let noun: String
    /// "Release date", "Due date".
    let dueTitle: String
    let settings: ProgressForecast.Settings
    /// In the order shown.
    let items: [ProgressItem]
    /// The one whose forecast is drawn: the first that has one, else the first.
    var chosen: ProgressItem? { items.first { $0.forecast?.result != nil } ?? items.first }

    private var unit: String { settings.inPoints ? "points" : "issues" }

    /// Names of several projects carry the project's key.
    func label(_ item: ProgressItem) -> String {
        guard noun == "version", Set(items.map(\.projectKey)).count > 1, let key = item.projectKey else {
            return item.name
        }
        return "\(key) \(item.name)"
    }

    // MARK: Words

    /// "1.0: 12 of 20 issues are done; the rest …".
    func finding(_ item: ProgressItem) -> String {
        let tally = item.tally
        let name = label(item)
        guard tally.total > 0 else { return "\(name) has no issues." }
        let done =
            "\(name): \(Figure.grouped(tally.count(.done))) of \(Figure.grouped(tally.total)) issues are done"
        guard let forecast = item.forecast, tally.open > 0 else { return done + "." }
        if let reason = forecast.reason { return done + "; no forecast: \(reason)." }
        guard let sure = forecast.day(within: 85) else {
            return done + "; at the pace of the past weeks the rest takes more than five years."
        }
        var text = done + "; 85 % of the trials finish the rest by \(sure.text)"
        if let due = item.due, let chance = forecast.chance(by: due) {
            text += ", \(Self.percent(chance)) by the \(dueTitle.lowercased()) \(due.text)"
        }
        return text + "."
    }

    static func percent(_ share: Double) -> String { Figure.fixed(share * 100, digits: 0) + "\u{202F}%" }

    func tiles() -> [Tile] {
        guard let item = chosen else { return [] }
        let tally = item.tally
        var tiles = [
            Tile(
                "Done", Figure.percent(tally.count(.done), of: tally.total),
                detail: "\(label(item)): \(tally.count(.done)) of \(tally.total) issues"),
            Tile(
                "Left", WorkUnit.figure(settings.inPoints ? tally.openPoints : Double(tally.open)),
                detail: "\(unit) of \(label(item))"),
            Tile(
                "Without estimate", Figure.percent(tally.unestimated, of: tally.total),
                detail: "\(tally.unestimated) of \(tally.total) issues"),
        ]
        guard let forecast = item.forecast, forecast.result != nil else { return tiles }
        for level in ProgressForecast.levels {
            let day = forecast.day(within: level)
            tiles.append(
                Tile("\(level) % by", day?.text ?? "–", detail: day == nil ? "more than five years" : nil))
        }
        if let due = item.due, let chance = forecast.chance(by: due) {
            tiles.append(
                Tile(
                    "Chance by \(due.text)", Self.percent(chance), detail: dueTitle.lowercased(),
                    tone: chance < 0.5 ? .bad : chance >= 0.85 ? .good : .neutral))
        }
        return tiles
    }

    // MARK: Charts

    /// How far each is, stacked; nil where there is nothing to stack.
    func progressChart() -> Chart? {
        let shown = items.filter { $0.tally.total > 0 }.prefix(Self.mostColumns)
        guard !shown.isEmpty else { return nil }
        func series(_ name: String, _ color: ChartColor, _ stage: ProgressTally.Stage) -> ColumnChart.Series {
            .init(
                name, ChartTint(color),
                shown.map { WorkUnit.rounded($0.tally.amount(stage, inPoints: settings.inPoints)) })
        }
        let rest = items.count - shown.count
        return .columns(
            ColumnChart(
                title: "Progress by \(noun), in \(unit)",
                summary: shown.map {
                    "\(label($0)): \($0.tally.count(.done)) of \($0.tally.total) issues done"
                }.joined(separator: "; ") + (rest > 0 ? "; \(rest) more are in the table." : "."),
                axisTitle: settings.inPoints ? "Points" : "Issues", axis: .names(shown.map(label)),
                series: [
                    series("Done", .green, .done), series("In progress", .blue, .inProgress),
                    series("To do", .grey, .toDo),
                ], isStacked: true))
    }

    /// The weeks or months in which trials finished, with their number; the quantiles as places among them.
    struct Histogram {
        var unit: PeriodUnit
        var starts: [Day]
        var trials: [Int]
        var places: [(level: Int, day: Day, place: Int)]

        init?(_ forecast: ProgressForecast) {
            guard let result = forecast.result, let first = result.counts.firstIndex(where: { $0 > 0 }),
                let last = result.counts.lastIndex(where: { $0 > 0 })
            else { return nil }
            unit = last - first < ProgressView.mostWeeks ? .week : .month
            let axis = PeriodAxis(
                unit, from: forecast.day(ofWeek: first), through: forecast.day(ofWeek: last))
            var trials = [Int](repeating: 0, count: axis.starts.count)
            for week in first...last {
                trials[axis.index(of: forecast.day(ofWeek: week))] += result.counts[week]
            }
            starts = axis.starts
            self.trials = trials
            places = ProgressForecast.levels.compactMap { level in
                forecast.day(within: level).map { (level, $0, axis.index(of: $0)) }
            }
        }
    }

    func forecastChart() -> Chart? {
        guard let item = chosen, let forecast = item.forecast, let histogram = Histogram(forecast) else {
            return nil
        }
        return .columns(
            ColumnChart(
                title: "When \(label(item)) may be finished (n = \(Figure.grouped(ProgressForecast.trials)))",
                summary: "Simulated finishes per \(histogram.unit.rawValue): "
                    + histogram.places.map { "\($0.level) % by \($0.day.text)" }.joined(separator: ", ")
                    + ".",
                axisTitle: "Trials", axis: .periods(histogram.unit, histogram.starts),
                series: [.init("Trials", ChartTint(.sky), histogram.trials.map(Double.init))],
                markers: histogram.places.map {
                    .init("\($0.level) % \($0.day.text)", .vertical, at: Double($0.place))
                }))
    }
}
