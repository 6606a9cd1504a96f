/// One decoded page of issues: flat arrays of rows, filled by the decoder once and only read after.
///
/// The texts of the rows point into ``storage``: keep the batch alive while you use them.
package struct IssueBatch: Sendable {
    package var issues: [IssueRow] = []
    package var labels: [TextSlice] = []
    /// Component ids; the ranges of ``IssueRow`` say whose.
    package var components: [Int64] = []
    package var fixVersions: [Int64] = []
    package var affectedVersions: [Int64] = []
    package var links: [LinkRow] = []
    package var comments: [CommentRow] = []
    package var worklogs: [WorklogRow] = []
    package var attachments: [AttachmentRow] = []
    package var changes: [ChangeRow] = []
    package var changeItems: [ChangeItemRow] = []
    package var customFields: [CustomFieldRow] = []
    package var customMembers: [CustomMemberRow] = []
    /// Sprint ids; the ranges of ``IssueRow`` say whose.
    package var issueSprints: [Int64] = []
    /// Sprints named on the page, each id once.
    package var sprints: [SprintSighting] = []
    /// People seen anywhere on the page, each key once.
    package var users: [UserSighting] = []
    /// Statuses, types, versions … seen on the page, each (kind, id) once: stubs for what the
    /// reference lists do not hold.
    package var references: [ReferenceSighting] = []

    /// What owns the bytes behind every ``TextSlice``.
    package var storage: [any AnyObject & Sendable] = []

    package init() {}

    /// Gives an issue all its worklogs in place of those that were embedded in it.
    package mutating func completeWorklogs(of index: Int, with other: IssueBatch) {
        let start = worklogs.count
        worklogs += other.worklogs
        issues[index].worklogs = start..<worklogs.count
        issues[index].worklogTotal = Int64(other.worklogs.count)
        issues[index].hasWorklogs = true
        users += other.users
        storage += other.storage
    }
}

/// A page of search results and what the envelope says of it.
package struct IssuePage: Sendable {
    package var batch: IssueBatch
    /// Issues of the page that could not be decoded; the others of the page are whole.
    package var rejected: [RejectedRecord] = []
    package var startAt: Int64
    /// The server's effective page size: it cuts what was asked without a word.
    package var maxResults: Int64
    package var total: Int64
    /// When the request began and when its answer was whole, by the local clock.
    package var requestedAt: Instant
    package var receivedAt: Instant
    /// The server's `Date` header.
    package var serverDate: Instant?
    /// Bytes of the body after decompression: what the page size adapts to.
    package var bodyBytes: Int

    package init(
        batch: IssueBatch, startAt: Int64, maxResults: Int64, total: Int64, requestedAt: Instant,
        receivedAt: Instant, serverDate: Instant? = nil, bodyBytes: Int = 0
    ) {
        self.batch = batch
        self.startAt = startAt
        self.maxResults = maxResults
        self.total = total
        self.requestedAt = requestedAt
        self.receivedAt = receivedAt
        self.serverDate = serverDate
        self.bodyBytes = bodyBytes
    }
}

/// A record that could not be decoded, for the quarantine.
package struct RejectedRecord: Sendable, Equatable {
    /// The issue's id or key as far as it could be read, else its position on the page.
    package var record: String
    /// What is wrong and where: `fields.created: not a date (byte 1042)`.
    package var reason: String
    /// The record's own JSON, at most 1 MB of it.
    package var raw: [UInt8]

    package init(record: String, reason: String, raw: [UInt8]) {
        self.record = record
        self.reason = reason
        self.raw = raw
    }
}

/// A person as embedded in an issue. The key is Jira's `key`, or its `name` where it gives no key
/// (deleted users).
package struct UserSighting: Sendable {
    package var key: TextSlice
    package var username: TextSlice?
    package var displayName: TextSlice?
    package var email: TextSlice?
    package var active: Bool?
    package var timeZone: TextSlice?

    package init(key: TextSlice) { self.key = key }
}

/// Kinds of things that issues refer to by id.
package enum ReferenceKind: String, Sendable, CaseIterable {
    case project, issueType, status, priority, resolution, securityLevel, component, version, linkType
    /// Named by the sprint field; sightings of them are ``SprintSighting``s.
    case sprint
}

/// Something an issue refers to, with what the page says of it.
package struct ReferenceSighting: Sendable {
    package var kind: ReferenceKind
    package var id: Int64
    package var name: TextSlice?
    /// Projects: the key. Link types: the inward phrase.
    package var detail: TextSlice?
    /// Link types: the outward phrase.
    package var secondDetail: TextSlice?
    /// Statuses: the category's id. Components and versions: the project's id.
    package var ownerID: Int64?
    /// Issue types: whether it is a sub-task type.
    package var flag: Bool?

    package init(kind: ReferenceKind, id: Int64) {
        self.kind = kind
        self.id = id
    }
}
