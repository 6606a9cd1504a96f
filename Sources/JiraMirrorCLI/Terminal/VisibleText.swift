/// Text from elsewhere, made harmless for a terminal: control characters in caret form.
enum VisibleText {
    /// `ESC` becomes `^[`, C1 controls and bidirectional overrides become `<U+202E>`; tab and newline stay.
    static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHostile) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if !isHostile(scalar) {
                result.unicodeScalars.append(scalar)
            } else if scalar.value < 0x20 || scalar.value == 0x7F {
                result += "^"
                result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value ^ 0x40)))
            } else {
                result += "<U+" + String(scalar.value, radix: 16, uppercase: true) + ">"
            }
        }
        return result
    }

    private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
