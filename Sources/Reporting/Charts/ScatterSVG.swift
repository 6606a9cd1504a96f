import SyncCore

/// Draws ``ScatterChart``: single marks while they are few, else one mark a cell whose size grows with the number of
/// items in it.
///
/// Values far above the rest are drawn on the upper edge and counted there.
struct ScatterSVG {
    let chart: ScatterChart
    let site: SiteLinks?

    private static let cell = 6.0
    /// In the smaller pictures more marks than these are gathered.
    private static let mostPlainMarks = 900

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        guard let first = chart.points.first, let last = chart.points.last else { return picture }
        let ceiling = Self.ceiling(chart.points.map(\.y), chart.levels)
        let ticks = NiceTicks(maximum: ceiling, count: frame.valueTicks, isWhole: false)
        let isDense = chart.points.count > ScatterChart.mostSingleMarks
        var header = ChartHeader(axisTitle: chart.axisTitle + (isDense ? " (larger mark: more)" : ""))
        let above = chart.points.filter { $0.y > ticks.maximum }
        if let highest = above.map(\.y).max() {
            header.note =
                "▲ \(Figure.grouped(above.count)) above \(ticks.label(ticks.maximum)), up to \(Figure.days(highest))"
        }
        if frame.isNarrow, !chart.curve.isEmpty {
            header.legend = [.init(.line(.vermilion, isDashed: false), chart.curveName)]
        }
        header.draw(on: &picture, gap: above.isEmpty ? 18 : 24)
        let labels = labels(in: frame)
        picture.frame.right = labels.isEmpty ? 16 : EndLabels.margin(labels.map(\.text), in: frame)
        let low = first.x.rounded(.down)
        let axes = ChartAxes(&picture, across: low...max(low + 1, last.x.rounded(.up)), ticks)
        axes.drawValues(on: &picture)
        axes.drawTime(on: &picture)
        // Single marks can be pointed at and followed in the widest picture.
        if isDense || frame.size != .wide && chart.points.count > Self.mostPlainMarks {
            cells(&picture, axes)
        } else if frame.size == .wide {
            single(&picture, axes)
        } else {
            plain(&picture, axes)
        }
        for level in chart.levels {
            let y = axes.y(level.value)
            picture.line(picture.frame.plotLeft, y, picture.frame.plotRight, y, class: "level")
        }
        curve(&picture, axes)
        EndLabels.draw(
            labels.map { .init(axes.y(min($0.value, ticks.maximum)), $0.text, $0.style) }, on: &picture)
        outliers(above, &picture, axes)
        return picture
    }

    /// The top of the axis: all values, unless a few tower over the rest.
    static func ceiling(
        _ values: [Double], _ levels: [ScatterChart.Level], percentile: Int = 97
    ) -> Double {
        let sorted = values.sorted()
        let highest = max(sorted.last ?? 1, levels.last?.value ?? 0)
        let usual =
            max((Percentile.nearestRank(percentile, ofSorted: sorted) ?? 1), levels.last?.value ?? 0) * 1.15
        return usual > 0 && highest > usual * 1.6 ? usual : highest
    }

    private func labels(in frame: ChartFrame) -> [(text: String, value: Double, style: String)] {
        let unit = frame.size == .wide && !chart.unit.isEmpty ? " \(chart.unit)" : ""
        var labels = chart.levels.map {
            (text: "\($0.label): \(Figure.days($0.value))\(unit)", value: $0.value, style: "")
        }
        if !frame.isNarrow, let last = chart.curve.last {
            labels.append(("\(chart.curveName): \(Figure.days(last.y))", last.y, ChartColor.vermilion.ink))
        }
        return labels
    }

    private func single(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        let opacity = chart.points.count > 600 ? 0.5 : 0.65
        for point in chart.points where point.y <= axes.yTicks.maximum {
            let unit = chart.unit.isEmpty ? "" : " \(chart.unit)"
            let tip = "\(point.key.map { $0 + ": " } ?? "")\(Figure.days(point.y))\(unit)"
            let link = point.key.flatMap { key in site.map { $0.issue(key) } }
            if let link { picture.raw("<a href=\"\(HTMLText.escaped(link))\" tabindex=\"-1\">") }
            picture.mark(
                .circle, axes.x(point.x), axes.y(point.y), 3.3, class: ChartColor.blue.fill, opacity: opacity,
                tip: tip)
            if link != nil { picture.raw("</a>") }
        }
    }

    /// Marks without tip and link.
    private func plain(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        picture.raw("<g class=\"\(ChartColor.blue.fill)\" fill-opacity=\".6\">")
        for point in chart.points where point.y <= axes.yTicks.maximum {
            let (x, y) = (SVGPicture.number(axes.x(point.x)), SVGPicture.number(axes.y(point.y)))
            picture.raw("<circle cx=\"\(x)\" cy=\"\(y)\" r=\"2.8\"/>")
        }
        picture.raw("</g>")
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
            picture.path(
                path, class: "cell n\(level) \(ChartColor.blue.stroke)", opacity: 0.42 + 0.13 * Double(level))
        }
    }

    private func curve(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        guard chart.curve.count > 1 else { return }
        let step = max(1, chart.curve.count / 300)
        let thinned = chart.curve.enumerated().filter { index, _ in
            index % step == 0 || index == chart.curve.count - 1
        }
        let line = SVGPicture.polyline(thinned.map { (axes.x($1.x), axes.y(min($1.y, axes.yTicks.maximum))) })
        picture.path(line, class: "line halo-line")
        picture.path(line, class: "line \(ChartColor.vermilion.stroke)")
    }

    private func outliers(
        _ above: [ScatterChart.Point], _ picture: inout SVGPicture, _ axes: ChartAxes
    ) {
        var path = ""
        var drawn: Set<Int> = []
        for point in above {
            let x = axes.x(point.x)
            guard drawn.insert(Int(x / 4)).inserted else { continue }
            path += MarkShape.up.path(x, picture.frame.plotTop - 6, 3.4)
        }
        picture.path(path, class: ChartColor.blue.fill, opacity: 0.8)
    }
}
