/// Texts as a cell of an XLSX file holds them.
enum WorkbookText {
    static let cutMark = "… [cut]"

    /// The text without what XML or Excel cannot hold, and whether it was too long.
    ///
    /// NUL and the noncharacters U+FFFE and U+FFFF become U+FFFD; every line end is a line feed. What looks like
    /// the format's own escape (`_x0041_`) is escaped, so that it is read back as it was.
    static func fitted(_ text: String, _ limit: Int) -> (text: String, isCut: Bool) {
        if isPlain(text), text.utf8.count <= limit { return (text, false) }
        var room = limit
        var out = ""
        var afterReturn = false
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.first {
            defer { afterReturn = scalar == "\r" }
            var next: String
            switch scalar {
            case "\n" where afterReturn: next = ""
            case "\r": next = "\n"
            case "\0", "\u{FFFE}", "\u{FFFF}": next = "\u{FFFD}"
            case "_" where startsEscape(scalars): next = "_x005F_"
            default: next = String(scalar)
            }
            room -= next.utf16.count
            if room < 0 { return (cut(out, limit), true) }
            out += next
            scalars.removeFirst()
        }
        return (out, false)
    }

    private static func isPlain(_ text: String) -> Bool {
        // U+FFFE and U+FFFF begin with EF BF; so do harmless ones, which then go the long way.
        text.utf8.allSatisfy { $0 != 0 && $0 != 0x0D && $0 != 0x5F && $0 != 0xEF }
    }

    /// `_xHHHH_`.
    private static func startsEscape(_ scalars: Substring.UnicodeScalarView) -> Bool {
        var index = scalars.startIndex
        for position in 0..<7 {
            guard index < scalars.endIndex else { return false }
            let scalar = scalars[index]
            switch position {
            case 0, 6: guard scalar == "_" else { return false }
            case 1: guard scalar == "x" else { return false }
            default: guard scalar.isASCII, scalar.properties.isHexDigit else { return false }
            }
            index = scalars.index(after: index)
        }
        return true
    }

    private static func cut(_ text: String, _ limit: Int) -> String {
        var out = text.unicodeScalars
        var length = text.utf16.count
        while length > limit - cutMark.utf16.count, let last = out.popLast() { length -= last.utf16.count }
        return String(out) + cutMark
    }
}

extension Unicode.Scalar {
    fileprivate var utf16: String.UTF16View { String(self).utf16 }
}
