import SyncCore

/// Grid, axes and their labels.
struct ChartAxes {
    let x: Scale
    let y: Scale
    let yTicks: NiceTicks

    /// Takes the frame's top and right as they are, and makes the left margin as wide as the values' labels.
    ///
    /// - Parameter domain: of the axis across.
    init(_ picture: inout SVGPicture, across domain: ClosedRange<Double>, _ yTicks: NiceTicks) {
        self.yTicks = yTicks
        let widest = yTicks.values.map { ChartText.width(yTicks.label($0)) }.max() ?? 0
        picture.frame.left = widest + 10
        let frame = picture.frame
        x = Scale(domain, low: frame.plotLeft, high: frame.plotRight)
        y = Scale(
            yTicks.minimum...yTicks.maximum, low: frame.plotBottom, high: frame.plotTop,
            isLogarithmic: yTicks.isLogarithmic)
    }

    /// Hairlines, the base line and the values.
    func drawValues(on picture: inout SVGPicture) {
        let frame = picture.frame
        for value in yTicks.values {
            let at = y(value)
            picture.line(
                frame.plotLeft, at, frame.plotRight, at, class: value == yTicks.values.first ? "axis" : "grid"
            )
            picture.text(frame.plotLeft - 9, at + 4.3, yTicks.label(value), anchor: "end")
        }
    }

    /// - Parameter place: where a day stands in the picture; by the scale if nil.
    func drawTime(on picture: inout SVGPicture, place: ((Day) -> Double)? = nil) {
        let frame = picture.frame
        let days = x.domain
        let first = Day(daysSince1970: Int(days.lowerBound.rounded(.up)))
        let most = Int(frame.plotWidth / (frame.size == .wide ? 52 : 42))
        Self.drawTime(
            TimeTicks(from: first, through: Day(daysSince1970: Int(days.upperBound)), most: most),
            on: &picture
        ) { x(Double($0.daysSince1970)) }
    }

    static func drawTime(_ ticks: TimeTicks, on picture: inout SVGPicture, place: (Day) -> Double) {
        let frame = picture.frame
        let ticks = ticks.ticks.map { (tick: $0, x: place($0.day)) }
        for (index, entry) in ticks.enumerated() {
            picture.line(entry.x, frame.plotBottom, entry.x, frame.plotBottom + 5, class: "axis")
            picture.text(entry.x, frame.plotBottom + 19, entry.tick.label, anchor: "middle")
            guard let context = entry.tick.context else { continue }
            // A context gives way to one that follows too closely.
            let next = ticks[(index + 1)...].first { $0.tick.context != nil }
            let half = ChartText.width(context, isBold: true) / 2
            if let next, next.x - entry.x < half * 2 + 8 { continue }
            let x = min(max(entry.x, half), frame.width - half)
            picture.text(x, frame.plotBottom + 36, context, anchor: "middle", class: "t b")
        }
    }
}
