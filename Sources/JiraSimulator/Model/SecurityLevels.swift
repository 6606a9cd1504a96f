/// A level of a project's security scheme: who may see the issues that have it.
struct SimulatedSecurityLevel: Sendable {
    var id: Int64
    var name: String
    var description: String
    /// Position of the project.
    var project: Int
    /// Positions of people.
    var users: [Int32] = []
    var groups: [String] = []
    var roles: [String] = []
}

/// Members of a security level: people by key or username, groups and project roles by name.
package struct SecurityMembers: Codable, Sendable, Equatable {
    package var users: [String]?
    package var groups: [String]?
    package var roles: [String]?

    package init(users: [String]? = nil, groups: [String]? = nil, roles: [String]? = nil) {
        self.users = users
        self.groups = groups
        self.roles = roles
    }
}

extension SiteState {
    /// By position of the level: whether a person is in it.
    ///
    /// The administrator is in all of them, anonymous readers in none.
    func readableLevels(_ index: Int32) -> [Bool] {
        let person = users[Int(index)]
        return securityLevels.map { level in
            index == SeedPeople.administrator || level.users.contains(index)
                || level.groups.contains { person.groups.contains($0) }
                || level.roles.contains { person.roles.contains($0) }
        }
    }

    /// Whether issues of the project can have a level.
    func hasSecurityScheme(_ project: UInt16) -> Bool {
        securityLevels.contains { $0.project == Int(project) }
    }

    func giving(
        _ members: SecurityMembers, to level: SimulatedSecurityLevel
    ) throws(MutationRefusal) -> SimulatedSecurityLevel {
        var level = level
        level.users = []
        for name in members.users ?? [] { level.users.append(try person(name)) }
        level.groups = members.groups ?? []
        level.roles = members.roles ?? []
        return level
    }

    func level(id: Int64) throws(MutationRefusal) -> Int {
        guard let at = securityLevels.firstIndex(where: { $0.id == id }) else {
            throw .unknown("security level", String(id))
        }
        return at
    }

    mutating func createLevel(
        _ project: Int, _ name: String, _ description: String?, _ members: SecurityMembers?
    ) throws(MutationRefusal) -> MutationResult {
        var level = SimulatedSecurityLevel(
            id: nextPlaceID, name: name, description: description ?? "", project: project)
        if let members { level = try giving(members, to: level) }
        nextPlaceID += 1
        securityLevels.append(level)
        return MutationResult(id: level.id)
    }

    /// Sub-tasks have the level of their parent.
    mutating func setLevel(
        _ slot: Int32, _ name: String?, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard records[Int(slot)].parent < 0 else {
            throw MutationRefusal(message: "A sub-task has the security level of its parent.")
        }
        let levels = securityLevels
        let project = Int(records[Int(slot)].project)
        var next: Int?
        if let name {
            next = levels.firstIndex { $0.project == project && ($0.name == name || String($0.id) == name) }
            if next == nil { throw .unknown("security level", name) }
            hasSecuredIssues = true
        }
        var touched: [Int64] = []
        for one in [slot] + (children[slot] ?? []).filter({ !records[Int($0)].isDeleted }) {
            let isChanged = change(one, hand) { record, _ in
                guard record.security != next else { return [] }
                let before = record.security.map { (id: levels[$0].id, name: levels[$0].name) }
                record.security = next
                return [
                    .named("security", from: before, to: next.map { (levels[$0].id, levels[$0].name) })
                ]
            }
            if isChanged { touched.append(id(one)) }
        }
        return MutationResult(id: id(slot), key: key(slot), issues: touched)
    }
}

/// Security levels as resources.
extension SimulatedSite {
    /// `/securitylevel/{id}`: only for those who are in it.
    package func securityLevel(_ id: Int64, as user: String?) -> Result<[UInt8], APIFailure> {
        let state = read()
        let viewer = state.viewer(user)
        guard let at = state.securityLevels.firstIndex(where: { $0.id == id }), viewer.mayRead(level: at),
            viewer.mayBrowse[state.securityLevels[at].project]
        else {
            return .failure(.messages(404, ["Security level with id '\(id)' was not found."]))
        }
        return .success((state.blocks ?? RenderedBlocks(state)).levels[at])
    }

    /// `/project/{idOrKey}/securitylevel`: the levels that the person could give.
    package func securityLevels(project: String, as user: String?) -> Result<[UInt8], APIFailure> {
        withProject(project, user) { state, viewer, index in
            let blocks = state.blocks ?? RenderedBlocks(state)
            var out = JSONBuffer(capacity: 512)
            out.raw("{\"levels\":[")
            var isFirst = true
            for (at, level) in state.securityLevels.enumerated()
            where level.project == index && viewer.mayRead(level: at) {
                if !isFirst { out.byte(44) }
                isFirst = false
                out.raw(blocks.levels[at])
            }
            out.raw("]}")
            return out.bytes
        }
    }
}

extension ReferenceWriter {
    func level(_ level: SimulatedSecurityLevel, to out: inout JSONBuffer) {
        out.byte(123)
        link("securitylevel/\(level.id)", to: &out)
        out.raw(",\"id\":\"")
        out.integer(level.id)
        out.raw("\",\"description\":")
        out.string(level.description)
        out.raw(",\"name\":")
        out.string(level.name)
        out.byte(125)
    }
}
