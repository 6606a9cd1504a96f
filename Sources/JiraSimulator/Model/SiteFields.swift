/// Where fields stand in the list, so that an issue is asked for those only that it may show.
struct FieldPlaces: Sendable {
    /// Positions by number.
    private(set) var byNumber: [Int: Int] = [:]
    /// Positions of fields that show what no issue holds itself.
    private(set) var unwritten: [Int] = []

    init(_ fields: [FieldDefinition]) {
        for (index, field) in fields.enumerated() {
            guard let number = field.number else { continue }
            byNumber[number] = index
            if field.kind == .epicLink || field.kind == .calculated || !field.shownIn.isEmpty {
                unwritten.append(index)
            }
        }
    }
}

/// Which value an issue shows in a custom field.
extension SiteState {
    /// A custom field by `customfield_NNNNN`, its number or its name; of two with one name the first.
    func field(_ name: String) throws(MutationRefusal) -> Int {
        if let index = fields.firstIndex(where: { $0.isCustom && $0.id == name }) { return index }
        if let index = fields.firstIndex(where: { $0.isCustom && $0.number.map(String.init) == name }) {
            return index
        }
        guard let index = fields.firstIndex(where: { $0.isCustom && $0.name == name }) else {
            throw .unknown("custom field", name)
        }
        return index
    }

    /// A field by its number, nil where it was deleted.
    func field(number: Int) -> FieldDefinition? { fieldPlaces.byNumber[number].map { fields[$0] } }

    /// All custom fields in which an issue shows a value, in the order of the list.
    func values(_ slot: Int32, _ detail: IssueDetail) -> [(field: FieldDefinition, content: CustomContent)] {
        let held = detail.custom.compactMap { fieldPlaces.byNumber[$0.field] }
        return Set(held + fieldPlaces.unwritten).sorted().compactMap { position in
            value(fields[position], slot, detail).map { (fields[position], $0) }
        }
    }

    /// What an issue shows in a custom field now: its own value, the field's for the whole project, or what
    /// a script makes of it.
    ///
    /// nil where the issue has no such field, and where what the value refers to is gone.
    func value(_ field: FieldDefinition, _ slot: Int32, _ detail: IssueDetail) -> CustomContent? {
        let record = records[Int(slot)]
        guard let number = field.number, let kind = field.kind,
            field.onlyIn.map({ $0 == record.project }) ?? true
        else { return nil }
        return value(number, kind, field.shownIn, slot, record, detail)
    }

    /// The same with the field in parts, for renderers that hold them.
    func value(
        _ number: Int, _ kind: FieldKind, _ shownIn: [UInt16: CustomContent], _ slot: Int32,
        _ record: IssueRecord, _ detail: IssueDetail
    ) -> CustomContent? {
        switch kind {
        case .development: return nil
        case .epicLink: return record.epic < 0 ? nil : present(.issue(record.epic), record)
        case .calculated: return calculated(slot)
        default:
            if let own = detail.value(of: number) { return present(own, record) }
            return shownIn.isEmpty ? nil : shownIn[record.project].flatMap { present($0, record) }
        }
    }

    /// Three quarters of the issues have none.
    private func calculated(_ slot: Int32) -> CustomContent? {
        guard slot % 4 == 1 else { return nil }
        let calculation = frozenCalculations[slot] ?? calculation
        return .number(Double((Int(slot) * 7 + calculation * 3) % 100) / 2)
    }

    /// Without members that are gone.
    private func present(_ content: CustomContent, _ record: IssueRecord) -> CustomContent? {
        let project = projects[Int(record.project)]
        switch content {
        case .version(let id): return project.version(id) == nil ? nil : content
        case .versions(let ids):
            let left = ids.filter { project.version($0) != nil }
            return left.isEmpty ? nil : .versions(left)
        case .project(let id):
            return projects.contains { $0.id == id && !$0.deleted } ? content : nil
        case .issue(let slot): return records[Int(slot)].isDeleted ? nil : content
        default: return content
        }
    }
}
