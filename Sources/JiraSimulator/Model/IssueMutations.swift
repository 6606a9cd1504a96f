/// What a new issue is made of.
struct NewIssue: Sendable {
    var project: String
    var summary: String
    var type: String?
    var parent: String?
    var edit: IssueEdit?
}

extension SiteState {
    mutating func create(_ new: NewIssue, _ hand: Hand) throws(MutationRefusal) -> MutationResult {
        let project = try project(new.project)
        var type = new.parent == nil ? Catalogue.taskType : Catalogue.subtaskType
        if let name = new.type {
            type = try position(name, "issue type", catalogue.types.map { ($0.id, $0.name) })
        }
        guard catalogue.types[Int(type)].isSubtask == (new.parent != nil) else {
            throw MutationRefusal(message: "A sub-task, and nothing else, needs a parent.")
        }
        var record = IssueRecord(
            project: project, number: Int(projects[project].nextNumber), created: hand.time,
            status: Workflow.all[projects[project].workflow].path[0], type: type)
        if let parent = new.parent {
            record.parent = try issue(parent)
            guard Int(records[Int(record.parent)].project) == project else {
                throw MutationRefusal(message: "A sub-task lies in its parent's project.")
            }
        }
        record.priority = 2
        record.reporter = hand.author
        var detail = IssueDetail(summary: .text(new.summary), creator: hand.author)
        if options.hasJiraSoftware { detail.set(CustomField.rank, .rank(newRank())) }
        if type == Catalogue.epicType, options.hasJiraSoftware {
            detail.set(CustomField.epicName, .text(.text(new.summary)))
        }
        if let edit = new.edit {
            _ = try resolve(edit, project).apply(&record, &detail, editContext(epic: -1))
        }
        detail.noteStays(before: [], at: hand.time)
        if record.parent >= 0 { record.security = records[Int(record.parent)].security }
        record.isOverlaid = true
        let slot = Int32(records.count)
        agile.seat(slot, to: detail.sprintIDs)
        journal(slot)
        records.append(record)
        overlays[slot] = detail
        projects[project].nextNumber += 1
        projectOrder[project].append(slot)
        if record.parent >= 0 { children[record.parent, default: []].append(slot) }
        updatedIndex.touch(slot, records)
        return result(slot, id: id(slot))
    }

    mutating func newRank() -> String {
        nextRank += 1
        return "0|j" + SeedIssue.rank(nextRank) + ":"
    }

    mutating func edit(_ slot: Int32, _ edit: IssueEdit, _ hand: Hand) throws(MutationRefusal)
        -> MutationResult
    {
        let resolved = try resolve(edit, Int(records[Int(slot)].project))
        var above: Int32 = -1
        if case .issue(let parent)? = detail(slot).value(of: CustomField.parentLink) { above = parent }
        let context = editContext(epic: records[Int(slot)].epic, above: above)
        let before = detail(slot)
        let isChanged = change(slot, hand) { record, detail in resolved.apply(&record, &detail, context) }
        var result = result(slot, changed: isChanged)
        let after = detail(slot)
        let isRenamed =
            before.summary != after.summary
            || before.value(of: CustomField.epicName) != after.value(of: CustomField.epicName)
        if isRenamed, records[Int(slot)].type == Catalogue.epicType {
            let children = touch(hand.time, options.updatedRules.epicRename) { state, other in
                state.records[Int(other)].epic == slot
            }
            result.issues += children.issues
        }
        return result
    }

    mutating func transition(
        _ slot: Int32, _ name: String, _ resolutionName: String?, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        let next = try status(name)
        var wanted: UInt8?
        if let resolutionName { wanted = try resolution(resolutionName) }
        let catalogue = catalogue
        let isChanged = change(slot, hand) { record, _ in
            guard record.status != next else { return [] }
            var items: [ChangeItem] = []
            let before = record.resolution
            if catalogue.isDone(status: next) {
                if before == IssueRecord.nothing || wanted != nil {
                    record.resolution = wanted ?? Catalogue.doneResolution
                }
                if before == IssueRecord.nothing { record.resolved = hand.time }
            } else {
                record.resolution = IssueRecord.nothing
                record.resolved = IssueRecord.none
            }
            if before != record.resolution {
                items.append(
                    .named(
                        "resolution", from: catalogue.resolution(before),
                        to: catalogue.resolution(record.resolution)))
            }
            items.append(.named("status", from: catalogue.status(record.status), to: catalogue.status(next)))
            record.status = next
            return items
        }
        return result(slot, changed: isChanged)
    }

    mutating func label(
        _ slot: Int32, _ label: String, isAdded: Bool, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard !label.isEmpty, !label.contains(" ") else {
            throw MutationRefusal(message: "A label has no spaces and is not empty.")
        }
        let isChanged = change(slot, hand) { _, detail in
            let before = detail.labels
            if isAdded, !before.contains(label) { detail.labels.append(label) }
            if !isAdded { detail.labels.removeAll { $0 == label } }
            return before == detail.labels ? [] : [.labels(from: before, to: detail.labels)]
        }
        return result(slot, changed: isChanged)
    }

    mutating func rank(_ slot: Int32, _ hand: Hand) throws(MutationRefusal) -> MutationResult {
        guard options.hasJiraSoftware else { throw .noSoftware }
        let rank = newRank()
        change(slot, hand, moves: options.updatedRules.rank) { _, detail in
            detail.set(CustomField.rank, .rank(rank))
            return [
                ChangeItem(
                    "Rank", custom: true, from: "", fromText: .text(""), to: "",
                    toText: .text("Ranked higher"))
            ]
        }
        return result(slot)
    }

    /// Sub-tasks go with their parent; what belongs to the old project is dropped.
    mutating func move(_ slot: Int32, to project: Int, _ hand: Hand) throws(MutationRefusal) -> MutationResult
    {
        guard Int(records[Int(slot)].project) != project else {
            throw MutationRefusal(message: "The issue is in that project already.")
        }
        guard records[Int(slot)].parent < 0 else {
            throw MutationRefusal(message: "A sub-task moves with its parent only.")
        }
        var moved = [slot]
        moved += (children[slot] ?? []).filter { !records[Int($0)].isDeleted }
        for one in moved { relocate(one, to: project, hand) }
        return MutationResult(id: id(slot), key: key(slot), issues: moved.map { id($0) })
    }

    private mutating func relocate(_ slot: Int32, to target: Int, _ hand: Hand) {
        let oldKey = key(slot)
        let source = Int(records[Int(slot)].project)
        leaveOrder(slot)
        let number = projects[target].nextNumber
        projects[target].nextNumber += 1
        projectOrder[target].append(slot)
        movedKeys[oldKey] = slot
        formerKeys[slot, default: []].append(oldKey)
        let from = projects[source]
        let to = projects[target]
        let levels = securityLevels
        let context = editContext(epic: -1)
        change(slot, hand) { record, detail in
            record.project = UInt16(target)
            record.number = number
            var items: [ChangeItem] = [
                .named("project", from: (from.id, from.name), to: (to.id, to.name)),
                ChangeItem("Key", fromText: .text(oldKey), toText: .text("\(to.key)-\(number)")),
            ]
            for id in detail.components {
                items.append(.named("Component", from: (id, from.component(id)?.name ?? ""), to: nil))
            }
            for id in detail.fixVersions {
                items.append(.named("Fix Version", from: (id, from.version(id)?.name ?? ""), to: nil))
            }
            for id in detail.affectedVersions {
                items.append(.named("Version", from: (id, from.version(id)?.name ?? ""), to: nil))
            }
            if let level = record.security {
                items.append(.named("security", from: (levels[level].id, levels[level].name), to: nil))
                record.security = nil
            }
            for custom in detail.custom {
                switch custom.content {
                case .version, .versions:
                    items.append(context.item(custom.field, custom.content, nil))
                    detail.set(custom.field, nil)
                default: break
                }
            }
            detail.components = []
            detail.fixVersions = []
            detail.affectedVersions = []
            return items
        }
    }

    mutating func leaveOrder(_ slot: Int32) {
        let record = records[Int(slot)]
        let project = Int(record.project)
        let at = lowerBound(project: project, number: record.number)
        if at < projectOrder[project].count, projectOrder[project][at] == slot {
            projectOrder[project].remove(at: at)
        }
    }

    /// Links vanish at their other ends, which are not touched otherwise; sub-tasks go too.
    mutating func delete(_ slot: Int32, _ time: Int64) -> MutationResult {
        var gone = [slot]
        gone += (children[slot] ?? []).filter { !records[Int($0)].isDeleted }
        let result = MutationResult(id: id(slot), key: key(slot), issues: gone.map { id($0) })
        for one in gone {
            journal(one)
            let detail = detail(one)
            agile.seat(one, from: detail.sprintIDs, to: [])
            remoteLinks[one] = nil
            for worklog in detail.worklogs {
                deletedWorklogs.append((worklog.id, time))
                worklogOwner[worklog.id] = nil
            }
            for link in linksOf[one] ?? [] { forget(link: link) }
            linksOf[one] = nil
            leaveOrder(one)
            overlays[one] = nil
            formerKeys[one] = nil
            records[Int(one)].isDeleted = true
            updatedIndex.touch(one, records)
        }
        return result
    }

    mutating func forget(link id: Int64) {
        guard let link = links.removeValue(forKey: id) else { return }
        linksOf[link.source]?.removeAll { $0 == id }
        linksOf[link.target]?.removeAll { $0 == id }
    }
}
