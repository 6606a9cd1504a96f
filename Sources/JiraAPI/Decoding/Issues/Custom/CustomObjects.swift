import SyncCore

/// What an object inside a custom field is. The `self` link decides where it names a known kind of thing and
/// the members that such a thing must have are there; else its characteristic members do, in this order:
///
/// 1. option: text `value` and an `id`
/// 2. user: `key` or `name`, no `id`, and `displayName`, `emailAddress` or `active`
/// 3. sprint: `id`, `name` and a `state` that is one of a sprint
/// 4. version: `id`, `name` and `released`
/// 5. component: `id`, `name` and the rule for assignees
/// 6. project: `id`, `key`, `name` and type or category
/// 7. issue: `key` (or `data.key`) in the form of an issue key
///
/// All else is `other`, and so is a cascading option that is not exactly parent and child, or one among many.
extension IssueReader {
    mutating func readCustomObject(inList: Bool) throws(ScanError) {
        let first = scanner.cursor
        // Apart from the slot of the same bytes in `assignee` and the like.
        let slot = memo.slot(first).map { $0 ^ 1 }
        if let slot, let entry = memo.recall(slot, first, .customMember) {
            scanner.cursor = first + entry.count
            batch.customMembers.append(batch.customMembers[Int(entry.id)])
            return
        }
        var object = EmbeddedObject()
        try read(into: &object)
        let json = TextSlice(start: first, count: scanner.cursor - first)
        if let child = object.child { return appendCascade(object, child, json, inList: inList) }
        let member = member(of: object, json)
        if let slot, member.shape != .sprint {
            memo.store(
                slot,
                ObjectMemo.Entry(
                    start: first, count: json.count, role: .customMember,
                    id: Int64(batch.customMembers.count)))
        }
        batch.customMembers.append(member)
    }

    private mutating func appendCascade(
        _ object: EmbeddedObject, _ child: EmbeddedObject.Child, _ json: TextSlice, inList: Bool
    ) {
        let link = arena.text(object.link)
        guard !inList, let lower = child.option,
            let parent = option(object, object.id ?? Self.trailingNumber(link), json)
        else { return batch.customMembers.append(CustomMemberRow(.other, json: json)) }
        batch.customMembers.append(parent)
        var member = CustomMemberRow(.option, json: child.json)
        member.text = arena.text(lower.value)
        member.refID = lower.id
        batch.customMembers.append(member)
    }

    private mutating func member(of object: EmbeddedObject, _ json: TextSlice) -> CustomMemberRow {
        let link = arena.text(object.link)
        let id = object.id ?? Self.trailingNumber(link)
        let found: CustomMemberRow? =
            switch EmbeddedLink(link) {
            case .user: user(object, json)
            case .group: group(object, json)
            case .option: option(object, id, json)
            case .version: named(.version, object, id, json)
            case .component: named(.component, object, id, json)
            case .project: project(object, id, json)
            case .issue: issue(id, object.key, json)
            case .sprint: sprint(object, id, json)
            case .other: unlinked(object, json)
            }
        return found ?? CustomMemberRow(.other, json: json)
    }

    private mutating func unlinked(_ object: EmbeddedObject, _ json: TextSlice) -> CustomMemberRow? {
        let id = object.id
        if object.value != nil, id != nil { return option(object, id, json) }
        if !object.hasID, object.displayName != nil || object.email != nil || object.active != nil {
            return user(object, json)
        }
        if object.name != nil, id != nil {
            if let state = object.state, SprintState.lowerCase(arena.text(state)) != nil {
                return sprint(object, id, json)
            }
            if object.isVersion { return named(.version, object, id, json) }
            if object.isComponent { return named(.component, object, id, json) }
            if object.isProject, object.key != nil { return project(object, id, json) }
        }
        if let key = object.key, Self.isIssueKey(arena.text(key)) { return issue(id, key, json) }
        if let key = object.dataKey, Self.isIssueKey(arena.text(key)) {
            return issue(object.dataID, key, json)
        }
        return nil
    }

    // MARK: Kinds

    private mutating func option(_ object: EmbeddedObject, _ id: Int64?, _ json: TextSlice)
        -> CustomMemberRow?
    {
        guard let value = object.value, let id else { return nil }
        var member = CustomMemberRow(.option, json: json)
        member.text = arena.text(value)
        member.refID = id
        return member
    }

    private mutating func user(_ object: EmbeddedObject, _ json: TextSlice) -> CustomMemberRow? {
        let name = arena.text(object.name)
        let keys = [arena.text(object.key), name]
        guard let key = keys.compactMap(\.self).first(where: { $0.count > 0 }) else { return nil }
        var sighting = UserSighting(key: key)
        sighting.username = name
        sighting.displayName = arena.text(object.displayName)
        sighting.email = arena.text(object.email)
        sighting.active = object.active
        sighting.timeZone = arena.text(object.timeZone)
        userIndex.add(sighting, to: &batch.users)
        var member = CustomMemberRow(.user, json: json)
        member.refKey = key
        return member
    }

    private mutating func group(_ object: EmbeddedObject, _ json: TextSlice) -> CustomMemberRow? {
        guard let name = object.name else { return nil }
        var member = CustomMemberRow(.group, json: json)
        member.text = arena.text(name)
        member.refKey = member.text
        return member
    }

    private mutating func named(
        _ shape: CustomMemberRow.Shape, _ object: EmbeddedObject, _ id: Int64?, _ json: TextSlice
    ) -> CustomMemberRow? {
        guard let name = object.name, let id else { return nil }
        var member = CustomMemberRow(shape, json: json)
        member.text = arena.text(name)
        member.refID = id
        return member
    }

    private mutating func project(_ object: EmbeddedObject, _ id: Int64?, _ json: TextSlice)
        -> CustomMemberRow?
    {
        guard let key = object.key, var member = named(.project, object, id, json) else { return nil }
        member.refKey = arena.text(key)
        return member
    }

    private mutating func issue(_ id: Int64?, _ key: LooseText?, _ json: TextSlice) -> CustomMemberRow? {
        guard let key, key.count > 0 else { return nil }
        var member = CustomMemberRow(.issue, json: json)
        member.refKey = arena.text(key)
        member.refID = id
        return member
    }

    private mutating func sprint(
        _ object: EmbeddedObject, _ id: Int64?, _ json: TextSlice
    ) -> CustomMemberRow? {
        guard let id, id >= 0 else { return nil }
        var sprint = SprintSighting(id: id)
        sprint.boardID = object.board
        sprint.name = arena.text(object.name)
        if let state = object.state { sprint.state = SprintState.lowerCase(arena.text(state)) }
        sprint.goal = arena.text(object.goal)
        sprint.startAt = instant(object.start)
        sprint.endAt = instant(object.end)
        sprint.completeAt = instant(object.complete)
        sprint.activatedAt = instant(object.activated)
        return sighted(sprint, json)
    }

    private mutating func instant(_ text: LooseText?) -> Instant? {
        text.map { arena.text($0) }.flatMap(JiraTimestamp.instant)
    }

    /// `ABC-12`: a capital, more of them with digits and underscores, a hyphen, a number.
    private static func isIssueKey(_ text: TextSlice) -> Bool {
        guard number(ofKey: text) != nil, let first = text.bytes.first, first &- 0x41 < 26 else {
            return false
        }
        let project = text.bytes.prefix { $0 != Byte.minus }
        let number = text.bytes[(project.count + 1)...]
        return number.allSatisfy { $0 &- Byte.zero <= 9 }
            && project.allSatisfy { $0 &- 0x41 < 26 || $0 &- Byte.zero <= 9 || $0 == 0x5F }
    }
}
