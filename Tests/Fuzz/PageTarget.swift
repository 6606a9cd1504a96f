import HTTPCore
import SyncCore

@testable import JiraAPI

/// Whatever a server sends as issues, worklogs or comments is decoded into rows that point nowhere outside, or refused.
func fuzzPage(_ bytes: [UInt8]) {
    let body = ResponseBody(bytes)
    let now = Instant(milliseconds: 1_790_000_000_000)
    for reading in [IssuePageDecoder.Reading.full, .census, .identifiers] {
        let decoder = IssuePageDecoder(reading, ignoredCustomFields: [10_100])
        if let page = try? decoder.page(from: body, requestedAt: now, receivedAt: now) { check(page, body) }
        if let page = try? decoder.issue(from: body, requestedAt: now, receivedAt: now) { check(page, body) }
    }
    if let batch = try? IssuePageDecoder.worklogs(from: body) { check(batch) }
    if let batch = try? IssuePageDecoder.worklogs(from: body, issue: 10_001) { check(batch) }
    if let list = try? IssuePageDecoder.comments(from: body) { check(list.batch) }
    withExtendedLifetime(body) {}
}

private func check(_ page: IssuePage, _ body: ResponseBody) {
    check(page.batch)
    for record in page.rejected {
        precondition(
            record.raw.count <= body.count && !record.reason.isEmpty, "a rejected record without its reason")
    }
}

/// Every text is UTF-8 without NUL in memory that is alive, and every range is inside its array.
private func check(_ batch: IssueBatch) {
    for issue in batch.issues {
        check(
            issue.key, issue.parentKey, issue.summary, issue.description, issue.environment, issue.creatorKey,
            issue.reporterKey, issue.assigneeKey, issue.dueDate)
        check(issue.labels, batch.labels.count)
        check(issue.components, batch.components.count)
        check(issue.fixVersions, batch.fixVersions.count)
        check(issue.affectedVersions, batch.affectedVersions.count)
        check(issue.links, batch.links.count)
        check(issue.comments, batch.comments.count)
        check(issue.worklogs, batch.worklogs.count)
        check(issue.attachments, batch.attachments.count)
        check(issue.changes, batch.changes.count)
        check(issue.customFields, batch.customFields.count)
        check(issue.sprints, batch.issueSprints.count)
    }
    for label in batch.labels { check(label) }
    for link in batch.links { check(link.sourceKey, link.targetKey) }
    for row in batch.comments {
        check(row.authorKey, row.updateAuthorKey, row.body, row.visibilityType, row.visibilityValue)
    }
    for row in batch.worklogs {
        check(row.authorKey, row.updateAuthorKey, row.comment, row.visibilityType, row.visibilityValue)
    }
    for row in batch.attachments { check(row.authorKey, row.filename, row.mimeType) }
    for row in batch.changes {
        check(row.authorKey)
        check(row.items, batch.changeItems.count)
    }
    for row in batch.changeItems {
        check(row.field, row.fieldType, row.fieldID, row.fromValue, row.fromText, row.toValue, row.toText)
    }
    for row in batch.customFields {
        check(row.json)
        check(row.members, batch.customMembers.count)
    }
    for row in batch.customMembers { check(row.text, row.refKey, row.json) }
    for sprint in batch.sprints { check(sprint.name, sprint.state, sprint.goal) }
    for user in batch.users { check(user.key, user.username, user.displayName, user.email, user.timeZone) }
    for reference in batch.references { check(reference.name, reference.detail, reference.secondDetail) }
}

private func check(_ range: Range<Int>, _ count: Int) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range outside of its array")
}

func check(_ texts: TextSlice?...) {
    for text in texts {
        guard let text else { continue }
        precondition(String(validating: text.bytes, as: UTF8.self) != nil, "a text that is not UTF-8")
        precondition(!text.bytes.contains(0), "a text with NUL")
    }
}
