/// Edits of single fields of a seeded issue.
extension SeedIssue {
    mutating func relabel() {
        let bit: UInt32 = 1 << UInt32(random.below(min(32, context.labels.count)))
        enter([.labels(from: labelNames(record.labels), to: labelNames(record.labels ^ bit))])
        record.labels ^= bit
    }

    mutating func reversion() {
        guard !project.versions.isEmpty else { return }
        let number = random.below(project.versions.count)
        let version = (id: project.versions[number].id, name: project.versions[number].name)
        let bit: UInt16 = 1 << UInt16(number)
        let had = record.fixVersions & bit != 0
        enter([.named("Fix Version", from: had ? version : nil, to: had ? nil : version)])
        record.fixVersions ^= bit
    }

    mutating func recomponent() {
        guard !project.components.isEmpty else { return }
        let number = random.below(project.components.count)
        let component = (id: project.components[number].id, name: project.components[number].name)
        let bit: UInt16 = 1 << UInt16(number)
        let had = record.components & bit != 0
        enter([.named("Component", from: had ? component : nil, to: had ? nil : component)])
        record.components ^= bit
    }

    mutating func reprioritise() {
        let next = UInt8(random.below(context.catalogue.priorities.count))
        guard next != record.priority else { return }
        enter([
            .named(
                "priority", from: context.catalogue.priority(record.priority),
                to: context.catalogue.priority(next))
        ])
        record.priority = next
    }

    mutating func rewrite() {
        if random.chance(60) {
            let next = summary()
            guard next != detail.summary else { return }
            enter([ChangeItem("summary", fromText: detail.summary, toText: next)])
            detail.summary = next
        } else {
            let next = context.bodySize == .small ? text(1, 3) : text(2, 8)
            enter([ChangeItem("description", fromText: detail.description, toText: next)])
            detail.description = next
        }
    }

    mutating func plan() {
        let sprints = context.sprints[Int(record.project)]
        // Mostly before a sprint begins, as plannings do; sometimes into the one that runs.
        let isAhead = slot % 4 > 0
        guard let sprint = sprints.first(where: { (isAhead ? $0.start : $0.end) ?? .max > time }) else {
            return
        }
        let ids = detail.sprintIDs
        guard !ids.contains(sprint.id), ids.count < 4 else { return }
        enter([
            .sprints(from: ids, to: ids + [sprint.id]) { id in sprints.first { $0.id == id }?.name ?? "" }
        ])
        detail.set(CustomField.sprint, .sprints(ids + [sprint.id]))
        detail.noteStays(before: ids, at: time)
    }

    mutating func estimatePoints() {
        let next = random.pick([1.0, 2, 3, 5, 8])
        var before: String?
        if case .number(let value)? = detail.value(of: CustomField.storyPoints) {
            guard value != next else { return }
            before = ChangeItem.number(value)
        }
        enter([
            ChangeItem(
                "Story Points", custom: true, fromText: before.map { .text($0) },
                toText: .text(ChangeItem.number(next)))
        ])
        detail.set(CustomField.storyPoints, .number(next))
    }

    mutating func adopt() {
        let epic = context.placements[slot].epic
        guard epic >= 0, record.epic < 0, context.hasSoftware else { return }
        enter([
            .named("Epic Link", from: nil, to: (10000 + Int64(epic), context.key(Int(epic))), custom: true)
        ])
        record.epic = epic
    }

    mutating func reschedule() {
        let next = Int32(time / SeedProjects.day) + Int32(random.below(60))
        guard next != record.due else { return }
        enter([.due(from: record.due, to: next)])
        record.due = next
    }
}
