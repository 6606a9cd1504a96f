import Reporting
import SyncCore

extension ProgressView {
    /// One row a version or epic.
    func table() -> ReportTable {
        let isEpic = noun == "epic"
        var columns =
            isEpic
            ? [Column("epic", "Epic", .issueKey), Column("summary", "Summary", .text)]
            : [Column("version", "Version", .text)]
        columns += [Column("project", "Project", .text)]
        if !isEpic { columns.append(Column("start_date", "Start", .day)) }
        columns += [
            Column(isEpic ? "due_date" : "release_date", dueTitle, .day),
            Column("issues", "Issues", .integer), Column("issues_done", "Done", .integer),
            Column("issues_in_progress", "In progress", .integer),
            Column("issues_to_do", "To do", .integer),
            Column("done_percent", "Done, %", .real(digits: 0)),
            Column("points", "Points", .real(digits: 1)),
            Column("points_done", "Points done", .real(digits: 1)),
            Column("points_in_progress", "Points in progress", .real(digits: 1)),
            Column("points_to_do", "Points to do", .real(digits: 1)),
            Column("unestimated_percent", "Without estimate, %", .real(digits: 0)),
            Column("per_week", settings.inPoints ? "Points a week" : "Issues a week", .real(digits: 1)),
            Column("weeks_counted", "Weeks counted", .integer),
        ]
        columns += ProgressForecast.levels.map { Column("p\($0)_date", "\($0) % by", .day) }
        columns += [
            Column("on_time_percent", "In time, %", .real(digits: 0)),
            Column("no_forecast_because", "No forecast because", .text),
        ]
        return ReportTable(
            name: isEpic ? "epics" : "versions", title: isEpic ? "Epics" : "Versions", columns: columns,
            rows: items.map { row($0, isEpic: isEpic) })
    }

    private func row(_ item: ProgressItem, isEpic: Bool) -> [ReportValue] {
        let tally = item.tally
        let forecast = item.forecast
        func percent(_ share: Double?) -> ReportValue {
            share.map { .real(($0 * 1000).rounded() / 10) } ?? .null
        }
        func share(_ part: Int) -> Double? { tally.total > 0 ? Double(part) / Double(tally.total) : nil }
        func day(_ day: Day?) -> ReportValue { day.map { .day($0) } ?? .null }
        var row: [ReportValue] =
            isEpic ? [.text(item.name), .text(optional: item.summary)] : [.text(item.name)]
        row.append(.text(optional: item.projectKey))
        if !isEpic { row.append(day(item.start)) }
        row += [
            day(item.due), .integer(Int64(tally.total)), .integer(Int64(tally.count(.done))),
            .integer(Int64(tally.count(.inProgress))), .integer(Int64(tally.count(.toDo))),
            percent(share(tally.count(.done))), .real(WorkUnit.rounded(tally.totalPoints)),
        ]
        row += ProgressTally.Stage.allCases.map { .real(WorkUnit.rounded(tally.points($0))) }
        row += [
            percent(share(tally.unestimated)),
            forecast?.perWeek.map { .real(WorkUnit.rounded($0)) } ?? .null,
            .integer(Int64(forecast?.finished.count ?? 0)),
        ]
        row += ProgressForecast.levels.map { day(forecast?.day(within: $0)) }
        row += [
            percent(item.due.flatMap { due in forecast?.chance(by: due) }),
            .text(optional: forecast?.reason),
        ]
        return row
    }

    /// The histogram's numbers; nil where there is no forecast.
    func forecastTable() -> ReportTable? {
        guard let item = chosen, let forecast = item.forecast, let histogram = Histogram(forecast) else {
            return nil
        }
        var sum = 0
        let trials = Double(ProgressForecast.trials)
        let beyond = forecast.result?.unfinished ?? 0
        return ReportTable(
            name: "forecast", title: "Forecast of \(label(item))",
            columns: [
                Column("period", "Finished in", .text), Column("period_start", "From", .day),
                Column("trials", "Trials", .integer),
                Column("finished_percent", "Finished by then, %", .real(digits: 1)),
            ],
            note: beyond > 0
                ? "\(Figure.grouped(beyond)) of \(Figure.grouped(ProgressForecast.trials)) trials were not finished within five years."
                : nil,
            rows: histogram.starts.indices.map { index in
                sum += histogram.trials[index]
                return [
                    .text(histogram.unit.label(histogram.starts[index])), .day(histogram.starts[index]),
                    .integer(Int64(histogram.trials[index])),
                    .real((Double(sum) / trials * 10_000).rounded() / 100),
                ]
            })
    }

    /// Tiles, charts and tables, in reading order.
    func sections() -> [ReportSection] {
        var sections: [ReportSection] = []
        if let item = chosen, item.tally.total > 0 { sections.append(.tiles(tiles())) }
        if let chart = progressChart() { sections.append(.chart(chart)) }
        sections.append(.table(table()))
        if let chart = forecastChart(), let table = forecastTable() {
            sections += [.chart(chart), .table(table)]
        }
        return sections
    }
}
