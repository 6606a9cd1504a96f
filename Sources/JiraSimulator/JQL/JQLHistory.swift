/// WAS and CHANGED: what an issue's history tells, as Atlassian's page on advanced searching describes the operators.
struct JQLHistory: Sendable {
    /// What `Status`, `assignee` … is called in the history.
    let field: String
    /// The value of today in the history's terms; nil is EMPTY.
    let present: @Sendable (IssueRecord) -> String?
    /// From the first to the last of these moments, both included; milliseconds since 1970.
    var period: ClosedRange<Int64> = Int64.min...Int64.max
    /// Keys of people; nil is anybody.
    var people: Set<String>?

    /// A change of the field.
    private struct Change {
        var at: Int64
        var author: Int32
        var from: String?
        var to: String?
    }

    private func changes(_ detail: IssueDetail) -> [Change] {
        detail.history.flatMap { entry in
            entry.items.filter { $0.field == field && !$0.isCustom }.map {
                Change(
                    at: entry.created, author: entry.author, from: $0.from.flatMap { $0.isEmpty ? nil : $0 },
                    to: $0.to.flatMap { $0.isEmpty ? nil : $0 })
            }
        }.sorted { $0.at < $1.at }
    }

    /// Whether it had one of the values within the period, brought by one of the people.
    func was(
        _ values: Set<String?>, _ record: IssueRecord, _ detail: IssueDetail, _ users: [SimulatedUser]
    ) -> Bool {
        let changes = changes(detail)
        var (value, since) = (changes.first.map(\.from) ?? present(record), record.created)
        var author = detail.creator
        for change in changes {
            if values.contains(value), isBy(author, users), since <= period.upperBound,
                change.at > period.lowerBound
            {
                return true
            }
            (value, since, author) = (change.to, change.at, change.author)
        }
        return values.contains(value) && isBy(author, users) && since <= period.upperBound
    }

    /// Whether it changed within the period, from one of these values to one of those; nil is any.
    func changed(
        from: Set<String?>?, to: Set<String?>?, _ detail: IssueDetail, _ users: [SimulatedUser]
    ) -> Bool {
        changes(detail).contains {
            period.contains($0.at) && isBy($0.author, users) && from?.contains($0.from) ?? true
                && to?.contains($0.to) ?? true
        }
    }

    private func isBy(_ author: Int32, _ users: [SimulatedUser]) -> Bool {
        guard let people else { return true }
        return author >= 0 && people.contains(users[Int(author)].key)
    }
}

extension JQLCompiler {
    /// The field's predicate by its history; the operands are looked up like those of `in`.
    mutating func history(_ field: JQLField, _ term: JQLTerm) -> JQLPredicate {
        guard var history = history(field), let clauses = clauses(term, field) else {
            return .constant(false)
        }
        for clause in term.history {
            guard let period = period(clause, term.field) else { return .constant(false) }
            history.period = history.period.clamped(to: period)
            // Two periods that do not meet find nothing.
            guard history.period.overlaps(period) else { return .constant(false) }
        }
        history.people = clauses[.by].map { Set($0.compactMap { $0 }) }
        let (test, users) = (history, state.users)
        if term.comparison == .changed {
            let (from, to) = (clauses[.from], clauses[.to])
            return .detail { test.changed(from: from, to: to, $1, users) }
        }
        guard let values = historyValues(field, term.operands, term.field) else { return .constant(false) }
        let isNegated = term.comparison == .wasNot || term.comparison == .wasNotIn
        return .detail { test.was(values, $0, $1, users) != isNegated }
    }

    private func history(_ field: JQLField) -> JQLHistory? {
        let (catalogue, users) = (state.catalogue, state.users)
        @Sendable func code(_ ids: [Int64], _ position: UInt8) -> String? {
            Int(position) < ids.count ? String(ids[Int(position)]) : nil
        }
        switch field {
        case .status:
            let ids = catalogue.statuses.map { Int64($0.id) }
            return JQLHistory(field: "status", present: { code(ids, $0.status) })
        case .priority:
            let ids = catalogue.priorities.map { Int64($0.id) }
            return JQLHistory(field: "priority", present: { code(ids, $0.priority) })
        case .resolution:
            let ids = catalogue.resolutions.map { Int64($0.id) }
            return JQLHistory(field: "resolution", present: { code(ids, $0.resolution) })
        case .assignee:
            return JQLHistory(
                field: "assignee", present: { $0.assignee < 0 ? nil : users[Int($0.assignee)].key })
        case .reporter:
            return JQLHistory(
                field: "reporter", present: { $0.reporter < 0 ? nil : users[Int($0.reporter)].key })
        default: return nil
        }
    }

    /// Values of BY, FROM and TO; nil where something is wrong with them.
    private mutating func clauses(
        _ term: JQLTerm, _ field: JQLField
    ) -> [JQLHistoryClause.Word: Set<String?>]? {
        var found: [JQLHistoryClause.Word: Set<String?>] = [:]
        for clause in term.history {
            switch clause.word {
            case .by:
                guard let people = historyValues(.assignee, clause.operands, term.field) else { return nil }
                found[.by] = people
            case .from, .to:
                guard term.comparison == .changed else {
                    _ = fail(
                        "The predicate '\(clause.word.rawValue)' is not supported by the 'was' operator.")
                    return nil
                }
                guard let values = historyValues(field, clause.operands, term.field) else { return nil }
                found[clause.word] = values
            case .after, .before, .on, .during: break
            }
        }
        return found
    }

    /// The moments of AFTER, BEFORE, ON and DURING; all of them for another word, nil for what is no date.
    private mutating func period(_ clause: JQLHistoryClause, _ field: String) -> ClosedRange<Int64>? {
        let word = clause.word
        guard [.after, .before, .on, .during].contains(word) else { return Int64.min...Int64.max }
        guard let texts = values(JQLTerm(field: field, comparison: .isIn, operands: clause.operands)) else {
            return nil
        }
        var moments: [Int64] = []
        for text in texts {
            guard let text, let moment = JQLDate.parse(text, now: now, zone: viewer.zone) else {
                _ = badDate(text ?? "EMPTY", field)
                return nil
            }
            moments.append(moment)
        }
        guard moments.count == (word == .during ? 2 : 1) else {
            _ = fail("The predicate '\(word.rawValue)' got \(moments.count) dates.")
            return nil
        }
        let first = moments[0]
        switch word {
        case .after: return first...Int64.max
        case .before: return Int64.min...max(Int64.min + 1, first) - 1
        case .on:
            let next = viewer.zone.instant(day: viewer.zone.day(of: first) + 1, hour: 0, minute: 0)
            return first...max(first, next - 1)
        default: return first...max(first, moments[1])
        }
    }

    /// Ids of statuses, priorities and resolutions, keys of people: what the history holds.
    private mutating func historyValues(
        _ field: JQLField, _ operands: [JQLOperand], _ name: String
    ) -> Set<String?>? {
        guard let values = values(JQLTerm(field: name, comparison: .isIn, operands: operands)) else {
            return nil
        }
        var found: Set<String?> = []
        for value in values {
            guard let value else {
                found.insert(nil)
                continue
            }
            if field == .assignee || field == .reporter {
                guard let user = state.find(user: value) else {
                    _ = missing(value, name)
                    return nil
                }
                found.insert(state.users[Int(user)].key)
                continue
            }
            let ids = names(field).1.filter { $0.id == value || $0.name.lowercased() == value.lowercased() }
            guard !ids.isEmpty else {
                _ = missing(value, name)
                return nil
            }
            for id in ids { found.insert(id.id) }
        }
        return found
    }
}
