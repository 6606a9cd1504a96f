/// Fields that no index record holds.
extension JQLCompiler {
    /// `cf[10008]`, or the name of a custom field; nil for other names.
    func customField(_ name: String) -> FieldDefinition? {
        if name.lowercased().hasPrefix("cf["), let number = Int(name.dropFirst(3).dropLast()) {
            return state.fields.first { $0.number == number }
        }
        guard JQLField(name: name) == nil else { return nil }
        return state.fields.first { $0.isCustom && $0.name.lowercased() == name.lowercased() }
    }

    /// EMPTY of any custom field, and the epic of an issue by its key.
    mutating func custom(_ field: FieldDefinition, _ term: JQLTerm) -> JQLPredicate {
        guard let number = field.number else { return .constant(false) }
        // The epic of an issue stands in the index.
        let isEpic = field.kind == .epicLink
        @Sendable func value(_ record: IssueRecord, _ detail: IssueDetail) -> CustomContent? {
            guard isEpic else { return detail.value(of: number) }
            return record.epic < 0 ? nil : .issue(record.epic)
        }
        switch term.comparison {
        case .isEmpty: return .customIsEmpty(field, true)
        case .isNotEmpty: return .customIsEmpty(field, false)
        case .equal, .isIn:
            guard let values = values(term) else { return .constant(false) }
            var slots: Set<Int32> = []
            for case let value? in values {
                guard let slot = state.find(issue: value), state.sees(viewer, slot) else {
                    return missing(value, term.field)
                }
                slots.insert(slot)
            }
            return .detail { [slots] record, detail in
                guard case .issue(let slot) = value(record, detail) else { return false }
                return slots.contains(slot)
            }
        default:
            return fail(
                "The operator '\(term.comparison.rawValue)' is not supported by the '\(term.field)' field.")
        }
    }

    /// A day on which work was started that the reader sees.
    mutating func worklogDate(_ term: JQLTerm) -> JQLPredicate {
        guard let values = values(term), values.count == 1, let text = values[0],
            let moment = JQLDate.parse(text, now: now, zone: viewer.zone)
        else { return badDate("\(term.operands)", term.field) }
        let (zone, reader) = (viewer.zone, viewer)
        let (day, comparison) = (zone.day(of: moment), Self.comparison(term.comparison))
        return .detail {
            $1.worklogs.contains { worklog in
                reader.sees(worklog.visibility)
                    && JQLPredicate.compare(zone.day(of: worklog.started), comparison, day)
            }
        }
    }

    mutating func originalEstimate(_ term: JQLTerm) -> JQLPredicate {
        switch term.comparison {
        case .isEmpty: return .detail { $1.originalEstimate == nil }
        case .isNotEmpty: return .detail { $1.originalEstimate != nil }
        default:
            return fail(
                "The simulator knows no operator '\(term.comparison.rawValue)' of the '\(term.field)' field.")
        }
    }

    /// By id or name, and through the functions of states.
    mutating func sprint(_ term: JQLTerm) -> JQLPredicate {
        if term.comparison == .isEmpty { return .detail { $1.sprintIDs.isEmpty } }
        if term.comparison == .isNotEmpty { return .detail { !$1.sprintIDs.isEmpty } }
        guard let values = values(term) else { return .constant(false) }
        var ids: Set<Int64> = []
        for case let value? in values {
            let found = state.agile.sprints.values.filter {
                String($0.id) == value || $0.name.lowercased() == value.lowercased()
            }
            guard !found.isEmpty else { return missing(value, term.field) }
            ids.formUnion(found.map(\.id))
        }
        let isNegated = Self.isNegative(term.comparison)
        return .detail { [ids] _, detail in
            let own = detail.sprintIDs
            return isNegated ? !own.isEmpty && ids.isDisjoint(with: own) : !ids.isDisjoint(with: own)
        }
    }

    /// The security level of an issue, by id or name; one that the reader is not in does not exist.
    mutating func level(_ term: JQLTerm) -> JQLPredicate {
        if term.comparison == .isEmpty { return .detail { record, _ in record.security == nil } }
        if term.comparison == .isNotEmpty { return .detail { record, _ in record.security != nil } }
        guard let values = values(term) else { return .constant(false) }
        var levels: Set<Int> = []
        var findsEmpty = false
        for value in values {
            guard let value else {
                findsEmpty = true
                continue
            }
            let found = state.securityLevels.indices.filter {
                let level = state.securityLevels[$0]
                return viewer.mayRead(level: $0) && viewer.mayBrowse[level.project]
                    && (String(level.id) == value || level.name.lowercased() == value.lowercased())
            }
            guard !found.isEmpty else { return missing(value, term.field) }
            levels.formUnion(found)
        }
        let isNegated = Self.isNegative(term.comparison)
        return .detail { [levels, findsEmpty] record, _ in
            guard let level = record.security else { return findsEmpty && !isNegated }
            return levels.contains(Int(level)) != isNegated
        }
    }
}
