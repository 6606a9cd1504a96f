import Foundation

/// Many edits at once.
extension SiteState {
    mutating func bulkEdit(_ count: Int, _ seed: UInt64, _ time: Int64) -> MutationResult {
        var random = SeededGenerator(seed: seed, purpose: 20, number: 0)
        let label = "bulk-\(seed % 100_000)"
        let hand = Hand(author: SeedPeople.administrator, time: time)
        var touched: [Int64] = []
        for slot in pick(count, &random) {
            change(slot, hand) { _, detail in
                let before = detail.labels
                guard !before.contains(label) else { return [] }
                detail.labels.append(label)
                return [.labels(from: before, to: detail.labels)]
            }
            touched.append(id(slot))
        }
        return MutationResult(issues: touched)
    }

    /// Up to `count` different live issues; archived ones are read-only.
    private func pick(_ count: Int, _ random: inout SeededGenerator) -> [Int32] {
        var live = (0..<Int32(records.count)).filter { isLive(records[Int($0)]) && !isArchived($0) }
        let wanted = min(max(0, count), live.count)
        for index in 0..<wanted { live.swapAt(index, index + random.below(live.count - index)) }
        return Array(live.prefix(wanted))
    }

    /// The clock moves along, one millisecond an edit.
    mutating func randomEdits(_ count: Int, _ seed: UInt64, _ time: Int64) -> MutationResult {
        var random = SeededGenerator(seed: seed, purpose: 21, number: 0)
        var touched: Set<Int64> = []
        for number in 0..<max(0, count) {
            guard let slot = liveSlot(&random) else { break }
            let mutation = randomEdit(slot, number, &random)
            // An edit that has nothing to work on (no comment to delete) is left out.
            if let result = try? apply(mutation, at: time + Int64(number)) {
                touched.formUnion(result.issues)
            }
        }
        clockOffset += Int64(max(0, count))
        return MutationResult(issues: touched.sorted())
    }

    private func isLive(_ record: IssueRecord) -> Bool { !record.isDeleted && !record.isArchived }

    private func liveSlot(_ random: inout SeededGenerator) -> Int32? {
        for _ in 0..<200 {
            guard !records.isEmpty else { return nil }
            let slot = Int32(random.below(records.count))
            if isLive(records[Int(slot)]) { return slot }
        }
        return nil
    }

    private func randomEdit(_ slot: Int32, _ number: Int, _ random: inout SeededGenerator) -> Mutation {
        let issue = String(id(slot))
        let author = users[random.below(2)].key
        let record = records[Int(slot)]
        let project = projects[Int(record.project)]
        switch random.below(19) {
        case 0:
            return .editIssue(
                issue: issue, edit: IssueEdit(summary: "Edited \(number) <b> =1+1"), author: author)
        case 1:
            return .editIssue(
                issue: issue, edit: IssueEdit(description: "New text \(number)\r\n🙂"), author: author)
        case 2, 3:
            let next = random.pick(Workflow.all[project.workflow].statuses)
            return .transition(issue: issue, to: String(catalogue.statuses[Int(next)].id), author: author)
        case 4:
            let people = users.filter { !$0.deleted }
            return .assign(
                issue: issue, to: random.chance(80) ? random.pick(people).key : nil, author: author)
        case 5, 6: return .addComment(issue: issue, body: "Comment \(number) \u{202E}x", author: author)
        case 7:
            guard let comment = detail(slot).comments.first else { break }
            return random.chance(50)
                ? .editComment(issue: issue, comment: comment.id, body: "Changed \(number)", author: author)
                : .deleteComment(issue: issue, comment: comment.id, author: author)
        case 8: return .addWorklog(issue: issue, seconds: Int64(60 * (1 + random.below(500))), author: author)
        case 9:
            guard let worklog = detail(slot).worklogs.last else { break }
            return random.chance(50)
                ? .editWorklog(
                    issue: issue, worklog: worklog.id, seconds: worklog.seconds + 60, author: author)
                : .deleteWorklog(issue: issue, worklog: worklog.id, author: author)
        case 10:
            guard let other = liveSlot(&random), other != slot else { break }
            return .addLink(
                type: random.pick(catalogue.linkTypes).name, source: issue, target: String(id(other)),
                author: author)
        case 11:
            guard let link = linksOf[slot]?.first else { break }
            return .removeLink(link: link, author: author)
        case 12:
            guard !project.versions.isEmpty else { break }
            return .setFixVersions(
                issue: issue, versions: [String(random.pick(project.versions).id)], author: author)
        case 13:
            guard !project.components.isEmpty else { break }
            return .setComponents(
                issue: issue, components: [String(random.pick(project.components).id)], author: author)
        case 14: return .addAttachment(issue: issue, filename: "file \(number).txt", author: author)
        case 16, 17, 18:
            let field = random.pick(fields.filter { $0.isCustom })
            guard let text = randomText(field, slot, &random) else { break }
            return .setField(issue: issue, field: field.id, value: text.isEmpty ? nil : text, author: author)
        default: break
        }
        return .addLabel(issue: issue, label: "edit-\(number)", author: author)
    }

    /// A value as a mutation writes it, empty to clear the field; nil where the field takes none.
    private func randomText(
        _ field: FieldDefinition, _ slot: Int32, _ random: inout SeededGenerator
    ) -> String? {
        let project = Int(records[Int(slot)].project)
        guard field.onlyIn.map({ Int($0) == project }) ?? true else { return nil }
        if random.chance(15) { return field.content == .value && field.kind != .calculated ? "" : nil }
        guard let content = context.value(field, project: project, slot: Int(slot), &random) else {
            return nil
        }
        func list(_ texts: [String]) -> String? {
            (try? JSONEncoder().encode(texts)).map { String(decoding: $0, as: UTF8.self) }
        }
        func key(_ index: Int32) -> String { users[Int(index)].key }
        switch content {
        case .number(let value): return "\(value)"
        case .text(let text): return text.truth(context.texts)
        case .day(let day): return CivilDate.text(day: day)
        case .instant(let moment): return String(moment)
        case .option(let id), .version(let id), .project(let id): return String(id)
        case .options(let ids), .versions(let ids): return list(ids.map { String($0) })
        case .cascading(let parent, let child):
            return list(([parent] + (child.map { [$0] } ?? [])).map { String($0) })
        case .user(let index): return key(index)
        case .users(let people): return list(people.map(key))
        case .group(let name): return name
        case .groups(let names): return list(names)
        case .labels(let labels): return list(labels)
        case .json(let json): return json
        case .jsonList(let members): return "[" + members.joined(separator: ",") + "]"
        case .sprints, .rank, .issue: return nil
        }
    }
}
