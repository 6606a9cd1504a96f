/// Draws ``StripChart``: one column of marks a status, against the levels.
///
/// Marks that would lie on each other stand side by side; where there are very many, those that still do are drawn once,
/// without tips and links. A value far above the rest is drawn on the upper edge.
struct StripSVG {
    let chart: StripChart
    let site: SiteLinks?

    static let radius = 4.0
    /// Names of columns are cut where they have less room.
    private static let leastBand = 56.0
    /// The axis reaches no further than so many times the highest level.
    private static let mostOfLevels = 5.0

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        guard !chart.columns.isEmpty, !chart.marks.isEmpty else { return picture }
        if (frame.width - 140) / Double(chart.columns.count) < Self.leastBand {
            return StripRowsSVG(chart: chart, strip: self).picture(frame)
        }
        let ticks = ticks(frame)
        let note = note(ticks)
        ChartHeader(axisTitle: axisTitle(ticks), note: note).draw(on: &picture, gap: note == nil ? 18 : 26)
        let unit = frame.size == .wide && !chart.unit.isEmpty ? " \(chart.unit)" : ""
        let labels = chart.levels.map { "\($0.label): \(Figure.days($0.value))\(unit)" }
        picture.frame.right = labels.isEmpty ? 8 : EndLabels.margin(labels, in: frame)
        let band = (picture.frame.plotWidth - 40) / Double(chart.columns.count) - 6
        let lines = chart.columns.map { ChartText.wrapped($0, band, lines: 3) }
        picture.frame.bottom = 30 + 15 * Double(lines.map(\.count).max() ?? 1)
        let axes = ChartAxes(&picture, across: 0...Double(chart.columns.count), ticks)
        axes.drawValues(on: &picture)
        for level in chart.levels where level.value <= ticks.maximum {
            let y = axes.y(level.value)
            picture.line(picture.frame.plotLeft, y, picture.frame.plotRight, y, class: "level")
        }
        for (index, name) in chart.columns.enumerated() {
            draw(index, name, lines[index], &picture, axes)
        }
        picture.drawDots()
        EndLabels.draw(
            zip(chart.levels, labels).map { .init(axes.y(min($0.value, ticks.maximum)), $1, "") },
            on: &picture)
        return picture
    }

    func ticks(_ frame: ChartFrame) -> NiceTicks {
        let ceiling = ScatterSVG.ceiling(chart.marks.map(\.value), chart.levels, percentile: 92)
        // Where most of the work is far older than the levels, those would all lie on the axis.
        if let highest = chart.levels.last?.value, highest > 0, ceiling > highest * Self.mostOfLevels {
            return NiceTicks(logarithmicTo: chart.marks.map(\.value).max() ?? ceiling)
        }
        return NiceTicks(maximum: ceiling, count: frame.valueTicks, isWhole: false)
    }

    func axisTitle(_ ticks: NiceTicks) -> String {
        chart.axisTitle + (ticks.isLogarithmic ? " (logarithmic)" : "")
    }

    /// What lies above the axis.
    func note(_ ticks: NiceTicks) -> String? {
        let above = chart.marks.map(\.value).filter { $0 > ticks.maximum }
        return above.max().map {
            "▲ \(Figure.grouped(above.count)) above \(ticks.label(ticks.maximum)), up to \(Figure.days($0))"
        }
    }

    private func draw(
        _ column: Int, _ name: String, _ lines: [String], _ picture: inout SVGPicture, _ axes: ChartAxes
    ) {
        let frame = picture.frame
        let (left, right) = (axes.x(Double(column)), axes.x(Double(column + 1)))
        let middle = (left + right) / 2
        if column > 0 { picture.line(left, frame.plotTop, left, frame.plotBottom, class: "grid") }
        let marks = chart.marks.filter { $0.column == column }
        for (index, text) in lines.enumerated() {
            picture.text(
                middle, frame.plotBottom + 19 + 15 * Double(index), text, anchor: "middle",
                tip: text == name ? nil : name)
        }
        picture.text(
            middle, frame.plotBottom + 19 + 15 * Double(lines.count), Figure.grouped(marks.count),
            anchor: "middle", class: "t b")
        let step = Self.radius * 2 + 1
        let most = max(1, Int((right - left - 8) / step))
        var rows: [Int: [StripChart.Mark]] = [:]
        for mark in marks {
            let y = axes.y(min(mark.value, axes.yTicks.maximum))
            rows[mark.value > axes.yTicks.maximum ? .min : Int(y / step), default: []].append(mark)
        }
        for (row, marks) in rows.sorted(by: { $0.key < $1.key }) {
            // What has no room side by side lies closer.
            let pitch = marks.count <= most ? step : (right - left - 12) / Double(marks.count)
            for (index, mark) in marks.enumerated() {
                let x = middle + (Double(index) - Double(marks.count - 1) / 2) * pitch
                let y = row == .min ? frame.plotTop - 6 : axes.y(mark.value)
                draw(mark, x, y, isAbove: row == .min, &picture)
            }
        }
    }

    func draw(
        _ mark: StripChart.Mark, _ x: Double, _ y: Double, isAbove: Bool, _ picture: inout SVGPicture
    ) {
        let passed = chart.levels.count { mark.value > $0.value }
        // Older than all but the last level: it needs somebody.
        let isOld = !chart.levels.isEmpty && passed >= chart.levels.count - 1
        let color: ChartColor = isOld ? .vermilion : .blue
        // While they are few, each can be pointed at and followed.
        guard chart.marks.count <= ScatterChart.mostSingleMarks else {
            picture.dot(x, y, color, isAbove: isAbove)
            return
        }
        let unit = chart.unit.isEmpty ? "" : " \(chart.unit)"
        let detail = mark.detail.isEmpty ? "" : " · \(mark.detail)"
        let tip = "\(mark.key.map { $0 + ": " } ?? "")\(Figure.days(mark.value))\(unit)\(detail)"
        let link = mark.key.flatMap { key in site.map { $0.issue(key) } }
        if let link { picture.raw("<a href=\"\(HTMLText.escaped(link))\" tabindex=\"-1\">") }
        picture.mark(
            isAbove ? .up : isOld ? .diamond : .circle, x, y, Self.radius, class: "\(color.fill) edge",
            opacity: 0.85, tip: tip)
        if link != nil { picture.raw("</a>") }
    }
}
