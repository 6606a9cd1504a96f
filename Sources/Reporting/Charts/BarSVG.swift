/// Draws ``BarChart``: names on the left, or above their bars where the picture is narrow.
struct BarSVG {
    let chart: BarChart

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var frame = frame
        let names = chart.bars.map { ChartText.width($0.label) }.max() ?? 0
        let isAbove = frame.isNarrow || names > frame.width * 0.42
        let row = isAbove ? 42.0 : chart.bars.count > 9 ? 25 : 31
        var picture = SVGPicture(frame)
        ChartHeader(axisTitle: chart.axisTitle, legend: legend).draw(on: &picture)
        frame = picture.frame
        picture.frame.left = isAbove ? 1 : min(names + 12, frame.width * 0.42)
        picture.frame.right = (chart.bars.map { ChartText.width($0.valueText) }.max() ?? 0) + 14
        picture.frame.height = frame.top + row * Double(max(1, chart.bars.count)) + 30
        picture.frame.bottom = 26
        frame = picture.frame
        let highest = chart.bars.map { max(0, $0.value, $0.whisker ?? 0, $0.tick ?? 0) }.max() ?? 1
        // The bars may use all the room; a tick beyond the longest one is not drawn.
        let ticks = NiceTicks(maximum: highest, count: frame.isNarrow ? 3 : 6, isWhole: false)
        let x = Scale(0...max(highest, .leastNormalMagnitude), low: frame.plotLeft, high: frame.plotRight)
        for value in ticks.values where value <= highest * 1.001 {
            picture.line(
                x(value), frame.plotTop, x(value), frame.plotBottom, class: value == 0 ? "axis" : "grid")
            picture.text(
                x(value), frame.plotBottom + 18, ticks.label(value),
                anchor: value == 0 && isAbove ? "start" : "middle")
        }
        for (index, bar) in chart.bars.enumerated() {
            let top = frame.plotTop + row * Double(index)
            if isAbove {
                let text = ChartText.fitted(bar.label, frame.width, isBold: true)
                picture.text(
                    frame.plotLeft, top + 16, text, class: "t b halo",
                    tip: text == bar.label ? nil : bar.label)
                draw(bar, at: top + 29, x, &picture)
            } else {
                let text = ChartText.fitted(bar.label, frame.left - 12)
                picture.text(
                    frame.plotLeft - 10, top + row / 2 + 4.3, text, anchor: "end", class: "t k",
                    tip: text == bar.label ? nil : bar.label)
                draw(bar, at: top + row / 2, x, &picture)
            }
        }
        return picture
    }

    private func draw(_ bar: BarChart.Bar, at middle: Double, _ x: Scale, _ picture: inout SVGPicture) {
        picture.rect(
            x(0), middle - 8, max(1.5, x(bar.value) - x(0)), 16, class: "\(bar.color.fill) r",
            tip: "\(bar.label): \(bar.valueText)")
        var end = x(bar.value)
        if let whisker = bar.whisker {
            let at = x(whisker)
            picture.line(min(x(bar.value), at), middle, at, middle, class: "whisker")
            if at < x(bar.value) { picture.line(at, middle - 6, at, middle + 6, class: "whisker-halo") }
            picture.line(at, middle - 5, at, middle + 5, class: "whisker")
            end = max(end, at)
        }
        if let tick = bar.tick {
            picture.line(x(tick), middle - 11, x(tick), middle + 11, class: "median-halo")
            picture.line(x(tick), middle - 11, x(tick), middle + 11, class: "median")
            end = max(end, x(tick))
        }
        picture.text(end + 8, middle + 4.3, bar.valueText, class: "t b halo")
    }

    private var legend: [ChartHeader.Entry] {
        var entries = chart.legend.map { ChartHeader.Entry(.square(ChartTint($0.0)), $0.1) }
        if chart.bars.contains(where: { $0.tick != nil }) { entries.append(.init(.median, chart.tickName)) }
        if chart.bars.contains(where: { $0.whisker != nil }) {
            entries.append(.init(.whisker, chart.whiskerName))
        }
        return entries
    }
}
