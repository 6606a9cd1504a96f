/// Draws ``ColumnChart`` lying on its side: a row a name, the name above its bars, whole.
struct ColumnRowsSVG {
    let chart: ColumnChart
    let names: [String]

    /// Names beside their bars take no more of the picture.
    private static let mostForNames = 0.36

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        var header = ChartHeader(axisTitle: chart.axisTitle)
        if chart.series.count > 1 { header.legend = chart.series.map { .init(.square($0.tint), $0.name) } }
        header.legend += chart.markers.map { .init(.median, $0.label) }
        header.draw(on: &picture)
        let widestName = names.map { ChartText.width($0) }.max() ?? 0
        let isAbove = frame.isNarrow || widestName + 12 > frame.width * Self.mostForNames
        let bars = chart.isStacked ? 1.0 : Double(chart.series.count)
        let bar = chart.isStacked || names.count * chart.series.count < 16 ? 14.0 : 11
        let row = (isAbove ? 24 : 5) + (bar + 2) * bars + 5
        picture.frame.left = isAbove ? 1 : widestName + 12
        picture.frame.right = ChartText.width(ChartText.number(highest)) + 12
        picture.frame.bottom = 26
        picture.frame.height = picture.frame.top + row * Double(names.count) + 30
        let plot = picture.frame
        let ticks = NiceTicks(maximum: highest, count: frame.size == .wide ? 6 : 3, isWhole: false)
        let x = Scale(0...highest, low: plot.plotLeft, high: plot.plotRight)
        for value in ticks.values where value <= highest * 1.001 {
            picture.line(
                x(value), plot.plotTop, x(value), plot.plotBottom, class: value == 0 ? "axis" : "grid")
            picture.text(
                x(value), plot.plotBottom + 18, ticks.label(value),
                anchor: value == 0 && isAbove ? "start" : "middle")
        }
        for (index, name) in names.enumerated() {
            let top = plot.plotTop + row * Double(index)
            if isAbove {
                let text = ChartText.fitted(name, frame.width, isBold: true)
                picture.text(plot.plotLeft, top + 15, text, class: "t b halo", tip: text == name ? nil : name)
            } else {
                let text = ChartText.fitted(name, plot.left - 12)
                picture.text(
                    plot.plotLeft - 10, top + row / 2 + 4.3, text, anchor: "end", class: "t k",
                    tip: text == name ? nil : name)
            }
            draw(index, at: top + (isAbove ? 22 : 6), bar, x, &picture)
        }
        for marker in chart.markers where marker.direction == .horizontal {
            picture.line(x(marker.at), plot.plotTop, x(marker.at), plot.plotBottom, class: "level")
        }
        return picture
    }

    private func value(_ series: ColumnChart.Series, _ place: Int) -> Double {
        series.values.indices.contains(place) && series.values[place].isFinite
            ? max(0, series.values[place]) : 0
    }

    private var highest: Double {
        let values = names.indices.map { place in
            let all = chart.series.map { value($0, place) }
            return chart.isStacked ? all.reduce(0, +) : all.max() ?? 0
        }
        let highest = max(values.max() ?? 0, chart.markers.map(\.at).max() ?? 0)
        return highest > 0 ? highest : 1
    }

    private func draw(_ place: Int, at top: Double, _ height: Double, _ x: Scale, _ picture: inout SVGPicture)
    {
        var base = 0.0
        for (index, series) in chart.series.enumerated() {
            let value = value(series, place)
            let y = chart.isStacked ? top : top + (height + 2) * Double(index)
            let start = chart.isStacked ? base : 0
            if value > 0 {
                picture.rect(
                    x(start) + (start > 0 ? 1 : 0), y,
                    max(1, x(start + value) - x(start) - (start > 0 ? 1 : 0)),
                    height, class: series.tint.fill,
                    tip: "\(names[place]): \(series.name) \(ChartText.number(value))")
            }
            base += value
            if !chart.isStacked {
                picture.text(x(value) + 7, y + height / 2 + 4.3, ChartText.number(value), class: "t halo")
            }
        }
        if chart.isStacked {
            picture.text(x(base) + 7, top + height / 2 + 4.3, ChartText.number(base), class: "t halo")
        }
    }
}
