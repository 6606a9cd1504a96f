/// A ``Selection`` with its keys looked up among the visible projects.
struct ScopeResolution: Sendable {
    var scope: MirrorScope
    /// Those of the visible projects that are selected.
    var projects: [ReferenceData.Project]
    /// What to remember; nil where everything is selected.
    var state: SelectionState?
    /// Keys that meant a project once and mean none that is visible now.
    var lost: [String]

    /// - Parameter remembered: the state that the last run left.
    /// - Throws: ``SyncFailure/unknownSelection(_:visible:)`` for keys that never meant a project: a slip of the
    ///   pen must neither mirror nothing nor what was to be left out.
    init(
        _ selection: Selection, visible: [ReferenceData.Project], remembered: SelectionState?
    ) throws(SyncFailure) {
        guard !selection.isEverything else {
            (scope, projects, state, lost) = (.everything, visible, nil, [])
            return
        }
        var unknown: [String] = []
        var lost: [String] = []
        func look(_ keys: [String], _ known: [String: Int64]) -> [String: Int64] {
            var ids: [String: Int64] = [:]
            for key in keys {
                if let project = Self.find(key, known[key], in: visible) {
                    ids[key] = project
                } else if let id = known[key] {
                    ids[key] = id
                    lost.append(key)
                } else {
                    unknown.append(key)
                }
            }
            return ids
        }
        let wanted = look(selection.projects, remembered?.projects ?? [:])
        let unwanted = look(selection.excludedProjects, remembered?.excluded ?? [:])
        guard unknown.isEmpty else {
            throw .unknownSelection(unknown, visible: visible.map(\.key).sorted())
        }
        let chosen = Set(wanted.values)
        let left = Set(unwanted.values)
        let projects = visible.filter {
            (selection.projects.isEmpty || chosen.contains($0.id)) && !left.contains($0.id)
        }
        self.projects = projects
        self.lost = lost
        state = SelectionState(projects: wanted, excluded: unwanted, jql: selection.jql)
        scope = MirrorScope(
            projects: .all, jql: selection.jql,
            selected: selection.projects.isEmpty && selection.excludedProjects.isEmpty
                ? nil : Set(projects.map(\.id)))
        if scope.selected != nil { scope.projects = Self.condition(projects, of: visible) }
    }

    /// The project that was meant before; else by its present key, else by a former one.
    private static func find(
        _ key: String, _ known: Int64?, in visible: [ReferenceData.Project]
    ) -> Int64? {
        if let known, visible.contains(where: { $0.id == known }) { return known }
        return (visible.first { $0.key == key } ?? visible.first { $0.keys.contains(key) })?.id
    }

    /// Jira refuses the id of a project that is archived.
    private static func condition(
        _ selected: [ReferenceData.Project], of visible: [ReferenceData.Project]
    ) -> MirrorScope.Projects {
        let own = Set(selected.map(\.id))
        let searched = visible.filter { !$0.archived }.map(\.id).sorted()
        let wanted = searched.filter(own.contains)
        let others = searched.filter { !own.contains($0) }
        if others.isEmpty, !wanted.isEmpty { return .all }
        return others.count < wanted.count ? .except(others) : .only(wanted)
    }
}
