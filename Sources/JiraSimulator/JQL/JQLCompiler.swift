/// Resolves the names of a query against the site as its reader sees it.
struct JQLCompiler {
    let state: SiteState
    let viewer: Viewer
    let now: Int64
    /// All that is wrong, in Jira's words.
    private(set) var errors: [String] = []

    init(_ state: SiteState, _ viewer: Viewer) {
        self.state = state
        self.viewer = viewer
        now = state.now
    }

    mutating func compile(_ condition: JQLCondition, isNegated: Bool = false) -> JQLPredicate {
        switch condition {
        case .and(let parts):
            let compiled = parts.map { compile($0, isNegated: isNegated) }
            return isNegated ? .any(compiled) : .all(compiled)
        case .or(let parts):
            let compiled = parts.map { compile($0, isNegated: isNegated) }
            return isNegated ? .all(compiled) : .any(compiled)
        case .not(let inner): return compile(inner, isNegated: !isNegated)
        case .term(let term) where term.comparison == .changed && isNegated:
            guard case .detail(let test) = compile(term) else { return .constant(false) }
            return .detail { !test($0, $1) }
        case .term(var term):
            // NOT goes into the operator, as in Jira: NOT(a = b) leaves EMPTY out like a != b.
            if isNegated { term.comparison = term.comparison.opposite }
            return compile(term)
        }
    }

    private mutating func compile(_ term: JQLTerm) -> JQLPredicate {
        if let field = customField(term.field) { return custom(field, term) }
        guard let field = JQLField(name: term.field) else {
            return fail("Field '\(term.field)' does not exist or you do not have permission to view it.")
        }
        guard field.supports(term.comparison) else {
            return fail(
                "The operator '\(term.comparison.rawValue)' is not supported by the '\(term.field)' field.")
        }
        if term.comparison.isHistoric { return history(field, term) }
        switch field {
        case .worklogDate: return worklogDate(term)
        case .originalEstimate: return originalEstimate(term)
        case .sprint: return sprint(term)
        case .level: return level(term)
        case .project: return project(term)
        case .key: return key(term)
        case .created: return date(.created, term)
        case .updated: return date(.updated, term)
        case .resolved: return date(.resolved, term)
        case .due: return due(term)
        case .status, .statusCategory, .type, .priority, .resolution: return code(field, term)
        case .assignee: return person(.assignee, term)
        case .reporter: return person(.reporter, term)
        case .labels: return labels(term)
        case .fixVersion: return list(.fixVersions, term)
        case .affectedVersion: return list(.affectedVersions, term)
        case .component: return list(.components, term)
        case .timeSpent: return timeSpent(term)
        }
    }

    mutating func fail(_ message: String) -> JQLPredicate {
        if !errors.contains(message) { errors.append(message) }
        return .constant(false)
    }

    mutating func missing(_ value: String, _ field: String) -> JQLPredicate {
        if Int64(value) != nil {
            return fail("A value with ID '\(value)' does not exist for the field '\(field)'.")
        }
        return fail("The value '\(value)' does not exist for the field '\(field)'.")
    }

    /// The operands as texts; functions are called, EMPTY is nil.
    mutating func values(_ term: JQLTerm) -> [String?]? {
        var values: [String?] = []
        for operand in term.operands {
            switch operand {
            case .value(let text): values.append(text)
            case .empty: values.append(nil)
            case .function(let name, let arguments):
                guard let found = call(name, arguments, term.field) else { return nil }
                values += found
            }
        }
        return values
    }

    private mutating func call(_ name: String, _ arguments: [String], _ field: String) -> [String]? {
        switch name.lowercased() {
        case "standardissuetypes", "subtaskissuetypes":
            guard JQLField(name: field) == .type, arguments.isEmpty else {
                _ = fail("Function '\(name)' does not fit the field '\(field)'.")
                return nil
            }
            let isSubtask = name.lowercased() == "subtaskissuetypes"
            return state.catalogue.types.filter { $0.isSubtask == isSubtask }.map { String($0.id) }
        case "opensprints", "closedsprints", "futuresprints":
            guard JQLField(name: field) == .sprint, arguments.isEmpty else {
                _ = fail("Function '\(name)' does not fit the field '\(field)'.")
                return nil
            }
            let wanted: SimulatedSprint.State =
                switch name.lowercased() {
                case "opensprints": .active
                case "closedsprints": .closed
                default: .future
                }
            return state.agile.sprints.values.filter { $0.state == wanted }.map { String($0.id) }.sorted()
        case "now", "currentuser":
            guard arguments.isEmpty else {
                _ = fail("Function '\(name)' expected '0' arguments but received '\(arguments.count)'.")
                return nil
            }
            if name.lowercased() == "now" { return [String(now)] }
            guard let user = viewer.user else {
                _ = fail("Field '\(field)' cannot be searched for the current user by anonymous users.")
                return nil
            }
            return [state.users[Int(user)].key]
        default:
            _ = fail("Unable to find JQL function '\(name)(\(arguments.joined(separator: ", ")))'.")
            return nil
        }
    }

    /// Does an operator on a set mean what is outside of it.
    static func isNegative(_ comparison: JQLOperator) -> Bool {
        comparison == .notEqual || comparison == .isNotIn || comparison == .isNotEmpty
    }

    static func comparison(_ comparison: JQLOperator) -> JQLPredicate.Comparison {
        switch comparison {
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        default: .equal
        }
    }
}

/// The fields that searches know, under all their names.
enum JQLField: Sendable {
    case project, key, created, updated, resolved, due, status, statusCategory, type, priority, resolution
    case assignee, reporter, labels, fixVersion, affectedVersion, component
    case timeSpent, worklogDate, originalEstimate, sprint, level

    init?(name: String) {
        switch name.lowercased() {
        case "project": self = .project
        case "key", "issuekey", "issue", "id": self = .key
        case "created", "createddate": self = .created
        case "updated", "updateddate": self = .updated
        case "resolved", "resolutiondate": self = .resolved
        case "due", "duedate": self = .due
        case "status": self = .status
        case "statuscategory": self = .statusCategory
        case "issuetype", "type": self = .type
        case "priority": self = .priority
        case "resolution": self = .resolution
        case "assignee": self = .assignee
        case "reporter": self = .reporter
        case "labels": self = .labels
        case "fixversion": self = .fixVersion
        case "affectedversion": self = .affectedVersion
        case "component": self = .component
        case "timespent": self = .timeSpent
        case "worklogdate": self = .worklogDate
        case "originalestimate", "timeoriginalestimate": self = .originalEstimate
        case "sprint": self = .sprint
        case "level": self = .level
        default: return nil
        }
    }

    func supports(_ comparison: JQLOperator) -> Bool {
        switch comparison {
        case .was, .wasNot, .wasIn, .wasNotIn, .changed:
            return [.status, .priority, .resolution, .assignee, .reporter].contains(self)
        case .equal, .notEqual, .isIn, .isNotIn, .isEmpty, .isNotEmpty: return true
        case .contains, .doesNotContain: return false
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            switch self {
            case .key, .created, .updated, .resolved, .due, .priority, .worklogDate, .originalEstimate:
                return true
            default: return false
            }
        }
    }
}
