/// Builds one inline SVG.
///
/// Coordinates have one decimal; all text is escaped; looks come from the page's classes, so that light, dark and
/// print need no second picture and the policy of the page can forbid style attributes.
struct SVGPicture {
    var frame: ChartFrame
    private(set) var body = ""
    private var dots: Set<Dot> = []
    private var dotPaths: [ChartColor: String] = [:]
    /// Pixels.
    private static let dotGrid = 4.0

    init(_ frame: ChartFrame) { self.frame = frame }

    mutating func raw(_ markup: String) { body += markup }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String) {
        body += "<line class=\"\(name)\" x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\""
        body += " x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"/>"
    }

    /// - Parameter tip: the text in full, where what is shown is cut.
    mutating func text(
        _ x: Double, _ y: Double, _ text: String, anchor: String = "start", class name: String = "t",
        tip: String? = nil
    ) {
        body += "<text class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
        if anchor != "start" { body += " text-anchor=\"\(anchor)\"" }
        body += ">" + (tip.map { "<title>\(HTMLText.escaped($0))</title>" } ?? "")
        body += "\(HTMLText.escaped(text))</text>"
    }

    /// - Parameter opacity: 0…1, of the whole mark.
    mutating func path(_ data: String, class name: String, opacity: Double = 1, tip: String? = nil) {
        guard !data.isEmpty else { return }
        body += "<path class=\"\(name)\" d=\"\(data)\"" + Self.opacity(opacity)
        body += tip.map { "><title>\(HTMLText.escaped($0))</title></path>" } ?? "/>"
    }

    mutating func rect(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, class name: String, opacity: Double = 1,
        tip: String? = nil
    ) {
        body += "<rect class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
        body += " width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\""
        body += Self.opacity(opacity)
        body += tip.map { "><title>\(HTMLText.escaped($0))</title></rect>" } ?? "/>"
    }

    mutating func mark(
        _ shape: MarkShape, _ x: Double, _ y: Double, _ radius: Double, class name: String,
        opacity: Double = 1,
        tip: String? = nil
    ) {
        guard shape == .circle else {
            path(shape.path(x, y, radius), class: name, opacity: opacity, tip: tip)
            return
        }
        body += "<circle class=\"\(name)\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\""
        body += " r=\"\(Self.number(radius))\"" + Self.opacity(opacity)
        body += tip.map { "><title>\(HTMLText.escaped($0))</title></circle>" } ?? "/>"
    }

    /// A mark among very many, without tip: drawn by ``drawDots()``, and left out where one of its kind lies already.
    ///
    /// - Parameter isAbove: beyond the upper edge: an arrow.
    mutating func dot(_ x: Double, _ y: Double, _ color: ChartColor, isAbove: Bool) {
        let place = Dot(x: Int(x / Self.dotGrid), y: Int(y / Self.dotGrid), color: color)
        guard dots.insert(place).inserted else { return }
        if isAbove {
            mark(.up, x, y, 4, class: "\(color.fill) edge")
        } else {
            // A round stroke of no length: some ten bytes.
            dotPaths[color, default: ""] += "M\(Self.number(x)) \(Self.number(y))h0"
        }
    }

    mutating func drawDots() {
        for color in ChartColor.allCases {
            path(dotPaths[color] ?? "", class: "cell n4 \(color.stroke)", opacity: 0.85)
        }
        dotPaths = [:]
    }

    private struct Dot: Hashable {
        let x: Int
        let y: Int
        let color: ChartColor
    }

    private static func opacity(_ value: Double) -> String {
        value < 1 ? " opacity=\"\(Figure.fixed(value, digits: 2))\"" : ""
    }

    /// The finished element.
    func element(title: String, summary: String, id: String) -> String {
        """
        <svg class="\(frame.size.rawValue)" viewBox="0 0 \(Self.number(frame.width)) \
        \(Self.number(frame.height))" role="img" aria-labelledby="\(id)-t \(id)-d">\
        <title id="\(id)-t">\(HTMLText.escaped(title))</title>\
        <desc id="\(id)-d">\(HTMLText.escaped(summary))</desc>\(body)</svg>

        """
    }

    /// `M0 0L1 1…` through the points.
    static func polyline(_ points: some Sequence<(Double, Double)>) -> String {
        var out = ""
        for (x, y) in points { out += (out.isEmpty ? "M" : "L") + number(x) + " " + number(y) }
        return out
    }

    static func number(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e7 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let whole = tenths / 10
        let rest = abs(tenths % 10)
        if rest == 0 { return String(whole) }
        return (tenths < 0 && whole == 0 ? "-" : "") + "\(whole).\(rest)"
    }
}

/// Forms of marks: series are told apart without their colours.
enum MarkShape: CaseIterable {
    case circle, square, up, diamond, down

    /// The form of a series by its place.
    static func of(_ index: Int) -> MarkShape { allCases[index % allCases.count] }

    /// An outline of about the area of a circle with that radius.
    func path(_ x: Double, _ y: Double, _ radius: Double) -> String {
        let points: [(Double, Double)] =
            switch self {
            case .circle, .square: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
            case .up: [(0, -1.25), (1.2, 0.85), (-1.2, 0.85)]
            case .down: [(0, 1.25), (1.2, -0.85), (-1.2, -0.85)]
            case .diamond: [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
            }
        return SVGPicture.polyline(points.map { (x + $0.0 * radius, y + $0.1 * radius) }) + "Z"
    }
}
