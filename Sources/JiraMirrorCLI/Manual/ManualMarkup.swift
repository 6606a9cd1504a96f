/// Lines of mdoc(7), the markup of manual pages.
struct ManualMarkup {
    private(set) var lines: [String] = []

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// A macro with its arguments, which are quoted as they need it.
    mutating func macro(_ name: String, _ arguments: String...) {
        lines.append(([".\(name)"] + arguments.map(Self.argument)).joined(separator: " "))
    }

    /// A macro whose arguments are macros themselves: nothing is escaped.
    mutating func raw(_ line: String) { lines.append("." + line) }

    mutating func section(_ title: String) { macro("Sh", title) }

    /// Prose: each sentence begins a line, as mdoc wants it, and no line is longer than 80 bytes.
    mutating func prose(_ text: String) {
        for sentence in Self.sentences(text) {
            var line = ""
            for word in sentence.split(separator: " ").map({ Self.escaped(String($0)) }) {
                if !line.isEmpty, line.utf8.count + word.utf8.count + 1 > 78 {
                    append(line)
                    line = ""
                }
                line += line.isEmpty ? word : " " + word
            }
            append(line)
        }
    }

    /// Lines that stay as they are.
    mutating func literal(_ text: [String]) {
        raw("Bd -literal -offset indent")
        for line in text { append(Self.escaped(line)) }
        raw("Ed")
    }

    /// A line of text: a dot or an apostrophe at its beginning would be a macro.
    private mutating func append(_ line: String) {
        lines.append(line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line)
    }

    /// A text as one argument of a macro, on which it is neither a macro nor punctuation.
    static func argument(_ text: String) -> String {
        let escaped = escaped(text)
        let isPlain =
            text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./=:".contains($0)) }
            && text.contains { $0.isLetter || $0.isNumber } && text.count > 3
        return isPlain ? escaped : "\"\\&" + escaped.replacing("\"", with: "\\(dq") + "\""
    }

    /// Without what troff would take for its own: backslashes, and dashes that it would make typographic.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
            .replacing("'", with: "\\(aq").replacing("`", with: "\\(ga").replacing("^", with: "\\(ha")
            .replacing("~", with: "\\(ti")
    }

    private static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        var current = ""
        let words = text.split(whereSeparator: \.isWhitespace)
        for (index, word) in words.enumerated() {
            current += current.isEmpty ? String(word) : " " + word
            let isEnd =
                word.hasSuffix(".") || word.hasSuffix("!") || word.hasSuffix("?") || word.hasSuffix(".)")
            if isEnd, index + 1 < words.count, words[index + 1].first?.isUppercase == true {
                sentences.append(current)
                current = ""
            }
        }
        return current.isEmpty ? sentences : sentences + [current]
    }
}
