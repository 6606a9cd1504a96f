import SyncCore

/// Values as the data formats print them: UTC instants, full numbers, no grouping.
enum PlainText {
    /// Nil for NULL.
    ///
    /// Texts come as they are.
    static func of(_ value: ReportValue) -> String? {
        switch value {
        case .null: nil
        case .integer(let number): String(number)
        case .real(let number): real(number)
        case .text(let text): text
        case .boolean(let flag): flag ? "true" : "false"
        case .instant(let instant): instant.text
        case .day(let day): day.text
        case .bytes(let bytes): hexadecimal(bytes)
        }
    }

    /// The shortest text that reads back as the same number; nil for what is not finite.
    static func real(_ number: Double) -> String? {
        number.isFinite ? number.description : nil
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// NUL as U+FFFD: readers of delimited text take it for the end of the text or refuse it.
    static func withoutNUL(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}
