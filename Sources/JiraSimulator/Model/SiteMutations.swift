/// Projects, people and names. None of them touches an issue's `updated`.
extension SiteState {
    mutating func createProject(
        _ key: String, _ name: String, _ lead: String?
    ) throws(MutationRefusal) -> MutationResult {
        try check(newKey: key)
        var leader = SeedPeople.administrator
        if let lead { leader = try person(lead) }
        let index = Int32(projects.count)
        let project = SimulatedProject(
            id: placeID(), key: key, name: name, description: "", lead: leader, type: "software",
            workflow: Int(index) % Workflow.all.count)
        takeOver(key)
        projects.append(project)
        projectOrder.append([])
        projectByKey[key] = index
        return MutationResult(id: project.id, key: key)
    }

    /// A former key of another project leads there no more.
    private mutating func takeOver(_ key: String) {
        guard let index = projectByKey[key] else { return }
        projects[Int(index)].formerKeys.removeAll { $0 == key }
    }

    private mutating func placeID() -> Int64 {
        defer { nextPlaceID += 1 }
        return nextPlaceID
    }

    private func check(newKey key: String) throws(MutationRefusal) {
        let isWellFormed =
            key.utf8.count >= 2 && key.utf8.first.map { (65...90).contains($0) } == true
            && key.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
        guard isWellFormed else {
            throw MutationRefusal(message: "A project key has two capital letters or more: '\(key)'.")
        }
        if let index = projectByKey[key], projects[Int(index)].key == key {
            throw MutationRefusal(message: "A project has the key '\(key)'.")
        }
    }

    mutating func changeKey(_ project: Int, _ key: String) throws(MutationRefusal) -> MutationResult {
        let isBack = projectByKey[key] == Int32(project)
        if !isBack {
            try check(newKey: key)
            takeOver(key)
        }
        let old = projects[project].key
        projects[project].formerKeys.removeAll { $0 == key }
        if old != key { projects[project].formerKeys.append(old) }
        projects[project].key = key
        projectByKey[key] = Int32(project)
        return MutationResult(id: projects[project].id, key: key)
    }

    mutating func hide(_ project: Int, from name: String?) throws(MutationRefusal) {
        guard let name else {
            projects[project].isHidden = true
            projects[project].shownTo = []
            projects[project].isPublic = false
            return
        }
        let key = users[Int(try person(name))].key
        projects[project].hiddenFrom.insert(key)
        projects[project].shownTo.remove(key)
    }

    mutating func show(_ project: Int, to name: String?) throws(MutationRefusal) {
        guard let name else {
            projects[project].isHidden = false
            projects[project].hiddenFrom = []
            return
        }
        let key = users[Int(try person(name))].key
        projects[project].hiddenFrom.remove(key)
        projects[project].shownTo.insert(key)
    }

    mutating func deleteProject(_ project: Int, _ time: Int64) -> MutationResult {
        var gone: [Int64] = []
        for slot in projectOrder[project] where !records[Int(slot)].isDeleted {
            gone += delete(slot, time).issues
        }
        projects[project].deleted = true
        projectByKey = projectByKey.filter { $0.value != Int32(project) }
        return MutationResult(id: projects[project].id, key: projects[project].key, issues: gone)
    }

    mutating func createVersion(
        _ project: Int, _ name: String, _ day: String?
    ) throws(MutationRefusal) -> MutationResult {
        var release: Int?
        if let day {
            release = CivilDate.parse(day: day)
            if release == nil { throw .unknown("day", day) }
        }
        let version = SimulatedVersion(
            id: placeID(), name: name, releaseDay: release, released: false, archived: false)
        projects[project].versions.append(version)
        return MutationResult(id: version.id)
    }

    mutating func createComponent(_ project: Int, _ name: String) throws(MutationRefusal) -> MutationResult {
        let component = SimulatedComponent(id: placeID(), name: name, lead: -1)
        projects[project].components.append(component)
        return MutationResult(id: component.id)
    }

    mutating func rename(
        version name: String, in project: Int, to: String, _ time: Int64
    ) throws(MutationRefusal) -> MutationResult {
        let id = try version(name, in: project)
        for index in projects[project].versions.indices where projects[project].versions[index].id == id {
            projects[project].versions[index].name = to
        }
        var result = touch(time, options.updatedRules.versionRename) { state, slot in
            let detail = state.detail(slot)
            return detail.fixVersions.contains(id) || detail.affectedVersions.contains(id)
        }
        result.id = id
        return result
    }

    mutating func rename(
        component name: String, in project: Int, to: String, _ time: Int64
    ) throws(MutationRefusal) -> MutationResult {
        let id = try component(name, in: project)
        for index in projects[project].components.indices where projects[project].components[index].id == id {
            projects[project].components[index].name = to
        }
        var result = touch(time, options.updatedRules.componentRename) { state, slot in
            state.detail(slot).components.contains(id)
        }
        result.id = id
        return result
    }

    mutating func createUser(
        _ name: String, _ display: String?, _ email: String?, _ zone: String?
    ) throws(MutationRefusal) -> MutationResult {
        guard !name.isEmpty, find(user: name) == nil else {
            throw MutationRefusal(message: "The name '\(name)' is taken or empty.")
        }
        if let zone, !UserZone.isKnown(zone) { throw .unknown("time zone", zone) }
        let user = SimulatedUser(
            key: "JIRAUSER\(nextUserNumber)", name: name, displayName: display ?? name, email: email,
            timeZone: zone ?? "Etc/UTC", groups: ["jira-software-users"], roles: ["Users"])
        nextUserNumber += 1
        userByKey[user.key] = Int32(users.count)
        userByName[name.lowercased()] = Int32(users.count)
        users.append(user)
        return MutationResult(key: user.key)
    }

    mutating func rename(user: Int32, to name: String, _ display: String?) throws(MutationRefusal) {
        if let other = find(user: name), other != user {
            throw MutationRefusal(message: "The name '\(name)' is taken.")
        }
        userByName[users[Int(user)].name.lowercased()] = nil
        users[Int(user)].name = name
        if let display { users[Int(user)].displayName = display }
        userByName[name.lowercased()] = user
    }
}
