/// A project and what belongs to it.
struct SimulatedProject: Sendable {
    var id: Int64
    var key: String
    var name: String
    var description: String
    /// Position in the site's people.
    var lead: Int32
    /// `software` or `business`.
    var type: String
    var category: ProjectCategory?
    var url: String?
    var archived = false
    var deleted = false
    /// Anonymous users may browse it.
    var isPublic = false
    /// Keys of people who may not browse it.
    var hiddenFrom: Set<String> = []
    /// Hidden from all but the administrator.
    var isHidden = false
    /// People who may browse it although it is hidden.
    var shownTo: Set<String> = []
    var formerKeys: [String] = []
    /// Position in ``Workflow/all``.
    var workflow: Int
    var components: [SimulatedComponent] = []
    var versions: [SimulatedVersion] = []
    var nextNumber: Int32 = 1

    /// The name of a component, for lists of an issue.
    func component(_ id: Int64) -> SimulatedComponent? { components.first { $0.id == id } }
    func version(_ id: Int64) -> SimulatedVersion? { versions.first { $0.id == id } }
}

struct ProjectCategory: Sendable, Equatable {
    var id: Int64
    var name: String
    var description: String
}

struct SimulatedComponent: Sendable {
    var id: Int64
    var name: String
    var description: String?
    var lead: Int32
}

struct SimulatedVersion: Sendable {
    var id: Int64
    var name: String
    var description: String?
    /// Days since 1970.
    var startDay: Int?
    var releaseDay: Int?
    var released: Bool
    var archived: Bool
}

/// A person.
struct SimulatedUser: Sendable {
    var key: String
    var name: String
    var displayName: String
    /// nil where the site hides it.
    var email: String?
    var active = true
    var deleted = false
    var timeZone: String
    var groups: [String]
    /// Project roles, the same in every project.
    var roles: [String]
}
