/// Draws ``StripChart`` lying on its side, for narrow pictures: a row a status, its name above its marks, whole.
struct StripRowsSVG {
    let chart: StripChart
    let strip: StripSVG

    private static let (nameHeight, laneHeight) = (20.0, 30.0)

    func picture(_ frame: ChartFrame) -> SVGPicture {
        var picture = SVGPicture(frame)
        let ticks = strip.ticks(frame)
        let levels = chart.levels.filter { $0.value <= ticks.maximum }
        ChartHeader(axisTitle: strip.axisTitle(ticks), note: strip.note(ticks))
            .draw(on: &picture, gap: 16 + 16 * Double(levels.count))
        let row = Self.nameHeight + Self.laneHeight
        picture.frame.left = 6
        picture.frame.right = 18
        picture.frame.bottom = 26
        picture.frame.height = picture.frame.top + row * Double(chart.columns.count) + 30
        let plot = picture.frame
        let x = Scale(
            ticks.minimum...ticks.maximum, low: plot.plotLeft, high: plot.plotRight,
            isLogarithmic: ticks.isLogarithmic)
        for value in ticks.values {
            picture.line(
                x(value), plot.plotTop, x(value), plot.plotBottom,
                class: value == ticks.minimum ? "axis" : "grid")
            picture.text(x(value), plot.plotBottom + 18, ticks.label(value), anchor: "middle")
        }
        for (index, level) in levels.enumerated() {
            // The last one lies lowest, so that no line crosses a label to its right.
            let y = plot.plotTop - 6 - 16 * Double(levels.count - 1 - index)
            let label = "\(level.label): \(Figure.days(level.value))"
            let isLeft = x(level.value) + 6 + ChartText.width(label, isBold: true) > plot.width
            picture.line(x(level.value), y - 9, x(level.value), plot.plotBottom, class: "level")
            picture.text(
                x(level.value) + (isLeft ? -5 : 5), y,
                ChartText.fitted(label, plot.width * 0.6, isBold: true),
                anchor: isLeft ? "end" : "start", class: "t b halo")
        }
        for (index, name) in chart.columns.enumerated() {
            let top = plot.plotTop + row * Double(index)
            let marks = chart.marks.filter { $0.column == index }
            let label = "\(name): \(Figure.grouped(marks.count))"
            let text = ChartText.fitted(label, plot.width - plot.left, isBold: true)
            picture.text(
                plot.plotLeft + 4, top + 15, text, class: "t b halo", tip: text == label ? nil : label)
            draw(marks, around: top + Self.nameHeight + Self.laneHeight / 2 - 2, x, ticks, &picture)
        }
        picture.drawDots()
        return picture
    }

    private func draw(
        _ marks: [StripChart.Mark], around middle: Double, _ x: Scale, _ ticks: NiceTicks,
        _ picture: inout SVGPicture
    ) {
        let step = StripSVG.radius * 2 + 1
        var places: [Int: [StripChart.Mark]] = [:]
        for mark in marks { places[Int(x(min(mark.value, ticks.maximum)) / step), default: []].append(mark) }
        for (_, marks) in places.sorted(by: { $0.key < $1.key }) {
            let pitch = min(step, (Self.laneHeight - 6) / Double(max(1, marks.count)))
            for (index, mark) in marks.enumerated() {
                let y = middle + (Double(index) - Double(marks.count - 1) / 2) * pitch
                let isAbove = mark.value > ticks.maximum
                strip.draw(mark, x(min(mark.value, ticks.maximum)), y, isAbove: isAbove, &picture)
            }
        }
    }
}
