/// The pictures of one chart.
struct ChartDrawing {
    let chart: Chart
    let site: SiteLinks?

    /// Nil where there is nothing to draw.
    func picture(_ size: ChartFrame.Size) -> SVGPicture? {
        guard !chart.isEmpty else { return nil }
        let frame = ChartFrame(size)
        return switch chart {
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
    /// Whether it holds nothing that could be seen.
    var isEmpty: Bool {
        switch self {
        case .timeSeries(let chart): chart.periods.isEmpty || chart.series.allSatisfy(\.values.isEmpty)
        case .scatter(let chart): chart.points.isEmpty
        case .bars(let chart): chart.bars.isEmpty
        case .stackedArea(let chart): chart.days.isEmpty || chart.layers.isEmpty
        case .columns(let chart):
            chart.axis.count == 0 || chart.series.allSatisfy { $0.values.allSatisfy { $0 == 0 } }
        case .steps(let chart): chart.lines.allSatisfy(\.points.isEmpty)
        case .strip(let chart): chart.marks.isEmpty || chart.columns.isEmpty
        }
    }
}
