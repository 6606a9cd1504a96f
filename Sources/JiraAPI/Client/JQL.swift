package import SyncCore

/// The queries of a run as Jira's query language. Everything is an id, a key that Jira gave, or a number, which
/// needs no quoting beyond the quotes written here, or a person's own condition in parentheses.
package enum JQL {
    /// The text for `jql=`.
    ///
    /// `key` compares by number within the project where that issue is *now*, and `id` is the same field as
    /// `key`; a project is named by id, because keys are reused. `ORDER BY updated` alone is no total
    /// order, hence the key behind it.
    package static func text(_ query: IssueQuery) -> String {
        if case .stated(let text) = query { return text }
        let condition = clauses(query).joined(separator: " AND ")
        return condition.isEmpty ? order(query) : condition + " " + order(query)
    }

    private static func clauses(_ query: IssueQuery) -> [String] {
        switch query {
        case .updatedWithin(let minutes):
            return ["updated >= -\(minutes)m"]
        case .projectWalk(let project, let from, let minutes):
            var clauses = ["project = \(project)"]
            if let minutes { clauses.append("updated >= -\(minutes)m") }
            if let from { clauses.append("key >= \(quoted(from))") }
            return clauses
        case .projectCreatedSince(let project, let day):
            return ["project = \(project)", "created >= \(quoted(day))"]
        case .projectCreatedBetween(let project, let from, let to, let key):
            var clauses = ["project = \(project)"]
            if let from { clauses.append("created >= \(quoted(from))") }
            if let to { clauses.append("created < \(quoted(to))") }
            if let key { clauses.append("key >= \(quoted(key))") }
            return clauses
        case .all(let projects):
            return projects.map { ["project in (\(list($0)))"] } ?? []
        case .timeLogged(let projects):
            return ["project in (\(list(projects)))", "timespent is not EMPTY"]
        case .fieldNotEmpty(let number):
            return ["cf[\(number)] is not EMPTY"]
        case .ids(let ids):
            return ["id in (\(list(ids)))"]
        case .stated(let text):
            return ["(\(text))"]
        case .within(let scope, let query):
            return clauses(query) + clauses(scope, namesProjects: query.namesProjects)
        }
    }

    /// A person's condition goes in parentheses, as it stands: Jira took it alone, so they are balanced.
    private static func clauses(_ scope: MirrorScope, namesProjects: Bool) -> [String] {
        var clauses: [String] = []
        if !namesProjects {
            switch scope.projects {
            case .all: break
            case .only(let ids): clauses.append("project in (\(list(ids)))")
            case .except(let ids): clauses.append("project not in (\(list(ids)))")
            }
        }
        if let jql = scope.jql { clauses.append("(\(jql))") }
        return clauses
    }

    private static func order(_ query: IssueQuery) -> String {
        switch query {
        case .updatedWithin: "ORDER BY updated ASC, key ASC"
        case .within(_, let query): order(query)
        default: "ORDER BY key ASC"
        }
    }

    private static func list(_ ids: [Int64]) -> String { ids.map(String.init).joined(separator: ",") }

    /// A JQL string literal.
    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

extension IssueQuery {
    /// Whether it asks for certain issues, of which some may not exist.
    var isLookup: Bool {
        switch self {
        case .ids: true
        case .within(_, let query): query.isLookup
        default: false
        }
    }

    /// Whether it names projects itself: those are the selected ones already.
    fileprivate var namesProjects: Bool {
        switch self {
        case .projectWalk, .projectCreatedSince, .projectCreatedBetween, .all(.some), .timeLogged: true
        case .within(_, let query): query.namesProjects
        case .updatedWithin, .all(.none), .fieldNotEmpty, .ids, .stated: false
        }
    }
}
