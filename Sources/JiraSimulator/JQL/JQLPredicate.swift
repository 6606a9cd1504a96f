/// A query's condition with all names resolved: quick to test against an index record.
indirect enum JQLPredicate: Sendable {
    enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }
    enum DateField: Sendable { case created, updated, resolved }
    enum CodeField: Sendable { case status, type, priority, resolution }
    enum PersonField: Sendable { case assignee, reporter }
    enum ListField: Sendable { case fixVersions, affectedVersions, components }
    enum ListTest: Sendable { case has, hasOthersOnly, isEmpty, isNotEmpty }

    case constant(Bool)
    case all([JQLPredicate])
    case any([JQLPredicate])
    /// By position of the project.
    case project([Bool])
    /// Without a security level, or with one of these, by position.
    case level([Bool])
    /// Of one project, compared by number.
    case number(project: Int32, Comparison, Int32)
    case issues(Set<Int32>, isNegated: Bool)
    case date(DateField, Comparison, Int64)
    case dateIsEmpty(DateField, Bool)
    case due(Comparison, Int32)
    case dueIsEmpty(Bool)
    case timeSpentIsEmpty(Bool)
    /// By position in the catalogue; 255 stands for none.
    case code(CodeField, [Bool])
    /// -1 stands for nobody. Negated ones leave nobody out.
    case person(PersonField, Set<Int32>, isNegated: Bool)
    /// Lower-cased labels and their bits in the seed's pool.
    case labels(Set<String>, mask: UInt32, ListTest)
    /// What no index record holds: an issue's history, worklogs and custom fields.
    case detail(@Sendable (IssueRecord, IssueDetail) -> Bool)
    /// Whether an issue shows no value of a custom field, what scripts show counted in: an index that is up to date.
    case customIsEmpty(FieldDefinition, Bool)
    /// Ids and, by project, their bits in the seed's lists.
    case list(ListField, Set<Int64>, masks: [UInt16], ListTest)

    func matches(_ slot: Int32, _ record: IssueRecord, _ state: SiteState) -> Bool {
        switch self {
        case .constant(let value): return value
        case .all(let parts):
            for part in parts where !part.matches(slot, record, state) { return false }
            return true
        case .any(let parts):
            for part in parts where part.matches(slot, record, state) { return true }
            return false
        case .project(let allowed): return allowed[Int(record.project)]
        case .level(let allowed):
            guard let level = record.security else { return true }
            return level < allowed.count && allowed[level]
        case .number(let project, let comparison, let number):
            return Int32(record.project) == project && Self.compare(record.number, comparison, number)
        case .issues(let slots, let isNegated): return slots.contains(slot) != isNegated
        case .date(let field, let comparison, let bound):
            let value = Self.value(field, record)
            guard value != IssueRecord.none else { return false }
            return Self.compare(Self.cut(value, state.options.indexPrecision), comparison, bound)
        case .dateIsEmpty(let field, let isEmpty):
            return (Self.value(field, record) == IssueRecord.none) == isEmpty
        case .due(let comparison, let day):
            return record.due != IssueRecord.noDay && Self.compare(record.due, comparison, day)
        case .timeSpentIsEmpty(let isEmpty): return (state.detail(slot).timeSpent == nil) == isEmpty
        case .dueIsEmpty(let isEmpty): return (record.due == IssueRecord.noDay) == isEmpty
        case .code(let field, let allowed): return allowed[Int(Self.code(field, record))]
        case .person(let field, let people, let isNegated):
            let person = field == .assignee ? record.assignee : record.reporter
            return isNegated ? person >= 0 && !people.contains(person) : people.contains(person)
        case .labels(let names, let mask, let test):
            guard record.isOverlaid, let detail = state.overlays[slot] else {
                return Self.test(record.labels, mask, test)
            }
            return Self.test(detail.labels, test) { names.contains($0.lowercased()) }
        case .detail(let test): return test(record, state.detail(slot))
        case .customIsEmpty(let field, let isEmpty):
            return (state.value(field, slot, state.detail(slot)) == nil) == isEmpty
        case .list(let field, let ids, let masks, let test):
            return Self.list(field, ids, masks, test, slot, record, state)
        }
    }

    /// Dates as the index holds them.
    static func cut(_ value: Int64, _ precision: Int64) -> Int64 {
        guard precision > 1 else { return value }
        let rest = value % precision
        return value - (rest < 0 ? rest + precision : rest)
    }

    static func value(_ field: DateField, _ record: IssueRecord) -> Int64 {
        switch field {
        case .created: record.created
        case .updated: record.updated
        case .resolved: record.resolved
        }
    }

    private static func code(_ field: CodeField, _ record: IssueRecord) -> UInt8 {
        switch field {
        case .status: record.status
        case .type: record.type
        case .priority: record.priority
        case .resolution: record.resolution
        }
    }

    static func compare<Value: Comparable>(_ a: Value, _ comparison: Comparison, _ b: Value) -> Bool {
        switch comparison {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }

    private static func test(_ mask: UInt32, _ wanted: UInt32, _ test: ListTest) -> Bool {
        switch test {
        case .has: mask & wanted != 0
        case .hasOthersOnly: mask != 0 && mask & wanted == 0
        case .isEmpty: mask == 0
        case .isNotEmpty: mask != 0
        }
    }

    private static func test<Element>(
        _ list: [Element], _ test: ListTest, _ isWanted: (Element) -> Bool
    ) -> Bool {
        switch test {
        case .has: list.contains(where: isWanted)
        case .hasOthersOnly: !list.isEmpty && !list.contains(where: isWanted)
        case .isEmpty: list.isEmpty
        case .isNotEmpty: !list.isEmpty
        }
    }

    private static func list(
        _ field: ListField, _ ids: Set<Int64>, _ masks: [UInt16], _ test: ListTest, _ slot: Int32,
        _ record: IssueRecord, _ state: SiteState
    ) -> Bool {
        if record.isOverlaid, let detail = state.overlays[slot] {
            switch field {
            case .fixVersions: return Self.test(detail.fixVersions, test) { ids.contains($0) }
            case .affectedVersions: return Self.test(detail.affectedVersions, test) { ids.contains($0) }
            case .components: return Self.test(detail.components, test) { ids.contains($0) }
            }
        }
        let mask: UInt16
        switch field {
        case .fixVersions: mask = record.fixVersions
        case .affectedVersions: mask = record.affectedVersions
        case .components: mask = record.components
        }
        return Self.test(UInt32(mask), UInt32(masks[Int(record.project)]), test)
    }
}
