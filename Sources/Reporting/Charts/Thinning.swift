/// Keeps pictures of very many values small: no picture shows more than its pixels.
enum Thinning {
    /// Lines with fewer points are drawn as they are.
    private static let mostPoints = 400
    /// Pixels.
    private static let stripe = 2.0

    /// Indices of the points of a line that can be seen: of those in one stripe the first, the last, the lowest and
    /// the highest, so that no peak is lost.
    ///
    /// - Parameter points: in the picture, by x, ascending.
    static func kept(_ points: [(x: Double, y: Double)]) -> [Int] {
        guard points.count > mostPoints else { return Array(points.indices) }
        var kept: [Int] = []
        var begin = 0
        while begin < points.count {
            let stripe = (points[begin].x / stripe).rounded(.down)
            var (end, low, high) = (begin, begin, begin)
            while end < points.count, (points[end].x / Self.stripe).rounded(.down) == stripe {
                if points[end].y < points[low].y { low = end }
                if points[end].y > points[high].y { high = end }
                end += 1
            }
            var last = -1
            for index in [begin, min(low, high), max(low, high), end - 1] where index > last {
                kept.append(index)
                last = index
            }
            begin = end
        }
        return kept
    }
}

extension Chart {
    /// Names that a picture has room for.
    private static let mostNames = 200

    /// Of very many names only the first, which the axis says.
    var withFewNames: Chart {
        func note(_ count: Int) -> String {
            " (the first \(Figure.grouped(Self.mostNames)) of \(Figure.grouped(count)))"
        }
        switch self {
        case .bars(var chart) where chart.bars.count > Self.mostNames:
            chart.axisTitle += note(chart.bars.count)
            chart.bars.removeSubrange(Self.mostNames...)
            return .bars(chart)
        case .columns(var chart):
            guard case .names(let names) = chart.axis, names.count > Self.mostNames else { return self }
            chart.axisTitle += note(names.count)
            chart.axis = .names(Array(names.prefix(Self.mostNames)))
            for index in chart.series.indices {
                chart.series[index].values = Array(chart.series[index].values.prefix(Self.mostNames))
            }
            return .columns(chart)
        default: return self
        }
    }
}
