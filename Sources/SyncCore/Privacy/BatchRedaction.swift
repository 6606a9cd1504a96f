/// Redacts one batch in place.
struct BatchRedaction {
    private let redaction: Redaction
    private let texts = TextStore()
    private let customNumbers: Set<Int64>

    init(_ redaction: Redaction) {
        self.redaction = redaction
        customNumbers = redaction.denied.customNumbers
    }

    func apply(to batch: inout IssueBatch) {
        if !redaction.denied.isEmpty { deny(&batch) }
        if redaction.people != nil { hidePeople(&batch) }
        if !texts.isEmpty { batch.storage.append(texts) }
    }

    // MARK: Fields

    private func deny(_ batch: inout IssueBatch) {
        if !redaction.denied.names.isEmpty { denyHistory(&batch) }
        if redaction.denied.contains(.worklog) { batch.worklogs = [] }
        for index in batch.issues.indices {
            if !customNumbers.isEmpty { denyCustom(&batch, index) }
            deny(&batch.issues[index])
        }
    }

    private func deny(_ issue: inout IssueRow) {
        func isDenied(_ field: SystemField) -> Bool { redaction.denied.contains(field) }
        if isDenied(.summary) { issue.summary = TextSlice("") }
        if isDenied(.description) { issue.description = nil }
        if isDenied(.environment) { issue.environment = nil }
        if isDenied(.labels) { issue.labels = 0..<0 }
        if isDenied(.priority) { issue.priorityID = nil }
        if isDenied(.resolution) { issue.resolutionID = nil }
        if isDenied(.security) { issue.securityLevelID = nil }
        if isDenied(.components) { issue.components = 0..<0 }
        if isDenied(.fixVersions) { issue.fixVersions = 0..<0 }
        if isDenied(.versions) { issue.affectedVersions = 0..<0 }
        if isDenied(.issuelinks) { issue.links = 0..<0 }
        if isDenied(.comment) {
            issue.comments = 0..<0
            issue.commentTotal = nil
            issue.hasComments = true
        }
        if isDenied(.worklog) {
            issue.worklogs = 0..<0
            issue.worklogTotal = nil
            issue.hasWorklogs = true
        }
        if isDenied(.attachment) { issue.attachments = 0..<0 }
        if isDenied(.assignee) { issue.assigneeKey = nil }
        if isDenied(.reporter) { issue.reporterKey = nil }
        if isDenied(.creator) { issue.creatorKey = nil }
        if isDenied(.duedate) { issue.dueDate = nil }
        if isDenied(.resolutiondate) { issue.resolvedAt = nil }
        if isDenied(.timeoriginalestimate) { issue.originalEstimateSeconds = nil }
        if isDenied(.timeestimate) { issue.remainingEstimateSeconds = nil }
        if isDenied(.timespent) { issue.timeSpentSeconds = nil }
        if isDenied(.votes) { issue.votes = nil }
        if isDenied(.watches) { issue.watches = nil }
    }

    /// Takes the values out and moves the others together.
    private func denyCustom(_ batch: inout IssueBatch, _ index: Int) {
        let range = batch.issues[index].customFields
        var place = range.lowerBound
        for from in range {
            let field = batch.customFields[from]
            if customNumbers.contains(field.number) {
                if batch.customMembers[field.members].contains(where: { $0.shape == .sprint }) {
                    batch.issues[index].sprints = 0..<0
                }
                continue
            }
            batch.customFields[place] = field
            place += 1
        }
        batch.issues[index].customFields = range.lowerBound..<place
    }

    /// A change of nothing but denied fields goes as a whole.
    private func denyHistory(_ batch: inout IssueBatch) {
        var isDenied: [String: Bool] = [:]
        for index in batch.issues.indices {
            let range = batch.issues[index].changes
            var place = range.lowerBound
            for from in range {
                var change = batch.changes[from]
                var next = change.items.lowerBound
                for item in change.items {
                    let field = batch.changeItems[item].field.string
                    if let known = isDenied[field] {
                        if known { continue }
                    } else {
                        let covers = redaction.denied.coversHistory(of: field)
                        isDenied[field] = covers
                        if covers { continue }
                    }
                    batch.changeItems[next] = batch.changeItems[item]
                    next += 1
                }
                if next == change.items.lowerBound, !change.items.isEmpty { continue }
                change.items = change.items.lowerBound..<next
                batch.changes[place] = change
                place += 1
            }
            if let total = batch.issues[index].changelogTotal {
                batch.issues[index].changelogTotal = total - Int64(range.upperBound - place)
            }
            batch.issues[index].changes = range.lowerBound..<place
        }
    }

    // MARK: People

    private func hidePeople(_ batch: inout IssueBatch) {
        for index in batch.users.indices { hide(&batch.users[index]) }
        for index in batch.issues.indices {
            hide(&batch.issues[index].creatorKey)
            hide(&batch.issues[index].reporterKey)
            hide(&batch.issues[index].assigneeKey)
            clean(&batch.issues[index].summary)
            clean(&batch.issues[index].description)
            clean(&batch.issues[index].environment)
        }
        for index in batch.comments.indices {
            hide(&batch.comments[index].authorKey)
            hide(&batch.comments[index].updateAuthorKey)
            clean(&batch.comments[index].body)
        }
        for index in batch.worklogs.indices {
            hide(&batch.worklogs[index].authorKey)
            hide(&batch.worklogs[index].updateAuthorKey)
            clean(&batch.worklogs[index].comment)
        }
        for index in batch.attachments.indices { hide(&batch.attachments[index].authorKey) }
        for index in batch.changes.indices { hide(&batch.changes[index].authorKey) }
        for index in batch.changeItems.indices { hide(&batch.changeItems[index]) }
        for field in batch.customFields.indices { hide(&batch, field) }
        for index in batch.sprints.indices { clean(&batch.sprints[index].goal) }
    }

    private func hide(_ user: inout UserSighting) {
        let names = redaction.names(
            Redaction.Names(
                key: user.key.string, username: text(user.username), displayName: text(user.displayName),
                email: text(user.email)))
        user.key = slice(names.key, user.key) ?? user.key
        user.username = slice(names.username, user.username)
        user.displayName = slice(names.displayName, user.displayName)
        user.email = slice(names.email, user.email)
    }

    private func hide(_ name: inout TextSlice?) {
        name = slice(redaction.person(text(name)), name)
    }

    private func hide(_ item: inout ChangeItemRow) {
        guard redaction.isOfPeople(field: item.field.string, type: text(item.fieldType)) else {
            clean(&item.fromValue)
            clean(&item.fromText)
            clean(&item.toValue)
            clean(&item.toText)
            return
        }
        let from = redaction.people(value: text(item.fromValue), text: text(item.fromText))
        let to = redaction.people(value: text(item.toValue), text: text(item.toText))
        item.fromValue = slice(from.value, item.fromValue)
        item.fromText = slice(from.text, item.fromText)
        item.toValue = slice(to.value, item.toValue)
        item.toText = slice(to.text, item.toText)
    }

    private func hide(_ batch: inout IssueBatch, _ index: Int) {
        let field = batch.customFields[index]
        var mayNamePeople = field.members.isEmpty
        for place in field.members {
            var member = batch.customMembers[place]
            switch member.shape {
            case .user:
                guard let key = text(member.refKey) else { break }
                member.refKey = slice(redaction.person(key), member.refKey)
                member.text = slice(redaction.displayName(text(member.text), of: key), member.text)
                member.json = hide(json: member.json)
            case .text:
                clean(&member.text)
                member.json = hide(json: member.json)
            case .other:
                member.json = hide(json: member.json)
            case .number, .option, .group, .version, .component, .project, .issue, .sprint: continue
            }
            mayNamePeople = true
            batch.customMembers[place] = member
        }
        guard mayNamePeople else { return }
        batch.customFields[index].json = hide(json: field.json)
    }

    // MARK: Texts

    private func hide(json: TextSlice) -> TextSlice {
        guard JSONRedaction.mayNamePeople(json.bytes) else { return json }
        return slice(JSONRedaction(redaction).apply(to: json.string), json) ?? json
    }

    private func clean(_ text: inout TextSlice) {
        if let people = redaction.people, let changed = TextRedaction(people).replace(text.bytes) {
            text = texts.slice(changed)
        }
    }

    private func clean(_ text: inout TextSlice?) {
        guard var slice = text else { return }
        clean(&slice)
        text = slice
    }

    /// By value: see `TextArena.text` of the decoder.
    private func text(_ slice: TextSlice?) -> String? {
        guard let slice else { return nil }
        return slice.string
    }

    /// The slice itself where the text stays the same.
    private func slice(_ text: String?, _ former: TextSlice?) -> TextSlice? {
        guard let text else { return nil }
        if let former, former.count == text.utf8.count, former.bytes.elementsEqual(text.utf8) {
            return former
        }
        return texts.slice(text)
    }
}
