/// The size of a picture and the place of its plot.
///
/// Each chart is drawn for several widths of its box; the page shows the one that fits, so that text is never shrunk
/// until it cannot be read.
struct ChartFrame {
    enum Size: String, CaseIterable {
        /// Across a page, in half of a dashboard, on a phone.
        case wide, medium, narrow
    }

    let size: Size
    let width: Double
    var height: Double
    /// Margins of the plot: room for labels.
    var left = 36.0
    var right = 16.0
    var top = 30.0
    var bottom = 44.0

    init(_ size: Size) {
        self.size = size
        switch size {
        case .wide: (width, height) = (1000, 400)
        case .medium: (width, height) = (560, 350)
        case .narrow: (width, height) = (336, 280)
        }
    }

    var isNarrow: Bool { size == .narrow }
    var plotLeft: Double { left }
    var plotRight: Double { width - right }
    var plotTop: Double { top }
    var plotBottom: Double { height - bottom }
    var plotWidth: Double { plotRight - plotLeft }
    var plotHeight: Double { plotBottom - plotTop }

    /// How many rows the value axis should have.
    var valueTicks: Int { size == .wide ? 5 : 4 }
}

/// How wide text will be, without knowing the reader's font: between Inter and Verdana, so that what fits here fits
/// with any usual font.
enum ChartText {
    /// Pixels of labels in a picture.
    static let size = 12.5

    static func width(_ text: String, isBold: Bool = false) -> Double {
        var ems = 0.0
        for character in text { ems += self.ems(character) }
        return ems * size * (isBold ? 1.07 : 1)
    }

    private static func ems(_ character: Character) -> Double {
        switch character {
        case "i", "j", "l", "t", "f", "r", ".", ",", ":", ";", "'", "|", "!", " ", "I", "(", ")", "-",
            "\u{202F}",
            "/":
            return 0.37
        case "m", "w", "M", "W", "%", "@", "—": return 0.92
        case "0"..."9": return 0.63
        case "a"..."z": return 0.59
        case "A"..."Z": return 0.7
        default: return DisplayWidth.of(character) == 2 ? 1.05 : DisplayWidth.of(character) == 0 ? 0 : 0.7
        }
    }

    /// The longest beginning that fits, with an ellipsis where something is missing.
    static func fitted(_ text: String, _ available: Double, isBold: Bool = false) -> String {
        let text = oneLine(text)
        guard width(text, isBold: isBold) > available else { return text }
        var out = ""
        var used = width("…", isBold: isBold)
        for character in text {
            used += width(String(character), isBold: isBold)
            if used > available { break }
            out.append(character)
        }
        while out.hasSuffix(" ") { out.removeLast() }
        return out + "…"
    }

    /// At most that many lines that fit; what does not fit into the last one is cut.
    static func wrapped(_ text: String, _ available: Double, lines most: Int) -> [String] {
        var lines: [String] = []
        var words = oneLine(text).split(separator: " ")[...]
        while let first = words.first {
            if lines.count == most - 1 {
                lines.append(fitted(words.joined(separator: " "), available))
                return lines
            }
            var line = String(first)
            words = words.dropFirst()
            while let next = words.first, width(line + " " + next) <= available {
                line += " " + next
                words = words.dropFirst()
            }
            lines.append(fitted(line, available))
        }
        return lines
    }

    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0 == "\n" || $0 == "\t" || $0 == "\r" ? " " : $0 }))
    }

    /// A value as people read it: whole numbers in groups, others with the digits that matter.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if value == value.rounded(), value.magnitude < 1e15 { return Figure.grouped(Int(value)) }
        return Figure.grouped(value, digits: value.magnitude < 1 ? 2 : 1)
    }
}
