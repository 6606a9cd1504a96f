/// Names of sheets as Excel takes them: at most 31 characters, none of `[ ] : * ? / \`, no apostrophe at either
/// end, not "History", no two alike but for letter case.
struct SheetNames {
    static let longest = 31
    private var taken: Set<String> = []

    /// A name like the wanted one that no sheet has yet.
    mutating func unique(_ wanted: String) -> String {
        let base = Self.permitted(wanted)
        var name = Self.prefix(base, Self.longest)
        var number = 2
        while name.lowercased() == "history" || !taken.insert(name.lowercased()).inserted {
            let ending = " (\(number))"
            name = Self.prefix(base, Self.longest - ending.utf16.count) + ending
            number += 1
        }
        return name
    }

    private static func permitted(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "[", "]", ":", "*", "?", "/", "\\": out.append("-")
            case "\u{FFFE}", "\u{FFFF}": continue
            default: if !TerminalText.isHidden(scalar) { out.append(scalar) }
            }
        }
        let name = trimmed(String(out))
        return name.isEmpty ? "Sheet" : name
    }

    /// The longest beginning of at most that many UTF-16 units.
    private static func prefix(_ text: String, _ length: Int) -> String {
        var out = ""
        var room = length
        for character in text {
            room -= String(character).utf16.count
            if room < 0 { break }
            out.append(character)
        }
        return trimmed(out)
    }

    private static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace || first == "'" { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace || last == "'" { rest.removeLast() }
        return String(rest)
    }
}
