import Reporting
import SyncCore

/// One chart of each kind whose every text is the same.
enum EveryChart {
    static func charts(_ text: String, points count: Int = 40, values: [Double]? = nil) -> [Chart] {
        let usual = (0..<30).map { Double(($0 * 37) % 23) }
        let values = values ?? usual
        let days = values.indices.map { Day(daysSince1970: 20_000 + 7 * $0) }
        let names = values.prefix(6).indices.map { "\(text) \($0)" }
        let points = (0..<count).map {
            ScatterChart.Point(
                x: 20_000 + Double($0) * 200 / Double(count), y: Double(($0 * 7919) % 101) / 7, key: text)
        }
        let levels: [ScatterChart.Level] = [.init(text, 3), .init(text, 9)]
        func columns(_ axis: ColumnChart.Axis, isStacked: Bool, _ markers: [ColumnChart.Marker]) -> Chart {
            .columns(
                ColumnChart(
                    title: text, summary: text, axisTitle: text, axis: axis,
                    series: ChartTint.palette(9).map { .init(text, $0, Array(values.prefix(axis.count))) },
                    isStacked: isStacked, markers: markers, isLastPartial: true))
        }
        return [
            .timeSeries(
                TimeSeriesChart(
                    title: text, summary: text, axisTitle: text, unit: .week, periods: days,
                    series: [.init(text, .orange, values), .init(text, .green, values.reversed())],
                    fillsBetween: true, isLastPartial: true)),
            .scatter(
                ScatterChart(
                    title: text, summary: text, axisTitle: text, unit: text, points: points, levels: levels,
                    curveName: text, curve: points.map { .init(x: $0.x, y: 5) })),
            .bars(
                BarChart(
                    title: text, summary: text, axisTitle: text,
                    bars: values.map { .init(text, .blue, $0, text: text, tick: 2, whisker: 5) },
                    legend: [(.blue, text)], tickName: text, whiskerName: text)),
            .stackedArea(
                StackedAreaChart(
                    title: text, summary: text, axisTitle: text, unit: .day, days: days,
                    layers: ChartTint.palette(8).map { .init(text, $0, values) })),
            columns(.names(names), isStacked: false, [.init(text, .horizontal, at: 4)]),
            columns(
                .periods(.week, days), isStacked: true,
                [.init(text, .vertical, at: 2), .init(text, .vertical, at: 3)]
            ),
            .steps(
                StepChart(
                    title: text, summary: text, axisTitle: text, span: 20_000...20_014,
                    lines: [
                        .init(
                            text, .blue, .steps,
                            values.enumerated().map { .init(x: 20_000 + Double($0), y: $1) }),
                        .init(text, .grey, .guideline, [.init(x: 20_000, y: 9), .init(x: 20_014, y: 0)]),
                    ],
                    events: [
                        .init(x: 20_002, label: text, isGood: false),
                        .init(x: 20_003, label: text, isGood: true),
                    ])),
            .strip(
                StripChart(
                    title: text, summary: text, axisTitle: text, unit: text, columns: [text, text, text],
                    marks: values.enumerated().map {
                        .init(column: $0 % 3, value: $1, key: text, detail: text)
                    },
                    levels: levels)),
        ]
    }
}
