package import SyncCore

/// The queries of a run as Jira's query language. Everything is an id, a key that Jira gave, or a number:
/// nothing of it needs quoting beyond the quotes written here.
package enum JQL {
    /// The text for `jql=`.
    ///
    /// `key` compares by number within the project where that issue is *now*, and `id` is the same field as
    /// `key`; a project is named by id, because keys are reused. `ORDER BY updated` alone is no total
    /// order, hence the key behind it.
    package static func text(_ query: IssueQuery) -> String {
        switch query {
        case .updatedWithin(let minutes):
            return "updated >= -\(minutes)m ORDER BY updated ASC, key ASC"
        case .projectWalk(let project, let from, let minutes):
            var clauses = ["project = \(project)"]
            if let minutes { clauses.append("updated >= -\(minutes)m") }
            if let from { clauses.append("key >= \(quoted(from))") }
            return clauses.joined(separator: " AND ") + " ORDER BY key ASC"
        case .projectCreatedSince(let project, let day):
            return "project = \(project) AND created >= \(quoted(day)) ORDER BY key ASC"
        case .projectCreatedBetween(let project, let from, let to, let key):
            var clauses = ["project = \(project)"]
            if let from { clauses.append("created >= \(quoted(from))") }
            if let to { clauses.append("created < \(quoted(to))") }
            if let key { clauses.append("key >= \(quoted(key))") }
            return clauses.joined(separator: " AND ") + " ORDER BY key ASC"
        case .all(nil):
            return "ORDER BY key ASC"
        case .all(.some(let projects)):
            return "project in (\(projects.map(String.init).joined(separator: ","))) ORDER BY key ASC"
        case .timeLogged(let projects):
            return "project in (\(projects.map(String.init).joined(separator: ","))) "
                + "AND timespent is not EMPTY ORDER BY key ASC"
        case .fieldNotEmpty(let number):
            return "cf[\(number)] is not EMPTY ORDER BY key ASC"
        case .ids(let ids):
            return "id in (\(ids.map(String.init).joined(separator: ","))) ORDER BY key ASC"
        }
    }

    /// A JQL string literal.
    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
