/// Who reads, and what they may see.
struct Viewer: Sendable {
    /// Position in the site's people; nil is anonymous.
    var user: Int32?
    /// By position of the project.
    var mayBrowse: [Bool]
    var groups: [String] = []
    var roles: [String] = []
    /// Reads dates in searches in this zone.
    var zone: UserZone
    /// By position of the security level.
    var levels: [Bool] = []

    func mayRead(level: Int) -> Bool { level < levels.count && levels[level] }

    var isAnonymous: Bool { user == nil }

    func sees(_ visibility: Visibility?) -> Bool {
        guard let visibility else { return true }
        return visibility.type == "group"
            ? groups.contains(visibility.value) : roles.contains(visibility.value)
    }
}

extension SiteState {
    /// Unknown, deactivated and deleted people are anonymous.
    func viewer(_ user: String?) -> Viewer {
        guard let user, let index = find(user: user), users[Int(index)].active else {
            return Viewer(
                user: nil, mayBrowse: projects.map { $0.isPublic && !$0.deleted },
                zone: UserZone(fixedMinutes: options.serverZoneOffsetMinutes))
        }
        let person = users[Int(index)]
        let isAdministrator = index == SeedPeople.administrator
        let browse = projects.map { project in
            if project.deleted { return false }
            if isAdministrator { return true }
            if project.hiddenFrom.contains(person.key) { return false }
            return !project.isHidden || project.shownTo.contains(person.key)
        }
        return Viewer(
            user: index, mayBrowse: browse, groups: person.groups, roles: person.roles,
            zone: UserZone(identifier: person.timeZone, elseMinutes: options.serverZoneOffsetMinutes),
            levels: readableLevels(index))
    }

    /// The issue exists, the viewer may browse its project and is in its security level.
    func sees(_ viewer: Viewer, _ slot: Int32) -> Bool {
        let record = records[Int(slot)]
        return !record.isDeleted && viewer.mayBrowse[Int(record.project)]
            && record.security.map { viewer.mayRead(level: $0) } ?? true
    }

    func isArchived(_ slot: Int32) -> Bool {
        records[Int(slot)].isArchived || projects[Int(records[Int(slot)].project)].archived
    }
}
