import SyncCore

/// What of an issue counts as its content: everything that is stored, children included.
///
/// Left out: `lastViewed` (never decoded), the Development field and the identity hashes inside legacy sprint
/// texts, for they differ between two reads of an unchanged issue. Children are summed, so that their
/// order does not matter, except for the items of one change, whose position is stored.
extension IssueBatch {
    /// Seeds that keep equal rows of different kinds apart.
    private enum Seed {
        static var issue: UInt64 { 1 }
        static var label: UInt64 { 2 }
        static var component: UInt64 { 3 }
        static var fixVersion: UInt64 { 4 }
        static var affectedVersion: UInt64 { 5 }
        static var link: UInt64 { 6 }
        static var comment: UInt64 { 7 }
        static var worklog: UInt64 { 8 }
        static var attachment: UInt64 { 9 }
        static var change: UInt64 { 10 }
        static var customField: UInt64 { 11 }
        static var worklogs: UInt64 { 12 }
        static var sprint: UInt64 { 13 }
    }

    /// Keeps the hash of a custom field's value, which the reader makes, apart from the others.
    static var customFieldSeed: UInt64 { Seed.customField }

    /// The hash of an issue of this batch without its custom fields.
    func contentHash(of row: IssueRow) -> UInt64 {
        var sum = scalarHash(of: row) &+ worklogsHash(of: row) &+ commentsHash(of: row)
        for label in labels[row.labels] {
            sum &+= ContentHash.bytes(label.start, label.count, seed: Seed.label)
        }
        for id in components[row.components] { sum &+= Self.hash(Seed.component, id) }
        for id in fixVersions[row.fixVersions] { sum &+= Self.hash(Seed.fixVersion, id) }
        for id in affectedVersions[row.affectedVersions] { sum &+= Self.hash(Seed.affectedVersion, id) }
        for index in row.links { sum &+= Self.hash(links[index]) }
        for index in row.attachments { sum &+= Self.hash(attachments[index]) }
        for index in row.changes { sum &+= hash(changes[index]) }
        return sum
    }

    /// The summand of ``contentHash(of:)`` that the comments make, apart so that they can be replaced.
    func commentsHash(of row: IssueRow) -> UInt64 {
        row.comments.reduce(0) { $0 &+ Self.hash(comments[$1]) }
    }

    /// Of the worklogs that are embedded, and their number: those beyond the first 20 are not here.
    private func worklogsHash(of row: IssueRow) -> UInt64 {
        var hash = ContentHash(seed: Seed.worklogs)
        hash.mix((row.hasWorklogs ? 1 : 0) as UInt64)
        hash.mix(row.worklogTotal)
        var sum = hash.value
        for index in row.worklogs { sum &+= Self.hash(worklogs[index]) }
        return sum
    }

    private func scalarHash(of row: IssueRow) -> UInt64 {
        var hash = ContentHash(seed: Seed.issue)
        hash.mix(row.id)
        hash.mix(row.key)
        hash.mix(row.projectID)
        hash.mix(row.issueTypeID)
        hash.mix(row.statusID)
        hash.mix(row.priorityID)
        hash.mix(row.resolutionID)
        hash.mix(row.securityLevelID)
        hash.mix(row.parentID)
        hash.mix(row.parentKey)
        hash.mix(row.summary)
        hash.mix(row.description)
        hash.mix(row.environment)
        hash.mix(row.creatorKey)
        hash.mix(row.reporterKey)
        hash.mix(row.assigneeKey)
        hash.mix(row.createdAt.milliseconds)
        hash.mix(row.updatedAt.milliseconds)
        hash.mix(row.resolvedAt?.milliseconds)
        hash.mix(row.dueDate)
        hash.mix(row.originalEstimateSeconds)
        hash.mix(row.remainingEstimateSeconds)
        hash.mix(row.timeSpentSeconds)
        hash.mix(row.votes)
        hash.mix(row.watches)
        hash.mix(row.archivedAt?.milliseconds)
        hash.mix((row.hasComments ? 1 : 0) | (row.hasChangelog ? 2 : 0) as UInt64)
        return hash.value
    }

    private static func hash(_ seed: UInt64, _ id: Int64) -> UInt64 {
        var hash = ContentHash(seed: seed)
        hash.mix(id)
        return hash.value
    }

    private static func hash(_ row: LinkRow) -> UInt64 {
        var hash = ContentHash(seed: Seed.link)
        hash.mix(row.id)
        hash.mix(row.linkTypeID)
        hash.mix(row.sourceIssueID)
        hash.mix(row.sourceKey)
        hash.mix(row.targetIssueID)
        hash.mix(row.targetKey)
        return hash.value
    }

    private static func hash(_ row: CommentRow) -> UInt64 {
        var hash = ContentHash(seed: Seed.comment)
        hash.mix(row.id)
        hash.mix(row.authorKey)
        hash.mix(row.updateAuthorKey)
        hash.mix(row.body)
        hash.mix(row.createdAt.milliseconds)
        hash.mix(row.updatedAt.milliseconds)
        hash.mix(row.visibilityType)
        hash.mix(row.visibilityValue)
        return hash.value
    }

    private static func hash(_ row: WorklogRow) -> UInt64 {
        var hash = ContentHash(seed: Seed.worklog)
        hash.mix(row.id)
        hash.mix(row.authorKey)
        hash.mix(row.updateAuthorKey)
        hash.mix(row.comment)
        hash.mix(row.startedAt.milliseconds)
        hash.mix(row.createdAt.milliseconds)
        hash.mix(row.updatedAt.milliseconds)
        hash.mix(row.timeSpentSeconds)
        hash.mix(row.visibilityType)
        hash.mix(row.visibilityValue)
        return hash.value
    }

    private static func hash(_ row: AttachmentRow) -> UInt64 {
        var hash = ContentHash(seed: Seed.attachment)
        hash.mix(row.id)
        hash.mix(row.authorKey)
        hash.mix(row.filename)
        hash.mix(row.mimeType)
        hash.mix(row.sizeBytes)
        hash.mix(row.createdAt.milliseconds)
        return hash.value
    }

    private func hash(_ row: ChangeRow) -> UInt64 {
        var hash = ContentHash(seed: Seed.change)
        hash.mix(row.id)
        hash.mix(row.authorKey)
        hash.mix(row.createdAt.milliseconds)
        for index in row.items {
            let item = changeItems[index]
            hash.mix(item.field)
            hash.mix(item.fieldType)
            hash.mix(item.fieldID)
            hash.mix(item.fromValue)
            hash.mix(item.fromText)
            hash.mix(item.toValue)
            hash.mix(item.toText)
        }
        return hash.value
    }

    /// What a sprint's value says of it, in whatever form.
    static func hash(_ sprint: SprintSighting) -> UInt64 {
        var hash = ContentHash(seed: Seed.sprint)
        hash.mix(sprint.id)
        hash.mix(sprint.boardID)
        hash.mix(sprint.name)
        hash.mix(sprint.state)
        hash.mix(sprint.goal)
        hash.mix(sprint.startAt?.milliseconds)
        hash.mix(sprint.endAt?.milliseconds)
        hash.mix(sprint.completeAt?.milliseconds)
        hash.mix(sprint.activatedAt?.milliseconds)
        return hash.value
    }
}

extension ContentHash {
    @inline(__always)
    mutating func mix(_ number: Int64) { mix(UInt64(bitPattern: number)) }

    @inline(__always)
    mutating func mix(_ number: Int64?) {
        mix(number == nil ? 0 : 1 as UInt64)
        if let number { mix(number) }
    }

    @inline(__always)
    mutating func mix(_ text: TextSlice) { mix(ContentHash.bytes(text.start, text.count)) }

    @inline(__always)
    mutating func mix(_ text: TextSlice?) {
        mix(text == nil ? 0 : 1 as UInt64)
        if let text { mix(text) }
    }
}
