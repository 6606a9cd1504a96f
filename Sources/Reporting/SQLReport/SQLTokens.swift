/// The parts of SQL text, as far as a report must tell them apart: what stands in a string or a comment is
/// never a parameter, a placeholder or the end of a statement.
///
/// Follows SQLite's own tokenizer (`tokenize.c`); blanks are no token. A string or comment that never ends
/// goes on to the end of the text.
package struct SQLTokens {
    package enum Kind: Hashable, Sendable {
        case word
        /// `'…'`, `"…"`, `` `…` ``, `[…]`.
        case quoted
        case comment
        /// `:name`, `@name`, `$name`.
        case parameter
        /// `{…}`: nothing in SQL, a placeholder in a report.
        case placeholder
        /// `;`.
        case end
        case symbol
    }

    package struct Token: Hashable, Sendable {
        package var kind: Kind
        /// Bytes of the text.
        package var range: Range<Int>
    }

    package let bytes: [UInt8]
    package private(set) var tokens: [Token] = []

    package init(_ sql: String) {
        bytes = Array(sql.utf8)
        var position = 0
        while position < bytes.count {
            let start = position
            guard let kind = read(&position) else { continue }
            tokens.append(Token(kind: kind, range: start..<position))
        }
    }

    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    package func text(_ token: Token) -> String { text(token.range) }

    /// Moves past one token; nil for blanks.
    private func read(_ position: inout Int) -> Kind? {
        let first = bytes[position]
        position += 1
        switch first {
        case 0x09, 0x0A, 0x0C, 0x0D, 0x20: return nil
        case UInt8(ascii: ";"): return .end
        case UInt8(ascii: "-") where byte(position) == UInt8(ascii: "-"):
            skip(&position) { $0 != 0x0A }
            return .comment
        case UInt8(ascii: "/") where byte(position) == UInt8(ascii: "*"):
            position += 1
            while position < bytes.count {
                if bytes[position] == UInt8(ascii: "*"), byte(position + 1) == UInt8(ascii: "/") {
                    position += 2
                    return .comment
                }
                position += 1
            }
            return .comment
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            readQuoted(&position, first)
            return .quoted
        case UInt8(ascii: "["):
            skip(&position) { $0 != UInt8(ascii: "]") }
            position = min(position + 1, bytes.count)
            return .quoted
        case UInt8(ascii: "{"):
            let rest = bytes[position...]
            guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "}") || $0 == 0x0A }),
                bytes[end] != 0x0A
            else { return .symbol }
            position = end + 1
            return .placeholder
        case UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"):
            guard byte(position).map(Self.isNamePart) == true else { return .symbol }
            skip(&position, Self.isNamePart)
            return .parameter
        default:
            guard Self.isNamePart(first) else { return .symbol }
            skip(&position, Self.isNamePart)
            return .word
        }
    }

    /// A doubled quote stands for itself.
    private func readQuoted(_ position: inout Int, _ quote: UInt8) {
        while position < bytes.count {
            if bytes[position] == quote {
                guard byte(position + 1) == quote else {
                    position += 1
                    return
                }
                position += 1
            }
            position += 1
        }
    }

    private func byte(_ position: Int) -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func skip(_ position: inout Int, _ condition: (UInt8) -> Bool) {
        while position < bytes.count, condition(bytes[position]) { position += 1 }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default: false
        }
    }
}
