import SyncCore

/// Draws ``TimeSeriesChart``.
struct TimeSeriesSVG {
    let chart: TimeSeriesChart

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        guard let first = chart.periods.first, let last = chart.periods.last else { return picture }
        let low = Double(first.daysSince1970)
        let high = max(low + 1, Double(last.daysSince1970))
        let maximum = chart.series.flatMap(\.values).max() ?? 1
        let axes = ChartAxes(frame, days: low...high, maximum: maximum, isWhole: true)
        axes.draw(on: &picture, axisTitle: chart.axisTitle)
        let xs = chart.periods.map { axes.x(Double($0.daysSince1970)) }
        if chart.fillsBetween, chart.series.count >= 2 { fill(&picture, axes, xs) }
        for series in chart.series { draw(series, &picture, axes, xs) }
        if chart.isLastPartial {
            picture.text(frame.plotRight, 16, "dotted: \(chart.unit.rawValue) not over", anchor: "end")
        }
        label(&picture, axes)
        return picture
    }

    private func draw(
        _ series: TimeSeriesChart.Series, _ picture: inout SVGPicture, _ axes: ChartAxes, _ xs: [Double]
    ) {
        let points = zip(xs, series.values).map { ($0, axes.y($1)) }
        guard let first = points.first, let last = points.last else { return }
        if series.isArea, points.count > 1 {
            let base = SVGPicture.number(axes.y(0))
            let outline = SVGPicture.polyline(points)
            picture.path(
                "\(outline)L\(SVGPicture.number(last.0)) \(base)L\(SVGPicture.number(first.0)) \(base)Z",
                style: "fill:\(series.color.paint);fill-opacity:.18")
        }
        let stroke = "fill:none;stroke:\(series.color.paint);stroke-width:2.5;stroke-linejoin:round"
        let solid = chart.isLastPartial ? points.dropLast() : points[...]
        if solid.count > 1 { picture.path(SVGPicture.polyline(solid), style: stroke) }
        if chart.isLastPartial, points.count > 1 {
            picture.path(
                SVGPicture.polyline(points.suffix(2)),
                style: stroke + ";stroke-dasharray:2 5;stroke-linecap:round;stroke-opacity:.6")
        }
        let marked = points.count <= 60 ? points.indices : (points.count - 1)..<points.count
        for index in marked {
            picture.circle(
                points[index].0, points[index].1, points.count <= 60 ? 3 : 3.5,
                style: "fill:\(series.color.paint)",
                tip:
                    "\(chart.unit.label(chart.periods[index])): \(Figure.grouped(Int(series.values[index]))) "
                    + series.name.lowercased())
        }
    }

    /// Polygons between the first two series, one a run of the same sign, cut where the lines cross.
    private func fill(_ picture: inout SVGPicture, _ axes: ChartAxes, _ xs: [Double]) {
        let (upper, lower) = (chart.series[0].values, chart.series[1].values)
        let count = min(xs.count, upper.count, lower.count)
        guard count > 1 else { return }
        var run: [(x: Double, a: Double, b: Double)] = [(xs[0], upper[0], lower[0])]
        func finish() {
            guard run.count > 1, let middle = run.first(where: { $0.a != $0.b }) else { return }
            let color: ChartColor = middle.a > middle.b ? .orange : .green
            let outline = run.map { ($0.x, axes.y($0.a)) } + run.reversed().map { ($0.x, axes.y($0.b)) }
            picture.path(
                SVGPicture.polyline(outline) + "Z", style: "fill:\(color.paint);fill-opacity:.16")
        }
        for index in 1..<count {
            let before = upper[index - 1] - lower[index - 1]
            let after = upper[index] - lower[index]
            if before * after < 0 {
                let share = before / (before - after)
                let x = xs[index - 1] + (xs[index] - xs[index - 1]) * share
                let y = upper[index - 1] + (upper[index] - upper[index - 1]) * share
                run.append((x, y, y))
                finish()
                run = [(x, y, y)]
            } else if before == 0 || after == 0, run.count > 1, before == 0 {
                finish()
                run = [(xs[index - 1], upper[index - 1], lower[index - 1])]
            }
            run.append((xs[index], upper[index], lower[index]))
        }
        finish()
    }

    /// Names and last values: at the lines' ends, or as a legend above a narrow picture.
    private func label(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        let frame = axes.frame
        if frame.isNarrow {
            var x = frame.plotLeft
            for series in chart.series {
                picture.rect(x, 28, 12, 10, style: "fill:\(series.color.paint)")
                let text = label(series)
                picture.text(x + 17, 37, text, class: "t ink-\(series.color.rawValue)")
                x += Double(text.count) * frame.characterWidth + 34
            }
            return
        }
        let wanted = chart.series.map { axes.y(known($0)) }
        let heights = LabelPlacement.spread(
            wanted, distance: 18, within: frame.plotTop...frame.plotBottom)
        for (series, height) in zip(chart.series, heights) {
            picture.text(
                frame.plotRight + 10, height + 4.5, label(series),
                class: "t strong ink-\(series.color.rawValue)")
        }
    }

    private func label(_ series: TimeSeriesChart.Series) -> String {
        "\(series.name) \(Figure.grouped(Int(known(series))))"
    }

    /// The last value that will not change any more.
    private func known(_ series: TimeSeriesChart.Series) -> Double {
        let values =
            chart.isLastPartial && series.values.count > 1 ? series.values.dropLast() : series.values[...]
        return values.last ?? 0
    }
}
