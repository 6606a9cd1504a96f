/// Where in a text of SQL something is wrong, as people count.
package struct SQLPlace: Hashable, Sendable {
    /// From 1.
    package var line: Int
    /// In characters, from 1.
    package var column: Int
    /// The line and, under it, a caret at the column; control characters are shown (`^[`), long lines cut.
    package var excerpt: String

    private static let most = 100

    /// The place of a byte.
    ///
    /// - Parameter offset: beyond the end it means the end.
    package init(in sql: String, offset: Int) {
        let bytes = Array(sql.utf8)
        let offset = min(max(0, offset), bytes.count)
        let start = bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
        line = bytes[..<start].count { $0 == 0x0A } + 1
        let before = String(decoding: bytes[start..<offset], as: UTF8.self)
        let after = String(decoding: bytes[offset..<end], as: UTF8.self)
        column = before.count + 1
        // A line longer than a screen is shown around the place.
        let shownBefore = Self.visible(String(before.suffix(Self.most)))
        let lead = before.count > Self.most ? "…" : ""
        let rest = after.count > Self.most ? "…" : ""
        let width = DisplayWidth.of(lead + shownBefore)
        excerpt =
            lead + shownBefore + Self.visible(String(after.prefix(Self.most))) + rest + "\n"
            + String(repeating: " ", count: width) + "^"
    }

    private static func visible(_ text: String) -> String {
        TerminalText.visible(
            text.split(separator: "\t", omittingEmptySubsequences: false).joined(separator: " "))
    }

    /// `FILE, line 7, column 12: MESSAGE` and the excerpt under it.
    package func message(_ problem: String, file: String? = nil) -> String {
        "\(file.map { $0 + ", " } ?? "")line \(line), column \(column): \(problem)\n\(excerpt)"
    }
}
