/// What each field accepts and finds.
extension JQLCompiler {
    mutating func project(_ term: JQLTerm) -> JQLPredicate {
        if term.comparison == .isEmpty { return .constant(false) }
        if term.comparison == .isNotEmpty { return .constant(true) }
        guard let values = values(term) else { return .constant(false) }
        var chosen = Array(repeating: false, count: state.projects.count)
        for case let value? in values {
            guard let index = visibleProject(value) else { return missing(value, "project") }
            chosen[Int(index)] = true
        }
        return .project(Self.isNegative(term.comparison) ? chosen.map { !$0 } : chosen)
    }

    /// By id, key (present or former) or name.
    ///
    /// One that may not be seen does not exist.
    private func visibleProject(_ text: String) -> Int32? {
        var index = state.find(project: text)
        if index == nil {
            let name = text.lowercased()
            index = state.projects.firstIndex { !$0.deleted && $0.name.lowercased() == name }.map {
                Int32($0)
            }
        }
        guard let index, viewer.mayBrowse[Int(index)] else { return nil }
        return index
    }

    /// `key`, `issue`, `issuekey` and `id` are one field: an id is looked up, and relations compare by number within
    /// the project in which the named issue is *now*.
    mutating func key(_ term: JQLTerm) -> JQLPredicate {
        if term.comparison == .isEmpty { return .constant(false) }
        if term.comparison == .isNotEmpty { return .constant(true) }
        guard let values = values(term) else { return .constant(false) }
        var slots: Set<Int32> = []
        for case let value? in values {
            guard let slot = state.find(issue: value), state.sees(viewer, slot) else {
                let message =
                    Int64(value) == nil
                    ? "An issue with key '\(value)' does not exist for field '\(term.field)'."
                    : "A value with ID '\(value)' does not exist for the field '\(term.field)'."
                if term.comparison.isRelational, !state.options.missingKeyBoundIsError {
                    return .constant(false)
                }
                return fail(message)
            }
            if term.comparison.isRelational {
                let record = state.records[Int(slot)]
                return .number(
                    project: Int32(record.project), Self.comparison(term.comparison), record.number)
            }
            slots.insert(slot)
        }
        return .issues(slots, isNegated: Self.isNegative(term.comparison))
    }

    mutating func date(_ field: JQLPredicate.DateField, _ term: JQLTerm) -> JQLPredicate {
        if term.comparison == .isEmpty { return .dateIsEmpty(field, true) }
        if term.comparison == .isNotEmpty { return .dateIsEmpty(field, false) }
        guard let values = values(term) else { return .constant(false) }
        let comparison = Self.comparison(term.comparison)
        var tests: [JQLPredicate] = []
        for value in values {
            guard let value else {
                tests.append(.dateIsEmpty(field, !Self.isNegative(term.comparison)))
                continue
            }
            guard let instant = JQLDate.parse(value, now: now, zone: viewer.zone) else {
                return badDate(value, term.field)
            }
            tests.append(.date(field, term.comparison == .isNotIn ? .notEqual : comparison, instant))
        }
        return term.comparison == .isNotIn ? .all(tests) : tests.count == 1 ? tests[0] : .any(tests)
    }

    mutating func badDate(_ value: String, _ field: String) -> JQLPredicate {
        fail(
            "Date value '\(value)' for field '\(field)' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
                + "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.")
    }

    mutating func due(_ term: JQLTerm) -> JQLPredicate {
        if term.comparison == .isEmpty { return .dueIsEmpty(true) }
        if term.comparison == .isNotEmpty { return .dueIsEmpty(false) }
        guard let values = values(term) else { return .constant(false) }
        var tests: [JQLPredicate] = []
        for value in values {
            guard let value else {
                tests.append(.dueIsEmpty(!Self.isNegative(term.comparison)))
                continue
            }
            guard let instant = JQLDate.parse(value, now: now, zone: viewer.zone) else {
                return badDate(value, term.field)
            }
            let day = Int32(clamping: viewer.zone.day(of: instant))
            tests.append(
                .due(term.comparison == .isNotIn ? .notEqual : Self.comparison(term.comparison), day))
        }
        return term.comparison == .isNotIn ? .all(tests) : tests.count == 1 ? tests[0] : .any(tests)
    }

    /// Only whether there is any.
    mutating func timeSpent(_ term: JQLTerm) -> JQLPredicate {
        switch term.comparison {
        case .isEmpty: return .timeSpentIsEmpty(true)
        case .isNotEmpty: return .timeSpentIsEmpty(false)
        default: return fail("The operator '\(term.comparison.rawValue)' is not simulated for 'timespent'.")
        }
    }

    mutating func code(_ field: JQLField, _ term: JQLTerm) -> JQLPredicate {
        let (place, names) = names(field)
        var chosen = Array(repeating: false, count: 256)
        guard
            let values = term.comparison == .isEmpty || term.comparison == .isNotEmpty ? [nil] : values(term)
        else { return .constant(false) }
        for value in values {
            guard let value, !(field == .resolution && value.lowercased() == "unresolved") else {
                chosen[255] = true
                continue
            }
            let found = names.filter { $0.id == value || $0.name.lowercased() == value.lowercased() }
            if found.isEmpty { return missing(value, term.field) }
            for item in found { chosen[Int(item.position)] = true }
        }
        if term.comparison.isRelational {
            // The list of priorities goes from the highest to the lowest.
            guard let bound = chosen.firstIndex(of: true), bound != 255 else { return .constant(false) }
            for position in names.indices {
                switch term.comparison {
                case .less: chosen[position] = position > bound
                case .lessOrEqual: chosen[position] = position >= bound
                case .greater: chosen[position] = position < bound
                default: chosen[position] = position <= bound
                }
            }
            return .code(place, chosen)
        }
        if Self.isNegative(term.comparison) {
            // Not equal leaves EMPTY out; "is not EMPTY" does so by itself.
            chosen = chosen.map { !$0 }
            chosen[255] = false
        }
        return .code(place, chosen)
    }

    typealias Name = (id: String, name: String, position: UInt8)

    func names(_ field: JQLField) -> (JQLPredicate.CodeField, [Name]) {
        let catalogue = state.catalogue
        switch field {
        case .status:
            return (.status, catalogue.statuses.enumerated().map { (String($1.id), $1.name, UInt8($0)) })
        case .statusCategory:
            // A category finds all its statuses, by name, id or key.
            let names = catalogue.statuses.enumerated().flatMap { position, status -> [Name] in
                let category = catalogue.categories[Int(status.category)]
                return [
                    (String(category.id), category.name, UInt8(position)),
                    (category.key, category.key, UInt8(position)),
                ]
            }
            return (.status, names)
        case .type: return (.type, catalogue.types.enumerated().map { (String($1.id), $1.name, UInt8($0)) })
        case .priority:
            return (.priority, catalogue.priorities.enumerated().map { (String($1.id), $1.name, UInt8($0)) })
        default:
            return (
                .resolution, catalogue.resolutions.enumerated().map { (String($1.id), $1.name, UInt8($0)) }
            )
        }
    }

    mutating func person(_ field: JQLPredicate.PersonField, _ term: JQLTerm) -> JQLPredicate {
        if term.comparison == .isEmpty { return .person(field, [-1], isNegated: false) }
        if term.comparison == .isNotEmpty { return .person(field, [], isNegated: true) }
        guard let values = values(term) else { return .constant(false) }
        var people: Set<Int32> = []
        for value in values {
            guard let value else {
                people.insert(-1)
                continue
            }
            guard let index = state.find(user: value), !state.users[Int(index)].deleted else {
                return missing(value, term.field)
            }
            people.insert(index)
        }
        return .person(field, people, isNegated: Self.isNegative(term.comparison))
    }

    mutating func labels(_ term: JQLTerm) -> JQLPredicate {
        guard let (names, test) = members(term) else { return .constant(false) }
        var mask: UInt32 = 0
        for (bit, label) in state.context.labels.prefix(32).enumerated()
        where names.contains(label.lowercased()) {
            mask |= 1 << UInt32(bit)
        }
        return emptyOr(term, .labels(names, mask: mask, test), .labels([], mask: 0, .isEmpty))
    }

    mutating func list(_ field: JQLPredicate.ListField, _ term: JQLTerm) -> JQLPredicate {
        guard let (names, test) = members(term) else { return .constant(false) }
        var ids: Set<Int64> = []
        var masks = Array(repeating: UInt16(0), count: state.projects.count)
        var found: Set<String> = []
        for (index, project) in state.projects.enumerated() where !project.deleted && viewer.mayBrowse[index]
        {
            let items =
                field == .components
                ? project.components.map { ($0.id, $0.name) } : project.versions.map { ($0.id, $0.name) }
            // Seeded issues hold their versions and components as bits of the seed's lists.
            let seeded = index < state.context.projects.count ? state.context.projects[index] : nil
            let bits = field == .components ? seeded?.components.map(\.id) : seeded?.versions.map(\.id)
            for item in items {
                let isNamed = names.contains(item.1.lowercased())
                guard isNamed || names.contains(String(item.0)) else { continue }
                found.insert(isNamed ? item.1.lowercased() : String(item.0))
                ids.insert(item.0)
                if let bit = bits?.firstIndex(of: item.0), bit < 16 { masks[index] |= 1 << UInt16(bit) }
            }
        }
        for case .value(let value) in term.operands where !found.contains(value.lowercased()) {
            return missing(value, term.field)
        }
        return emptyOr(term, .list(field, ids, masks: masks, test), .list(field, [], masks: masks, .isEmpty))
    }

    /// The named members in lower case, and how they are tested.
    private mutating func members(_ term: JQLTerm) -> (Set<String>, JQLPredicate.ListTest)? {
        if term.comparison == .isEmpty { return ([], .isEmpty) }
        if term.comparison == .isNotEmpty { return ([], .isNotEmpty) }
        guard let values = values(term) else { return nil }
        return (
            Set(values.compactMap { $0?.lowercased() }),
            Self.isNegative(term.comparison) ? .hasOthersOnly : .has
        )
    }

    /// `in (a, EMPTY)` and `= EMPTY` find the empty ones too.
    private func emptyOr(_ term: JQLTerm, _ test: JQLPredicate, _ isEmpty: JQLPredicate) -> JQLPredicate {
        guard term.operands.contains(.empty), !Self.isNegative(term.comparison) else { return test }
        return .any([test, isEmpty])
    }
}
