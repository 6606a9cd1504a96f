import Reporting
import SyncCore

/// Draws what a header line `-- chart: …` asks for from the rows of its table.
struct SQLChartBuilder {
    let request: ReportRequest
    let place: ReportPlace
    let chart: SQLChart
    let result: SQLResult
    /// The header's, with its figures.
    let title: String?

    /// More names across than this cannot be read.
    private static let mostNames = 40
    private static let mostBars = 30
    /// What is left of a long form is drawn as one series.
    private static let mostSeries = 8

    /// Nil where the rows hold nothing to draw.
    func drawn() throws(ReportError) -> Chart? {
        let x = try index(chart.x)
        var values: [Int] = []
        for name in chart.values { values.append(try index(name)) }
        let series = try chart.series.map { name throws(ReportError) in try index(name) }
        // Nothing but zeros is a line, but no column.
        let isLine = chart.kind == .line || chart.kind == .scatter
        let isDrawn = values.contains { index in
            result.kept.contains { row in row[index].number.map { isLine || $0 != 0 } ?? false }
        }
        guard isDrawn else { return nil }
        switch chart.kind {
        case .bars: return bars(x, values[0])
        case .scatter: return try scatter(x, values[0])
        case .columns, .stacked, .line, .area: return try overAxis(x, values, series)
        }
    }

    private func index(_ column: String) throws(ReportError) -> Int {
        if let index = result.index(of: column) { return index }
        throw place.fault(
            chart.line,
            HeaderProblem(unknown: column, "column", among: result.columns.map(\.name)).text)
    }

    private var shownTitle: String { title ?? result.section.title ?? result.section.name }

    private func axisTitle(_ values: [Int]) -> String {
        chart.axisTitle ?? (values.count == 1 ? result.columns[values[0]].title : shownTitle)
    }

    /// Said where the picture shows less than the table.
    private func cut(_ shown: Int, of all: Int, _ what: String) -> String {
        shown < all ? " The first \(Figure.grouped(shown)) of \(Figure.grouped(all)) \(what) are drawn." : ""
    }

    private func figure(_ number: Double, _ column: Int) -> String {
        if case .real(let digits) = result.columns[column].kind {
            return Figure.grouped(number, digits: digits)
        }
        return Figure.grouped(number, digits: number == number.rounded() ? 0 : 1)
    }

    private func name(_ value: ReportValue) -> String {
        switch value {
        case .null: "(none)"
        case .text(let text): text
        case .integer(let number): String(number)
        case .real(let number): Figure.grouped(number, digits: 1)
        case .boolean(let flag): flag ? "yes" : "no"
        case .day(let day): day.text
        case .instant(let instant): request.facts.calendar.minuteText(instant)
        case .bytes: "?"
        }
    }

    // MARK: Bars and marks

    private func bars(_ x: Int, _ value: Int) -> Chart {
        let rows = result.kept.prefix(Self.mostBars)
        let bars = rows.map { row in
            let number = row[value].number ?? 0
            return BarChart.Bar(name(row[x]), .blue, number, text: figure(number, value))
        }
        return .bars(
            BarChart(
                title: shownTitle,
                summary: bars.map { "\($0.label) \($0.valueText)" }.joined(separator: ", ") + "."
                    + cut(bars.count, of: result.count, "rows"),
                axisTitle: axisTitle([value]), bars: bars, legend: [], tickName: "", whiskerName: ""))
    }

    private func scatter(_ x: Int, _ value: Int) throws(ReportError) -> Chart? {
        let key = result.columns.firstIndex { $0.kind == .issueKey }
        let isFew = result.kept.count <= ScatterChart.mostSingleMarks
        var points: [ScatterChart.Point] = []
        let reach = Self.reach(result.kept.compactMap { day($0[x]) })
        for row in result.kept {
            guard let y = row[value].number else { continue }
            if let reach, let day = day(row[x]), !reach.contains(day) { continue }
            let place: Double
            switch row[x] {
            case .instant(let instant): place = request.facts.calendar.wallDays(instant)
            case .null: continue
            case let other:
                guard let day = day(other) else { throw noDays() }
                place = Double(day.daysSince1970) + 0.5
            }
            var issue: String?
            if isFew, let key, case .text(let text) = row[key] { issue = text }
            points.append(.init(x: place, y: y, key: issue))
        }
        guard !points.isEmpty else { return nil }
        points.sort { $0.x < $1.x }
        return .scatter(
            ScatterChart(
                title: shownTitle,
                summary:
                    "One mark a row, \(Figure.grouped(points.count)) in all, from \(figure(points.map(\.y).min() ?? 0, value)) to \(figure(points.map(\.y).max() ?? 0, value))."
                    + cut(result.kept.count, of: result.count, "rows"),
                axisTitle: axisTitle([value]), unit: "", points: points, levels: [], curveName: "", curve: [])
        )
    }

    // MARK: Series

    private func noDays() -> ReportError {
        place.fault(
            chart.line,
            "a chart '\(chart.kind.rawValue)' needs days across, and the column '\(chart.x)' holds something else: declare it as 'day', or give YYYY-MM-DD"
        )
    }

    private func overAxis(_ x: Int, _ values: [Int], _ series: Int?) throws(ReportError) -> Chart? {
        var rows = result.kept.filter { !$0[x].isNull }
        if var days = days(rows, x) {
            if let reach = Self.reach(days) {
                rows = zip(rows, days).filter { reach.contains($1) }.map(\.0)
                days.removeAll { !reach.contains($0) }
            }
            guard let axis = axis(days) else { return nil }
            let places = days.map { axis.index(of: $0) }
            let lines = Self.lines(
                rows, places, count: axis.starts.count, values.map { ($0, result.columns[$0].title) },
                series.map { column in { name($0[column]) } })
            return overDays(axis, lines, values)
        }
        guard chart.kind == .columns || chart.kind == .stacked else { throw noDays() }
        var names: [String] = []
        var place: [String: Int] = [:]
        var kept: [[ReportValue]] = []
        var places: [Int] = []
        for row in rows {
            let label = name(row[x])
            if place[label] == nil {
                guard names.count < Self.mostNames else { continue }
                place[label] = names.count
                names.append(label)
            }
            kept.append(row)
            places.append(place[label] ?? 0)
        }
        let lines = Self.lines(
            kept, places, count: names.count, values.map { ($0, result.columns[$0].title) },
            series.map { column in { name($0[column]) } })
        return columns(
            .names(names), lines, values, isLastPartial: false,
            summary: "\(lines.map(\.name).joined(separator: ", ")) for \(names.joined(separator: ", "))."
                + cut(kept.count, of: result.count, "rows"))
    }

    struct Line {
        var name: String
        /// One a place; 0 where no row gives one.
        var values: [Double]
        /// What many small series were put together to.
        var isRest = false
    }

    /// Wide form: one a column. Long form: one a name, the largest first, the rest together.
    private static func lines(
        _ rows: [[ReportValue]], _ places: [Int], count: Int, _ columns: [(index: Int, title: String)],
        _ series: (([ReportValue]) -> String)?
    ) -> [Line] {
        var lines: [Line] = []
        guard let series, let value = columns.first?.index else {
            for column in columns {
                var line = Line(name: column.title, values: [Double](repeating: 0, count: count))
                for (row, place) in zip(rows, places) { line.values[place] += row[column.index].number ?? 0 }
                lines.append(line)
            }
            return lines
        }
        var indexes: [String: Int] = [:]
        for (row, place) in zip(rows, places) {
            let name = series(row)
            if indexes[name] == nil {
                indexes[name] = lines.count
                lines.append(Line(name: name, values: [Double](repeating: 0, count: count)))
            }
            if let index = indexes[name] { lines[index].values[place] += row[value].number ?? 0 }
        }
        return SeriesRanking.largest(lines, Self.mostSeries)
    }

    private func overDays(_ axis: PeriodAxis, _ lines: [Line], _ values: [Int]) -> Chart {
        let summary =
            "\(lines.map(\.name).joined(separator: ", ")) over \(axis.starts.count) \(axis.unit.rawValue)s. The numbers are in the table below."
            + cut(result.kept.count, of: result.count, "rows")
        let isLastPartial = axis.end.daysSince1970 - 1 > request.facts.today.daysSince1970
        let colors: [ChartColor] = [.blue, .orange, .green, .purple, .sky, .vermilion, .grey]
        switch chart.kind {
        case .area where lines.count > 1:
            let tints = Self.tints(lines)
            return .stackedArea(
                StackedAreaChart(
                    title: shownTitle, summary: summary, axisTitle: axisTitle(values), unit: axis.unit,
                    days: axis.starts, layers: zip(lines, tints).map { .init($0.name, $1, $0.values) }))
        case .line, .area:
            return .timeSeries(
                TimeSeriesChart(
                    title: shownTitle, summary: summary, axisTitle: axisTitle(values), unit: axis.unit,
                    periods: axis.starts,
                    series: lines.enumerated().map { index, line in
                        .init(
                            line.name, line.isRest ? .grey : colors[index % colors.count], line.values,
                            isArea: chart.kind == .area)
                    }, isLastPartial: isLastPartial))
        default:
            return columns(
                .periods(axis.unit, axis.starts), lines, values, isLastPartial: isLastPartial,
                summary: summary)
        }
    }

    private func columns(
        _ axis: ColumnChart.Axis, _ lines: [Line], _ values: [Int], isLastPartial: Bool, summary: String
    ) -> Chart {
        .columns(
            ColumnChart(
                title: shownTitle, summary: summary, axisTitle: axisTitle(values), axis: axis,
                series: zip(lines, Self.tints(lines)).map { .init($0.name, $1, $0.values) },
                isStacked: chart.kind == .stacked, isLastPartial: isLastPartial))
    }

    private static func tints(_ lines: [Line]) -> [ChartTint] {
        zip(lines, ChartTint.palette(lines.count)).map { $0.isRest ? ChartTint(.grey, step: 2) : $1 }
    }
}

/// Which of many series a picture shows.
enum SeriesRanking {
    /// The largest ones, by their sum; what is left comes last, added up.
    static func largest(_ lines: [SQLChartBuilder.Line], _ most: Int) -> [SQLChartBuilder.Line] {
        let sums = lines.map { $0.values.reduce(0, +) }
        let order = lines.indices.sorted { sums[$0] != sums[$1] ? sums[$0] > sums[$1] : $0 < $1 }
        guard lines.count > most + 1 else { return order.map { lines[$0] } }
        var rest = SQLChartBuilder.Line(
            name: "\(lines.count - most) others", values: lines[0].values.map { _ in 0 }, isRest: true)
        for index in order.dropFirst(most) {
            for place in rest.values.indices { rest.values[place] += lines[index].values[place] }
        }
        return order.prefix(most).map { lines[$0] } + [rest]
    }
}
