/// Draws ``BarChart``: the label above its bar, so that long names need no margin.
struct BarSVG {
    let chart: BarChart
    private static let rowHeight = 46.0

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var frame = frame
        let legendRows = frame.isNarrow ? 2.0 : 1.0
        let top = 12 + 22 * legendRows
        frame.height = top + Self.rowHeight * Double(max(1, chart.bars.count)) + 34
        var picture = SVGPicture(frame)
        let left = 8.0
        let right = frame.width - (frame.isNarrow ? 66 : 84)
        let highest = chart.bars.map { max($0.value, $0.whisker ?? 0, $0.tick ?? 0) }.max() ?? 1
        let ticks = NiceTicks(maximum: highest, count: frame.isNarrow ? 4 : 6, isWhole: false)
        let x = Scale(0...ticks.maximum, low: left, high: right)
        let bottom = frame.height - 30
        for value in ticks.values {
            picture.line(x(value), top, x(value), bottom, class: value == 0 ? "axis" : "grid")
            picture.text(
                x(value), bottom + 18, ticks.label(value), anchor: value == 0 ? "start" : "middle")
        }
        picture.text(frame.width - 4, bottom + 18, chart.axisTitle, anchor: "end", class: "t axis-title")
        for (index, bar) in chart.bars.enumerated() {
            draw(bar, at: top + Self.rowHeight * Double(index), x, &picture)
        }
        legend(&picture)
        return picture
    }

    private func draw(_ bar: BarChart.Bar, at y: Double, _ x: Scale, _ picture: inout SVGPicture) {
        let frame = picture.frame
        picture.text(x(0) + 4, y + 15, frame.fitted(bar.label, frame.width * 0.8), class: "t strong halo")
        let middle = y + 30
        picture.rect(
            x(0), middle - 8, max(1.5, x(bar.value) - x(0)), 16,
            style: "fill:\(bar.color.paint);fill-opacity:.85",
            tip: "\(bar.label): \(bar.valueText)")
        var end = x(bar.value)
        if let whisker = bar.whisker {
            let at = x(whisker)
            picture.line(min(x(bar.value), at), middle, at, middle, class: "whisker")
            picture.line(at, middle - 6, at, middle + 6, class: "whisker")
            end = max(end, at)
        }
        if let tick = bar.tick {
            picture.line(x(tick), middle - 11, x(tick), middle + 11, class: "median-halo")
            picture.line(x(tick), middle - 11, x(tick), middle + 11, class: "median")
        }
        picture.text(end + 9, middle + 5, bar.valueText, class: "t halo")
    }

    private func legend(_ picture: inout SVGPicture) {
        var x = 8.0
        var y = 16.0
        let frame = picture.frame
        for (color, name) in chart.legend {
            picture.rect(x, y - 9, 12, 10, style: "fill:\(color.paint);fill-opacity:.85")
            picture.text(x + 17, y, name)
            x += Double(name.count) * frame.characterWidth + 36
        }
        if frame.isNarrow {
            x = 8
            y += 22
        }
        picture.line(x + 5, y - 10, x + 5, y + 3, class: "median")
        picture.text(x + 14, y, chart.tickName)
        x += Double(chart.tickName.count) * frame.characterWidth + 36
        picture.line(x, y - 4, x + 16, y - 4, class: "whisker")
        picture.line(x + 16, y - 9, x + 16, y + 1, class: "whisker")
        picture.text(x + 23, y, chart.whiskerName)
    }
}
