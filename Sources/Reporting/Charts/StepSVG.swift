/// Draws ``StepChart``.
struct StepSVG {
    let chart: StepChart

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        guard chart.lines.contains(where: { !$0.points.isEmpty }) else { return picture }
        let isLabelled = !frame.isNarrow
        var header = ChartHeader(axisTitle: chart.axisTitle)
        if !isLabelled {
            header.legend = chart.lines.map {
                .init(.line($0.color, isDashed: $0.form == .guideline), label($0))
            }
        }
        if chart.events.contains(where: { !$0.isGood }) {
            header.legend.append(.init(.mark(.up, .vermilion), "More to do"))
        }
        if chart.events.contains(where: \.isGood) {
            header.legend.append(.init(.mark(.down, .green), "Less to do"))
        }
        header.draw(on: &picture, gap: 22)
        if isLabelled { picture.frame.right = EndLabels.margin(chart.lines.map(label), in: frame) }
        let values = chart.lines.flatMap { $0.points.map(\.y) }
        let ticks = NiceTicks(
            minimum: min(0, values.min() ?? 0), maximum: values.max() ?? 1, count: frame.valueTicks,
            isWhole: values.allSatisfy { $0 == $0.rounded() })
        let axes = ChartAxes(&picture, across: chart.span, ticks)
        axes.drawValues(on: &picture)
        axes.drawTime(on: &picture)
        // The guideline lies below what really was.
        for line in chart.lines.sorted(by: { $0.form == .guideline && $1.form != .guideline }) {
            draw(line, &picture, axes)
        }
        events(&picture, axes)
        if isLabelled {
            EndLabels.draw(
                chart.lines.map { .init(axes.y($0.points.last?.y ?? 0), label($0), $0.color.ink) },
                on: &picture)
        }
        return picture
    }

    private func label(_ line: StepChart.Line) -> String {
        guard line.form == .steps, let last = line.points.last else { return line.name }
        return "\(line.name) \(ChartText.number(last.y))"
    }

    private func draw(_ line: StepChart.Line, _ picture: inout SVGPicture, _ axes: ChartAxes) {
        var data = ""
        let points = line.points.map { (x: axes.x($0.x), y: axes.y($0.y)) }
        for index in Thinning.kept(points) {
            let (x, y) = (SVGPicture.number(points[index].x), SVGPicture.number(points[index].y))
            if data.isEmpty {
                data = "M\(x) \(y)"
            } else {
                data += line.form == .steps ? "H\(x)V\(y)" : "L\(x) \(y)"
            }
        }
        guard let first = line.points.first, let last = line.points.last else { return }
        if line.form == .steps {
            let base = SVGPicture.number(axes.y(0))
            picture.path(
                "\(data)V\(base)H\(SVGPicture.number(axes.x(first.x)))Z", class: line.color.fill,
                opacity: 0.12)
        }
        picture.path(data, class: "line \(line.color.stroke)\(line.form == .guideline ? " dash" : "")")
        if line.form == .steps {
            picture.mark(.circle, axes.x(last.x), axes.y(last.y), 3.8, class: "\(line.color.fill) edge")
        }
    }

    /// Each on the value that the first line has from then on.
    private func events(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        let points = chart.lines.first?.points ?? []
        let isMany = chart.events.count > Self.mostTips
        var drawn: Set<Place> = []
        var paths = (good: "", bad: "")
        for event in chart.events {
            let after = Self.firstIndex(after: event.x + 1e-9, in: points)
            let value = after > 0 ? points[after - 1].y : points.first?.y ?? 0
            let (x, y) = (axes.x(event.x), axes.y(value) + (event.isGood ? 10 : -10))
            if !isMany {
                picture.mark(
                    event.isGood ? .down : .up, x, y, 4, class: style(event.isGood), tip: event.label)
            } else if drawn.insert(Place(x: Int(x / 3), y: Int(y / 3), isGood: event.isGood)).inserted {
                if event.isGood {
                    paths.good += MarkShape.down.path(x, y, 4)
                } else {
                    paths.bad += MarkShape.up.path(x, y, 4)
                }
            }
        }
        picture.path(paths.good, class: style(true))
        picture.path(paths.bad, class: style(false))
    }

    /// Above this many events those that lie on each other are drawn once, without tips.
    private static let mostTips = 400

    private struct Place: Hashable {
        let x: Int
        let y: Int
        let isGood: Bool
    }

    private func style(_ isGood: Bool) -> String {
        "\((isGood ? ChartColor.green : .vermilion).fill) edge"
    }

    /// By bisection: points lie by x.
    private static func firstIndex(after x: Double, in points: [ScatterChart.Point]) -> Int {
        var (low, high) = (0, points.count)
        while low < high {
            let middle = (low + high) / 2
            if points[middle].x <= x { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
