/// Texts from Jira, made harmless for a terminal: control characters in caret form (`^[`), C1 controls and
/// characters that turn or hide text by their number (`<U+202E>`).
package enum TerminalText {
    /// One line: line feeds and tabs are shown too (`^J`, `^I`).
    package static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var out = ""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 {
                out += "^"
                out.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) + 0x40))
            } else if scalar.value == 0x7F {
                out += "^?"
            } else if isHidden(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                out += "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Controls, bidirectional controls, line separators, the byte order mark, tag characters, and all that shows
    /// nothing but may tell two texts apart: soft hyphen, spaces of no width, invisible operators, the Hangul filler,
    /// selectors of glyphs. Joiners and the selector of emoji (U+200C, U+200D, U+FE0F) change what is seen and stay.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E,
            0x2060...0x206F, 0x3164, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F, 0xE0100...0xE01EF:
            true
        default: false
        }
    }
}
