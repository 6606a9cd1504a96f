/// The text of a report's file, taken apart once.
package struct SQLSource: Hashable, Sendable {
    package let text: String

    /// A byte order mark is left out.
    package init(_ text: String) {
        self.text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
}

/// One statement of a file, without the `;` after it.
package struct SQLStatement: Hashable, Sendable {
    /// Something in braces: `{scope:i}`.
    package struct Placeholder: Hashable, Sendable {
        package var word: String
        package var alias: String
        /// Bytes of the file.
        package var range: Range<Int>
    }

    /// A statement as SQLite is given it.
    package struct Expanded: Sendable {
        package var sql: String
        /// Where pieces of the file came to stand: byte of `sql`, byte of the file, whether it is the file's text.
        fileprivate var pieces: [(start: Int, source: Int, isText: Bool)]

        /// The byte of the file behind a byte of ``sql``; within what stands for a placeholder, the placeholder.
        package func sourceOffset(of offset: Int) -> Int {
            guard let piece = pieces.last(where: { $0.start <= offset }) else { return offset }
            return piece.isText ? piece.source + offset - piece.start : piece.source
        }
    }

    package let source: SQLSource
    /// Bytes of the file.
    package let range: Range<Int>
    package let placeholders: [Placeholder]
    /// Names of parameters without their sign, in order, with the byte where each stands.
    package let parameters: [Parameter]

    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var offset: Int
    }

    /// - Parameter tokens: those of the file.
    init(_ source: SQLSource, _ tokens: SQLTokens, _ range: Range<Int>) throws(HeaderFault) {
        self.source = source
        self.range = range
        var placeholders: [Placeholder] = []
        var parameters: [Parameter] = []
        for token in tokens.tokens where range.contains(token.range.lowerBound) {
            switch token.kind {
            case .parameter:
                parameters.append(
                    Parameter(
                        name: String(tokens.text(token).dropFirst()), offset: token.range.lowerBound))
            case .placeholder:
                do {
                    placeholders.append(try Self.placeholder(tokens.text(token), token.range))
                } catch {
                    throw HeaderFault(SQLPlace(in: source.text, offset: token.range.lowerBound).line, error)
                }
            default: break
            }
        }
        self.placeholders = placeholders
        self.parameters = parameters
    }

    private static let words = ["scope", "selection"]

    private static func placeholder(_ text: String, _ range: Range<Int>) throws(HeaderProblem) -> Placeholder
    {
        let parts = text.dropFirst().dropLast().split(separator: ":", omittingEmptySubsequences: false)
        let word = parts.first.map(String.init) ?? ""
        guard words.contains(word) else {
            throw HeaderProblem(unknown: word, "placeholder", among: words)
        }
        guard parts.count == 2, SQLName.isPlain(parts[1]) else {
            throw HeaderProblem("'\(text)' must name a table of the statement: {\(word):issues}")
        }
        return Placeholder(word: word, alias: String(parts[1]), range: range)
    }

    /// The statement with each placeholder replaced.
    package func expanded(_ condition: (Placeholder) -> String) -> Expanded {
        let bytes = Array(source.text.utf8)
        var out: [UInt8] = []
        var pieces: [(start: Int, source: Int, isText: Bool)] = []
        var position = range.lowerBound
        for placeholder in placeholders {
            pieces.append((out.count, position, true))
            out += bytes[position..<placeholder.range.lowerBound]
            pieces.append((out.count, placeholder.range.lowerBound, false))
            out += Array(condition(placeholder).utf8)
            position = placeholder.range.upperBound
        }
        pieces.append((out.count, position, true))
        out += bytes[position..<range.upperBound]
        return Expanded(sql: String(decoding: out, as: UTF8.self), pieces: pieces)
    }
}

/// Names that need no quotes in SQL.
package enum SQLName {
    /// Letters of ASCII, digits and `_`, not a digit first.
    package static func isPlain(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
        }
    }
}
