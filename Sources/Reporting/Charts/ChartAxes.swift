import SyncCore

/// Grid, axes and their labels.
struct ChartAxes {
    let frame: ChartFrame
    let x: Scale
    let y: Scale
    let yTicks: NiceTicks
    private let timeTicks: [TimeTicks.Tick]

    /// - Parameters:
    ///   - days: the span of the time axis, days since 1970.
    ///   - maximum: the largest value to be shown.
    init(_ frame: ChartFrame, days: ClosedRange<Double>, maximum: Double, isWhole: Bool) {
        self.frame = frame
        yTicks = NiceTicks(maximum: maximum, count: frame.isNarrow ? 4 : 5, isWhole: isWhole)
        x = Scale(days, low: frame.plotLeft, high: frame.plotRight)
        y = Scale(0...yTicks.maximum, low: frame.plotBottom, high: frame.plotTop)
        let most = Int((frame.plotRight - frame.plotLeft) / (frame.isNarrow ? 44 : 58))
        timeTicks =
            TimeTicks(
                from: Day(daysSince1970: Int(days.lowerBound.rounded(.up))),
                through: Day(daysSince1970: Int(days.upperBound)), most: most
            ).ticks
    }

    func draw(on picture: inout SVGPicture, axisTitle: String) {
        for value in yTicks.values {
            let at = y(value)
            picture.line(frame.plotLeft, at, frame.plotRight, at, class: value == 0 ? "axis" : "grid")
            picture.text(frame.plotLeft - 8, at + 4.5, yTicks.label(value), anchor: "end")
        }
        picture.text(4, frame.isNarrow ? 16 : 16, axisTitle, class: "t axis-title")
        for (index, tick) in timeTicks.enumerated() {
            let at = x(Double(tick.day.daysSince1970))
            picture.line(at, frame.plotBottom, at, frame.plotBottom + 5, class: "axis")
            picture.text(at, frame.plotBottom + 20, tick.label, anchor: "middle")
            if let context = tick.context, hasRoom(for: context, at: index) {
                picture.text(at, frame.plotBottom + 36, context, anchor: "middle", class: "t strong")
            }
        }
    }

    /// A context label gives way to one that follows too closely.
    private func hasRoom(for context: String, at index: Int) -> Bool {
        guard let next = timeTicks[(index + 1)...].first(where: { $0.context != nil }) else { return true }
        let distance = x(Double(next.day.daysSince1970)) - x(Double(timeTicks[index].day.daysSince1970))
        return distance > Double(context.count + 2) * frame.characterWidth
    }
}

/// Keeps labels at the right edge apart.
enum LabelPlacement {
    /// The wanted heights, moved until neighbours are `distance` apart and all lie within the bounds, in the
    /// given order of items.
    static func spread(_ wanted: [Double], distance: Double, within bounds: ClosedRange<Double>) -> [Double] {
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        var placed = wanted
        var last = bounds.lowerBound - distance
        for index in order {
            placed[index] = max(wanted[index], last + distance)
            last = placed[index]
        }
        var next = bounds.upperBound + distance
        for index in order.reversed() {
            placed[index] = min(placed[index], next - distance)
            next = placed[index]
        }
        return placed
    }
}
