package import Reporting

/// What is wrong with somebody's SQL, in words: what SQLite says, where, and what was probably meant.
package struct QueryProblem: Sendable, Equatable {
    package var message: String
    /// Nil where it cannot be told.
    package var place: SQLPlace?
    package var hints: [String] = []
}

extension MirrorReader {
    /// Explains an error of a statement.
    ///
    /// - Parameter sql: the statement, as it was given.
    /// - Returns: nil where the statement is not to blame.
    package func problem(_ error: QueryError, in sql: String) -> QueryProblem? {
        switch error {
        case .sql(let message, let offset):
            let tokens = SQLTokens(sql)
            let found = offset ?? SQLMessage.offset(of: message, in: tokens)
            var problem = QueryProblem(
                message: message, place: found.map { SQLPlace(in: sql, offset: $0) })
            problem.hints = QueryHints(self, tokens).hints(for: message, at: found)
            return problem
        case .refused(let message):
            return QueryProblem(message: message)
        case .timedOut, .interrupted, .store:
            return nil
        }
    }
}

/// What SQLite's messages say of places.
enum SQLMessage {
    /// Where the name stands that a message calls unknown: SQLite does not tell it of tables and functions.
    static func offset(of message: String, in tokens: SQLTokens, range: Range<Int>? = nil) -> Int? {
        guard message.hasPrefix("no such "), let name = name(in: message) else { return nil }
        return tokens.tokens.first {
            range?.contains($0.range.lowerBound) != false && ($0.kind == .word || $0.kind == .quoted)
                && unquoted(tokens.text($0)).lowercased() == name.lowercased()
        }?.range.lowerBound
    }

    /// `kee` of `no such column: issues.kee`.
    static func name(in message: String) -> String? {
        parts(of: message).last.map { unquoted(String($0)) }
    }

    /// `issues` of `no such column: issues.kee`.
    static func qualifier(in message: String) -> String? {
        parts(of: message).dropLast().last.map { unquoted(String($0)) }
    }

    private static func parts(of message: String) -> [Substring] {
        guard let colon = message.firstRange(of: ": ") else { return [] }
        // Later versions of SQLite go on: no such column: "x" - should this be a string literal …
        return message[colon.upperBound...].prefix { $0 != " " }.split(separator: ".")
    }

    static func unquoted(_ text: String) -> String {
        guard text.count > 1, let first = text.first, "\"'`[".contains(first) else { return text }
        return String(text.dropFirst().dropLast())
    }
}
