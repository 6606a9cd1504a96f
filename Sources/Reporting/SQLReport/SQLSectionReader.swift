/// Takes a file apart into header lines and statements.
struct SQLSectionReader {
    /// `-- word: text`.
    struct Entry {
        var word: String
        var text: String
        /// From 1.
        var line: Int
    }

    /// A statement with the header lines over it.
    struct Block {
        enum Kind {
            case figures
            case table(name: String, title: String?)
        }

        var kind: Kind
        /// Of the line that begins it.
        var line: Int
        /// Before `-- table:`: the report's own; only the first block has them.
        var reportWords: [Entry]
        var tableWords: [Entry]
        var statement: SQLStatement
    }

    static let tableWords = ["column", "chart", "note", "rows"]

    private let source: SQLSource
    private let tokens: SQLTokens
    /// The next byte to read, at the beginning of a line.
    private var position = 0
    private var isFirst = true

    init(_ source: SQLSource) {
        self.source = source
        tokens = SQLTokens(source.text)
    }

    var lastLine: Int { line(tokens.bytes.count) }

    /// Nil at the end of the file.
    mutating func next() throws(HeaderFault) -> Block? {
        if !isFirst {
            guard let start = try nextSection() else { return nil }
            position = start
        }
        defer { isFirst = false }
        let start = line(position)
        var entries = readHeader()[...]
        var words: [Entry] = []
        if isFirst {
            while let entry = entries.first, !["table", "figures"].contains(entry.word) {
                words.append(entry)
                entries.removeFirst()
            }
        }
        var kind = Block.Kind.table(name: SQLReportFile.onlyTable, title: nil)
        var begin = start
        let mark = entries.popFirst()
        if let entry = mark {
            begin = entry.line
            do { kind = try Self.kind(entry) } catch { throw HeaderFault(entry.line, error) }
        }
        // Without a line '-- table:' the only table's words stand among the report's.
        let own = mark == nil ? words.filter { Self.tableWords.contains($0.word) } : []
        words.removeAll { word in own.contains { $0.line == word.line } }
        if let stray = words.first(where: { Self.tableWords.contains($0.word) }) {
            throw HeaderFault(
                stray.line, HeaderProblem("'\(stray.word)' belongs under the line '-- table:' of its table"))
        }
        let range = try readStatement(after: begin)
        return Block(
            kind: kind, line: begin, reportWords: words, tableWords: own + entries,
            statement: try SQLStatement(source, tokens, range))
    }

    private static func kind(_ entry: Entry) throws(HeaderProblem) -> Block.Kind {
        if entry.word == "figures" {
            guard entry.text.isEmpty else { throw HeaderProblem("'-- figures:' has no name") }
            return .figures
        }
        let words = entry.text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        guard let name = words.first, SQLName.isPlain(name) else {
            throw HeaderProblem(
                "a table is 'NAME [TITLE]', the name of letters, digits and '_', not '\(entry.text)'")
        }
        return .table(name: String(name), title: words.count > 1 ? String(words[1]) : String(name))
    }

    /// The lines `-- word: text` from here on; moves past them, and past a line of `--` alone.
    private mutating func readHeader() -> [Entry] {
        var entries: [Entry] = []
        while position < tokens.bytes.count {
            let end = tokens.bytes[position...].firstIndex(of: 0x0A) ?? tokens.bytes.count
            let text = SQLText.trimmed(Substring(tokens.text(position..<end)))
            guard text.hasPrefix("--") else { return entries }
            let number = line(position)
            position = min(end + 1, tokens.bytes.count)
            let content = SQLText.trimmed(text.drop { $0 == "-" })
            guard !content.isEmpty else { return entries }
            let colon = content.firstIndex(of: ":") ?? content.endIndex
            entries.append(
                Entry(
                    word: SQLText.trimmed(content[..<colon]).lowercased(),
                    text: String(SQLText.trimmed(content[colon...].dropFirst())), line: number))
        }
        return entries
    }

    /// From here to the next `;` or the end; moves past it.
    private mutating func readStatement(after headerLine: Int) throws(HeaderFault) -> Range<Int> {
        let start = position
        let end = tokens.tokens.first { $0.kind == .end && $0.range.lowerBound >= start }
        let stop = end?.range.lowerBound ?? tokens.bytes.count
        position = end?.range.upperBound ?? tokens.bytes.count
        guard
            tokens.tokens.contains(where: {
                (start..<stop).contains($0.range.lowerBound) && $0.kind != .comment
            })
        else {
            throw HeaderFault(headerLine, HeaderProblem("there is no statement after these header lines"))
        }
        return start..<stop
    }

    /// Where the line of the next `-- table:` or `-- figures:` begins; nil where nothing but comments follows.
    private func nextSection() throws(HeaderFault) -> Int? {
        for token in tokens.tokens where token.range.lowerBound >= position && token.kind != .end {
            guard token.kind == .comment else {
                throw HeaderFault(
                    line(token.range.lowerBound),
                    HeaderProblem("a further statement needs a line '-- table: NAME TITLE' before it"))
            }
            let text = tokens.text(token).drop { $0 == "-" }
            let word = SQLText.trimmed(text.prefix { $0 != ":" }).lowercased()
            let start = tokens.bytes[..<token.range.lowerBound].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let isAlone = tokens.bytes[start..<token.range.lowerBound].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            if ["table", "figures"].contains(word), text.contains(":"), isAlone, start >= position {
                return start
            }
        }
        return nil
    }

    private func line(_ offset: Int) -> Int { tokens.bytes[..<offset].count { $0 == 0x0A } + 1 }
}

enum SQLText {
    static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
