/// Texts and names as SQLite reads them.
enum SQLText {
    /// `'it''s'`. The mirror holds no NUL, the one character that a quoted text cannot hold.
    static func literal(_ text: String) -> String { quoted(text, "'") }

    /// `"a name"`.
    static func name(_ text: String) -> String { quoted(text, "\"") }

    /// `'a', 'b'`.
    static func list(_ texts: [String]) -> String { texts.map(literal).joined(separator: ", ") }

    /// `[1,2,3]`, for `json_each`.
    static func json(_ ids: some Sequence<Int64>) -> String {
        // In bytes: joining as many small texts would cost as much as finding the rows of the ids.
        var json = [UInt8(ascii: "[")]
        json.reserveCapacity(ids.underestimatedCount * 9)
        for id in ids {
            if json.count > 1 { json.append(UInt8(ascii: ",")) }
            json.append(contentsOf: String(id).utf8)
        }
        json.append(UInt8(ascii: "]"))
        return String(decoding: json, as: UTF8.self)
    }

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
