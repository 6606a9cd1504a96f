/// Rows of the tables that belong to no issue.
extension SiteSnapshot {
    /// Rows of `users`, `projects`, `project_keys`, `components`, `versions`, `issue_types`, `statuses`,
    /// `status_categories`, `priorities`, `resolutions`, `link_types`, `fields`, `security_levels`,
    /// `boards`, `board_columns`, `board_column_statuses` or `sprints`; none for another name.
    ///
    /// Projects and their parts are those that the person may browse, archived ones included; users are
    /// all.
    package func rows(of table: String) -> [[String?]] {
        let catalogue = state.catalogue
        switch table {
        case "users": return state.users.map { user($0) }
        case "projects": return projects.map { project($0) }
        case "project_keys":
            return projects.flatMap { project in
                ([project.key] + project.formerKeys).map { [$0, String(project.id)] }
            }
        case "components":
            return projects.flatMap { project in
                project.components.map {
                    [String($0.id), String(project.id), $0.name, $0.description, person($0.lead)]
                }
            }
        case "versions":
            return projects.flatMap { project in
                project.versions.enumerated().map { version($1, position: $0, project) }
            }
        case "issue_types":
            return catalogue.types.map { [String($0.id), $0.name, $0.description, flag($0.isSubtask)] }
        case "statuses":
            return catalogue.statuses.enumerated().map { position, status in
                [
                    String(status.id), status.name, status.description,
                    String(catalogue.categories[Int(status.category)].id), String(position),
                ]
            }
        case "status_categories": return catalogue.categories.map { [String($0.id), $0.key, $0.name] }
        case "priorities": return named(catalogue.priorities)
        case "resolutions": return named(catalogue.resolutions)
        case "link_types":
            return catalogue.linkTypes.map { [String($0.id), $0.name, $0.inward, $0.outward] }
        case "fields":
            return state.fields.filter { $0.isListed }.map {
                [$0.id, $0.name, flag($0.isCustom), $0.type, $0.items, $0.isCustom ? $0.schemaName : nil]
            }
        case "security_levels": return securityLevels
        default: return agileRows(of: table) ?? []
        }
    }

    private var projects: [SimulatedProject] {
        state.projects.enumerated().filter { viewer.mayBrowse[$0.offset] }.map { $0.element }
    }

    /// Of the levels that visible issues have.
    private var securityLevels: [[String?]] {
        var used: Set<Int> = []
        for slot in 0..<Int32(state.records.count) where state.sees(viewer, slot) {
            if let level = state.records[Int(slot)].security { used.insert(level) }
        }
        return used.sorted().map { state.securityLevels[$0] }.map {
            [String($0.id), $0.name, $0.description]
        }
    }

    private func flag(_ value: Bool) -> String { value ? "1" : "0" }

    private func person(_ index: Int32) -> String? { index < 0 ? nil : state.users[Int(index)].key }

    private func named(_ items: [Catalogue.Named]) -> [[String?]] {
        items.enumerated().map { [String($1.id), $1.name, $1.description, String($0)] }
    }

    /// Of a deleted person only the key is left.
    private func user(_ user: SimulatedUser) -> [String?] {
        if user.deleted { return [user.key, user.key, nil, nil, "0", nil, "1"] }
        return [
            user.key, user.name, user.displayName, state.shownEmail(user), flag(user.active), user.timeZone,
            "0",
        ]
    }

    private func project(_ project: SimulatedProject) -> [String?] {
        [
            String(project.id), project.key, project.name, project.description, person(project.lead),
            project.type,
            project.category?.name, project.url, flag(project.archived),
        ]
    }

    private func version(_ version: SimulatedVersion, position: Int, _ project: SimulatedProject) -> [String?]
    {
        [
            String(version.id), String(project.id), version.name, version.description,
            version.startDay.map { CivilDate.text(day: $0) },
            version.releaseDay.map { CivilDate.text(day: $0) },
            flag(version.released), flag(version.archived), String(position),
        ]
    }
}
