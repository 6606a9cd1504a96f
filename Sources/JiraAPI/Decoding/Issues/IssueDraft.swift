import SyncCore

/// An issue while it is read: the row so far, and what must be there in the end.
struct IssueDraft {
    /// Stands for the id of the issue being read, which may come after its children.
    static var thisIssue: Int64 { .min }

    var row = IssueRow(
        id: 0, key: TextSlice(""), number: 0, projectID: 0, issueTypeID: 0, statusID: 0,
        summary: TextSlice(""), createdAt: Instant(milliseconds: 0), updatedAt: Instant(milliseconds: 0))
    var id: Int64?
    var key: TextSlice?
    /// Where `fields` begins, nil before it was met.
    var fieldsAt: UnsafePointer<UInt8>?
    var projectID: Int64?
    var issueTypeID: Int64?
    var statusID: Int64?
    var createdAt: Instant?
    var updatedAt: Instant?
    /// Ends of the batch's arrays before this issue.
    var mark = BatchMark(IssueBatch())
    /// Tells this issue's custom fields from those of the issues before.
    var stamp: UInt32 = 0
    /// Whether any of its custom fields names a sprint.
    var hasSprints = false

    init() {}

    init(mark: BatchMark, stamp: UInt32) {
        self.mark = mark
        self.stamp = stamp
    }
}

/// Lengths of a batch's arrays at a moment.
struct BatchMark {
    let issues, labels, components, fixVersions, affectedVersions, links, comments, worklogs: Int
    let attachments, changes, changeItems, customFields, customMembers, issueSprints, sprints: Int
    let users, references: Int

    init(_ batch: IssueBatch) {
        issues = batch.issues.count
        labels = batch.labels.count
        components = batch.components.count
        fixVersions = batch.fixVersions.count
        affectedVersions = batch.affectedVersions.count
        links = batch.links.count
        comments = batch.comments.count
        worklogs = batch.worklogs.count
        attachments = batch.attachments.count
        changes = batch.changes.count
        changeItems = batch.changeItems.count
        customFields = batch.customFields.count
        customMembers = batch.customMembers.count
        issueSprints = batch.issueSprints.count
        sprints = batch.sprints.count
        users = batch.users.count
        references = batch.references.count
    }
}

extension IssueBatch {
    /// Cuts every array back to the length it had.
    mutating func cut(to mark: BatchMark) {
        issues.cut(to: mark.issues)
        labels.cut(to: mark.labels)
        components.cut(to: mark.components)
        fixVersions.cut(to: mark.fixVersions)
        affectedVersions.cut(to: mark.affectedVersions)
        links.cut(to: mark.links)
        comments.cut(to: mark.comments)
        worklogs.cut(to: mark.worklogs)
        attachments.cut(to: mark.attachments)
        changes.cut(to: mark.changes)
        changeItems.cut(to: mark.changeItems)
        customFields.cut(to: mark.customFields)
        customMembers.cut(to: mark.customMembers)
        issueSprints.cut(to: mark.issueSprints)
        sprints.cut(to: mark.sprints)
        users.cut(to: mark.users)
        references.cut(to: mark.references)
    }

    /// Room for what a page of that size usually holds, so that the arrays rarely move while they fill.
    mutating func reserve(forBytes count: Int) {
        issues.reserveCapacity(count / 20_000 + 8)
        labels.reserveCapacity(count / 10_000 + 8)
        comments.reserveCapacity(count / 5_000 + 8)
        worklogs.reserveCapacity(count / 8_000 + 8)
        changes.reserveCapacity(count / 2_000 + 8)
        changeItems.reserveCapacity(count / 1_200 + 8)
        customFields.reserveCapacity(count / 800 + 8)
        customMembers.reserveCapacity(count / 700 + 8)
    }
}

extension Array {
    /// Drops what was added since the array had that length.
    @inline(__always)
    mutating func cut(to length: Int) {
        if count > length { removeSubrange(length...) }
    }
}
