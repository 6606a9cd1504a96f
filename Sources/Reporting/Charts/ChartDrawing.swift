/// The pictures of one chart.
struct ChartDrawing {
    let chart: Chart
    let site: SiteLinks?

    /// Nil where there is nothing to draw.
    func picture(_ size: ChartFrame.Size) -> SVGPicture? {
        guard !chart.isEmpty else { return nil }
        let frame = ChartFrame(size)
        return switch chart.withFiniteValues.withFewNames {
        case .timeSeries(let chart): TimeSeriesSVG(chart: chart).picture(frame)
        case .scatter(let chart): ScatterSVG(chart: chart, site: site).picture(frame)
        case .bars(let chart): BarSVG(chart: chart).picture(frame)
        case .stackedArea(let chart): StackedAreaSVG(chart: chart).picture(frame)
        case .columns(let chart): ColumnSVG(chart: chart).picture(frame)
        case .steps(let chart): StepSVG(chart: chart).picture(frame)
        case .strip(let chart): StripSVG(chart: chart, site: site).picture(frame)
        }
    }
}

extension Chart {
    /// Numbers that are none cannot be placed: where they are one of a row they count as zero, else they are left out.
    fileprivate var withFiniteValues: Chart {
        func finite(_ values: [Double]) -> [Double] { values.map { $0.isFinite ? $0 : 0 } }
        func finite(_ points: [ScatterChart.Point]) -> [ScatterChart.Point] {
            points.filter { $0.x.isFinite && $0.y.isFinite }
        }
        switch self {
        case .timeSeries(var chart):
            for index in chart.series.indices {
                chart.series[index].values = finite(chart.series[index].values)
            }
            return .timeSeries(chart)
        case .scatter(var chart):
            chart.points = finite(chart.points)
            chart.curve = finite(chart.curve)
            chart.levels.removeAll { !$0.value.isFinite }
            return .scatter(chart)
        case .bars(var chart):
            for index in chart.bars.indices {
                let bar = chart.bars[index]
                chart.bars[index].value = bar.value.isFinite ? bar.value : 0
                chart.bars[index].tick = bar.tick.flatMap { $0.isFinite ? $0 : nil }
                chart.bars[index].whisker = bar.whisker.flatMap { $0.isFinite ? $0 : nil }
            }
            return .bars(chart)
        case .stackedArea(var chart):
            for index in chart.layers.indices {
                chart.layers[index].values = finite(chart.layers[index].values)
            }
            return .stackedArea(chart)
        case .columns(var chart):
            for index in chart.series.indices {
                chart.series[index].values = finite(chart.series[index].values)
            }
            chart.markers.removeAll { !$0.at.isFinite }
            return .columns(chart)
        case .steps(var chart):
            for index in chart.lines.indices { chart.lines[index].points = finite(chart.lines[index].points) }
            return .steps(chart)
        case .strip(var chart):
            chart.marks.removeAll { !$0.value.isFinite }
            chart.levels.removeAll { !$0.value.isFinite }
            return .strip(chart)
        }
    }

    /// Whether it holds nothing that could be seen.
    var isEmpty: Bool {
        switch self {
        case .timeSeries(let chart):
            chart.periods.isEmpty || chart.series.allSatisfy { $0.values.allSatisfy { $0 == 0 } }
        case .scatter(let chart): chart.points.isEmpty
        case .bars(let chart): chart.bars.isEmpty
        case .stackedArea(let chart):
            chart.days.isEmpty || chart.layers.allSatisfy { $0.values.allSatisfy { $0 == 0 } }
        case .columns(let chart):
            chart.axis.count == 0 || chart.series.allSatisfy { $0.values.allSatisfy { $0 == 0 } }
        case .steps(let chart): chart.lines.allSatisfy(\.points.isEmpty)
        case .strip(let chart): chart.marks.isEmpty || chart.columns.isEmpty
        }
    }
}
