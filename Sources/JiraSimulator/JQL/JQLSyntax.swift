/// A query as written: what the parser makes and the compiler resolves.
struct JQLQuery: Sendable, Equatable {
    /// nil finds everything.
    var condition: JQLCondition?
    var order: [JQLOrderTerm]
}

indirect enum JQLCondition: Sendable, Equatable {
    case and([JQLCondition])
    case or([JQLCondition])
    case not(JQLCondition)
    case term(JQLTerm)
}

struct JQLTerm: Sendable, Equatable {
    var field: String
    var comparison: JQLOperator
    var operands: [JQLOperand]
    /// What follows WAS and CHANGED.
    var history: [JQLHistoryClause] = []
}

/// `AFTER "2026-03-01"`, `DURING ("2026-03-01", "2026-04-01")`, `FROM (Open, "In Progress")`, `BY admin`.
struct JQLHistoryClause: Sendable, Equatable {
    enum Word: String, Sendable, CaseIterable {
        case after, before, on, during, by, from, to
    }

    var word: Word
    var operands: [JQLOperand]
}

enum JQLOperator: String, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
    case isNotIn = "not in"
    case isEmpty = "is"
    case isNotEmpty = "is not"
    case contains = "~"
    case doesNotContain = "!~"
    case was = "was"
    case wasNot = "was not"
    case wasIn = "was in"
    case wasNotIn = "was not in"
    case changed = "changed"

    /// The operator that holds exactly where this one does not (for values that exist).
    var opposite: JQLOperator {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        case .isIn: .isNotIn
        case .isNotIn: .isIn
        case .isEmpty: .isNotEmpty
        case .isNotEmpty: .isEmpty
        case .contains: .doesNotContain
        case .doesNotContain: .contains
        case .was: .wasNot
        case .wasNot: .was
        case .wasIn: .wasNotIn
        case .wasNotIn: .wasIn
        // Jira has no operator for it: the compiler turns the answer round.
        case .changed: .changed
        }
    }

    /// Whether it asks the history.
    var isHistoric: Bool {
        switch self {
        case .was, .wasNot, .wasIn, .wasNotIn, .changed: true
        default: false
        }
    }

    var isRelational: Bool {
        switch self {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }
}

enum JQLOperand: Sendable, Equatable {
    case value(String)
    /// `EMPTY` or `NULL`.
    case empty
    case function(name: String, arguments: [String])
}

struct JQLOrderTerm: Sendable, Equatable {
    var field: String
    /// Written or by default.
    var isDescending: Bool
}

/// Why a query is refused; the text is Jira's.
struct JQLError: Error, Equatable {
    var message: String
    /// Where `validateQuery=false` makes it a warning: unknown fields and values, not broken syntax.
    var isSyntax = false
}
