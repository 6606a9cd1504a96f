import SyncCore

/// Draws ``ScatterChart``: single marks while they are few, else one mark a cell whose size grows with the
/// number of items in it.
///
/// Values far above the rest are drawn on the upper edge and counted there.
struct ScatterSVG {
    let chart: ScatterChart
    let site: SiteLinks?

    private static let cell = 6.0

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        guard let first = chart.points.first, let last = chart.points.last else { return picture }
        let low = first.x.rounded(.down)
        let days = low...max(low + 1, last.x.rounded(.up))
        let ceiling = Self.ceiling(chart)
        let axes = ChartAxes(frame, days: days, maximum: ceiling, isWhole: false)
        let isDense = chart.points.count > ScatterChart.mostSingleMarks
        axes.draw(on: &picture, axisTitle: chart.axisTitle + (isDense ? " (darker: more)" : ""))
        if !isDense, !frame.isNarrow {
            single(&picture, axes)
        } else {
            cells(&picture, axes)
        }
        curve(&picture, axes)
        levels(&picture, axes)
        outliers(&picture, axes)
        return picture
    }

    /// The top of the axis: all values, unless a few tower over the rest.
    private static func ceiling(_ chart: ScatterChart) -> Double {
        let sorted = chart.points.map(\.y).sorted()
        let highest = sorted.last ?? 1
        let usual =
            max((Percentile.nearestRank(98, ofSorted: sorted) ?? 1), chart.levels.last?.value ?? 0) * 1.15
        return usual > 0 && highest > usual * 1.6 ? usual : highest
    }

    private func single(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        let style = "fill:\(ChartColor.blue.paint);fill-opacity:\(chart.points.count > 600 ? ".4" : ".55")"
        for point in chart.points where point.y <= axes.yTicks.maximum {
            mark(point, axes.x(point.x), axes.y(point.y), style, &picture)
        }
    }

    private func mark(
        _ point: ScatterChart.Point, _ x: Double, _ y: Double, _ style: String, _ picture: inout SVGPicture
    ) {
        let tip = "\(point.key.map { $0 + ": " } ?? "")\(Figure.days(point.y)) \(chart.unit)"
        let link = point.key.flatMap { key in site.map { $0.issue(key) } }
        if let link { picture.raw("<a href=\"\(HTMLText.escaped(link))\" tabindex=\"-1\">") }
        picture.circle(x, y, 3.6, style: style, tip: tip)
        if link != nil { picture.raw("</a>") }
    }

    /// Round strokes of no length, grouped by thickness: some ten bytes a cell.
    private func cells(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        var counts: [Int: Int] = [:]
        for point in chart.points where point.y <= axes.yTicks.maximum {
            let column = Int(axes.x(point.x) / Self.cell)
            let row = Int(axes.y(point.y) / Self.cell)
            counts[row << 16 | column, default: 0] += 1
        }
        let most = Double(counts.values.max() ?? 1)
        var paths = [String](repeating: "", count: 5)
        for (place, count) in counts.sorted(by: { $0.key < $1.key }) {
            let level = most <= 1 ? 0 : Int((Double(count).squareRoot() - 1) / (most.squareRoot() - 1) * 4.99)
            let x = (Double(place & 0xFFFF) + 0.5) * Self.cell
            let y = (Double(place >> 16) + 0.5) * Self.cell
            paths[min(4, max(0, level))] += "M\(SVGPicture.number(x)) \(SVGPicture.number(y))h0"
        }
        for (level, path) in paths.enumerated() {
            let (width, opacity) = (3.6 + 0.6 * Double(level), 0.34 + 0.15 * Double(level))
            picture.path(
                path,
                style: "fill:none;stroke:\(ChartColor.blue.paint);stroke-linecap:round;"
                    + "stroke-width:\(SVGPicture.number(width));stroke-opacity:\(Figure.fixed(opacity, digits: 2))"
            )
        }
    }

    private func curve(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        guard chart.curve.count > 1 else { return }
        let step = max(1, chart.curve.count / 300)
        let thinned = chart.curve.enumerated().filter { index, _ in
            index % step == 0 || index == chart.curve.count - 1
        }
        let points = thinned.map { (axes.x($1.x), axes.y(min($1.y, axes.yTicks.maximum))) }
        picture.path(
            SVGPicture.polyline(points), style: "fill:none;stroke:var(--bg);stroke-width:5;stroke-opacity:.7")
        picture.path(
            SVGPicture.polyline(points),
            style: "fill:none;stroke:\(ChartColor.vermilion.paint);stroke-width:2.5;stroke-linejoin:round")
    }

    private func levels(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        let frame = axes.frame
        var labels = chart.levels.map {
            (text: "\($0.label): \(Figure.days($0.value)) \(chart.unit)", y: axes.y($0.value), ink: "")
        }
        for label in labels {
            picture.line(frame.plotLeft, label.y, frame.plotRight, label.y, class: "level")
        }
        if let last = chart.curve.last {
            let y = axes.y(min(last.y, axes.yTicks.maximum))
            labels.append(("\(chart.curveName): \(Figure.days(last.y))", y, " ink-vermilion"))
        }
        if frame.isNarrow {
            // The levels' names fit between the lines' left ends and the marks; the curve's goes on top.
            if !chart.curve.isEmpty {
                picture.rect(frame.plotLeft, 28, 14, 4, style: "fill:\(ChartColor.vermilion.paint)")
                picture.text(frame.plotLeft + 20, 36, chart.curveName, class: "t ink-vermilion")
            }
            let heights = LabelPlacement.spread(
                chart.levels.map { axes.y($0.value) - 5 }, distance: 14,
                within: (frame.plotTop + 8)...(frame.plotBottom - 4))
            for (level, height) in zip(chart.levels, heights) {
                picture.text(
                    frame.plotRight - 2, height, "\(level.label): \(Figure.days(level.value))", anchor: "end",
                    class: "t strong halo")
            }
            return
        }
        let heights = LabelPlacement.spread(
            labels.map(\.y), distance: 18, within: frame.plotTop...frame.plotBottom)
        for (label, height) in zip(labels, heights) {
            picture.text(frame.plotRight + 10, height + 4.5, label.text, class: "t strong\(label.ink)")
        }
    }

    private func outliers(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        let above = chart.points.filter { $0.y > axes.yTicks.maximum }
        guard let highest = above.max(by: { $0.y < $1.y }) else { return }
        let frame = axes.frame
        var path = ""
        var drawn: Set<Int> = []
        for point in above {
            let x = axes.x(point.x)
            guard drawn.insert(Int(x / 3)).inserted else { continue }
            path += "M\(SVGPicture.number(x - 4)) \(SVGPicture.number(frame.plotTop))l4 -7l4 7Z"
        }
        picture.path(path, style: "fill:\(ChartColor.blue.paint);fill-opacity:.7")
        if frame.isNarrow {
            let limit = axes.yTicks.label(axes.yTicks.maximum)
            let text = "▲ \(Figure.grouped(above.count)) above \(limit), up to \(Figure.days(highest.y))"
            picture.text(frame.plotRight, 36, text, anchor: "end")
            return
        }
        let text =
            "▲ \(Figure.grouped(above.count)) above \(axes.yTicks.label(axes.yTicks.maximum)), "
            + "the longest \(Figure.days(highest.y)) \(chart.unit)"
        picture.text(frame.plotRight, 16, text, anchor: "end")
    }
}
