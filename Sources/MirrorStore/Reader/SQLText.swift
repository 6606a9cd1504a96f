/// Texts and names as SQLite reads them.
enum SQLText {
    /// `'it''s'`. The mirror holds no NUL, the one character that a quoted text cannot hold.
    static func literal(_ text: String) -> String { quoted(text, "'") }

    /// `"a name"`.
    static func name(_ text: String) -> String { quoted(text, "\"") }

    /// `'a', 'b'`.
    static func list(_ texts: [String]) -> String { texts.map(literal).joined(separator: ", ") }

    /// By scalars, as SQLite reads: to Swift a quotation mark and the mark that combines with it are another
    /// character, which would end the text all the same.
    private static func quoted(_ text: String, _ mark: Unicode.Scalar) -> String {
        var out = String(mark)
        for scalar in text.unicodeScalars {
            if scalar == mark { out.unicodeScalars.append(mark) }
            out.unicodeScalars.append(scalar)
        }
        out.unicodeScalars.append(mark)
        return out
    }
}
