/// Fields that come, go, change their names and options, and show what nobody wrote.
extension SiteState {
    mutating func applyToFields(
        _ mutation: Mutation, at time: Int64
    ) throws(MutationRefusal) -> MutationResult? {
        switch mutation {
        case .setField(let issue, let field, let value, let author):
            let id = fields[try self.field(field)].id
            let edit = value.map { IssueEdit(custom: [id: $0]) } ?? IssueEdit(clear: [id])
            return try self.edit(try self.issue(issue), edit, try hand(author, time))
        case .createField(let name, let type): return try createField(name, type)
        case .renameField(let field, let to): return rename(field: try self.field(field), to: to, time)
        case .deleteField(let field):
            let position = try self.field(field)
            blocks = nil
            return MutationResult(key: fields.remove(at: position).id)
        case .addOption(let field, let value, let parent):
            return try addOption(try self.field(field), value, under: parent)
        case .renameOption(let field, let option, let to):
            return try rename(option: option, of: try self.field(field), to: to, time)
        case .setFieldForAll(let project, let field, let value):
            return try showForAll(try self.project(project), try self.field(field), value, time)
        case .recalculateFields: return recalculate(time)
        default: return nil
        }
    }

    private mutating func createField(_ name: String, _ type: String) throws(MutationRefusal)
        -> MutationResult
    {
        guard let kind = FieldKind(rawValue: type) ?? FieldKind.allCases.first(where: { $0.key == type })
        else { throw .unknown("type of custom fields", type) }
        let field = FieldDefinition.custom(nextFieldNumber, name, kind)
        nextFieldNumber += 1
        fields.append(field)
        return MutationResult(key: field.id)
    }

    private mutating func rename(field position: Int, to name: String, _ time: Int64) -> MutationResult {
        guard let number = fields[position].number else { return MutationResult() }
        fields[position].name = name
        fields[position].clauses = ["cf[\(number)]", name]
        let field = fields[position]
        return touch(time, options.updatedRules.fieldRename) { state, slot in
            state.value(field, slot, state.detail(slot)) != nil
        }
    }

    // MARK: Options

    private mutating func addOption(
        _ position: Int, _ name: String, under parent: String?
    ) throws(MutationRefusal) -> MutationResult {
        guard fields[position].kind?.hasOptions == true else {
            throw MutationRefusal(message: "The field '\(fields[position].name)' has no options.")
        }
        let option = FieldOption(id: nextOptionID, name: name)
        if let parent {
            guard fields[position].kind == .cascadingselect,
                let at = fields[position].options.firstIndex(where: {
                    $0.name == parent || String($0.id) == parent
                })
            else { throw .unknown("option", parent) }
            fields[position].options[at].children.append(option)
        } else {
            fields[position].options.append(option)
        }
        nextOptionID += 1
        blocks = nil
        return MutationResult(id: option.id)
    }

    private mutating func rename(
        option: String, of position: Int, to name: String, _ time: Int64
    ) throws(MutationRefusal) -> MutationResult {
        let id = try self.option(option, of: fields[position]).id
        for index in fields[position].options.indices {
            if fields[position].options[index].id == id { fields[position].options[index].name = name }
            for child in fields[position].options[index].children.indices
            where fields[position].options[index].children[child].id == id {
                fields[position].options[index].children[child].name = name
            }
        }
        blocks = nil
        let field = fields[position]
        var result = touch(time, options.updatedRules.optionRename) { state, slot in
            switch state.value(field, slot, state.detail(slot)) {
            case .option(id)?: true
            case .options(let ids)?: ids.contains(id)
            case .cascading(let parent, let child)?: parent == id || child == id
            default: false
            }
        }
        result.id = id
        return result
    }

    /// An option of either level by value or id.
    func option(_ text: String, of field: FieldDefinition) throws(MutationRefusal) -> FieldOption {
        let all = field.options + field.options.flatMap { $0.children }
        guard
            let option = all.first(where: { $0.name == text }) ?? all.first(where: { String($0.id) == text })
        else { throw .unknown("option", text) }
        return option
    }

    // MARK: Values that nobody wrote

    private mutating func showForAll(
        _ project: Int, _ position: Int, _ text: String?, _ time: Int64
    ) throws(MutationRefusal) -> MutationResult {
        let place = UInt16(project)
        if let text {
            guard fields[position].content == .value, fields[position].kind != .epicLink,
                let content = try content(fields[position], text, project: project)
            else { throw MutationRefusal(message: "The field '\(fields[position].name)' cannot show that.") }
            fields[position].shownIn[place] = content
        } else {
            fields[position].shownIn[place] = nil
        }
        var result = touch(time, options.updatedRules.scriptedField) { state, slot in
            state.records[Int(slot)].project == place
        }
        result.key = fields[position].id
        return result
    }

    private mutating func recalculate(_ time: Int64) -> MutationResult {
        for slot in 0..<Int32(records.count)
        where !records[Int(slot)].isDeleted && isArchived(slot) && frozenCalculations[slot] == nil {
            frozenCalculations[slot] = calculation
        }
        calculation += 1
        return touch(time, options.updatedRules.scriptedField) { state, slot in
            slot % 4 == 1 && !state.isArchived(slot)
        }
    }

    /// Scripts reach restored issues again.
    mutating func thawCalculations() {
        frozenCalculations = frozenCalculations.filter { isArchived($0.key) }
    }

    /// Moves `updated` of issues whose look changed from outside, where a rule says so: by default Jira does
    /// not.
    mutating func touch(
        _ time: Int64, _ rule: Bool, where isMeant: (SiteState, Int32) -> Bool
    ) -> MutationResult {
        guard rule else { return MutationResult() }
        let hand = Hand(author: SeedPeople.administrator, time: time)
        var touched: [Int64] = []
        for slot in 0..<Int32(records.count) where !records[Int(slot)].isDeleted {
            guard isMeant(self, slot) else { continue }
            change(slot, hand, moves: true) { _, _ in [] }
            touched.append(id(slot))
        }
        return MutationResult(issues: touched)
    }
}
