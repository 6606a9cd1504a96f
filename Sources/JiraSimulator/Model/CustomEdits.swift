/// Custom fields in edits: from text to content, and to the history.
extension SiteState {
    func customField(_ name: String) throws(MutationRefusal) -> Int {
        let values = FieldDefinition.all.filter { $0.content == .value && shows($0) }
        guard let field = values.first(where: { $0.id == name }) ?? values.first(where: { $0.name == name }),
            let number = field.number
        else { throw .unknown("custom field", name) }
        return number
    }

    func content(_ number: Int, _ text: String) throws(MutationRefusal) -> CustomContent? {
        switch number {
        case CustomField.storyPoints:
            guard let value = Double(text), value.isFinite else { throw .unknown("number", text) }
            return .number(value)
        case CustomField.severity:
            let position = try position(text, "option", catalogue.severities.map { ($0.id, $0.name) })
            return .option(catalogue.severities[Int(position)].id)
        case CustomField.targetDay:
            guard let day = CivilDate.parse(day: text) else { throw .unknown("day", text) }
            return .day(day)
        case CustomField.sprint:
            var ids: [Int64] = []
            for part in text.split(separator: ",") {
                guard let id = Int64(part.trimmingPrefix { $0 == " " }),
                    agile.sprints[id] != nil
                else { throw .unknown("sprint", String(part)) }
                ids.append(id)
            }
            return ids.isEmpty ? nil : .sprints(ids)
        case CustomField.rank: return .rank(text)
        default: return text.isEmpty ? nil : .text(.text(text))
        }
    }
}

extension EditContext {
    /// What the history says of a custom field.
    func item(_ number: Int, _ from: CustomContent?, _ to: CustomContent?) -> ChangeItem {
        let name = FieldDefinition.all.first { $0.number == number }?.name ?? "customfield_\(number)"
        if number == CustomField.sprint {
            func ids(_ content: CustomContent?) -> [Int64] {
                if case .sprints(let ids)? = content { return ids }
                return []
            }
            return .sprints(from: ids(from), to: ids(to)) { sprints[$0]?.name ?? "" }
        }
        let before = shown(from)
        let after = shown(to)
        return ChangeItem(
            name, custom: true, from: before.id, fromText: before.text, to: after.id, toText: after.text)
    }

    private func shown(_ content: CustomContent?) -> (id: String?, text: JiraText?) {
        switch content {
        case nil, .sprints?: (nil, nil)
        case .number(let value)?: (nil, .text(ChangeItem.number(value)))
        case .text(let text)?: (nil, text)
        case .rank(let rank)?: (nil, .text(rank))
        case .day(let day)?: (CivilDate.text(day: day), .text(CivilDate.text(day: day)))
        case .option(let id)?:
            (String(id), .text(catalogue.severities.first { $0.id == id }?.name ?? ""))
        }
    }
}
