/// Custom fields in the history.
extension EditContext {
    /// What the history says of a custom field.
    func item(_ number: Int, _ from: CustomContent?, _ to: CustomContent?) -> ChangeItem {
        let field = fields.first { $0.number == number }
        let name = field?.name ?? "customfield_\(number)"
        if number == CustomField.sprint {
            func ids(_ content: CustomContent?) -> [Int64] {
                if case .sprints(let ids)? = content { return ids }
                return []
            }
            return .sprints(from: ids(from), to: ids(to)) { sprints[$0]?.name ?? "" }
        }
        if field?.kind == .labels {
            return ChangeItem(
                name, custom: true, from: "", fromText: .text(labels(from)), to: "", toText: .text(labels(to))
            )
        }
        let before = shown(from, field)
        let after = shown(to, field)
        return ChangeItem(
            name, custom: true, from: before.id, fromText: before.text, to: after.id, toText: after.text)
    }

    private func labels(_ content: CustomContent?) -> String {
        if case .labels(let labels)? = content { return labels.joined(separator: " ") }
        return ""
    }

    /// What stands in `from` and `fromString`.
    private func shown(_ content: CustomContent?, _ field: FieldDefinition?) -> (id: String?, text: JiraText?)
    {
        func option(_ id: Int64) -> String { field?.option(id)?.name ?? "" }
        func person(_ index: Int32) -> SimulatedUser { users[Int(index)] }
        func version(_ id: Int64) -> String {
            projects.lazy.compactMap { $0.version(id)?.name }.first ?? ""
        }
        func several(_ ids: [String], _ names: [String]) -> (String?, JiraText?) {
            ("[" + ids.joined(separator: ", ") + "]", .text(names.joined(separator: ",")))
        }
        switch content {
        case nil, .sprints?, .labels?: return (nil, nil)
        case .number(let value)?: return (nil, .text(ChangeItem.number(value)))
        case .text(let text)?: return (nil, text)
        case .rank(let rank)?: return (nil, .text(rank))
        case .day(let day)?: return (CivilDate.text(day: day), .text(CivilDate.text(day: day)))
        case .instant(let moment)?:
            let text = CivilDate.minutes(moment, offsetMinutes: zoneMinutes)
            return (text, .text(text))
        case .option(let id)?: return (String(id), .text(option(id)))
        case .options(let ids)?: return several(ids.map { String($0) }, ids.map(option))
        case .cascading(let parent, let child)?:
            var text = "Parent values: \(option(parent))(\(parent))"
            if let child { text += "Level 1 values: \(option(child))(\(child))" }
            return (nil, .text(text))
        case .user(let index)?: return (person(index).key, .text(person(index).displayName))
        case .users(let people)?:
            return several(people.map { person($0).key }, people.map { person($0).displayName })
        case .group(let name)?: return (nil, .text(name))
        case .groups(let names)?: return several(names, names)
        case .version(let id)?: return (String(id), .text(version(id)))
        case .versions(let ids)?: return several(ids.map { String($0) }, ids.map(version))
        case .project(let id)?:
            return (String(id), .text(projects.first { $0.id == id }?.name ?? ""))
        case .issue(let slot)?:
            return (
                String(SiteState.firstIssueID + Int64(slot)), keys[slot].map { .text($0) }
            )
        case .json(let json)?: return (nil, .text(json))
        case .jsonList(let list)?: return (nil, .text("[" + list.joined(separator: ",") + "]"))
        }
    }
}
