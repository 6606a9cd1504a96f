/// What the configuration selects of a site, in a person's words: keys of projects and JQL.
package struct Selection: Sendable, Equatable {
    /// Keys of the projects to mirror, present or former ones; empty is all that are visible.
    package var projects: [String]
    /// Keys of projects to leave out.
    package var excludedProjects: [String]
    /// A condition in JQL, without ORDER BY, that every issue of the mirror meets; nil is none.
    package var jql: String?

    package init(projects: [String] = [], excludedProjects: [String] = [], jql: String? = nil) {
        self.projects = projects
        self.excludedProjects = excludedProjects
        self.jql = jql
    }

    /// Everything that the account sees.
    var isEverything: Bool { projects.isEmpty && excludedProjects.isEmpty && jql == nil }
}

/// The selection of the last run: the state of checkpoint (`scope`, ``). None stands for everything.
///
/// Keys are remembered with the ids they were found to mean: a project whose key changes stays selected, and one
/// that is not visible any more is told from a slip of the pen.
struct SelectionState: Codable, Equatable, Sendable {
    static let stream = "scope"
    static let scope = ""

    var projects: [String: Int64]
    var excluded: [String: Int64]
    var jql: String?

    /// The selection in its one spelling: `projects ABC, DEF; without OLD; JQL created >= 2020-01-01`.
    var text: String {
        var parts: [String] = []
        if !projects.isEmpty { parts.append("projects " + projects.keys.sorted().joined(separator: ", ")) }
        if !excluded.isEmpty { parts.append("without " + excluded.keys.sorted().joined(separator: ", ")) }
        if let jql { parts.append("JQL " + jql) }
        return parts.isEmpty ? Self.everything : parts.joined(separator: "; ")
    }

    static let everything = "everything that the account sees"

    static func change(to state: SelectionState?) -> CheckpointChange {
        CheckpointChange(
            stream: stream, scope: scope, state: state.map { CheckpointCoding.encode($0) })
    }
}
