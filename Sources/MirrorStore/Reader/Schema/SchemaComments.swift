import Reporting

/// The comments in a statement that made a table or view: SQLite keeps them with it.
struct SchemaComments {
    /// What the table or view is.
    private(set) var meaning: String?
    /// By column.
    private(set) var columns: [String: String] = [:]

    private let tokens: SQLTokens

    /// - Parameters:
    ///   - sql: `CREATE TABLE …` or `CREATE VIEW …` as `sqlite_schema` has it.
    ///   - names: its columns.
    init(sql: String, isView: Bool, columns names: [String]) {
        tokens = SQLTokens(sql)
        meaning = text(isView ? afterAS : afterParenthesis)
        let known = Set(names)
        for (index, token) in tokens.tokens.enumerated() where token.kind == .comment {
            guard let name = isView ? columnBefore(index) : columnBegun(onLineOf: index),
                known.contains(name), columns[name] == nil, let text = text([token])
            else { continue }
            columns[name] = text
        }
    }

    // MARK: Places

    /// A table's: the comment after the first `(`.
    private var afterParenthesis: [SQLTokens.Token] {
        guard let start = tokens.tokens.firstIndex(where: { tokens.text($0) == "(" }),
            start + 1 < tokens.tokens.count, tokens.tokens[start + 1].kind == .comment
        else { return [] }
        return [tokens.tokens[start + 1]]
    }

    /// A view's: the comments between `AS` and the `SELECT`, up to an empty one.
    private var afterAS: [SQLTokens.Token] {
        guard
            let start = tokens.tokens.firstIndex(where: {
                $0.kind == .word && tokens.text($0).uppercased() == "AS"
            })
        else { return [] }
        return tokens.tokens[(start + 1)...].prefix { $0.kind == .comment && text([$0]) != nil }
    }

    /// Of a table: the name with which the line begins.
    private func columnBegun(onLineOf index: Int) -> String? {
        let comment = tokens.tokens[index].range.lowerBound
        let start = tokens.bytes[..<comment].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        guard let first = tokens.tokens[..<index].first(where: { $0.range.lowerBound >= start }),
            first.kind == .word || first.kind == .quoted
        else { return nil }
        return SQLMessage.unquoted(tokens.text(first))
    }

    /// Of a view: the name at the end of the line, before its comma.
    private func columnBefore(_ index: Int) -> String? {
        let comment = tokens.tokens[index].range.lowerBound
        let start = tokens.bytes[..<comment].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = tokens.tokens[..<index].filter { $0.range.lowerBound >= start && tokens.text($0) != "," }
        guard let last = line.last, last.kind == .word || last.kind == .quoted else { return nil }
        return SQLMessage.unquoted(tokens.text(last))
    }

    /// The comments' words on one line; nil where there are none.
    private func text(_ comments: some Sequence<SQLTokens.Token>) -> String? {
        let words = comments.flatMap { token -> [Substring] in
            var text = tokens.text(token)[...]
            if text.hasPrefix("/*") {
                text = text.dropFirst(2)
                if text.hasSuffix("*/") { text = text.dropLast(2) }
            } else {
                text = text.dropFirst(2)
            }
            return text.split(whereSeparator: \.isWhitespace)
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
