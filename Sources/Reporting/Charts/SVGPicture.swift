/// Builds one inline SVG.
///
/// Coordinates have one decimal; all text is escaped; colours are CSS variables of the page, so that light,
/// dark and print need no second picture.
struct SVGPicture {
    let frame: ChartFrame
    private(set) var body = ""

    init(_ frame: ChartFrame) { self.frame = frame }

    mutating func raw(_ markup: String) { body += markup }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String) {
        body += "<line class=\"\(name)\" x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\""
        body += " x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"/>"
    }

    mutating func text(
        _ x: Double, _ y: Double, _ text: String, anchor: String = "start", class name: String = "t"
    ) {
        body += "<text class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
        if anchor != "start" { body += " text-anchor=\"\(anchor)\"" }
        body += ">\(HTMLText.escaped(text))</text>"
    }

    mutating func path(_ data: String, style: String) {
        guard !data.isEmpty else { return }
        body += "<path d=\"\(data)\" style=\"\(style)\"/>"
    }

    mutating func circle(_ x: Double, _ y: Double, _ radius: Double, style: String, tip: String? = nil) {
        body += "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\""
        body += " style=\"\(style)\""
        body += tip.map { "><title>\(HTMLText.escaped($0))</title></circle>" } ?? "/>"
    }

    mutating func rect(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, style: String, tip: String? = nil
    ) {
        body +=
            "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(max(0, width)))\""
        body += " height=\"\(Self.number(height))\" rx=\"2\" style=\"\(style)\""
        body += tip.map { "><title>\(HTMLText.escaped($0))</title></rect>" } ?? "/>"
    }

    /// The finished element.
    func element(title: String, summary: String, id: String) -> String {
        """
        <svg class="chart \(frame.className)" viewBox="0 0 \(Self.number(frame.width)) \
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

/// The size of a picture and the place of its plot.
///
/// Each chart is drawn twice, for wide and for narrow windows; the page shows one of them, so that text is
/// never shrunk until it cannot be read.
struct ChartFrame {
    let className: String
    let width: Double
    var height: Double
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    /// Width of a character of the labels, roughly.
    let characterWidth: Double

    static let wide = ChartFrame(
        className: "wide", width: 920, height: 380, left: 52, right: 150, top: 34, bottom: 48,
        characterWidth: 7)
    static let narrow = ChartFrame(
        className: "narrow", width: 400, height: 300, left: 38, right: 14, top: 50, bottom: 46,
        characterWidth: 7)

    var isNarrow: Bool { className == "narrow" }
    var plotLeft: Double { left }
    var plotRight: Double { width - right }
    var plotTop: Double { top }
    var plotBottom: Double { height - bottom }

    /// The text, cut to a width in the picture's units.
    func fitted(_ text: String, _ available: Double) -> String {
        DisplayWidth.cut(text, to: Int(available / characterWidth))
    }
}

extension ChartColor {
    /// The colour of marks.
    var paint: String { "var(--c-\(rawValue))" }
    /// The colour of text in the series' colour: darker or lighter, for contrast.
    var ink: String { "var(--i-\(rawValue))" }
}
