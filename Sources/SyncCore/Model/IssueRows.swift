/// One issue as `/rest/api/2/search?fields=*all&expand=changelog` gives it, Jira-shape-free.
/// Durations are seconds; absent and JSON null are both nil. Children are ranges into the arrays of
/// the ``IssueBatch`` that holds the row.
package struct IssueRow: Sendable {
    package var id: Int64
    package var key: TextSlice
    /// The number behind the last hyphen of the key.
    package var number: Int64
    package var projectID: Int64
    package var issueTypeID: Int64
    package var statusID: Int64
    package var priorityID: Int64?
    package var resolutionID: Int64?
    package var securityLevelID: Int64?
    package var parentID: Int64?
    package var parentKey: TextSlice?
    package var summary: TextSlice
    package var description: TextSlice?
    package var environment: TextSlice?
    package var creatorKey: TextSlice?
    package var reporterKey: TextSlice?
    package var assigneeKey: TextSlice?
    package var createdAt: Instant
    package var updatedAt: Instant
    package var resolvedAt: Instant?
    /// `YYYY-MM-DD`.
    package var dueDate: TextSlice?
    package var originalEstimateSeconds: Int64?
    package var remainingEstimateSeconds: Int64?
    package var timeSpentSeconds: Int64?
    package var votes: Int64?
    package var watches: Int64?
    package var archivedAt: Instant?

    package var labels: Range<Int> = 0..<0
    package var components: Range<Int> = 0..<0
    package var fixVersions: Range<Int> = 0..<0
    package var affectedVersions: Range<Int> = 0..<0
    package var links: Range<Int> = 0..<0
    package var comments: Range<Int> = 0..<0
    package var worklogs: Range<Int> = 0..<0
    package var attachments: Range<Int> = 0..<0
    package var changes: Range<Int> = 0..<0
    package var customFields: Range<Int> = 0..<0
    /// Into ``IssueBatch/issueSprints``: every sprint the issue is or was in at a sprint's end, each once.
    package var sprints: Range<Int> = 0..<0

    /// Totals that the server states beside the embedded children, nil where it states none. A total
    /// above the number of embedded rows means that the rest must be fetched before the issue is stored.
    package var commentTotal: Int64?
    package var worklogTotal: Int64?
    package var changelogTotal: Int64?
    /// False where `fields.worklog` is absent (the field is hidden): stored worklogs then stay as they are.
    package var hasWorklogs = false
    /// False where `fields.comment` is absent.
    package var hasComments = false
    /// False where the answer had no `changelog`.
    package var hasChangelog = false

    /// 64-bit hash of all that is stored of the issue, children included, with `lastViewed` and the
    /// Development field left out. Stable across processes and versions of the decoder that store the same.
    package var contentHash: UInt64 = 0

    package init(
        id: Int64, key: TextSlice, number: Int64, projectID: Int64, issueTypeID: Int64, statusID: Int64,
        summary: TextSlice, createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.key = key
        self.number = number
        self.projectID = projectID
        self.issueTypeID = issueTypeID
        self.statusID = statusID
        self.summary = summary
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension IssueRow {
    /// Whether Jira counts more comments or changes than it gave.
    package var isCut: Bool {
        (commentTotal ?? 0) > Int64(comments.count) || (changelogTotal ?? 0) > Int64(changes.count)
    }

    /// Whether Jira counts more worklogs than are embedded.
    package var isMissingWorklogs: Bool { (worklogTotal ?? 0) > Int64(worklogs.count) }
}

/// `fields.comment.comments[]`.
package struct CommentRow: Sendable {
    package var id: Int64
    package var authorKey: TextSlice?
    package var updateAuthorKey: TextSlice?
    package var body: TextSlice
    package var createdAt: Instant
    package var updatedAt: Instant
    /// `role` or `group`.
    package var visibilityType: TextSlice?
    package var visibilityValue: TextSlice?

    package init(id: Int64, body: TextSlice, createdAt: Instant, updatedAt: Instant) {
        self.id = id
        self.body = body
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// `fields.worklog.worklogs[]`, `/issue/{id}/worklog`, `/worklog/list`.
package struct WorklogRow: Sendable {
    package var id: Int64
    package var issueID: Int64
    package var authorKey: TextSlice?
    package var updateAuthorKey: TextSlice?
    package var comment: TextSlice?
    package var startedAt: Instant
    package var createdAt: Instant
    package var updatedAt: Instant
    package var timeSpentSeconds: Int64
    package var visibilityType: TextSlice?
    package var visibilityValue: TextSlice?

    package init(
        id: Int64, issueID: Int64, startedAt: Instant, createdAt: Instant, updatedAt: Instant,
        timeSpentSeconds: Int64
    ) {
        self.id = id
        self.issueID = issueID
        self.startedAt = startedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.timeSpentSeconds = timeSpentSeconds
    }
}

/// `fields.attachment[]`, metadata only.
package struct AttachmentRow: Sendable {
    package var id: Int64
    package var authorKey: TextSlice?
    package var filename: TextSlice
    package var mimeType: TextSlice?
    package var sizeBytes: Int64
    package var createdAt: Instant

    package init(id: Int64, filename: TextSlice, sizeBytes: Int64, createdAt: Instant) {
        self.id = id
        self.filename = filename
        self.sizeBytes = sizeBytes
        self.createdAt = createdAt
    }
}

/// `fields.issuelinks[]`, turned so that the source is the outward side ("source blocks target").
package struct LinkRow: Sendable {
    package var id: Int64
    package var linkTypeID: Int64
    package var sourceIssueID: Int64
    package var sourceKey: TextSlice
    package var targetIssueID: Int64
    package var targetKey: TextSlice

    package init(
        id: Int64, linkTypeID: Int64, sourceIssueID: Int64, sourceKey: TextSlice, targetIssueID: Int64,
        targetKey: TextSlice
    ) {
        self.id = id
        self.linkTypeID = linkTypeID
        self.sourceIssueID = sourceIssueID
        self.sourceKey = sourceKey
        self.targetIssueID = targetIssueID
        self.targetKey = targetKey
    }
}

/// `changelog.histories[]`: one save by one author.
package struct ChangeRow: Sendable {
    package var id: Int64
    package var authorKey: TextSlice?
    package var createdAt: Instant
    /// Into ``IssueBatch/changeItems``.
    package var items: Range<Int>

    package init(id: Int64, authorKey: TextSlice?, createdAt: Instant, items: Range<Int>) {
        self.id = id
        self.authorKey = authorKey
        self.createdAt = createdAt
        self.items = items
    }
}

/// `changelog.histories[].items[]`: one field. Servers give no field id, only the name of that time.
package struct ChangeItemRow: Sendable {
    package var field: TextSlice
    /// `jira` or `custom`.
    package var fieldType: TextSlice?
    package var fieldID: TextSlice?
    package var fromValue: TextSlice?
    package var fromText: TextSlice?
    package var toValue: TextSlice?
    package var toText: TextSlice?

    package init(field: TextSlice) { self.field = field }
}
