/// Comments, worklogs, links, attachments.
extension SiteState {
    mutating func addComment(
        _ slot: Int32, _ body: String, _ visibility: Visibility?, _ hand: Hand
    ) -> MutationResult {
        let comment = Comment(
            id: childID(), author: hand.author, updateAuthor: hand.author, body: .text(body),
            created: hand.time,
            updated: hand.time, visibility: visibility)
        change(slot, hand, moves: options.updatedRules.commentAdd) { _, detail in
            detail.comments.append(comment)
            return []
        }
        return result(slot, id: comment.id)
    }

    mutating func editComment(
        _ slot: Int32, _ id: Int64, _ body: String, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard let at = detail(slot).comments.firstIndex(where: { $0.id == id }) else {
            throw .unknown("comment", String(id))
        }
        change(slot, hand, moves: options.updatedRules.commentEdit) { _, detail in
            detail.comments[at].body = .text(body)
            detail.comments[at].updated = hand.time
            detail.comments[at].updateAuthor = hand.author
            return []
        }
        return result(slot, id: id)
    }

    mutating func deleteComment(
        _ slot: Int32, _ id: Int64, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard let at = detail(slot).comments.firstIndex(where: { $0.id == id }) else {
            throw .unknown("comment", String(id))
        }
        change(slot, hand, moves: options.updatedRules.commentDelete) { _, detail in
            let comment = detail.comments.remove(at: at)
            return [ChangeItem("Comment", from: String(id), fromText: comment.body)]
        }
        return result(slot, id: id)
    }

    mutating func addWorklog(
        _ slot: Int32, _ worklog: Worklog, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard worklog.seconds > 0, worklog.seconds < 1 << 40 else {
            throw MutationRefusal(message: "A worklog needs a time above zero.")
        }
        var worklog = worklog
        worklog.id = childID()
        worklogOwner[worklog.id] = slot
        let made = worklog
        change(slot, hand, moves: options.updatedRules.worklogAdd) { _, detail in
            detail.worklogs.append(made)
            return Self.spend(made.id, made.seconds, &detail)
        }
        return result(slot, id: made.id)
    }

    /// The items of Jira's history: the id stands in `from`, as if the worklog were removed.
    private static func spend(_ id: Int64, _ seconds: Int64, _ detail: inout IssueDetail) -> [ChangeItem] {
        let remaining = max(0, (detail.remainingEstimate ?? 0) - seconds)
        let spent = max(0, (detail.timeSpent ?? 0) + seconds)
        let items = [
            ChangeItem("WorklogId", from: String(id), fromText: .text(String(id))),
            ChangeItem.plain(
                "timeestimate", from: detail.remainingEstimate.map { String($0) }, to: String(remaining)),
            ChangeItem.plain("timespent", from: detail.timeSpent.map { String($0) }, to: String(spent)),
        ]
        detail.remainingEstimate = remaining
        detail.timeSpent = spent
        return items
    }

    mutating func editWorklog(
        _ slot: Int32, _ id: Int64, _ seconds: Int64?, _ comment: String?, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard let at = detail(slot).worklogs.firstIndex(where: { $0.id == id }) else {
            throw .unknown("worklog", String(id))
        }
        if let seconds, !(1..<(1 << 40)).contains(seconds) {
            throw MutationRefusal(message: "A worklog needs a time above zero.")
        }
        change(slot, hand, moves: options.updatedRules.worklogEdit) { _, detail in
            detail.worklogs[at].updated = hand.time
            detail.worklogs[at].updateAuthor = hand.author
            if let comment { detail.worklogs[at].comment = .text(comment) }
            guard let seconds, seconds != detail.worklogs[at].seconds else { return [] }
            let difference = seconds - detail.worklogs[at].seconds
            detail.worklogs[at].seconds = seconds
            return Self.spend(id, difference, &detail)
        }
        return result(slot, id: id)
    }

    mutating func deleteWorklog(
        _ slot: Int32, _ id: Int64, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard let at = detail(slot).worklogs.firstIndex(where: { $0.id == id }) else {
            throw .unknown("worklog", String(id))
        }
        worklogOwner[id] = nil
        deletedWorklogs.append((id, hand.time))
        change(slot, hand, moves: options.updatedRules.worklogDelete) { _, detail in
            let worklog = detail.worklogs.remove(at: at)
            return Self.spend(id, -worklog.seconds, &detail)
        }
        return result(slot, id: id)
    }

    mutating func addLink(
        _ name: String, _ source: Int32, _ target: Int32, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard source != target else { throw MutationRefusal(message: "An issue cannot be linked to itself.") }
        let position = try position(name, "link type", catalogue.linkTypes.map { ($0.id, $0.name) })
        let type = catalogue.linkTypes[Int(position)]
        let id = childID()
        links[id] = IssueLink(type: position, source: source, target: target)
        linksOf[source, default: []].append(id)
        linksOf[target, default: []].append(id)
        noteLink(source, "This issue \(type.outward) ", target, isAdded: true, hand)
        noteLink(target, "This issue \(type.inward) ", source, isAdded: true, hand)
        return MutationResult(id: id, issues: [self.id(source), self.id(target)])
    }

    mutating func removeLink(_ id: Int64, _ hand: Hand) throws(MutationRefusal) -> MutationResult {
        guard let link = links[id] else { throw .unknown("link", String(id)) }
        let type = catalogue.linkTypes[Int(link.type)]
        forget(link: id)
        noteLink(link.source, "This issue \(type.outward) ", link.target, isAdded: false, hand)
        noteLink(link.target, "This issue \(type.inward) ", link.source, isAdded: false, hand)
        return MutationResult(id: id, issues: [self.id(link.source), self.id(link.target)])
    }

    private mutating func noteLink(
        _ slot: Int32, _ phrase: String, _ other: Int32, isAdded: Bool, _ hand: Hand
    ) {
        let key = key(other)
        change(slot, hand, moves: options.updatedRules.link) { _, _ in
            isAdded
                ? [ChangeItem("Link", to: key, toText: .text(phrase + key))]
                : [ChangeItem("Link", from: key, fromText: .text(phrase + key))]
        }
    }

    mutating func addAttachment(_ slot: Int32, _ file: Attachment, _ hand: Hand) -> MutationResult {
        var file = file
        file.id = childID()
        let made = file
        change(slot, hand, moves: options.updatedRules.attachment) { _, detail in
            detail.attachments.append(made)
            return [ChangeItem("Attachment", to: String(made.id), toText: .text(made.filename))]
        }
        return result(slot, id: made.id)
    }

    mutating func deleteAttachment(
        _ slot: Int32, _ id: Int64, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard let at = detail(slot).attachments.firstIndex(where: { $0.id == id }) else {
            throw .unknown("attachment", String(id))
        }
        change(slot, hand, moves: options.updatedRules.attachment) { _, detail in
            let file = detail.attachments.remove(at: at)
            return [ChangeItem("Attachment", from: String(id), fromText: .text(file.filename))]
        }
        return result(slot, id: id)
    }
}
