/// What a mirror should hold of custom fields, from the model and never from rendered JSON.
extension IssueTruthMaker {
    /// `issue_fields`: one row for each field that shows a value.
    func fieldRows(_ slot: Int32, _ detail: IssueDetail) -> [[String?]] {
        let own = String(state.id(slot))
        return state.values(slot, detail).map { [own, $0.field.id, column($0.field, $0.content)] }
    }

    /// `issue_field_values`: the members of options, people, versions, projects, labels and foreign values.
    func fieldValueRows(_ slot: Int32, _ detail: IssueDetail) -> [[String?]] {
        let own = String(state.id(slot))
        return state.values(slot, detail).flatMap { field, content -> [[String?]] in
            members(field, content).enumerated().map { position, member in
                [
                    own, field.id, String(position), member.text.map { JiraText.cleaned($0) }, nil, nil, nil,
                    member.id.map { String($0) }, member.key, member.json,
                ]
            }
        }
    }

    private struct Member {
        var text: String?
        var id: Int64?
        var key: String?
        var json: String?
    }

    /// The text of the column.
    private func column(_ field: FieldDefinition, _ content: CustomContent) -> String? {
        let members = members(field, content)
        switch content {
        case .number(let value): return "\(value)"
        case .text(let text): return text.truth(state.context.texts)
        case .rank(let rank): return rank
        case .day(let day): return CivilDate.text(day: day)
        case .instant(let moment): return CivilDate.utc(moment)
        case .user, .project, .issue: return members.first?.key
        case .option, .version, .group: return members.first?.text.map { JiraText.cleaned($0) }
        case .users: return array(members.compactMap(\.key))
        case .options, .cascading, .groups, .versions, .labels: return array(members.compactMap(\.text))
        case .sprints(let ids): return "[" + ids.sorted().map { String($0) }.joined(separator: ",") + "]"
        case .json(let json): return json
        case .jsonList(let list): return "[" + list.joined(separator: ",") + "]"
        }
    }

    private func array(_ texts: [String]) -> String {
        var out = JSONBuffer()
        out.byte(91)
        for (index, text) in texts.enumerated() {
            if index > 0 { out.byte(44) }
            out.string(JiraText.cleaned(text))
        }
        out.byte(93)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    private func members(_ field: FieldDefinition, _ content: CustomContent) -> [Member] {
        func option(_ id: Int64) -> Member { Member(text: field.option(id)?.name, id: id) }
        func version(_ id: Int64) -> Member {
            Member(text: state.projects.lazy.compactMap { $0.version(id)?.name }.first, id: id)
        }
        switch content {
        case .number, .text, .rank, .day, .instant, .sprints: return []
        case .option(let id): return [option(id)]
        case .options(let ids): return ids.map(option)
        case .cascading(let parent, let child): return [option(parent)] + (child.map { [option($0)] } ?? [])
        case .user(let index): return [Member(key: state.users[Int(index)].key)]
        case .users(let people): return people.map { Member(key: state.users[Int($0)].key) }
        case .group(let name): return [Member(text: name, key: name)]
        case .groups(let names): return names.map { Member(text: $0, key: $0) }
        case .version(let id): return [version(id)]
        case .versions(let ids): return ids.map(version)
        case .project(let id):
            guard let project = state.projects.first(where: { $0.id == id }) else { return [] }
            return [Member(text: project.name, id: id, key: project.key)]
        case .labels(let labels): return labels.map { Member(text: $0) }
        case .issue(let slot):
            let key = state.key(slot)
            return [Member(text: key, id: state.sees(viewer, slot) ? state.id(slot) : nil, key: key)]
        case .json(let json): return [Member(json: json)]
        case .jsonList(let list): return list.map { Member(json: $0) }
        }
    }
}
