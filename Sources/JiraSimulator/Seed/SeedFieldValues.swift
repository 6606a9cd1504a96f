/// Values of custom fields, drawn by their type.
extension SeedContext {
    /// A value that an issue of a project may hold; nil where there is nothing to choose from.
    func value(
        _ field: FieldDefinition, project: Int, slot: Int, _ random: inout SeededGenerator
    ) -> CustomContent? {
        switch field.kind {
        case .textfield, .readonlyfield, .pluginText, .epicLabel:
            return .text(.seeded(SeededText(seed: random.next(), sentences: 1)))
        case .textarea:
            let count = UInt16(1 + random.below(4))
            return .text(.seeded(SeededText(seed: random.next(), sentences: count, separator: 2)))
        case .url: return .text(.text("https://example.com/\(slot)?a=\"b\"&c=<d>#é"))
        case .epicColour: return .text(.text("ghx-label-\(1 + random.below(9))"))
        case .float, .pluginNumber: return .number(random.pick(Self.numbers))
        case .datepicker: return .day(Int(now / SeedProjects.day) - 400 + random.below(800))
        case .datetime:
            // Jira takes minutes; what an app or an import wrote has milliseconds.
            let minute = now / 60_000 - 600_000 + random.below64(1_200_000)
            return .instant(minute * 60_000 + (random.chance(20) ? random.below64(60_000) : 0))
        case .labels: return .labels(some(labels, atMost: 3, &random))
        case .pluginObject, .pluginFlag: return .json(json(field, slot, &random))
        case .pluginList: return .jsonList((0...random.below(2)).map { _ in json(field, slot, &random) })
        case .sprint, .epicLink, .rank, .development, .calculated, .parentLink, nil: return nil
        default: return choice(field, project, &random)
        }
    }

    private static let numbers: [Double] = [0, 1, 2.5, -3, 0.1, 1234567.89, 1e15, -0.000001, 42]

    /// Choices of options, people, groups, versions, projects.
    private func choice(
        _ field: FieldDefinition, _ project: Int, _ random: inout SeededGenerator
    ) -> CustomContent? {
        let versions = project < projects.count ? projects[project].versions.map(\.id) : []
        switch field.kind {
        case .select, .radiobuttons, .epicStatus:
            return field.options.isEmpty ? nil : .option(random.pick(field.options).id)
        case .multiselect, .multicheckboxes:
            return field.options.isEmpty ? nil : .options(some(field.options.map(\.id), atMost: 3, &random))
        case .cascadingselect:
            guard !field.options.isEmpty else { return nil }
            let parent = random.pick(field.options)
            let takesChild = !parent.children.isEmpty && random.chance(75)
            return .cascading(parent.id, child: takesChild ? random.pick(parent.children).id : nil)
        case .userpicker: return .user(Int32(random.below(users.count)))
        case .multiuserpicker:
            return .users(some(Array(0..<Int32(users.count)), atMost: 4, &random))
        case .grouppicker: return .group(random.pick(Self.groups))
        case .multigrouppicker: return .groups(some(Self.groups, atMost: 3, &random))
        case .version: return versions.isEmpty ? nil : .version(random.pick(versions))
        case .multiversion: return versions.isEmpty ? nil : .versions(some(versions, atMost: 3, &random))
        case .project: return .project(random.pick(projects).id)
        default: return nil
        }
    }

    static let groups = ["jira-software-users", "jira-administrators", "O'Brien & \"Söhne\"", "group,comma"]

    /// One member or more, each once, in any order.
    private func some<Element>(
        _ list: [Element], atMost limit: Int, _ random: inout SeededGenerator
    ) -> [Element] {
        var list = list
        let count = min(list.count, 1 + random.below(limit))
        for index in 0..<count { list.swapAt(index, index + random.below(list.count - index)) }
        return Array(list.prefix(count))
    }

    private func json(_ field: FieldDefinition, _ slot: Int, _ random: inout SeededGenerator) -> String {
        switch field.kind {
        case .pluginFlag: random.chance(50) ? "true" : "false"
        case .pluginObject:
            #"{"id":"\#(1 + random.below(9))","title":"Team \"\#(slot % 7)\" <ü>","size":\#(random.below(20)).5,"#
                + #""lead":null,"tags":["a,b","]"],"isShared":false}"#
        default:
            random.pick([
                #"{"name":"Step \#(slot % 5)\n","checked":\#(random.chance(50)),"rank":\#(random.below(5))}"#,
                #"{"nested":[[1,2.50],{"a":{}}],"text":"\u00e9\\"}"#, "17", "[]",
            ])
        }
    }
}

extension SeedIssue {
    /// Values from a generator of their own: fields that come later leave the rest of the seed as it is.
    mutating func fillFields() {
        var random = SeededGenerator(seed: context.seed, purpose: 30, number: slot)
        let place = context.placements[slot]
        let isEpic = record.type == Catalogue.epicType
        let percent = context.bodySize == .small ? 4 : 22
        for position in context.usualFields {
            guard random.chance(percent) else { continue }
            let field = context.fields[position]
            guard let number = field.number, isEpic || !field.isOfEpics else { continue }
            guard let content = context.value(field, project: Int(place.project), slot: slot, &random) else {
                continue
            }
            detail.set(number, content)
        }
        // A parent above epics, as Advanced Roadmaps has it.
        if isEpic, context.hasSoftware, random.chance(40) {
            let above = place.epic >= 0 ? place.epic : context.placements[random.below(slot + 1)].epic
            if above >= 0, above != slot { detail.set(CustomField.parentLink, .issue(above)) }
        }
        if !context.ordinals.isEmpty { fillExtras(&random, Int(place.project), Int(context.ordinals[slot])) }
    }

    /// Six neighbours of the project's own extra fields, so that consecutive issues fill them all.
    private mutating func fillExtras(_ random: inout SeededGenerator, _ project: Int, _ number: Int) {
        let own = context.extraFields[project]
        guard !own.isEmpty else { return }
        for step in 0..<min(6, own.count) {
            let field = context.fields[own[(number * 6 + step) % own.count]]
            guard let id = field.number,
                let content = context.value(field, project: project, slot: slot, &random)
            else { continue }
            detail.set(id, content)
        }
    }
}

extension FieldDefinition {
    var isOfEpics: Bool { kind == .epicStatus || kind == .epicColour }
}
