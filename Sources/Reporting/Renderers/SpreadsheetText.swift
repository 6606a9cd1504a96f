/// Keeps spreadsheets from running a text as a formula (OWASP, CSV injection).
enum SpreadsheetText {
    /// The text with an apostrophe before it where its first character would start a formula: = + - @, their
    /// full-width forms, tab, carriage return, line feed; also behind byte order marks, which a spreadsheet drops at
    /// the beginning of a file.
    static func neutralised(_ text: String) -> String {
        startsFormula(text) ? "'" + text : text
    }

    /// As ``neutralised(_:)``, for cells that are never quoted: a spreadsheet takes a quotation mark at the
    /// beginning of a cell for the beginning of a quoted one, and runs `"=1+1"` as well.
    static func neutralisedUnquoted(_ text: String) -> String {
        text.utf8.first == 0x22 ? "'" + text : neutralised(text)
    }

    /// As ``neutralised(_:)``, for files with commas, whose quotes mean nothing to a spreadsheet that looks for other
    /// separators (semicolons in most of Europe): an apostrophe also before a formula that follows a semicolon, a tab
    /// or a line end inside the text, blanks and quotation marks between them left aside.
    static func neutralisedWithin(_ text: String) -> String {
        let text = neutralised(text)
        guard text.utf8.contains(where: isSeparator) else { return text }
        var out = ""
        out.reserveCapacity(text.utf8.count + 8)
        var isAtStart = false
        for scalar in text.unicodeScalars {
            if scalar.isASCII, isSeparator(UInt8(scalar.value)) {
                isAtStart = true
            } else if isAtStart, !isPassedOver(scalar) {
                if isSign(scalar) { out.unicodeScalars.append("'") }
                isAtStart = false
            }
            out.unicodeScalars.append(scalar)
        }
        return out
    }

    private static func startsFormula(_ text: String) -> Bool {
        switch text.unicodeScalars.first(where: { $0 != "\u{FEFF}" }) {
        case "\t", "\r", "\n": true
        case let first?: isSign(first)
        case nil: false
        }
    }

    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        default: false
        }
    }

    private static func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\"", "\u{A0}", "\u{FEFF}": true
        default: false
        }
    }
}
