/// Text inside HTML and SVG, attributes included.
enum HTMLText {
    /// Bytes of a word with hyphens up to which it is kept on one line.
    private static let longestWord = 24

    /// As ``escaped(_:)``, for running text: dates and keys are not broken at their hyphens, and a percent sign stays
    /// with its number.
    static func prose(_ text: String) -> String {
        escaped(text).replacing(" %", with: "\u{202F}%").split(
            separator: " ", omittingEmptySubsequences: false
        ).map {
            word in
            let isBound =
                word.utf8.count <= longestWord && word.contains("-") && word.contains(where: \.isNumber)
            return isBound ? "<span class=\"nb\">\(word)</span>" : String(word)
        }.joined(separator: " ")
    }

    /// `& < > " '` as references; controls that HTML forbids, and characters that turn or hide text, made
    /// visible as on a terminal.
    ///
    /// Tab and line feed stay.
    static func escaped(_ text: String) -> String {
        var isPlain = true
        for byte in text.utf8 {
            switch byte {
            case 0x20, 0x21, 0x23...0x25, 0x28...0x3B, 0x3D, 0x3F...0x7E, 0x09, 0x0A: continue
            default: isPlain = false
            }
            if !isPlain { break }
        }
        if isPlain { return text }
        var out = ""
        out.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\n", "\t": out.unicodeScalars.append(scalar)
            default:
                if TerminalText.isHidden(scalar) {
                    for visible in TerminalText.visible(String(scalar)).unicodeScalars {
                        switch visible {
                        case "<": out += "&lt;"
                        case ">": out += "&gt;"
                        default: out.unicodeScalars.append(visible)
                        }
                    }
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out
    }
}
