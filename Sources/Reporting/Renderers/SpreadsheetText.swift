/// Keeps spreadsheets from running a text as a formula (OWASP, CSV injection).
enum SpreadsheetText {
    /// The text with an apostrophe before it where its first character would start a formula: = + - @, their
    /// full-width forms, tab, carriage return, line feed.
    static func neutralised(_ text: String) -> String {
        startsFormula(text) ? "'" + text : text
    }

    private static func startsFormula(_ text: String) -> Bool {
        switch text.unicodeScalars.first {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }
}
