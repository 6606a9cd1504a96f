import SyncCore

/// Draws ``ColumnChart`` with upright columns; ``ColumnRowsSVG`` lays names that find no room below them on their side.
struct ColumnSVG {
    let chart: ColumnChart

    /// Names get so many lines.
    private static let mostLines = 3
    /// Of so many names one may be cut; its tip tells it in full.
    private static let namesPerCutOne = 5

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        guard chart.axis.count > 0, !chart.series.isEmpty else { return picture }
        let range = range
        // Bars that lie on their side have no place for values below zero.
        if case .names(let names) = chart.axis, !fits(names, frame), range.lowerBound == 0 {
            return ColumnRowsSVG(chart: chart, names: names).picture(frame)
        }
        var header = ChartHeader(axisTitle: chart.axisTitle)
        if chart.series.count > 1 {
            header.legend = chart.series.map { .init(.square($0.tint), $0.name) }
        }
        if case .periods(let unit, _) = chart.axis, !frame.isNarrow {
            let places = placesPerColumn(frame)
            if places > 1 {
                header.note = "each column: the highest of \(places) \(unit.rawValue)s"
            } else if chart.isFirstPartial || chart.isLastPartial, !isDense {
                header.note = "lighter: not a whole \(unit.rawValue)"
            }
        }
        let vertical = chart.markers.filter { $0.direction == .vertical }
        // Rows for the labels of vertical lines, or room for the values above the columns.
        header.draw(on: &picture, gap: 20 + 16 * Double(vertical.count))
        let horizontal = chart.markers.filter { $0.direction == .horizontal }
        if !horizontal.isEmpty {
            picture.frame.right = EndLabels.margin(horizontal.map(\.label), in: frame)
        }
        let ticks = NiceTicks(
            minimum: range.lowerBound, maximum: range.upperBound, count: frame.valueTicks, isWhole: isWhole)
        if case .names(let names) = chart.axis {
            let band = (frame.width - picture.frame.right - 40) / Double(names.count) - 8
            let lines = names.map { ChartText.wrapped($0, band, lines: Self.mostLines).count }.max() ?? 1
            picture.frame.bottom = 10 + 16 * Double(lines)
        }
        let axes = ChartAxes(&picture, across: 0...Double(chart.axis.count), ticks)
        axes.drawValues(on: &picture)
        drawAxis(&picture, axes)
        if isDense { drawDense(&picture, axes) } else { drawColumns(&picture, axes, range) }
        if ticks.minimum < 0 {
            picture.line(picture.frame.plotLeft, axes.y(0), picture.frame.plotRight, axes.y(0), class: "axis")
        }
        for marker in horizontal {
            let y = axes.y(marker.at)
            picture.line(picture.frame.plotLeft, y, picture.frame.plotRight, y, class: "level")
        }
        EndLabels.draw(horizontal.map { .init(axes.y($0.at), $0.label, "") }, on: &picture)
        drawVertical(vertical, &picture, axes)
        return picture
    }

    private func fits(_ names: [String], _ frame: ChartFrame) -> Bool {
        let band = (frame.width - 60) / Double(max(1, names.count)) - 8
        let cut = names.count { name in
            ChartText.wrapped(name, band, lines: Self.mostLines).contains { $0.hasSuffix("…") }
        }
        return band > 30 && cut <= names.count / Self.namesPerCutOne
    }

    private var isWhole: Bool { chart.series.allSatisfy { $0.values.allSatisfy { $0 == $0.rounded() } } }

    /// From the lowest to the highest value that is drawn, zero among them.
    private var range: ClosedRange<Double> {
        var (low, high) = (0.0, 0.0)
        for place in 0..<chart.axis.count {
            let values = chart.series.map { $0.values.indices.contains(place) ? $0.values[place] : 0 }
            if chart.isStacked {
                high = max(high, values.reduce(0) { $0 + max(0, $1) })
                low = min(low, values.reduce(0) { $0 + min(0, $1) })
            } else {
                high = max(high, values.max() ?? 0)
                low = min(low, values.min() ?? 0)
            }
        }
        for marker in chart.markers where marker.direction == .horizontal { high = max(high, marker.at) }
        return low...(high > low ? high : low + 1)
    }

    private func drawAxis(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        let bottom = picture.frame.plotBottom
        switch chart.axis {
        case .names(let names):
            let band = axes.x(1) - axes.x(0)
            for (index, name) in names.enumerated() {
                for (line, text) in ChartText.wrapped(name, band - 8, lines: Self.mostLines).enumerated() {
                    picture.text(
                        axes.x(Double(index) + 0.5), bottom + 19 + 16 * Double(line), text, anchor: "middle",
                        tip: text == name ? nil : name)
                }
            }
        case .periods(let unit, let days):
            guard let first = days.first, let last = days.last else { return }
            let most = Int(picture.frame.plotWidth / (picture.frame.size == .wide ? 52 : 42))
            let end = Day(daysSince1970: unit.next(after: last).daysSince1970 - 1)
            let ticks = TimeTicks(from: first, through: end, most: min(most, days.count))
            ChartAxes.drawTime(ticks, on: &picture) { day in
                let place = days.lastIndex { $0 <= day } ?? 0
                return axes.x(Double(place) + 0.5)
            }
        }
    }

    private func drawColumns(
        _ picture: inout SVGPicture, _ axes: ChartAxes, _ range: ClosedRange<Double>
    ) {
        let band = axes.x(1) - axes.x(0)
        let inner = min(band * (chart.axis.count > 40 ? 0.86 : 0.72), 92)
        let columns = chart.isStacked ? 1.0 : Double(chart.series.count)
        let width = max(0.8, inner / columns)
        let isFew = chart.axis.count * Int(columns) <= 30
        let widest = isFew && range.lowerBound == 0 ? widestLabel(range) : nil
        for place in 0..<chart.axis.count {
            let left = axes.x(Double(place) + 0.5) - inner / 2
            let isPartial =
                chart.isLastPartial && place == chart.axis.count - 1 || chart.isFirstPartial && place == 0
            var (up, down) = (0.0, 0.0)
            var total = 0.0
            for (index, series) in chart.series.enumerated() where series.values.indices.contains(place) {
                let value = series.values[place]
                guard value.isFinite else { continue }
                let base = chart.isStacked ? (value < 0 ? down : up) : 0
                let x = chart.isStacked ? left : left + width * Double(index)
                let (high, low) = (axes.y(max(base, base + value)), axes.y(min(base, base + value)))
                if value != 0 {
                    // A gap of one pixel keeps neighbours apart without their colours.
                    picture.rect(
                        x + (columns > 1 ? 0.5 : 0), high, width - (columns > 1 ? 1 : 0),
                        max(0.8, low - high - (chart.isStacked && base != 0 ? 1 : 0)),
                        class: series.tint.fill, opacity: isPartial ? 0.5 : 1,
                        tip: "\(chart.axis.label(place)): \(series.name) \(ChartText.number(value))")
                }
                if value < 0 { down += value } else { up += value }
                total += value
                // A little more than its column: its neighbours are seldom as high.
                if !chart.isStacked, let widest, widest + 3 <= (chart.series.count > 1 ? width + 5 : band) {
                    label(value, x + width / 2, high, &picture)
                }
            }
            if chart.isStacked, let widest, widest + 3 <= band {
                label(total, left + inner / 2, axes.y(total), &picture)
            }
        }
    }

    private func number(_ value: Double) -> String {
        Figure.grouped(value, digits: (value * 10).rounded() == value.rounded() * 10 ? 0 : 1)
    }

    /// Pixels of the widest value.
    private func widestLabel(_ range: ClosedRange<Double>) -> Double {
        let isWhole = chart.series.allSatisfy {
            $0.values.allSatisfy { number($0) == ChartText.number($0.rounded()) }
        }
        return ChartText.width(Figure.grouped(range.upperBound, digits: isWhole ? 0 : 1))
    }

    /// The value above its column, where all of them are few and find room.
    private func label(_ value: Double, _ x: Double, _ y: Double, _ picture: inout SVGPicture) {
        picture.text(x, y - 6, number(value), anchor: "middle", class: "t k halo")
    }

    /// Lines across, each label on a row of its own above the plot.
    private func drawVertical(_ markers: [ColumnChart.Marker], _ picture: inout SVGPicture, _ axes: ChartAxes)
    {
        let frame = picture.frame
        let ordered = markers.sorted { $0.at < $1.at }
        for (index, marker) in ordered.enumerated() {
            let x = axes.x(marker.at + 0.5)
            // The last one lies lowest, so that no line crosses a label to its right.
            let y = frame.plotTop - 6 - 16 * Double(ordered.count - 1 - index)
            picture.line(x, y - 9, x, frame.plotBottom, class: "level")
            let isLeft = x + 8 + ChartText.width(marker.label, isBold: true) > frame.width
            picture.text(
                isLeft ? x - 6 : x + 6, y, marker.label, anchor: isLeft ? "end" : "start", class: "t b halo")
        }
    }
}

extension ColumnChart.Axis {
    /// What stands at a place: `2026-W48`, or the name.
    func label(_ place: Int) -> String {
        switch self {
        case .names(let names): names[place]
        case .periods(let unit, let days): unit.label(days[place])
        }
    }
}
