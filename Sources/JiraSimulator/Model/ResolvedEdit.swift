/// What edits look up while they are applied: copies of lists that no edit changes, so that the site's records
/// stay uniquely held.
struct EditContext: Sendable {
    let catalogue: Catalogue
    let users: [SimulatedUser]
    let projects: [SimulatedProject]
    let sprints: [Int64: SimulatedSprint]
    let fields: [FieldDefinition]
    let zoneMinutes: Int
    /// Keys of other issues that the edit or the issue names, by slot.
    var keys: [Int32: String]
    /// The epic that the issue has before.
    let epic: EpicName?
}

/// An epic as the history names it.
struct EpicName: Sendable {
    var id: Int64
    var key: String
}

/// An ``IssueEdit`` with all names found, so that applying it cannot fail half-way.
struct ResolvedEdit: Sendable {
    fileprivate enum Step: Sendable {
        case summary(JiraText)
        case description(JiraText?)
        case environment(JiraText?)
        case type(UInt8)
        case priority(UInt8)
        case person(String, Int32)
        case due(Int32)
        case original(Int64?)
        case remaining(Int64?)
        case labels([String])
        case components([Int64])
        case fixVersions([Int64])
        case affectedVersions([Int64])
        case epic(Int32, shown: EpicName?)
        case custom(Int, CustomContent?)
    }

    fileprivate var steps: [Step] = []
    /// Keys of issues that custom fields name, by slot.
    fileprivate var keys: [Int32: String] = [:]

    /// Applies the edit and says what the history shall say.
    func apply(_ record: inout IssueRecord, _ detail: inout IssueDetail, _ context: EditContext)
        -> [ChangeItem]
    {
        var items: [ChangeItem] = []
        var context = context
        context.keys.merge(keys) { $1 }
        for step in steps { Self.apply(step, &record, &detail, context, &items) }
        return items
    }

    private static func apply(
        _ step: Step, _ record: inout IssueRecord, _ detail: inout IssueDetail, _ context: EditContext,
        _ items: inout [ChangeItem]
    ) {
        let catalogue = context.catalogue
        let project = context.projects[Int(record.project)]
        switch step {
        case .summary(let text):
            Self.text("summary", detail.summary, text, &items)
            detail.summary = text
        case .description(let text):
            Self.text("description", detail.description, text, &items)
            detail.description = text
        case .environment(let text):
            Self.text("environment", detail.environment, text, &items)
            detail.environment = text
        case .type(let type):
            guard type != record.type else { return }
            items.append(.named("issuetype", from: catalogue.type(record.type), to: catalogue.type(type)))
            record.type = type
        case .priority(let priority):
            guard priority != record.priority else { return }
            items.append(
                .named(
                    "priority", from: catalogue.priority(record.priority), to: catalogue.priority(priority)))
            record.priority = priority
        case .person(let field, let person):
            let before = field == "assignee" ? record.assignee : record.reporter
            guard before != person else { return }
            items.append(.person(field, from: before, to: person, context.users))
            if field == "assignee" { record.assignee = person } else { record.reporter = person }
        case .due(let day):
            guard day != record.due else { return }
            items.append(.due(from: record.due, to: day))
            record.due = day
        case .original(let seconds):
            number("timeoriginalestimate", detail.originalEstimate, seconds, &items)
            detail.originalEstimate = seconds
        case .remaining(let seconds):
            number("timeestimate", detail.remainingEstimate, seconds, &items)
            detail.remainingEstimate = seconds
        case .labels(let labels):
            guard labels != detail.labels else { return }
            items.append(.labels(from: detail.labels, to: labels))
            detail.labels = labels
        case .components(let ids):
            list("Component", detail.components, ids, &items) { project.component($0)?.name ?? "" }
            detail.components = ids
        case .fixVersions(let ids):
            list("Fix Version", detail.fixVersions, ids, &items) { project.version($0)?.name ?? "" }
            detail.fixVersions = ids
        case .affectedVersions(let ids):
            list("Version", detail.affectedVersions, ids, &items) { project.version($0)?.name ?? "" }
            detail.affectedVersions = ids
        case .epic(let epic, let shown):
            guard epic != record.epic else { return }
            items.append(
                .named(
                    "Epic Link", from: context.epic.map { ($0.id, $0.key) },
                    to: shown.map { ($0.id, $0.key) },
                    custom: true))
            record.epic = epic
        case .custom(let number, let content):
            let before = detail.value(of: number)
            guard before != content else { return }
            items.append(context.item(number, before, content))
            detail.set(number, content)
        }
    }

    private static func text(_ field: String, _ from: JiraText?, _ to: JiraText?, _ items: inout [ChangeItem])
    {
        if from != to { items.append(ChangeItem(field, fromText: from, toText: to)) }
    }

    private static func number(_ field: String, _ from: Int64?, _ to: Int64?, _ items: inout [ChangeItem]) {
        if from != to {
            items.append(.plain(field, from: from.map { String($0) }, to: to.map { String($0) }))
        }
    }

    private static func list(
        _ field: String, _ from: [Int64], _ to: [Int64], _ items: inout [ChangeItem],
        _ name: (Int64) -> String
    ) {
        for id in from where !to.contains(id) { items.append(.named(field, from: (id, name(id)), to: nil)) }
        for id in to where !from.contains(id) { items.append(.named(field, from: nil, to: (id, name(id)))) }
    }
}

extension SiteState {
    /// - Parameter above: what the issue's Parent Link names before.
    func editContext(epic: Int32, above: Int32 = -1) -> EditContext {
        EditContext(
            catalogue: catalogue, users: users, projects: projects, sprints: agile.sprints, fields: fields,
            zoneMinutes: options.serverZoneOffsetMinutes,
            keys: above < 0 ? [:] : [above: key(above)], epic: epicName(epic))
    }

    /// nil for no epic and a deleted one.
    func epicName(_ slot: Int32) -> EpicName? {
        slot < 0 || records[Int(slot)].isDeleted ? nil : EpicName(id: id(slot), key: key(slot))
    }

    /// Finds all that an edit names; nothing is changed yet.
    func resolve(_ edit: IssueEdit, _ project: Int) throws(MutationRefusal) -> ResolvedEdit {
        var resolved = ResolvedEdit()
        func add(_ step: ResolvedEdit.Step) { resolved.steps.append(step) }
        if let value = edit.summary { add(.summary(.text(value))) }
        if let value = edit.description { add(.description(value.isEmpty ? nil : .text(value))) }
        if let value = edit.environment { add(.environment(value.isEmpty ? nil : .text(value))) }
        if let value = edit.issueType {
            add(.type(try position(value, "issue type", catalogue.types.map { ($0.id, $0.name) })))
        }
        if let value = edit.priority {
            add(.priority(try position(value, "priority", catalogue.priorities.map { ($0.id, $0.name) })))
        }
        if let value = edit.reporter { add(.person("reporter", try person(value))) }
        if let value = edit.assignee { add(.person("assignee", try person(value))) }
        if let value = edit.dueDate {
            guard let day = CivilDate.parse(day: value) else { throw .unknown("day", value) }
            add(.due(Int32(clamping: day)))
        }
        for value in [edit.originalEstimateSeconds, edit.remainingEstimateSeconds] {
            guard let value, !(0..<(1 << 40)).contains(value) else { continue }
            throw MutationRefusal(message: "An estimate is not negative and not beyond reason: \(value).")
        }
        if let value = edit.originalEstimateSeconds { add(.original(value)) }
        if let value = edit.remainingEstimateSeconds { add(.remaining(value)) }
        if let value = edit.labels { add(.labels(value)) }
        if let value = edit.components {
            var ids: [Int64] = []
            for name in value { ids.append(try component(name, in: project)) }
            add(.components(ids))
        }
        for (names, isFix) in [(edit.fixVersions, true), (edit.affectedVersions, false)] {
            guard let names else { continue }
            var ids: [Int64] = []
            for name in names { ids.append(try version(name, in: project)) }
            add(isFix ? .fixVersions(ids) : .affectedVersions(ids))
        }
        if let value = edit.epic {
            guard options.hasJiraSoftware else { throw .unknown("custom field", "Epic Link") }
            let epic = try issue(value)
            add(.epic(epic, shown: epicName(epic)))
        }
        for (name, text) in (edit.custom ?? [:]).sorted(by: { $0.key < $1.key }) {
            let field = fields[try field(name)]
            if field.kind == .epicLink {
                let epic = try issue(text)
                add(.epic(epic, shown: epicName(epic)))
                continue
            }
            let content = try content(field, text, project: project)
            if case .issue(let slot)? = content { resolved.keys[slot] = key(slot) }
            add(.custom(field.number ?? 0, content))
        }
        for name in edit.clear ?? [] { add(try clearing(name)) }
        return resolved
    }

    private func clearing(_ name: String) throws(MutationRefusal) -> ResolvedEdit.Step {
        switch name {
        case "description": return .description(nil)
        case "environment": return .environment(nil)
        case "priority": return .priority(IssueRecord.nothing)
        case "reporter", "assignee": return .person(name, -1)
        case "dueDate", "duedate": return .due(IssueRecord.noDay)
        case "originalEstimateSeconds": return .original(nil)
        case "remainingEstimateSeconds": return .remaining(nil)
        case "epic", "Epic Link": return .epic(-1, shown: nil)
        default:
            let field = fields[try field(name)]
            if field.kind == .epicLink { return .epic(-1, shown: nil) }
            guard field.content == .value, field.kind != .calculated, let number = field.number else {
                throw MutationRefusal(message: "The field '\(name)' cannot be written.")
            }
            return .custom(number, nil)
        }
    }
}
