/// Recursive descent over the tokens: OR of ANDs of NOTs, then ORDER BY.
struct JQLParser {
    private let tokens: [JQLLexer.Placed]
    private var at = 0
    private var depth = 0

    /// Deeper nesting is refused rather than recursed into.
    private static let deepest = 64

    private init(_ tokens: [JQLLexer.Placed]) { self.tokens = tokens }

    static func parse(_ text: String) throws(JQLError) -> JQLQuery {
        var parser = JQLParser(try JQLLexer.tokens(text))
        var condition: JQLCondition?
        if parser.current != .end, !parser.isWord("order") { condition = try parser.disjunction() }
        let order = try parser.order()
        guard parser.current == .end else { throw parser.unexpected("either 'OR' or 'AND'") }
        return JQLQuery(condition: condition, order: order)
    }

    private var current: JQLLexer.Token { tokens[at].token }

    private func isWord(_ keyword: String) -> Bool {
        if case .word(let word) = current { return word.lowercased() == keyword }
        return false
    }

    private mutating func skip(_ keyword: String) -> Bool {
        guard isWord(keyword) else { return false }
        at += 1
        return true
    }

    private mutating func skip(symbol: String) -> Bool {
        guard current == .symbol(symbol) else { return false }
        at += 1
        return true
    }

    private func unexpected(_ expected: String) -> JQLError {
        let place = "(line \(tokens[at].line), character \(tokens[at].column))"
        switch current {
        case .end:
            return JQLError(
                message: "Error in the JQL Query: Expecting \(expected) before the end of the query.",
                isSyntax: true)
        case .word(let text), .string(let text), .symbol(let text):
            return JQLError(
                message: "Error in the JQL Query: Expecting \(expected) but got '\(text)'. \(place)",
                isSyntax: true)
        }
    }

    private mutating func disjunction() throws(JQLError) -> JQLCondition {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw JQLError(message: "Error in the JQL Query: The query is nested too deeply.", isSyntax: true)
        }
        var parts = [try conjunction()]
        while skip("or") || skip(symbol: "||") || skip(symbol: "|") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction() throws(JQLError) -> JQLCondition {
        var parts = [try negation()]
        while skip("and") || skip(symbol: "&&") || skip(symbol: "&") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func negation() throws(JQLError) -> JQLCondition {
        var isNegated = false
        while skip("not") || skip(symbol: "!") { isNegated.toggle() }
        let inner: JQLCondition
        if skip(symbol: "(") {
            inner = try disjunction()
            guard skip(symbol: ")") else { throw unexpected("')'") }
        } else {
            inner = .term(try term())
        }
        return isNegated ? .not(inner) : inner
    }

    private mutating func term() throws(JQLError) -> JQLTerm {
        let field = try name("a field name")
        let comparison = try comparison()
        var operands: [JQLOperand] = []
        switch comparison {
        case .isIn, .isNotIn, .wasIn, .wasNotIn: operands = try list()
        case .changed: break
        case .isEmpty, .isNotEmpty:
            guard skip("empty") || skip("null") else { throw unexpected("either 'EMPTY' or 'NULL'") }
        default: operands = [try operand()]
        }
        var term = JQLTerm(field: field, comparison: comparison, operands: operands)
        if comparison.isHistoric { term.history = try history() }
        return term
    }

    /// In brackets, or alone: `assignee in members()`.
    private mutating func list() throws(JQLError) -> [JQLOperand] {
        guard skip(symbol: "(") else { return [try operand()] }
        var operands: [JQLOperand] = []
        repeat { operands.append(try operand()) } while skip(symbol: ",")
        guard skip(symbol: ")") else { throw unexpected("')'") }
        return operands
    }

    /// Clauses of the history, in any order.
    private mutating func history() throws(JQLError) -> [JQLHistoryClause] {
        var clauses: [JQLHistoryClause] = []
        while let word = JQLHistoryClause.Word.allCases.first(where: { isWord($0.rawValue) }) {
            at += 1
            clauses.append(JQLHistoryClause(word: word, operands: try list()))
        }
        return clauses
    }

    private mutating func comparison() throws(JQLError) -> JQLOperator {
        if case .symbol(let symbol) = current, let found = JQLOperator(rawValue: symbol) {
            at += 1
            return found
        }
        if skip("in") { return .isIn }
        if skip("not") {
            guard skip("in") else { throw unexpected("'IN'") }
            return .isNotIn
        }
        if skip("is") { return skip("not") ? .isNotEmpty : .isEmpty }
        if skip("was") {
            if skip("not") { return skip("in") ? .wasNotIn : .wasNot }
            return skip("in") ? .wasIn : .was
        }
        if skip("changed") { return .changed }
        throw unexpected(
            "operator, the valid operators being '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS', "
                + "'IS NOT', 'WAS', 'WAS IN', 'WAS NOT', 'WAS NOT IN' and 'CHANGED',")
    }

    private mutating func operand() throws(JQLError) -> JQLOperand {
        if case .word(let word) = current {
            let lower = word.lowercased()
            if lower == "empty" || lower == "null" {
                at += 1
                return .empty
            }
            if tokens[at + 1].token == .symbol("(") {
                at += 2
                var arguments: [String] = []
                if current != .symbol(")") {
                    repeat { arguments.append(try name("a value")) } while skip(symbol: ",")
                }
                guard skip(symbol: ")") else { throw unexpected("')'") }
                return .function(name: word, arguments: arguments)
            }
        }
        return .value(try name("either a value, list or function"))
    }

    /// A word that is not reserved, or a string.
    private mutating func name(_ expected: String) throws(JQLError) -> String {
        switch current {
        case .string(let text):
            at += 1
            return text
        case .word(let word):
            if Self.reserved.contains(word.lowercased()) {
                throw JQLError(
                    message:
                        "Error in the JQL Query: '\(word)' is a reserved JQL word. You must surround it in "
                        + "quotation marks to use it in a query. (line \(tokens[at].line), character "
                        + "\(tokens[at].column))", isSyntax: true)
            }
            at += 1
            return word
        default: throw unexpected(expected)
        }
    }

    private mutating func order() throws(JQLError) -> [JQLOrderTerm] {
        guard skip("order") else { return [] }
        guard skip("by") else { throw unexpected("'BY'") }
        var terms: [JQLOrderTerm] = []
        repeat {
            let field = try name("a field name")
            if skip("desc") {
                terms.append(JQLOrderTerm(field: field, isDescending: true))
            } else {
                _ = skip("asc")
                terms.append(JQLOrderTerm(field: field, isDescending: false))
            }
        } while skip(symbol: ",")
        return terms
    }

    /// The commoner ones of Jira's list.
    private static let reserved: Set<String> = [
        "and", "or", "not", "in", "is", "order", "by", "asc", "desc", "empty", "null", "was", "changed",
        "after", "before",
        "during", "on", "to", "select", "from", "where", "insert", "update", "delete", "drop", "table",
        "create",
        "alter",
        "group", "having", "join", "limit", "like", "between", "exists", "union", "values", "set", "add",
        "all", "any",
    ]
}
