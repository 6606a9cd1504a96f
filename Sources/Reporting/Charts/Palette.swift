import SyncCore

/// The colours of a page, for a light and a dark one.
///
/// Marks have a contrast of 3:1 and more against the card they stand on, texts of 4.5:1 and more; the colours of
/// marks are told apart with deuteranopia and protanopia too. A test computes both.
struct Palette {
    /// A colour of a screen.
    struct RGB: Hashable {
        var red: Double
        var green: Double
        var blue: Double

        init(_ hex: UInt32) {
            red = Double(hex >> 16 & 0xFF) / 255
            green = Double(hex >> 8 & 0xFF) / 255
            blue = Double(hex & 0xFF) / 255
        }

        /// This colour with a share of another one.
        func mixed(with other: RGB, share: Double) -> RGB {
            var copy = self
            copy.red += (other.red - red) * share
            copy.green += (other.green - green) * share
            copy.blue += (other.blue - blue) * share
            return copy
        }

        /// `#1f7858`.
        var css: String {
            let digits = Array("0123456789abcdef")
            return [red, green, blue].reduce(into: "#") { out, part in
                let byte = Int((part * 255).rounded())
                out.append(digits[byte >> 4])
                out.append(digits[byte & 15])
            }
        }
    }

    var name: String
    /// Behind the cards.
    var page: RGB
    /// Behind charts, tables and most text.
    var card: RGB
    /// Behind what is folded, and behind rows that are pointed at.
    var sunk: RGB
    var text: RGB
    var muted: RGB
    /// Hairlines that carry no meaning.
    var line: RGB
    var axis: RGB
    var link: RGB
    var warningBackground: RGB
    var warningText: RGB
    /// Of marks.
    var marks: [ChartColor: RGB]
    /// Of text in the colour of its marks.
    var inks: [ChartColor: RGB]

    static let light = Palette(
        name: "light", page: RGB(0xF5F6F8), card: RGB(0xFFFFFF), sunk: RGB(0xF3F5F8), text: RGB(0x14181F),
        muted: RGB(0x5A636E), line: RGB(0xE4E7EC), axis: RGB(0x8D96A1), link: RGB(0x1B55B5),
        warningBackground: RGB(0xFDEDE6), warningText: RGB(0x6B1D08),
        marks: [
            .blue: RGB(0x2864CC), .orange: RGB(0xD67D14), .green: RGB(0x1F7858), .sky: RGB(0x4693E6),
            .vermilion: RGB(0xCC2412), .purple: RGB(0x7B3A8C), .grey: RGB(0x888F97),
        ],
        inks: [
            .blue: RGB(0x1F57B8), .orange: RGB(0x945200), .green: RGB(0x1A6B4E), .sky: RGB(0x1E6AB8),
            .vermilion: RGB(0xB71F0F), .purple: RGB(0x74338A), .grey: RGB(0x5A636E),
        ])

    static let dark = Palette(
        name: "dark", page: RGB(0x0D1014), card: RGB(0x161A20), sunk: RGB(0x1E232B), text: RGB(0xECEFF3),
        muted: RGB(0xA3ACB8), line: RGB(0x2A3039), axis: RGB(0x626C78), link: RGB(0x84B9FF),
        warningBackground: RGB(0x3B1D14), warningText: RGB(0xFFD8CB),
        marks: [
            .blue: RGB(0x27B8FE), .orange: RGB(0xFFA940), .green: RGB(0x64C895), .sky: RGB(0xA6D1F0),
            .vermilion: RGB(0xE4824B), .purple: RGB(0xD48DCC), .grey: RGB(0x858B94),
        ],
        inks: [
            .blue: RGB(0x5CC8FF), .orange: RGB(0xFFB55C), .green: RGB(0x74D3A3), .sky: RGB(0xB5D9F4),
            .vermilion: RGB(0xF09A68), .purple: RGB(0xE0A3D9), .grey: RGB(0xA3ACB8),
        ])

    /// How much of the card shows through, by the step of a ``ChartTint``.
    static let tintShares = [0, 0.34, 0.56, 0.74]

    func tint(_ tint: ChartTint) -> RGB {
        (marks[tint.color] ?? text).mixed(with: card, share: Self.tintShares[tint.step])
    }

    static let tints = ChartColor.allCases.flatMap { color in
        tintShares.indices.map { ChartTint(color, step: $0) }
    }

    /// `--card:#fff;…`: the custom properties that ``classes`` and the page's style refer to.
    var properties: String {
        let plain: [(String, RGB)] = [
            ("page", page), ("card", card), ("sunk", sunk), ("text", text), ("muted", muted), ("line", line),
            ("axis", axis), ("link", link), ("warn-bg", warningBackground), ("warn-fg", warningText),
        ]
        let inks = ChartColor.allCases.map { ("i-\($0.rawValue)", self.inks[$0] ?? text) }
        let fills = Self.tints.map { ($0.property, tint($0)) }
        let shade = name == "light" ? "rgb(20 24 31/.12)" : "rgb(0 0 0/.55)"
        return "color-scheme:\(name);--shade:\(shade);"
            + (plain + inks + fills).map { "--\($0):\($1.css)" }.joined(separator: ";")
    }

    /// One class a colour for filling, stroking and writing.
    static let classes =
        tints.map { tint in
            ".\(tint.fill){fill:var(--\(tint.property))}"
                + (tint.step == 0 ? ".\(tint.color.stroke){stroke:var(--\(tint.property))}" : "")
        }.joined() + ChartColor.allCases.map { ".\($0.ink){fill:var(--i-\($0.rawValue))}" }.joined()
}

extension ChartTint {
    fileprivate var property: String { "c-\(color.rawValue)" + (step == 0 ? "" : "-\(step)") }
    /// The class of filled marks.
    var fill: String { "f-\(color.rawValue)" + (step == 0 ? "" : "-\(step)") }
}

extension ChartColor {
    /// The class of filled marks.
    var fill: String { "f-\(rawValue)" }
    /// The class of drawn lines.
    var stroke: String { "s-\(rawValue)" }
    /// The class of text in the series' colour: darker or lighter, for contrast.
    var ink: String { "i-\(rawValue)" }
}
