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

    private static func startsFormula(_ text: String) -> Bool {
        switch text.unicodeScalars.first(where: { $0 != "\u{FEFF}" }) {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }
}
