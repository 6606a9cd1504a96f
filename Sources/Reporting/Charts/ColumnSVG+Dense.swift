/// Columns that are too many to be told apart: one shape a series, without tips.
extension ColumnSVG {
    private static let most = (places: 400, columns: 3600)

    var isDense: Bool {
        chart.axis.count > Self.most.places || chart.axis.count * chart.series.count > Self.most.columns
    }

    private var columnsPerPlace: Int { chart.isStacked ? 1 : chart.series.count }

    /// How many places share one column, so that each is about a pixel wide.
    func placesPerColumn(_ frame: ChartFrame) -> Int {
        guard isDense else { return 1 }
        let room = max(1, Int(frame.width - 60) / columnsPerPlace)
        return (chart.axis.count + room - 1) / room
    }

    func drawDense(_ picture: inout SVGPicture, _ axes: ChartAxes) {
        let step = placesPerColumn(picture.frame)
        var paths = [String](repeating: "", count: chart.series.count)
        for start in stride(from: 0, to: chart.axis.count, by: step) {
            let places = start..<min(start + step, chart.axis.count)
            let left = axes.x(Double(places.lowerBound))
            let width = (axes.x(Double(places.upperBound)) - left) / Double(columnsPerPlace)
            var (up, down) = (0.0, 0.0)
            for (index, value) in shown(places).enumerated() where value != 0 {
                let base = chart.isStacked ? (value < 0 ? down : up) : 0
                let x = chart.isStacked ? left : left + width * Double(index)
                let (from, to) = (SVGPicture.number(x), SVGPicture.number(x + width))
                let (low, high) = (axes.y(base), axes.y(base + value))
                paths[index] +=
                    "M\(from) \(SVGPicture.number(low))V\(SVGPicture.number(high))H\(to)V\(SVGPicture.number(low))Z"
                if value < 0 { down += value } else { up += value }
            }
        }
        for (path, series) in zip(paths, chart.series) { picture.path(path, class: series.tint.fill) }
    }

    /// A value a series: stacked those of the highest place, so that the stack is one that there is; side by side the
    /// greatest of each.
    private func shown(_ places: Range<Int>) -> [Double] {
        func value(_ series: ColumnChart.Series, _ place: Int) -> Double {
            series.values.indices.contains(place) && series.values[place].isFinite ? series.values[place] : 0
        }
        guard chart.isStacked else {
            return chart.series.map { series in
                places.map { value(series, $0) }.max { $0.magnitude < $1.magnitude } ?? 0
            }
        }
        let highest = places.max { a, b in
            chart.series.reduce(0) { $0 + value($1, a).magnitude }
                < chart.series.reduce(0) { $0 + value($1, b).magnitude }
        }
        return chart.series.map { series in highest.map { value(series, $0) } ?? 0 }
    }
}
