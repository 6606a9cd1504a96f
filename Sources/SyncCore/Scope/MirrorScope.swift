/// The part of the site that is mirrored, by ids: what a ``Selection`` comes to on this site, now.
package struct MirrorScope: Sendable, Equatable {
    /// How searches are held to the selected projects.
    package enum Projects: Sendable, Equatable {
        /// All that are visible.
        case all
        /// `project in (…)`; where it is empty no search finds anything.
        case only([Int64])
        /// `project not in (…)`, where that is the shorter list.
        case except([Int64])
    }

    package var projects: Projects
    /// Met by every issue; in parentheses it goes into every search.
    package var jql: String?
    /// Ids of all selected projects, archived ones included, which no search shows; nil is all.
    var selected: Set<Int64>?

    static let everything = MirrorScope(projects: .all, jql: nil, selected: nil)

    var isEverything: Bool { self == .everything }

    /// Whether issues of this project may be mirrored at all.
    func contains(project: Int64) -> Bool { selected?.contains(project) ?? true }

    /// Whether no search can find anything: all selected projects are archived, and JQL has no empty list.
    var isUnsearchable: Bool { projects == .only([]) }
}
