import SyncCore

/// Draws ``TimeSeriesChart``.
struct TimeSeriesSVG {
    let chart: TimeSeriesChart

    /// Above this many periods only the last value of a line is marked.
    private static let mostMarked = 60
    /// Above this many periods lines cross within a pixel, and nothing between them can be seen.
    private static let mostFilled = 1000
    /// More lines than these cannot be labelled at their ends.
    private static let mostLabels = 8

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        guard let first = chart.periods.first, let last = chart.periods.last else { return picture }
        let isLabelled = !frame.isNarrow && chart.series.count <= Self.mostLabels
        var header = ChartHeader(axisTitle: chart.axisTitle)
        if chart.isFirstPartial || chart.isLastPartial, !frame.isNarrow {
            header.note = "dotted: not a whole \(chart.unit.rawValue)"
        }
        if !isLabelled {
            header.legend = chart.series.enumerated().map { index, series in
                .init(symbol(series, index), label(series))
            }
        }
        header.draw(on: &picture)
        if isLabelled { picture.frame.right = EndLabels.margin(chart.series.map(label), in: frame) }
        let values = chart.series.flatMap(\.values).filter(\.isFinite)
        let ticks = NiceTicks(
            minimum: min(0, values.min() ?? 0), maximum: max(0, values.max() ?? 1), count: frame.valueTicks,
            isWhole: values.allSatisfy { $0 == $0.rounded() })
        let low = Double(first.daysSince1970)
        let axes = ChartAxes(&picture, across: low...max(low + 1, Double(last.daysSince1970)), ticks)
        axes.drawValues(on: &picture)
        axes.drawTime(on: &picture)
        let xs = chart.periods.map { axes.x(Double($0.daysSince1970)) }
        if chart.fillsBetween, chart.series.count >= 2, chart.periods.count <= Self.mostFilled {
            fill(&picture, axes, xs)
        }
        for (index, series) in chart.series.enumerated() { draw(series, index, &picture, axes, xs) }
        if isLabelled {
            EndLabels.draw(
                chart.series.map { .init(axes.y($0.values.last ?? 0), label($0), $0.color.ink) }, on: &picture
            )
        }
        return picture
    }

    private func symbol(_ series: TimeSeriesChart.Series, _ index: Int) -> ChartHeader.Entry.Symbol {
        series.isArea
            ? .square(ChartTint(series.color))
            : chart.periods.count <= Self.mostMarked
                ? .mark(.of(index), series.color) : .line(series.color, isDashed: index % 2 == 1)
    }

    private func draw(
        _ series: TimeSeriesChart.Series, _ index: Int, _ picture: inout SVGPicture, _ axes: ChartAxes,
        _ xs: [Double]
    ) {
        let all = zip(xs, series.values).map { (x: $0, y: axes.y($1.isFinite ? $1 : 0)) }
        let kept = Thinning.kept(all)
        let points = kept.map { (all[$0].x, all[$0].y) }
        guard let first = points.first, let last = points.last else { return }
        if series.isArea, points.count > 1 {
            let base = SVGPicture.number(axes.y(0))
            let outline = SVGPicture.polyline(points)
            picture.path(
                "\(outline)L\(SVGPicture.number(last.0)) \(base)L\(SVGPicture.number(first.0)) \(base)Z",
                class: series.color.fill, opacity: 0.14)
        }
        let isMarked = points.count <= Self.mostMarked
        let dash = !isMarked && index % 2 == 1 ? " dash" : ""
        let dotted = [
            points.prefix(chart.isFirstPartial ? 2 : 0), points.suffix(chart.isLastPartial ? 2 : 0),
        ]
        let solid = points.dropFirst(chart.isFirstPartial ? 1 : 0).dropLast(chart.isLastPartial ? 1 : 0)
        if solid.count > 1 {
            picture.path(SVGPicture.polyline(solid), class: "line \(series.color.stroke)\(dash)")
        }
        for part in dotted where part.count > 1 {
            picture.path(SVGPicture.polyline(part), class: "line dots \(series.color.stroke)")
        }
        // On a phone neighbouring marks would touch.
        let isRoomy = isMarked && picture.frame.plotWidth / Double(points.count) > 11
        for index in isMarked ? points.indices : (points.count - 1)..<points.count {
            let isShown = isRoomy || index == points.count - 1
            picture.mark(
                .of(chart.series.count > 1 && isMarked ? self.index(of: series) : 0), points[index].0,
                points[index].1, isShown ? 3.4 : 6,
                class: "\(series.color.fill)\(isShown ? " edge" : " ghost")",
                tip:
                    "\(chart.unit.label(chart.periods[kept[index]])): \(series.name) \(ChartText.number(series.values[kept[index]]))"
            )
        }
    }

    private func index(of series: TimeSeriesChart.Series) -> Int {
        chart.series.firstIndex { $0.name == series.name && $0.color == series.color } ?? 0
    }

    /// Polygons between the first two series, one a run of the same sign, cut where the lines cross.
    private func fill(_ picture: inout SVGPicture, _ axes: ChartAxes, _ xs: [Double]) {
        let (upper, lower) = (chart.series[0].values, chart.series[1].values)
        let count = min(xs.count, upper.count, lower.count)
        guard count > 1 else { return }
        var run: [(x: Double, a: Double, b: Double)] = [(xs[0], upper[0], lower[0])]
        func finish() {
            guard run.count > 1, let middle = run.first(where: { $0.a != $0.b }) else { return }
            let color = chart.series[middle.a > middle.b ? 0 : 1].color
            let outline = run.map { ($0.x, axes.y($0.a)) } + run.reversed().map { ($0.x, axes.y($0.b)) }
            picture.path(SVGPicture.polyline(outline) + "Z", class: color.fill, opacity: 0.16)
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
            } else if before == 0, run.count > 1 {
                finish()
                run = [(xs[index - 1], upper[index - 1], lower[index - 1])]
            }
            run.append((xs[index], upper[index], lower[index]))
        }
        finish()
    }

    private func label(_ series: TimeSeriesChart.Series) -> String {
        "\(series.name) \(ChartText.number(known(series)))"
    }

    /// The last value that will not change any more.
    private func known(_ series: TimeSeriesChart.Series) -> Double {
        let values =
            chart.isLastPartial && series.values.count > 1 ? series.values.dropLast() : series.values[...]
        return values.last ?? 0
    }
}
