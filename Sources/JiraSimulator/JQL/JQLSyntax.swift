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
