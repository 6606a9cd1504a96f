/// What stands above a plot: the unit of the values, a note, and the legend where lines cannot be labelled directly.
struct ChartHeader {
    struct Entry {
        enum Symbol {
            case square(ChartTint)
            case line(ChartColor, isDashed: Bool)
            case mark(MarkShape, ChartColor)
            case median, whisker
        }

        var symbol: Symbol
        var text: String

        init(_ symbol: Symbol, _ text: String) {
            self.symbol = symbol
            self.text = text
        }
    }

    var axisTitle: String
    var note: String?
    var legend: [Entry] = []

    private static let rowHeight = 20.0

    /// Draws it and moves the top of the plot below it.
    ///
    /// - Parameter gap: between it and the plot.
    func draw(on picture: inout SVGPicture, gap: Double = 18) {
        let width = picture.frame.width
        var baseline = 12.0
        let title = ChartText.fitted(axisTitle, width)
        picture.text(0, baseline, title, tip: title == axisTitle ? nil : axisTitle)
        if let note {
            let used = ChartText.width(title) + 24
            if used + ChartText.width(note) > width { baseline += Self.rowHeight }
            let shown = ChartText.fitted(note, width)
            picture.text(width, baseline, shown, anchor: "end", tip: shown == note ? nil : note)
        }
        if !legend.isEmpty {
            // Beside the axis title where there is room for all of it.
            let whole = legend.reduce(0) { $0 + Self.width($1.text) }
            let start = ChartText.width(title) + 40
            var x = 0.0
            if note == nil, picture.frame.size == .wide, start + whole < width {
                x = width - whole + 18
            } else {
                baseline += Self.rowHeight
            }
            for entry in legend {
                let text = ChartText.fitted(entry.text, width - 44)
                if x > 0, x + Self.width(text) - 18 > width {
                    x = 0
                    baseline += Self.rowHeight
                }
                Self.symbol(entry.symbol, x, baseline - 4.5, &picture)
                picture.text(x + 20, baseline, text, class: "t", tip: text == entry.text ? nil : entry.text)
                x += Self.width(text)
            }
        }
        picture.frame.top = baseline + gap
    }

    private static func width(_ text: String) -> Double { ChartText.width(text) + 38 }

    private static func symbol(_ symbol: Entry.Symbol, _ x: Double, _ y: Double, _ picture: inout SVGPicture)
    {
        switch symbol {
        case .square(let tint): picture.rect(x + 2, y - 6, 12, 12, class: "\(tint.fill) r")
        case .line(let color, let isDashed):
            picture.line(x, y, x + 15, y, class: "line \(color.stroke)\(isDashed ? " dash" : "")")
        case .mark(let shape, let color): picture.mark(shape, x + 8, y, 4.5, class: color.fill)
        case .median: picture.line(x + 8, y - 8, x + 8, y + 7, class: "median")
        case .whisker:
            picture.line(x, y, x + 14, y, class: "whisker")
            picture.line(x + 14, y - 5, x + 14, y + 5, class: "whisker")
        }
    }
}

/// Labels beside the right end of lines, kept apart.
struct EndLabels {
    struct Label {
        var y: Double
        var text: String
        /// Class of the text, beside `t`.
        var style: String

        init(_ y: Double, _ text: String, _ style: String) {
            self.y = y
            self.text = text
            self.style = style
        }
    }

    /// Distance of the text from the plot.
    static let gap = 10.0

    /// The right margin that these texts need, up to a share of the picture.
    static func margin(_ texts: [String], in frame: ChartFrame) -> Double {
        let widest = texts.map { ChartText.width($0, isBold: true) }.max() ?? 0
        return min(widest + gap + 4, frame.width * (frame.size == .wide ? 0.24 : 0.34))
    }

    static func draw(_ labels: [Label], on picture: inout SVGPicture) {
        let frame = picture.frame
        let heights = LabelPlacement.spread(
            labels.map(\.y), distance: 16,
            within: (frame.plotTop + 2)...max(frame.plotTop + 3, frame.plotBottom - 2))
        for (label, y) in zip(labels, heights) {
            let x = frame.plotRight + gap
            let text = ChartText.fitted(label.text, frame.width - x, isBold: true)
            picture.text(
                x, y + 4.3, text, class: "t b \(label.style)", tip: text == label.text ? nil : label.text)
        }
    }
}

/// Keeps labels apart.
enum LabelPlacement {
    /// The wanted heights, moved until neighbours are `distance` apart and all lie within the bounds, in the given
    /// order of items.
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
