import SyncCore

/// Draws ``StackedAreaChart``.
///
/// Where the lowest layer is most of the picture (all that was ever finished), the axis leaves out what that layer
/// never falls below, and says so: the widths of the other layers are what such a picture is looked at for.
struct StackedAreaSVG {
    let chart: StackedAreaChart

    /// More layers than these cannot be labelled at their ends.
    private static let mostLabels = 9

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        guard let first = chart.days.first, let last = chart.days.last else { return picture }
        let sums = sums()
        let ticks = ticks(sums, frame)
        let isLabelled = !frame.isNarrow && chart.layers.count <= Self.mostLabels
        let labels = chart.layers.map { "\($0.name) \(ChartText.number($0.values.last ?? 0))" }
        var header = ChartHeader(axisTitle: chart.axisTitle)
        if ticks.minimum > 0 { header.note = "the axis begins at \(ticks.label(ticks.minimum))" }
        if !isLabelled {
            header.legend = zip(chart.layers, labels).reversed().map { .init(.square($0.tint), $1) }
        }
        header.draw(on: &picture)
        if isLabelled { picture.frame.right = EndLabels.margin(labels, in: frame) }
        let low = Double(first.daysSince1970)
        let axes = ChartAxes(&picture, across: low...max(low + 1, Double(last.daysSince1970)), ticks)
        let kept = kept(axes)
        let xs = kept.map { axes.x(Double(chart.days[$0].daysSince1970)) }
        for (index, layer) in chart.layers.enumerated() {
            let upper = zip(xs, kept).map { ($0, axes.y(max(ticks.minimum, sums[index + 1][$1]))) }
            let lower = zip(xs, kept).map { ($0, axes.y(max(ticks.minimum, sums[index][$1]))) }
            picture.path(
                SVGPicture.polyline(upper + lower.reversed()) + "Z", class: "\(layer.tint.fill) seam",
                tip: labels[index])
        }
        // Above the layers, or they would hide it.
        axes.drawValues(on: &picture)
        axes.drawTime(on: &picture)
        if isLabelled {
            let end = chart.days.count - 1
            EndLabels.draw(
                chart.layers.indices.map { index in
                    let middle =
                        (max(ticks.minimum, sums[index][end]) + max(ticks.minimum, sums[index + 1][end])) / 2
                    return .init(axes.y(middle), labels[index], chart.layers[index].tint.color.ink)
                }, on: &picture)
        }
        return picture
    }

    /// Below the first layer, and above each.
    private func sums() -> [[Double]] {
        var sums = [[Double](repeating: 0, count: chart.days.count)]
        for layer in chart.layers {
            sums.append(zip(sums[sums.count - 1], layer.values).map { $0 + max(0, $1.isFinite ? $1 : 0) })
        }
        return sums
    }

    private func ticks(_ sums: [[Double]], _ frame: ChartFrame) -> NiceTicks {
        let highest = sums.last?.max() ?? 1
        let floor = chart.layers.count > 1 ? sums[1].min() ?? 0 : 0
        return NiceTicks(
            minimum: floor > highest / 2 ? floor : 0, maximum: highest, count: frame.valueTicks, isWhole: true
        )
    }

    /// Corners of all layers together.
    private static let mostCorners = 10_000

    /// Indices of the days that are drawn: no more than the picture has pixels, the last one among them.
    private func kept(_ axes: ChartAxes) -> [Int] {
        let step = max(
            1, Int(Double(chart.days.count) / max(1, axes.x.high - axes.x.low) * 1.5),
            chart.days.count * chart.layers.count / Self.mostCorners)
        let last = chart.days.count - 1
        return stride(from: 0, to: last, by: step).map { $0 } + [last]
    }
}
